"""`centralino prompts samples`: a page on which the voices of this machine can be heard side by side."""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.messages import LANGUAGES
from centralino.errors import UserError

if TYPE_CHECKING:
    from voice.tts.choice import Synthesisers
    from voice.tts.samples import Sample


def add_to(actions: Any) -> None:
    """Add it to the actions of `centralino prompts`."""
    samples = actions.add_parser("samples", help="a page with one sample a language and engine, to choose a voice by")
    samples.add_argument("--out", required=True, type=Path, metavar="FOLDER", help="is made; open its index.html")
    samples.add_argument("--language", choices=LANGUAGES, help="all by default")
    samples.add_argument(
        "--engine", action="append", metavar="NAME", help="may be given again; by default all that are installed"
    )
    samples.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 1 when an engine did not speak; the page has the others then."""
    from centralino import samples_page, settings
    from voice.tts.choice import Synthesisers
    from voice.tts.engines import ENGINES, build

    missing = [name for name in ENGINES if not build(name).voices()]
    engines = _engines(args.engine or [name for name in ENGINES if name not in missing], missing)
    if not engines:
        raise UserError("no engine is installed; see centralino doctor")
    samples_page.prepare(args.out)
    synthesisers = Synthesisers(settings.load().speech.synthesisers)
    languages = (args.language,) if args.language else LANGUAGES
    try:
        samples, silent = _record(synthesisers, languages, engines, args.out)
        calls = _on_calls(synthesisers, languages)
    finally:
        synthesisers.close()
    if not samples:
        raise UserError(f"none of {', '.join(engines)} speaks {', '.join(languages)}; no page was written")
    print(f"{samples_page.write(args.out, samples, calls, missing)}: {len(samples)} samples", file=sys.stderr)
    return int(silent)


def _record(
    synthesisers: Synthesisers, languages: tuple[str, ...], engines: list[str], folder: Path
) -> tuple[list[Sample], bool]:
    """What was recorded, and whether an engine failed."""
    from voice.tts.protocol import SynthesiserError
    from voice.tts.samples import record

    samples, failed = [], False
    for language in languages:
        for name in engines:
            try:
                engine, voice = synthesisers.named(name, language)
            except SynthesiserError:
                continue  # Not every engine has every language.
            try:
                sample = record(engine, voice, folder)
            except SynthesiserError as error:
                failed = True
                print(f"centralino: {language}: {error}; it is not on the page", file=sys.stderr)
                continue
            samples.append(sample)
            print(f"{language} {name}: {sample.seconds:.1f} s, {sample.lufs:.1f} LUFS, first {sample.first_ms:.0f} ms")
    return samples, failed


def _on_calls(synthesisers: Synthesisers, languages: tuple[str, ...]) -> dict[str, str]:
    """Language → the engine that calls use, where one of those that are set is installed."""
    from voice.tts.protocol import SynthesiserError

    engines: dict[str, str] = {}
    for language in languages:
        with contextlib.suppress(SynthesiserError):
            engines[language] = synthesisers.best(language)[1].engine
    return engines


def _engines(wanted: list[str], missing: list[str]) -> list[str]:
    """Each once, in the order of the page. Raises UserError for one that is unknown or not installed."""
    from voice.tts.about import about
    from voice.tts.engines import ENGINES

    for name in wanted:
        if name not in ENGINES:
            raise UserError(f"engine {name!r} is unknown; give one of {', '.join(ENGINES)}")
        if name in missing:
            raise UserError(f"engine {name!r} is not installed; get it with: {', then '.join(about(name).get)}")
    return [name for name in ENGINES if name in wanted]
