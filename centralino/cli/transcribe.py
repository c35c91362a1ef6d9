"""`centralino transcribe`: recognise sound files."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from centralino.errors import UserError

if TYPE_CHECKING:
    from voice.stt.protocol import Recogniser, Transcript

LANGUAGES = ("fr", "nl", "it", "da", "en", "auto")


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("transcribe", help="recognise sound files")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="WAV, FLAC or OGG, any rate and channels")
    parser.add_argument("--language", required=True, metavar="LANG", help="fr, nl, it, da, en, or auto to find out")
    parser.add_argument("--engine", help="vosk, whisper or sherpa; the best installed one by default")
    parser.add_argument("--beam", type=int, help="beam width of whisper (1 fast … 5 accurate)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line: file, text, language, confidence, "
                        "engine, seconds, audio_seconds")  # fmt: skip
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Recognise each file; a bad one is named on standard error and the others go on."""
    if args.language not in LANGUAGES:
        raise UserError(f"language {args.language!r} is unknown; give one of {', '.join(LANGUAGES)}")
    if args.beam is not None and not 1 <= args.beam <= 10:
        raise UserError(f"--beam {args.beam}: give 1 to 10")
    recogniser = _recogniser(args)
    bad = 0
    for file in args.files:
        try:
            transcript = _transcribe(recogniser, file, args.language)
        except UserError as error:
            print(f"centralino: {error}", file=sys.stderr)
            bad += 1
        else:
            print(_line(file, transcript, args.json), flush=True)
    return 2 if bad else 0


def _recogniser(args: argparse.Namespace) -> Recogniser:
    from centralino import settings
    from centralino.recognition import choice_of
    from voice.stt.engines import ENGINES, BestRecogniser
    from voice.stt.hurry import ACCURACY

    if args.engine is not None and args.engine not in ENGINES:
        raise UserError(f"no recogniser is called {args.engine!r}; give one of {', '.join(ENGINES)}")
    speech = settings.load().speech
    order = dict.fromkeys(LANGUAGES, (args.engine,)) if args.engine else speech.recognisers
    if args.language == "auto" and args.engine not in (None, "whisper"):
        raise UserError(f"{args.engine} cannot find out the language; give --language or --engine whisper")
    choice = replace(choice_of(speech), order=order)
    if args.beam is not None:
        # What is asked for here goes before the settings, in every language.
        choice = replace(choice, beam=args.beam, favour=dict.fromkeys(LANGUAGES, ACCURACY))
    return BestRecogniser(choice)


def _transcribe(recogniser: Recogniser, file: Path, language: str) -> Transcript:
    from voice.audio.files import read
    from voice.stt.protocol import RecogniserError

    samples = read(file)
    try:
        stream = recogniser.open(language)
        try:
            stream.accept(samples)
            return stream.result()
        finally:
            stream.close()
    except RecogniserError as error:
        raise UserError(f"{file}: {error}") from error


def _line(file: Path, transcript: Transcript, as_json: bool) -> str:
    if not as_json:
        sure = f"{transcript.confidence:.0%}"
        return f"{file}: {transcript.text or '(no speech)'}  [{transcript.language}, {sure}, {transcript.engine}]"
    return json.dumps(
        {
            "file": str(file),
            "text": transcript.text,
            "language": transcript.language,
            "confidence": round(transcript.confidence, 4),
            "engine": transcript.engine,
            "seconds": round(transcript.seconds, 3),
            "audio_seconds": round(transcript.audio_seconds, 3),
        },
        ensure_ascii=False,
    )
