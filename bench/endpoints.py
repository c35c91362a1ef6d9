"""Where turns end: who is cut off, how long the others wait for the turn to end, and how soon a turn silences the bot.

    python -m bench.endpoints [FOLDER]

FOLDER holds `manifest.tsv` and recordings of people (default: the evaluation set beside the project). Each goes through
a telephone line, the product's own detection of speech, its recognition at every pause (one at a time, in the time that
it really takes) and its own turn-taking. Tier `verbatim` is listened to in open conversation, tier `digits` as a number
of unknown length that was asked for; of `word` there is nothing to cut.

- cut off: the turn ended, and the caller went on.
- wait: from the caller's last sound (the last 10 ms above 2 % of the recording's peak) to the end of the turn.

- interruption: were it said over the bot's voice, from the first sound (10 ms above 10 % of the peak) to the decision
  that silences it. Some recordings begin with a click or a noise long before the words; in a second row the first sound
  is the first within LEAD_MS of where speech is found.

A first row a language and tier is the product; those below have one silence for all, whatever was said. `pauses`: how
often a turn was recognised.
"""

from __future__ import annotations

import argparse
import csv
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.latency import RECORDINGS, Samples, p95, sounding
from bot.messages import LANGUAGES, Expectation
from voice.audio import FRAME_SAMPLES, RATE
from voice.audio.files import read
from voice.audio.g711 import through_telephone
from voice.session.line import PRE_ROLL_MS
from voice.stt.engines import BestRecogniser, Choice
from voice.stt.protocol import Hints, Recogniser
from voice.turns.ending import Ending, ending
from voice.turns.events import BargedIn, Paused, Resumed, SpeechStarted, TurnEnded, TurnEvent
from voice.turns.patience import Patience, patience
from voice.turns.taking import TurnTaking
from voice.vad.segments import segments
from voice.vad.silero import WINDOW_MS, SileroVad

STATES = {"verbatim": Expectation(), "digits": Expectation("digits")}
SILENCES_MS = (300, 400, 500, 600, 800, 1000, 1300)
AFTER_SECONDS = 3.0
"""Of silence behind each recording."""
LEAD_MS = 300
"""A word's soft beginning is not longer."""


@dataclass(frozen=True)
class Heard:
    """One recording."""

    language: str
    tier: str
    speech: tuple[float, ...]
    """Probability of speech, one a window of WINDOW_MS."""
    last_ms: int
    """The caller's last sound."""
    sound: Samples
    """With the silence behind it."""


@dataclass(frozen=True)
class Turn:
    """What became of one recording."""

    cut_off: bool
    wait_ms: int
    pauses: int


def listened(folder: Path) -> Iterator[Heard]:
    """Every recording of the tiers that have something to cut."""
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["tier"] in STATES]
    for row in rows:
        sound = through_telephone(read(folder / row["file"]))
        last = int(sounding(sound, 0.02 * np.abs(sound.astype(np.int32)).max())[-1] + 1) * 10
        whole = np.concatenate([sound, np.zeros(int(AFTER_SECONDS * RATE), np.int16)])
        yield Heard(row["lang"], row["tier"], tuple(_judged(whole)), last, whole)


def _judged(whole: Samples) -> Iterator[float]:
    vad = SileroVad()
    for start in range(0, len(whole) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        yield from vad.accept(whole[start : start + FRAME_SAMPLES])


class Words:
    """The recogniser's part in a turn: words at each pause, some time after it."""

    def __init__(self, recogniser: Recogniser, heard: Heard) -> None:
        self._recogniser, self._heard = recogniser, heard
        self._expects = STATES[heard.tier]
        self._began_ms = 0
        self._due: tuple[float, Ending] | None = None

    def take(self, event: TurnEvent, now_ms: int) -> None:
        """What happens to the turn."""
        if isinstance(event, SpeechStarted):
            self._began_ms = max(0, event.at_ms - PRE_ROLL_MS)
        elif isinstance(event, Resumed):
            self._due = None
        elif isinstance(event, Paused):
            stream = self._recogniser.open(self._heard.language, Hints(state=self._expects.state))
            stream.accept(self._heard.sound[self._began_ms * RATE // 1000 : now_ms * RATE // 1000])
            found = stream.result()
            stream.close()
            judged = ending(found.text, self._heard.language, self._expects)
            self._due = now_ms + found.seconds * 1000, judged

    def known(self, now_ms: int) -> Ending | None:
        """How the words end, once they are there."""
        if self._due is None or now_ms < self._due[0]:
            return None
        judged, self._due = self._due[1], None
        return judged


def ended(heard: Heard, waits: Patience, words: Words | None) -> Turn | None:
    """None where no speech was found. Without `words` silence alone counts."""
    turns = TurnTaking()
    turns.listen(waits)
    wait: int | None = None
    pauses = 0
    for probability in heard.speech:
        if words is not None and wait is None and (judged := words.known(turns.now_ms)) is not None:
            turns.judge(judged)
        for event in turns.step(probability, WINDOW_MS):
            if isinstance(event, SpeechStarted) and wait is not None:
                return Turn(True, wait, pauses)
            if isinstance(event, TurnEnded) and wait is None:
                wait = turns.now_ms - heard.last_ms
            if wait is None and words is not None:
                words.take(event, turns.now_ms)
                pauses += isinstance(event, Paused)
    return None if wait is None else Turn(False, wait, pauses)


def interrupted(heard: Heard, lead_ms: int | None = None) -> int | None:
    """From the first sound, at most `lead_ms` before speech, to when the bot is silenced; None where it never is."""
    sounds = sounding(heard.sound, 0.1 * np.abs(heard.sound.astype(np.int32)).max()) * 10
    if lead_ms is not None:
        found = segments(heard.sound)
        sounds = sounds[sounds >= found[0].start_ms - lead_ms] if found else sounds
    turns = TurnTaking()
    for probability in heard.speech:
        turns.bot(speaks=True)
        if any(isinstance(event, BargedIn) for event in turns.step(probability, WINDOW_MS)):
            return turns.now_ms - int(sounds[0])
    return None


def interruptions(name: str, found: Sequence[Heard], lead_ms: int | None) -> None:
    """Print a row."""
    times = [time for heard in found if (time := interrupted(heard, lead_ms)) is not None]
    print(
        f"{name:<36} n={len(found):>3}  p50 {statistics.median(times):5.0f} ms  p95 {p95(times):5.0f} ms  "
        f"at most 150 ms {sum(time <= 150 for time in times)}, "
        f"never {len(found) - len(times)}"
    )


def table(name: str, found: Sequence[Heard], waits: Patience, recogniser: Recogniser | None = None) -> None:
    """Print a row."""
    turns = (ended(heard, waits, Words(recogniser, heard) if recogniser else None) for heard in found)
    results = [turn for turn in turns if turn is not None]
    cut = sum(turn.cut_off for turn in results)
    waited = sorted(turn.wait_ms for turn in results if not turn.cut_off)
    missed = f", {len(found) - len(results)} without speech" if len(results) < len(found) else ""
    if recogniser is not None:
        missed += f"  pauses {sum(turn.pauses for turn in results) / len(results):.2f}"
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
    recogniser = BestRecogniser(Choice())
    for tier, expects in STATES.items():
        for language in LANGUAGES:
            found = [heard for heard in everything if (heard.language, heard.tier) == (language, tier)]
            if found:
                table(f"{tier} {language}, product", found, patience(language, expects), recogniser)
        together = [heard for heard in everything if heard.tier == tier]
        for silence in SILENCES_MS:
            table(f"{tier}, {silence} ms for all", together, replace(patience("en", expects), end_ms=silence))
    spoken = [heard for heard in everything if heard.tier == "verbatim"]
    interruptions("interruption", spoken, None)
    interruptions(f"interruption, {LEAD_MS} ms before speech", spoken, LEAD_MS)


if __name__ == "__main__":
    main()
