"""How well the voices are understood: words that whisper-base gets wrong of 40 prompts a language, beside human speech.

    python -m bench.understood [--engine kokoro] [--language nl] [--rate 0.85] [--half odd] [--show] [--keep FILE]
        [--kokoro VOICE] [--no-people]

Each prompt of bench/prompts takes its spoken form, is spoken by every voice that the product uses (the first of each
engine and language) through the worker process as on a call, goes over a telephone line (8 kHz, G.711 µ-law) and is
recognised by whisper-base, beam 5, language given, no hotwords. The reference are recordings of people from
../shared/eval/speech (tier verbatim) over the same line, recognised and compared in the same run. WER is pooled, and
both sides are compared by what they mean (bench/meant.py); in brackets a 95 % interval, bootstrapped over prompts.

Kinds: plain (from data/replies), number (times, dates, phone and order numbers, amounts), name (of people), address
(e-mail and street). Spoken forms and pauses were mended after a look at the odd-numbered prompts only; `--half` tells
the two apart. Dutch and Danish have three human phrases each, so PUBLISHED is their second reference.
`--kokoro`: another voice of Kokoro, in this process. `--keep`: what was heard, so that a run need not repeat it.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import jiwer
import numpy as np

from bench.hearings import Hearing, Hearings
from bench.meant import agreed, meant
from bot.messages import LANGUAGES
from centralino.paths import ROOT
from voice.spoken import spoken_form
from voice.tts.engines import ENGINES
from voice.tts.protocol import Voice
from voice.tts.worker import WorkerSynthesiser

PROMPTS = Path(__file__).with_name("prompts")
SPEECH = ROOT.parent / "shared" / "eval" / "speech"
COMPANY = frozenset({"lumora"})
KINDS = ("plain", "number", "name", "address")
TARGET = 1.3
"""Times the error on human speech."""
PUBLISHED = {"nl": 31.9, "da": 45.8}
"""WER in per cent of whisper-base on other people over µ-law (shared/design/speech.md), compared word by word."""
DRAWS = 2000
PATIENCE_SECONDS = 300.0
"""For a sentence: run with the least precedence beside other work, Kokoro takes longer than a call would wait."""


@dataclass(frozen=True)
class Prompt:
    """One line of a file in bench/prompts."""

    number: int
    """From 1; odd ones may be looked at."""
    kind: str
    text: str


@dataclass(frozen=True)
class Pair:
    """What was said and what was heard, in the words that are compared."""

    kind: str
    said: str
    heard: str

    @property
    def errors(self) -> int:
        """Words swallowed, added or replaced."""
        out = jiwer.process_words(self.said, self.heard)
        return int(out.substitutions + out.deletions + out.insertions)

    @property
    def words(self) -> int:
        """Words said."""
        return len(self.said.split())


def prompts(language: str, half: str | None = None) -> list[Prompt]:
    """All prompts of a language, or one half."""
    lines = (PROMPTS / f"{language}.txt").read_text("utf-8").splitlines()
    rows = [Prompt(number, *line.split("\t", 1)) for number, line in enumerate(lines, 1)]
    return [row for row in rows if half is None or row.number % 2 == (half == "odd")]


def pair(kind: str, said: str, heard: str, language: str) -> Pair:
    """Both sides in the words that are compared."""
    return Pair(kind, *agreed(meant(said, language), meant(heard, language)))


def rate_of(pairs: Sequence[Pair]) -> float:
    """Pooled word error rate in per cent; NaN without words."""
    words = sum(one.words for one in pairs)
    return 100 * sum(one.errors for one in pairs) / words if words else float("nan")


def interval(pairs: Sequence[Pair]) -> tuple[float, float]:
    """Of 95 %, over prompts."""
    errors, words = np.array([p.errors for p in pairs]), np.array([p.words for p in pairs])
    drawn = np.random.default_rng(1).integers(0, len(pairs), (DRAWS, len(pairs)))
    low, high = np.percentile(100 * errors[drawn].sum(1) / words[drawn].sum(1), (2.5, 97.5))
    return float(low), float(high)


def people(language: str, hearings: Hearings) -> list[Pair]:
    """Human speech of the language over the same line."""
    manifest = SPEECH / "manifest.tsv"
    if not manifest.is_file():
        return []
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["lang"] == language]
    return [
        pair("plain", row["transcript"], hearings.recording(SPEECH / row["file"], language).text, language)
        for row in rows
        if row["tier"] == "verbatim"
    ]


def spoken(
    hearings: Hearings, voice: Voice, rows: Sequence[Prompt], rate: float, show: bool
) -> tuple[list[Pair], float]:
    """Every prompt by one voice, and the seconds that they took together."""
    pairs, seconds = [], 0.0
    for row in rows:
        said = spoken_form(row.text, voice.language, COMPANY)
        heard: Hearing = hearings.prompt(voice, said, rate)
        pairs.append(pair(row.kind, said, heard.text, voice.language))
        seconds += heard.seconds
        if show and pairs[-1].errors:
            print(f"  {row.number:2} {pairs[-1].errors}/{pairs[-1].words}  {pairs[-1].said}\n{'':10}{pairs[-1].heard}")
            print(f"{'':10}“{heard.text}”")
    return pairs, seconds


def line(name: str, pairs: Sequence[Pair], seconds: float, reference: float | None, published: float | None) -> str:
    """One row of the table."""
    low, high = interval(pairs)
    whole = rate_of(pairs)
    kinds = "".join(f"{rate_of([p for p in pairs if p.kind == kind]):9.1f}" for kind in KINDS)
    out = f"{name:24} {whole:6.1f} [{low:5.1f}–{high:5.1f}] {len(pairs):4}{kinds} {seconds:7.0f} s"
    for human in (reference, published):
        if human:
            out += f"   {whole / human:5.2f} {'met' if whole <= TARGET * human else 'missed'}"
    return out


def voices(args: argparse.Namespace) -> Iterator[tuple[str, WorkerSynthesiser | None, Voice]]:
    """The first voice of each engine and language, or one of Kokoro's others."""
    for name in [args.engine] if args.engine else list(ENGINES):
        engine = WorkerSynthesiser(name, PATIENCE_SECONDS)
        for language in LANGUAGES:
            first = next((voice for voice in engine.voices() if voice.language == language), None)
            if first is not None and args.kokoro and name == "kokoro":
                first = Voice(name, first.version, args.kokoro, language, first.model_hash)
            if first is not None and args.language in (None, language):
                yield language, None if args.kokoro else engine, first
        engine.close()


def main() -> None:
    """Print as it goes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=list(ENGINES))
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--rate", type=float, action="append", help="default 1")
    parser.add_argument("--half", choices=("odd", "even"))
    parser.add_argument("--kokoro", metavar="VOICE")
    parser.add_argument("--show", action="store_true", help="what was heard wrongly")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--no-people", action="store_true")
    args = parser.parse_args()
    random.seed(1)
    hearings = Hearings(args.keep)
    references: dict[str, float] = {}
    print(f"{'':24} {'WER %':>6} {'95 %':^13} {'n':>4}" + "".join(f"{kind:>9}" for kind in KINDS) + "   duration")
    for language in [args.language] if args.language else LANGUAGES:
        if not args.no_people and (human := people(language, hearings)):
            references[language] = rate_of(human)
            print(line(f"{language} people", human, 0, None, None), flush=True)
    for language, engine, voice in voices(args):
        for rate in args.rate or [1.0]:
            hearings.engine = engine
            pairs, seconds = spoken(hearings, voice, prompts(language, args.half), rate, args.show)
            name = f"{language} {voice.engine} {voice.name if voice.engine == 'kokoro' else ''} {rate:g}"
            print(line(name, pairs, seconds, references.get(language), PUBLISHED.get(language)), flush=True)
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f} at the end; ratios: to people here, as published")


if __name__ == "__main__":
    main()
