"""`centralino say`: text to a WAV file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from centralino.errors import UserError

LANGUAGES = ("fr", "nl", "it", "da", "en")
LONGEST = 200_000
"""Characters; about four hours of speech."""
SLOWEST, FASTEST = 0.5, 2.0


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("say", help="speak a text into a WAV file (16 kHz, mono)")
    parser.add_argument("text", metavar="TEXT", help="what to say; - reads it from standard input")
    parser.add_argument("--language", required=True, metavar="LANG", help=", ".join(LANGUAGES))
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.wav")
    parser.add_argument(
        "--engine", metavar="NAME", help="pyttsx3, pico, kokoro or piper; the language's best by default"
    )
    parser.add_argument("--rate", type=float, default=1.0, metavar="FACTOR", help="0.75 is slower, 1.25 faster")
    parser.add_argument("--as-is", action="store_true", help="the text is in its spoken form already")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """The file is written whole or not at all."""
    if args.language not in LANGUAGES:
        raise UserError(f"language {args.language!r} is unknown; give one of {', '.join(LANGUAGES)}")
    if not SLOWEST <= args.rate <= FASTEST:
        raise UserError(f"--rate {args.rate}: give a factor from {SLOWEST} to {FASTEST}")
    text = _text(args.text)
    _check_target(args.out)
    seconds, engine = _speak(text, args)
    print(f"{args.out}: {seconds:.1f} s, {engine}", file=sys.stderr)
    return 0


def _text(given: str) -> str:
    text, name = given, "the text"
    if given == "-":
        name = "standard input"
        try:
            text = sys.stdin.buffer.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise UserError(f"standard input is not UTF-8 text (byte {error.start}); convert it first") from error
    if not any(character.isalnum() for character in text):
        raise UserError(f"{name} holds nothing to say; give words")
    if len(text) > LONGEST:
        raise UserError(f"{name} is {len(text)} characters long; give at most {LONGEST} at a time")
    return text


def _check_target(out: Path) -> None:
    """Before minutes of synthesis rather than after."""
    if out.is_dir():
        raise UserError(f"{out}: is a folder; give the name of a file")
    if not out.parent.is_dir():
        raise UserError(f"{out}: the folder {out.parent} does not exist; make it first")


def _speak(text: str, args: argparse.Namespace) -> tuple[float, str]:
    import numpy as np

    from centralino import settings
    from voice.audio import RATE
    from voice.audio.files import to_float, to_int16, write_wav
    from voice.audio.resample import convert
    from voice.spoken import spoken_form
    from voice.tts.choice import Synthesisers
    from voice.tts.engines import ENGINES
    from voice.tts.protocol import SynthesiserError

    if args.engine is not None and args.engine not in ENGINES:
        raise UserError(f"engine {args.engine!r} is unknown; give one of {', '.join(ENGINES)}")
    synthesisers = Synthesisers(settings.load().speech.synthesisers)
    try:
        named = synthesisers.named(args.engine, args.language) if args.engine else synthesisers.best(args.language)
        engine, voice = named
        words = text if args.as_is else spoken_form(text, args.language)
        chunks = engine.speak(words, voice, args.rate)
        pieces = [to_int16(convert(to_float(chunk.samples), chunk.rate, RATE)) for chunk in chunks]
    except SynthesiserError as error:
        raise UserError(f"{error}; nothing was written") from error
    finally:
        synthesisers.close()
    samples = np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
    if not samples.any():
        raise UserError("the text has no words that can be spoken; nothing was written")
    write_wav(args.out, samples)
    return samples.size / RATE, f"{voice.engine} {voice.name}"
