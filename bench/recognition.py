"""Word error rate and speed of the recognisers on recordings of people, per language, tier and band.

    python bench/recognition.py [FOLDER] [--engine whisper] [--beam 1 --beam 5] [--out FILE]

FOLDER holds `manifest.tsv` (lang, file, transcript, tier …) and the recordings; the default is the evaluation set that
lies beside the project. Bands: 16 kHz as recorded, and the same through a telephone line (8 kHz, G.711 µ-law, back to
16 kHz).

How texts are compared, on both sides alike: voice/stt/compared.py; numbers of tier `digits` digit by digit.
WER is pooled: all errors of a group over all its reference words. `exact`: utterances without any error.

Hotwords are measured where a dialogue state would give some: tier `word` gets all words of the same kind in the set
(all colours, all countries), as a menu would; tier `digits` gets what the state "digits" gives by itself.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jiwer

from bot.messages import LANGUAGES
from centralino.paths import ROOT
from voice.audio.files import read
from voice.audio.g711 import through_telephone
from voice.stt.compared import normalised
from voice.stt.engines import BestRecogniser, Choice
from voice.stt.protocol import Hints, Recogniser, Samples

SPEECH = ROOT.parent / "shared" / "eval" / "speech"
BANDS = ("16 kHz", "µ-law")
TIERS = ("verbatim", "word", "digits")


@dataclass(frozen=True)
class Item:
    """One recording."""

    language: str
    path: Path
    transcript: str
    tier: str

    @property
    def kind(self) -> str:
        """What sort of word a single word is: the file name's second part."""
        return self.path.stem.split("_")[1] if self.tier == "word" else ""


@dataclass
class Tally:
    """Results of one group."""

    references: list[str]
    heard: list[str]
    seconds: float = 0.0
    audio: float = 0.0
    confidence: float = 0.0

    @property
    def wer(self) -> float:
        """Pooled word error rate in per cent."""
        return 100 * float(jiwer.wer(self.references, self.heard))

    @property
    def exact(self) -> int:
        """Utterances without an error."""
        return sum(a == b for a, b in zip(self.references, self.heard, strict=True))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=SPEECH)
    parser.add_argument("--engine", action="append", help="default: every engine with a model for the language")
    parser.add_argument("--beam", action="append", type=int, help="beam widths of whisper; default 1 and 5")
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--limit", type=int, help="recordings a language and tier at most")
    parser.add_argument("--out", type=Path, help="write the tables here as well")
    args = parser.parse_args()
    items = list(_items(args.folder, args.language or LANGUAGES, args.limit))
    if not items:
        print(f"{args.folder}: no recordings; give the folder that holds manifest.tsv", file=sys.stderr)
        return 2
    report = io.StringIO()
    for engine in args.engine or ("sherpa", "vosk", "whisper"):
        for beam in (args.beam or [1, 5]) if engine == "whisper" else [1]:
            recogniser = BestRecogniser(Choice(dict.fromkeys(LANGUAGES, (engine,)), beam, args.threads))
            mine = [item for item in items if recogniser.engine_name(item.language) is not None]
            title = f"{engine}, beam {beam}" if engine == "whisper" else engine
            _measure(recogniser, mine, title, report) if mine else _print(report, f"{title}: no model installed\n")
    _detection(items, report)
    _print(report, f"{os.cpu_count()} CPUs, {args.threads} threads, load {os.getloadavg()[0]:.1f} at the end")
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(report.getvalue(), encoding="utf-8")
    return 0


def _items(folder: Path, languages: tuple[str, ...], limit: int | None) -> Iterator[Item]:
    manifest = folder / "manifest.tsv"
    if not manifest.is_file():
        return
    taken: dict[tuple[str, str], int] = defaultdict(int)
    with manifest.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            key = row["lang"], row["tier"]
            taken[key] += 1
            if row["lang"] in languages and (limit is None or taken[key] <= limit):
                yield Item(row["lang"], folder / row["file"], row["transcript"], row["tier"])


def _measure(recogniser: Recogniser, items: list[Item], title: str, report: io.StringIO) -> None:
    for language in {item.language for item in items}:
        recogniser.open(language).result()
    plain = _run(recogniser, items, biased=False)
    biased = _run(recogniser, [item for item in items if item.tier != "verbatim"], biased=True)
    _print(report, f"== {title}")
    _print(report, f"{'':4} {'tier':9} {'band':7} {'n':>4} {'WER %':>7} {'exact':>7} {'confid.':>8} {'× real time':>12}"
                   f"{'WER % with hotwords':>22} {'exact':>7}")  # fmt: skip
    for language in LANGUAGES:
        for tier in TIERS:
            for band in BANDS:
                if (group := plain.get((language, tier, band))) is not None:
                    _print(report, _row(language, tier, band, group, biased.get((language, tier, band))))
    _print(report, "")


def _row(language: str, tier: str, band: str, group: Tally, biased: Tally | None) -> str:
    n = len(group.references)
    text = (
        f"{language:4} {tier:9} {band:7} {n:4} {group.wer:7.1f} {group.exact:3}/{n:<3} {group.confidence / n:8.2f} "
        f"{group.seconds / group.audio:12.2f}"
    )
    return text + (f"{biased.wer:22.1f} {biased.exact:3}/{n:<3}" if biased else "")


def _run(recogniser: Recogniser, items: list[Item], biased: bool) -> dict[tuple[str, str, str], Tally]:
    tallies: dict[tuple[str, str, str], Tally] = {}
    for item in items:
        samples = read(item.path)
        for band in BANDS:
            hints = _hints(item, items) if biased else Hints()
            text, sure, seconds = _recognise(
                recogniser, samples if band == BANDS[0] else through_telephone(samples), item.language, hints
            )
            tally = tallies.setdefault((item.language, item.tier, band), Tally([], []))
            tally.references.append(normalised(item.transcript, item.language, item.tier == "digits"))
            tally.heard.append(normalised(text, item.language, item.tier == "digits"))
            tally.seconds += seconds
            tally.audio += len(samples) / 16000
            tally.confidence += sure
    return tallies


def _recognise(recogniser: Recogniser, samples: Samples, language: str, hints: Hints) -> tuple[str, float, float]:
    stream = recogniser.open(language, hints)
    began = time.perf_counter()
    stream.accept(samples)
    transcript = stream.result()
    stream.close()
    return transcript.text, transcript.confidence, time.perf_counter() - began


def _hints(item: Item, items: list[Item]) -> Hints:
    if item.tier == "digits":
        return Hints(state="digits")
    same = {other.transcript for other in items if (other.language, other.kind) == (item.language, item.kind)}
    return Hints(hotwords=tuple(sorted(same)), state="menu")


def _detection(items: list[Item], report: io.StringIO) -> None:
    """How often the language is found out, where whisper is installed."""
    from voice.stt.whisper import Whisper

    engine = Whisper()
    if not engine.languages():
        return
    right: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for item in items:
        right[item.language, item.tier].append(engine.detect(read(item.path))[0] == item.language)
    _print(report, "== language found among the five (whisper, 16 kHz)")
    for (language, tier), hits in sorted(right.items()):
        _print(report, f"{language:4} {tier:9} {sum(hits):3}/{len(hits)}")
    _print(report, "")


def _print(report: io.StringIO, line: str) -> None:
    print(line, flush=True)
    report.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
