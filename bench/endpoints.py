"""Where turns end: callers who are cut off, and how long the others wait for the turn to end.

    python -m bench.endpoints [FOLDER]

FOLDER holds `manifest.tsv` and recordings of people (default: the evaluation set beside the project). Each goes through
a telephone line, the product's own detection of speech and its own turn-taking; nothing is recognised, so the turns
that end sooner because their words are an expected answer are not counted as such. Tier `verbatim` is listened to in
open conversation, tier `digits` as a number that was asked for; of `word` there is nothing to cut.

- cut off: the turn ended, and the caller went on.
- wait: from the caller's last sound (the last 10 ms above 2 % of the recording's peak) to the end of the turn.

A first row a language and tier is the product with its own silences; those below have one silence for all.
"""

from __future__ import annotations

import argparse
import csv
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.latency import RECORDINGS, Samples, sounding
from bot.messages import LANGUAGES, Expectation
from voice.audio import FRAME_SAMPLES, RATE
from voice.audio.files import read
from voice.audio.g711 import through_telephone
from voice.turns.events import SpeechStarted, TurnEnded
from voice.turns.patience import Patience, patience
from voice.turns.taking import TurnTaking
from voice.vad.silero import WINDOW_MS, SileroVad

STATES = {"verbatim": Expectation(), "digits": Expectation("digits")}
SILENCES_MS = (300, 400, 500, 600, 800, 1000, 1300)
AFTER_SECONDS = 3.0
"""Of silence behind each recording."""


@dataclass(frozen=True)
class Heard:
    """One recording."""

    language: str
    tier: str
    speech: tuple[float, ...]
    """Probability of speech, one a window of WINDOW_MS."""
    last_ms: int
    """The caller's last sound."""


def listened(folder: Path) -> Iterator[Heard]:
    """Every recording of the tiers that have something to cut."""
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["tier"] in STATES]
    for row in rows:
        sound = through_telephone(read(folder / row["file"]))
        last = int(sounding(sound, 0.02 * np.abs(sound.astype(np.int32)).max())[-1] + 1) * 10
        yield Heard(row["lang"], row["tier"], tuple(_judged(sound)), last)


def _judged(sound: Samples) -> Iterator[float]:
    vad = SileroVad()
    whole = np.concatenate([sound, np.zeros(int(AFTER_SECONDS * RATE), np.int16)])
    for start in range(0, len(whole) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        yield from vad.accept(whole[start : start + FRAME_SAMPLES])


def ended(heard: Heard, waits: Patience) -> tuple[bool, int] | None:
    """Whether the caller was cut off, and the wait in milliseconds; None where no speech was found."""
    turns = TurnTaking()
    turns.listen(waits)
    first: int | None = None
    for probability in heard.speech:
        for event in turns.step(probability, WINDOW_MS):
            if isinstance(event, SpeechStarted) and first is not None:
                return True, first
            if isinstance(event, TurnEnded) and first is None:
                first = turns.now_ms - heard.last_ms
    return None if first is None else (False, first)


def table(name: str, found: Sequence[Heard], waits: Patience) -> None:
    """Print a row."""
    results = [result for result in (ended(heard, waits) for heard in found) if result is not None]
    cut = sum(was_cut for was_cut, _ in results)
    waited = sorted(wait for was_cut, wait in results if not was_cut)
    missed = f", {len(found) - len(results)} without speech" if len(results) < len(found) else ""
    print(
        f"{name:<28} n={len(results):>3}  cut off {cut:>3} ({100 * cut / len(results):4.1f} %)  "
        f"wait p50 {statistics.median(waited):5.0f} ms  p95 {waited[int(0.95 * (len(waited) - 1))]:5.0f} ms{missed}"
        if waited
        else f"{name:<28} n={len(results):>3}  cut off {cut:>3} of {len(results)}{missed}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=RECORDINGS)
    everything = list(listened(parser.parse_args().folder))
    for tier, expects in STATES.items():
        for language in LANGUAGES:
            found = [heard for heard in everything if (heard.language, heard.tier) == (language, tier)]
            if found:
                table(f"{tier} {language}, product", found, patience(language, expects))
        together = [heard for heard in everything if heard.tier == tier]
        for silence in SILENCES_MS:
            table(f"{tier}, {silence} ms for all", together, replace(patience("en", expects), end_ms=silence))


if __name__ == "__main__":
    main()
