"""`centralino prompts`: what the bot and the PBX always say, rendered ahead."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from centralino.cli import recorded_prompts, sampled_voices
from centralino.errors import UserError

if TYPE_CHECKING:
    from centralino.foreseen.plan import Progress
    from voice.tts.speaker import Speaker

LANGUAGES = ("fr", "nl", "it", "da", "en")
LONGEST_SECONDS = 60
"""Of a prompt of the PBX."""
EVERY = 50
"""Sentences between two lines of progress."""
INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("prompts", help="what the bot always says: rendered ahead, or recorded by a speaker")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, does in (
        ("render", "render what is missing of all that can be foreseen; goes on where it was"),
        ("show", "how much of it is there, by language"),
        ("pbx", "speak what the PBX says by itself with the bot's voices"),
    ):
        action = actions.add_parser(name, help=does)
        action.add_argument("--language", metavar="LANG", help=f"one of {', '.join(LANGUAGES)}; all by default")
        action.add_argument("--engine", metavar="NAME", help="to render with; by default the one that calls use")
        action.add_argument("--json", action="store_true", help="one JSON object: rendered, files, bytes, languages")
        action.set_defaults(run=run)
    recorded_prompts.add_to(actions)
    sampled_voices.add_to(actions)


def run(args: argparse.Namespace) -> int:
    """Sentences with names and numbers of callers are never among them."""
    from centralino import settings
    from centralino.house_voice import open_speaker
    from centralino.paths import VAR
    from voice.tts.engines import ENGINES
    from voice.tts.protocol import SynthesiserError

    if args.language is not None and args.language not in LANGUAGES:
        raise UserError(f"language {args.language!r} is unknown; give one of {', '.join(LANGUAGES)}")
    if args.engine is not None and args.engine not in ENGINES:
        raise UserError(f"engine {args.engine!r} is unknown; give one of {', '.join(ENGINES)}")
    languages = (args.language,) if args.language else LANGUAGES
    speech = settings.load().speech
    order = dict.fromkeys(languages, (args.engine,)) if args.engine else speech.synthesisers
    speaker = open_speaker(VAR / "cache", order, speech.ahead)
    try:
        if args.action == "pbx":
            return _summary(speaker, sum(_render_for_pbx(speaker, one, args.json) for one in languages), [], args.json)
        return _foreseen(speaker, languages, args)
    except SynthesiserError as error:
        raise UserError(f"{error}; what was rendered before is kept") from error
    finally:
        speaker.close()


def _foreseen(speaker: Speaker, languages: Sequence[str], args: argparse.Namespace) -> int:
    """Show it, or render what is missing of it. Raises SynthesiserError, UserError."""
    from centralino.foreseen import here
    from centralino.foreseen.plan import keep
    from centralino.foreseen.process import LOWEST, Rendering
    from centralino.precedence import step_back

    if args.action == "render":
        step_back(LOWEST)
    voices = [(not args.engine and speaker.ahead.voice(one)) or speaker.voice(one) for one in languages]
    rendering = Rendering(speaker.cache, [here.plan_of(voice) for voice in voices])
    progress = {one.language: one for one in rendering.progress()}
    before, status = sum(one.ready for one in progress.values()), 0
    for one in progress.values() if not args.json else ():
        _tell(one)
    try:
        while args.action == "render" and (now := rendering.step()) is not None:
            progress[now.language] = now
            if not args.json and (now.ready % EVERY == 0 or now.ready == now.foreseen):
                _tell(now)
    except OSError as error:
        raise UserError(f"{error}; make room in var/cache, then run the same again: it goes on there") from error
    except KeyboardInterrupt:
        status = INTERRUPTED
    if not args.engine and not args.language:
        keep(speaker.cache.folder, progress.values())
    return (
        _summary(speaker, sum(one.ready for one in progress.values()) - before, progress.values(), args.json) or status
    )


def _tell(one: Progress) -> None:
    used = ", calls take it" if one.fit else ""
    print(f"{one.language}: {one.engine} {one.voice}, {one.ready} of {one.foreseen} ready{used}", flush=True)


def _summary(speaker: Speaker, rendered: int, progress: Iterable[Progress], as_json: bool) -> int:
    usage = speaker.usage()
    if as_json:
        rows = [asdict(one) for one in progress]
        print(json.dumps({"rendered": rendered, "files": usage.files, "bytes": usage.bytes, "languages": rows}))
    else:
        print(f"{rendered} rendered, {usage.files} kept, {usage.bytes / 1e6:.1f} MB")
    return 0


def _render_for_pbx(speaker: Speaker, language: str, quiet: bool) -> int:
    """Voicemail and the waiting queue, which speak also when the bot is down. Raises UserError without a PBX."""
    from centralino import pbx, settings
    from centralino.paths import VAR
    from deploy.asterisk import prompts
    from voice.audio.line_file import write_line_file

    folder = pbx.own_folder(settings.load().telephone, VAR)
    if folder is None:
        raise UserError("no PBX of `make pbx` is here to speak for; run: make pbx")
    spoken = [file for file in prompts.files(folder / "prompts") if file.parent.name == language]
    engine = speaker.voice(language).engine
    for file in spoken:
        text = prompts.texts()[language][file.stem]
        by = engine if speaker.recorded(text, language) is None else "recorded"
        # espeak's voices are hard to follow, more so by telephone; slower helps.
        rate = 0.8 if by == "pyttsx3" else 1.0
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_line_file(file, speaker.speak(text, language, rate), LONGEST_SECONDS, prompts.BEFORE_SECONDS)
        except OSError as error:
            raise UserError(f"{file.parent}: cannot be written; run it as the user whose folder that is") from error
        if not quiet:
            print(f"{language}: {file.name}, {by}", flush=True)
    return len(spoken)
