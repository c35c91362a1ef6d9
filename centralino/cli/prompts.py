"""`centralino prompts`: what the bot and the PBX always say, rendered ahead."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from centralino.cli import recorded_prompts, sampled_voices
from centralino.errors import UserError

if TYPE_CHECKING:
    from voice.tts.speaker import Speaker

LANGUAGES = ("fr", "nl", "it", "da", "en")
RATES = (1.0, 0.85, 0.7)
"""As usual, and after the first and the second "slower, please" (actions/control.py)."""
LONGEST_SECONDS = 60
"""Of a prompt of the PBX."""


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("prompts", help="what the bot always says: rendered ahead, or recorded by a speaker")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, does in (
        ("render", "render what is missing of the prompts without variables"),
        ("show", "what is kept"),
        ("pbx", "speak what the PBX says by itself with the bot's voices"),
    ):
        action = actions.add_parser(name, help=does)
        action.add_argument("--language", metavar="LANG", help=f"one of {', '.join(LANGUAGES)}; all by default")
        action.add_argument("--engine", metavar="NAME", help="to render with; by default the one that calls use")
        action.add_argument("--json", action="store_true", help="one JSON object: rendered, files, bytes")
        action.set_defaults(run=run)
    recorded_prompts.add_to(actions)
    sampled_voices.add_to(actions)


def run(args: argparse.Namespace) -> int:
    """Texts with variables hold names and numbers of callers and are never kept."""
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
    order = dict.fromkeys(languages, (args.engine,)) if args.engine else settings.load().speech.synthesisers
    speaker = open_speaker(VAR / "cache", order)
    actions = {"render": _render, "show": lambda *_: 0, "pbx": _render_for_pbx}
    try:
        rendered = sum(actions[args.action](speaker, language, args.json) for language in languages)
    except SynthesiserError as error:
        raise UserError(f"{error}; what was rendered before is kept") from error
    finally:
        speaker.close()
    usage = speaker.usage()
    if args.json:
        print(json.dumps({"rendered": rendered, "files": usage.files, "bytes": usage.bytes}))
    else:
        print(f"{rendered} rendered, {usage.files} kept, {usage.bytes / 1e6:.1f} MB")
    return 0


def _render(speaker: Speaker, language: str, quiet: bool) -> int:
    from bot.replies.loader import load

    texts = [
        wording.text
        for name, reply in load()[language].items()
        if name.startswith("utter_")
        for wording in reply.wordings
        if "{" not in wording.text
    ]
    done: int = sum(speaker.prerender(texts, language, rate) for rate in RATES)
    if not quiet:
        print(f"{language}: {len(texts)} texts, {done} sounds rendered, {speaker.voice(language).engine}", flush=True)
    return done


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
