"""`centralino doctor`: what is installed, what is missing, what to do about it."""

from __future__ import annotations

import argparse
import ctypes.util
import importlib.util
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict

from centralino import customers, desk, desk_check, paths, pbx_check, prompt_pack, settings
from centralino.errors import UserError
from centralino.findings import Finding, State


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("doctor", help="what is installed, what is missing, what to do about it")
    parser.add_argument("--json", action="store_true", help="one JSON object a line: name, state, detail, remedy")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Look at everything; exit status 1 when something needed is missing."""
    marks = {"ok": "ok", "missing": "MISSING", "optional": "absent"}
    worst = 0
    for finding in examine():
        worst = max(worst, finding.state == "missing")
        if args.json:
            print(json.dumps(asdict(finding), ensure_ascii=False), flush=True)
        else:
            remedy = f" → {finding.remedy}" if finding.remedy else ""
            print(f"{marks[finding.state]:8} {finding.name}: {finding.detail}{remedy}", flush=True)
    return int(worst)


def examine() -> Iterator[Finding]:
    """Every finding, cheap ones first. Loads no model; the only connections are to the desk's database, to
    the CRM, to the PBX and to our own port."""
    yield _python()
    yield from _system()
    yield from _packages()
    yield from _recognition()
    yield from _synthesis()
    yield _trained()
    yield _sound_card()
    yield desk_check.finding(desk.where())
    if (recorded := prompt_pack.finding()) is not None:
        yield recorded
    configured = settings.load()
    yield from customers.findings(configured.desk.customers)
    yield from pbx_check.findings(configured.telephone, configured.dialogue, paths.VAR)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    fits = sys.version_info[:2] == (3, 11)
    return Finding("python", "ok" if fits else "missing", version, "" if fits else "make setup installs Python 3.11")


def _system() -> Iterator[Finding]:
    needed: tuple[tuple[str, str, State, str], ...] = (
        ("espeak-ng", "espeak-ng", "missing", "no speech synthesis"),
        ("portaudio", "libportaudio2", "optional", "no microphone calls"),
    )
    for library, package, state, without in needed:
        if ctypes.util.find_library(library):
            yield Finding(f"library {library}", "ok", "installed")
        else:
            yield Finding(f"library {library}", state, without, f"apt-get install {package}")
    if shutil.which("npm"):
        yield Finding("npm", "ok", "installed")
    else:
        yield Finding("npm", "optional", "Kokoro's voices come from their official source only", "apt-get install npm")


def _packages() -> Iterator[Finding]:
    modules = ("rasa", "vosk", "faster_whisper", "sherpa_onnx", "onnxruntime", "silero_vad", "pyttsx3", "soundfile")
    absent = [module for module in modules if importlib.util.find_spec(module) is None]
    if absent:
        yield Finding("python packages", "missing", f"without {', '.join(absent)}", "make setup")
    else:
        yield Finding("python packages", "ok", f"{len(modules)} looked for, all found")


def _recognition() -> Iterator[Finding]:
    from bot.messages import LANGUAGES
    from centralino.recognition import choice_of
    from voice.models import store
    from voice.stt.engines import BestRecogniser

    models = store.default()
    recogniser = BestRecogniser(choice_of(settings.load().speech), models)
    for language in LANGUAGES:
        name = f"recognition {language}"
        engine = recogniser.engine_name(language)
        if engine is None:
            yield Finding(name, "missing", "no model", "centralino models fetch")
            continue
        path = models.best(engine, language)
        model = path.name if path else "?"
        better = next((m.name for m in models.models if m.engine == "sherpa" and language in m.languages), None)
        if language == "da" and engine == "whisper" and better and model == "whisper-base":
            detail = f"{engine}, {model}: misses four Danish words in ten"
            yield Finding(name, "optional", detail, f"centralino models fetch {better}")
        else:
            yield Finding(name, "ok", f"{engine}, {model}")


def _synthesis() -> Iterator[Finding]:
    from voice.models import store

    if store.find("kokoro-82m"):
        yield Finding("synthesis kokoro", "ok", "installed")
    else:
        detail = "prompts are spoken by espeak-ng and Pico"
        yield Finding("synthesis kokoro", "optional", detail, "centralino models fetch kokoro-82m")
    if (rendered := _rendered()) is not None:
        yield rendered


def _rendered() -> Finding | None:
    """What was counted last; None where nothing is to be rendered ahead."""
    from bot.messages import LANGUAGES
    from centralino.foreseen.plan import as_it_was
    from centralino.house_voice import checked
    from centralino.switchboard import CACHE
    from voice.tts.ahead import Ahead
    from voice.tts.choice import Synthesisers
    from voice.tts.speaker import PROMPTS

    try:
        ahead = Ahead(Synthesisers(), checked(settings.load().speech.ahead))
    except UserError as error:
        return Finding("rendered ahead", "missing", str(error), "mend speech.ahead in centralino.yml")
    voices = {language: voice for language in LANGUAGES if (voice := ahead.voice(language)) is not None}
    if not voices:
        return None
    known = as_it_was(paths.VAR / CACHE / PROMPTS, voices.get)
    detail = ", ".join(f"{one.language} {one.ready} of {one.foreseen}" for one in known) or "nothing yet"
    done = sum(one.fit for one in known) == len(voices)
    remedy = "" if done else "centralino serve does it while nobody calls; at once: centralino prompts render"
    return Finding("rendered ahead", "ok" if done else "optional", detail, remedy)


def _trained() -> Finding:
    folder = paths.MODELS / "dialogue"
    models = sorted(folder.glob("*.tar.gz")) if folder.is_dir() else []
    if models:
        return Finding("dialogue model", "ok", models[-1].name)
    return Finding("dialogue model", "missing", f"nothing in {folder}", "centralino train")


def _sound_card() -> Finding:
    try:
        import sounddevice

        devices = sounddevice.query_devices()
    except (ImportError, OSError) as error:
        return Finding("sound card", "optional", f"cannot be asked ({type(error).__name__})", "install libportaudio2")
    except Exception as error:
        return Finding("sound card", "optional", f"cannot be asked ({type(error).__name__})")
    inputs = sum(device["max_input_channels"] > 0 for device in devices)
    outputs = sum(device["max_output_channels"] > 0 for device in devices)
    if inputs and outputs:
        return Finding("sound card", "ok", f"{inputs} inputs, {outputs} outputs")
    remedy = "plug one in, or use `centralino call --wav` and `centralino chat`"
    return Finding("sound card", "optional", f"{inputs} inputs, {outputs} outputs: no microphone calls", remedy)
