"""`centralino demo`: five sample calls, one a language, through the whole system at the pace of a phone call."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voice.legs.wav import CallerLine
    from voice.session.call import Ended
    from voice.session.ports import Parts

DESCRIPTION = """Five sample calls, one in each language, with synthesised callers: recognised, understood, answered
and spoken by the parts that serve real calls. Each is shown as it happens and kept as a stereo WAV."""

TITLES = {"fr": "Français", "nl": "Nederlands", "it": "Italiano", "da": "Dansk", "en": "English"}

SAMPLES: dict[str, tuple[str, ...]] = {
    "fr": ("Bonjour, est-ce que vous êtes ouverts le samedi ?", "Non merci, au revoir."),
    "nl": ("Mijn internet doet het niet meer.",),
    "it": ("Vorrei parlare con Francesca Bianchi, per favore.",),
    "da": ("Jeg vil gerne tale med teknisk support.",),
    "en": ("Hello, I can't log in to my account any more.", "No, sorry, put me through to sales, please."),
}
"""What each caller says, turn by turn. In Dutch and Danish, for which there is no good voice here, sentences that
whisper-base understands from this one."""


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("demo", help="five sample calls, one a language", description=DESCRIPTION)
    parser.add_argument("--language", nargs="*", metavar="LANG", help="only these (default: fr nl it da en)")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where the recordings go (default: calls/)")
    parser.add_argument("--fast", action="store_true", help="skip the time in which only speech is played")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 when every call came to an end, 1 otherwise."""
    from bot.messages import LANGUAGES
    from centralino.callers import language_of
    from centralino.paths import ROOT

    chosen = [language for language in args.language or LANGUAGES if language_of(language) != "auto"]
    folder = args.out or ROOT / "calls"
    ended = asyncio.run(_demo(chosen, folder, "measured" if args.fast else "real"))
    return 0 if all(call.by != "failure" for call in ended) else 1


async def _demo(languages: list[str], folder: Path, pace: str) -> list[Ended]:
    from centralino.switchboard import Switchboard

    print("Starting: dialogue, recogniser, synthesiser …", flush=True)
    lines = await asyncio.to_thread(_callers, languages)
    ended = []
    async with Switchboard() as parts:
        for language in languages:
            ended.append(await _sample(parts, language, lines[language], folder, pace))
    return ended


def _callers(languages: list[str]) -> dict[str, list[CallerLine]]:
    from centralino.sample_callers import SampleCallers
    from voice.legs.wav import CallerLine

    callers = SampleCallers()
    try:
        return {code: [CallerLine(callers.say(text, code)) for text in SAMPLES[code]] for code in languages}
    finally:
        callers.close()


async def _sample(parts: Parts, language: str, lines: list[CallerLine], folder: Path, pace: str) -> Ended:
    from centralino.callers import new_call, pace_of, play
    from centralino.conversation import BOLD, PLAIN, readable

    title = f"── {TITLES[language]} " + "─" * 40
    print(f"\n{BOLD}{title}{PLAIN}" if sys.stdout.isatty() else f"\n{title}")
    print(f"   the caller will say: {' / '.join(SAMPLES[language])}", flush=True)
    path = folder / f"{datetime.now():%Y%m%d-%H%M%S}-{language}.wav"
    ended = await play(parts, new_call(language), lines, pace_of(pace), readable(sys.stdout), path)
    print(f"   kept in {path} (caller left, bot right)", flush=True)
    return ended
