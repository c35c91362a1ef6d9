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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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

    prompt: Prompt
    said: str
    heard: str
    hearing: Hearing

    @property
    def errors(self) -> int:
        """Words swallowed, added or replaced."""
        out = jiwer.process_words(self.said, self.heard)
        return int(out.substitutions + out.deletions + out.insertions)

    @property
    def words(self) -> int:
        """Words said."""
        return len(self.said.split())


@dataclass(frozen=True)
class References:
    """What a voice is measured by, per cent of words wrong over the same line; None where there is nothing."""

    people: float | None
    published: float | None

    def verdict(self, errors: float) -> str:
        """The ratio to each, and whether it is within TARGET."""
        known = [human for human in (self.people, self.published) if human is not None]
        return "".join(f"   {errors / human:5.2f} {'met' if errors <= TARGET * human else 'missed'}" for human in known)


def prompts(language: str, half: str | None = None) -> list[Prompt]:
    """All prompts of a language, or one half."""
    lines = (PROMPTS / f"{language}.txt").read_text("utf-8").splitlines()
    rows = [Prompt(number, *line.split("\t", 1)) for number, line in enumerate(lines, 1)]
    return [row for row in rows if half is None or row.number % 2 == (half == "odd")]


def pair(prompt: Prompt, said: str, hearing: Hearing, language: str) -> Pair:
    """Both sides in the words that are compared."""
    return Pair(prompt, *agreed(meant(said, language), meant(hearing.text, language)), hearing)


def rate_of(pairs: Iterable[Pair]) -> float:
    """Pooled word error rate in per cent; NaN without words."""
    counts = [(one.errors, one.words) for one in pairs]
    words = sum(words for _, words in counts)
    return 100 * sum(errors for errors, _ in counts) / words if words else float("nan")


def interval(pairs: Sequence[Pair]) -> tuple[float, float]:
    """Of 95 %, over prompts."""
    errors, words = np.array([p.errors for p in pairs]), np.array([p.words for p in pairs])
    drawn = np.random.default_rng(1).integers(0, len(pairs), (DRAWS, len(pairs)))
    low, high = np.percentile(100 * errors[drawn].sum(1) / words[drawn].sum(1), (2.5, 97.5))
    return float(low), float(high)


def people(language: str, hearings: Hearings) -> list[Pair]:
    """Human speech of the language over the same line; empty without the recordings."""
    manifest = SPEECH / "manifest.tsv"
    if not manifest.is_file():
        return []
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["lang"] == language]
    spoken = [Prompt(0, "plain", row["transcript"]) for row in rows if row["tier"] == "verbatim"]
    files = [SPEECH / row["file"] for row in rows if row["tier"] == "verbatim"]
    return [
        pair(prompt, prompt.text, hearings.recording(path, language), language)
        for prompt, path in zip(spoken, files, strict=True)
    ]


def spoken_by(hearings: Hearings, voice: Voice, rows: Sequence[Prompt], rate: float) -> list[Pair]:
    """Every prompt by one voice. Raises SynthesiserError."""
    said = [spoken_form(row.text, voice.language, COMPANY) for row in rows]
    return [
        pair(row, text, hearings.prompt(voice, text, rate), voice.language)
        for row, text in zip(rows, said, strict=True)
    ]


def line(name: str, pairs: Sequence[Pair], references: References) -> str:
    """One row of the table."""
    whole, (low, high) = rate_of(pairs), interval(pairs)
    kinds = [rate_of(p for p in pairs if p.prompt.kind == kind) for kind in KINDS]
    halves = [rate_of(p for p in pairs if p.prompt.number and p.prompt.number % 2 == odd) for odd in (1, 0)]
    loud = np.array([p.hearing.lufs for p in pairs])
    figures = "".join("        –" if np.isnan(figure) else f"{figure:9.1f}" for figure in (*kinds, *halves))
    seconds = sum(p.hearing.seconds for p in pairs)
    return (
        f"{name:26} {whole:6.1f} [{low:5.1f}–{high:5.1f}] {len(pairs):4}{figures} {seconds:5.0f} s"
        f" {loud.mean():6.1f} ± {loud.std():3.1f} LUFS{references.verdict(whole)}"
    )


def mistakes(pairs: Sequence[Pair]) -> Iterator[str]:
    """What was heard wrongly: what was meant, what was heard, and as the recogniser wrote it."""
    for one in pairs:
        if one.errors:
            yield f"  {one.prompt.number:2} {one.errors}/{one.words}  {one.said}\n{'':10}{one.heard}"
            yield f"{'':10}“{one.hearing.text}”"


def voices(args: argparse.Namespace) -> Iterator[tuple[WorkerSynthesiser | None, Voice]]:
    """The first voice of each engine and language, or one of Kokoro's others."""
    for name in [args.engine] if args.engine else list(ENGINES):
        engine = WorkerSynthesiser(name, PATIENCE_SECONDS)
        for language in [args.language] if args.language else LANGUAGES:
            first = next((voice for voice in engine.voices() if voice.language == language), None)
            if first is not None and args.kokoro:
                first = replace(first, name=args.kokoro)
            if first is not None:
                yield None if args.kokoro else engine, first
        engine.close()


def arguments() -> argparse.Namespace:
    """Of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=list(ENGINES))
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--rate", type=float, action="append", help="default 1; may be given several times")
    parser.add_argument("--half", choices=("odd", "even"))
    parser.add_argument("--kokoro", metavar="VOICE")
    parser.add_argument("--show", action="store_true", help="what was heard wrongly")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--no-people", action="store_true")
    return parser.parse_args()


def main() -> None:
    """Print as it goes."""
    args = arguments()
    hearings = Hearings(args.keep)
    references: dict[str, References] = {}
    columns = "".join(f"{column:>9}" for column in (*KINDS, "odd", "even"))
    print(f"{'':26} {'WER %':>6} {'95 %':^13} {'n':>4}{columns}  duration, loudness; ratio to people here, published")
    for language in [args.language] if args.language else LANGUAGES:
        human = [] if args.no_people else people(language, hearings)
        references[language] = References(rate_of(human) if human else None, PUBLISHED.get(language))
        if human:
            print(line(f"{language} people", human, References(None, None)), flush=True)
    for engine, voice in voices(args):
        hearings.engine = engine
        for rate in args.rate or [1.0]:
            pairs = spoken_by(hearings, voice, prompts(voice.language, args.half), rate)
            name = f"{voice.language} {voice.engine} {voice.name} {rate:g}"
            print(line(name, pairs, references[voice.language]), flush=True)
            if args.show:
                print("\n".join(mistakes(pairs)), flush=True)
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
