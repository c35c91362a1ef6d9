"""Many calls at once on this machine: how long callers wait, how many are cut off, what a turn costs.

    python -m bench.density [FOLDER] [--calls 1 5 10 20] [--seconds 60] [--language LANG …]

FOLDER: see bench/latency.py. So many callers at a time each hold one conversation after the other at real pace: three
recordings of people (tier `verbatim`), each over a telephone line (8 kHz, mu-law), each answered by the bot. Times are
read from the recordings of both sides, as in bench/latency.py.

- CPU a turn: processor time of all processes of the system, these callers included, over the turns that were answered.
- memory: PSS of all processes at the end of a level; a call: what each call more adds.
- lost: conversations in which a part failed.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import soundfile

from bench.latency import HOME, RECORDINGS, Reply, recordings, replies_of, resident, row
from bot.messages import LANGUAGES
from centralino.callers import new_call, pace_of
from centralino.errors import UserError
from centralino.switchboard import Switchboard
from voice.audio.files import read
from voice.audio.g711 import through_telephone
from voice.legs.wav import CallerLine, WavLeg
from voice.session.call import Call
from voice.session.events import Event
from voice.session.ports import Parts

TURNS = 3
"""A conversation: whoever is not understood so often is handed to a person."""
EACH = 12
"""Recordings a language."""
STAGES = ("pause", "words", "dialogue", "voice")
TARGETS = "targets: reply p50 0.45 s, p95 0.7 s (1 call), p95 0.9 s (10 calls); cut off 5 %; 0.7 CPU s a turn"


@dataclass
class Level:
    """What came of so many callers at a time."""

    replies: list[Reply] = field(default_factory=list)
    cut: int = 0
    conversations: int = 0
    lost: int = 0
    cpu_seconds: float = 0.0
    pss_kb: int = 0

    @property
    def turns(self) -> int:
        """Those that were answered."""
        return len(self.replies) + self.cut

    def add(self, caller_and_bot: Path, events: Sequence[Event]) -> None:
        """Take a conversation that is over."""
        sound, _ = soundfile.read(caller_and_bot, dtype="int16")
        for reply in replies_of(sound[:, 0], sound[:, 1], events):
            if reply is None:
                self.cut += 1
            else:
                self.replies.append(reply)
        self.conversations += 1
        self.lost += any(event.kind == "failed" and not event.data["recovered"] for event in events)


async def converse(parts: Parts, language: str, lines: Sequence[CallerLine], path: Path) -> list[Event]:
    """One conversation, recorded in `path`; its events."""
    events: list[Event] = []
    leg = WavLeg(lines, pace_of("real"), served=lambda: True)
    await Call(new_call(language), leg, parts, events.append, path).run()
    return events


async def caller(
    parts: Parts, number: int, delay: float, conversations: Iterator[tuple[str, list[CallerLine]]], until: float,
    level: Level,
) -> None:  # fmt: skip
    """One conversation after the other."""
    await asyncio.sleep(delay)
    path = Path(HOME) / f"caller-{number}.wav"
    while time.monotonic() < until:
        language, lines = next(conversations)
        level.add(path, await converse(parts, language, lines, path))


def conversations(folder: Path, languages: Sequence[str], each: int) -> Iterator[tuple[str, list[CallerLine]]]:
    """Endless, the languages taking turns."""
    if not any(recordings(folder, language, each) for language in languages):
        raise UserError(f"{folder}: no recordings of the tier verbatim in {', '.join(languages)}")
    lines = {
        language: itertools.cycle([CallerLine(through_telephone(read(file))) for file in files])
        for language in languages
        if (files := recordings(folder, language, each))
    }
    for language in itertools.cycle(lines):
        yield language, [next(lines[language]) for _ in range(TURNS)]


def cpu_seconds(pids: Sequence[int]) -> float:
    """User and system time of these processes so far. Raises UserError when one has died: what it took is lost."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError as error:
            raise UserError("a part of the system has died, for it took too long; the machine is busy") from error
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


async def measure(
    parts: Parts, pids: Sequence[int], talks: Iterator[tuple[str, list[CallerLine]]], calls: int, seconds: float
) -> Level:
    """So many callers at a time."""
    level, before = Level(), cpu_seconds(pids)
    until = time.monotonic() + seconds
    spread = min(5.0, seconds / 4) / calls
    await asyncio.gather(*(caller(parts, n, n * spread, talks, until, level) for n in range(calls)))
    level.cpu_seconds = cpu_seconds(pids) - before
    level.pss_kb = resident(pids, "Pss")
    return level


def show(calls: int, level: Level) -> None:
    """Print what they got."""
    print(row(f"{calls} at a time: reply", [reply.total for reply in level.replies]))
    if level.replies:
        medians = (statistics.median(getattr(reply, name) for reply in level.replies) for name in STAGES)
        stages = "  ".join(f"{name} {median:.0f}" for name, median in zip(STAGES, medians, strict=True))
        print(f"    p50 of its stages, ms: {stages}")
    print(
        f"    {level.conversations} conversations, {level.lost} lost; cut off {level.cut} of {level.turns} turns; "
        f"{level.cpu_seconds / max(1, level.turns):.2f} CPU s a turn; PSS {level.pss_kb / 1e6:.2f} GB",
        flush=True,
    )


async def measured(
    folder: Path, languages: Sequence[str], each: int, calls: Sequence[int], seconds: float
) -> dict[int, Level]:
    """Calls at a time → what came of it, each printed as it is there."""
    switchboard = Switchboard("auto", Path(HOME))
    found: dict[int, Level] = {}
    async with switchboard as parts:
        pids, talks = [os.getpid(), *switchboard.pids().values()], conversations(folder, languages, each)
        for count in calls:
            found[count] = await measure(parts, pids, talks, count, seconds)
            show(count, found[count])
    few, many = min(calls), max(calls)
    if few < many:
        each = (found[many].pss_kb - found[few].pss_kb) / (many - few)
        print(f"memory a call: {each / 1000:.1f} MB more, between {few} and {many} at a time")
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=RECORDINGS)
    parser.add_argument("--calls", type=int, nargs="*", default=[1, 5, 10, 20], help="calls at a time")
    parser.add_argument("--seconds", type=float, default=60, help="conversations are begun for so long")
    parser.add_argument("--language", nargs="*", default=list(LANGUAGES), choices=LANGUAGES)
    args = parser.parse_args()
    try:
        asyncio.run(measured(args.folder, args.language, EACH, args.calls, args.seconds))
    except UserError as error:
        sys.exit(f"error: {error}")
    print(TARGETS)


if __name__ == "__main__":
    main()
