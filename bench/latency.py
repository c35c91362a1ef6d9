"""How long a caller waits: reply, interruption, start; and what the whole system keeps in memory.

    python bench/latency.py [FOLDER] [--calls N] [--language LANG …] [--pace measured|real]

FOLDER holds `manifest.tsv` and recordings of people (default: the evaluation set beside the project). Each recording of
the tier `verbatim` is the caller's first turn of a call of its own, through the real recogniser, dialogue and
synthesiser. Both sides are recorded, and the times are read from that recording, not from the system's own clock:

- reply: from the caller's last sound (the last 10 ms above 2 % of the recording's peak) to the bot's first. The pause
  that ends the turn is included. Its stages come from the call's events: pause (last sound to the end of the turn),
  words (what recognition adds after that), dialogue, voice (to the first sound).
- cut off: the turn ended, and the caller went on.
- interruption: from the caller's first sound over a prompt (10 % of the peak: breath before the words is no
  interruption) to the bot's last.
- ready: from the start of this process to the first call. Memory: resident pages of all processes together; RSS counts
  pages that they share once each, PSS once.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

BEGAN = time.monotonic()
HOME = tempfile.mkdtemp(prefix="centralino-bench-")
# The calls of a measurement must not end up in the queue of the installation; set before anything reads it.
os.environ["CENTRALINO_VAR"] = HOME

import numpy as np  # noqa: E402
import soundfile  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from bot.messages import LANGUAGES  # noqa: E402
from centralino.callers import new_call, pace_of  # noqa: E402
from centralino.paths import ROOT  # noqa: E402
from centralino.switchboard import Switchboard  # noqa: E402
from voice.audio import RATE  # noqa: E402
from voice.audio.files import read  # noqa: E402
from voice.legs.pace import Pace  # noqa: E402
from voice.legs.wav import CallerLine, WavLeg  # noqa: E402
from voice.session.call import Call  # noqa: E402
from voice.session.events import Event  # noqa: E402
from voice.session.ports import Parts  # noqa: E402
from voice.vad.segments import segments  # noqa: E402

RECORDINGS = ROOT.parent / "shared" / "eval" / "speech"
OVER_MS = 1500
"""The interrupting caller begins so long after the bot."""
GOES_ON_MS = 1000
"""Speech of the caller so soon after the end of a turn belongs to it; the next line comes after the bot's reply."""
SLOW_MS, SLOW_REPLY_MS = 250, 1000
"""Interruptions and replies that take longer are named."""
TARGETS = "targets: reply p50 0.45 s, p95 0.7 s; cut off 5 %; interruption p95 0.15 s; memory 2 GB; ready 45 s"

Samples = NDArray[np.int16]


@dataclass(frozen=True)
class Reply:
    """One reply, in milliseconds."""

    total: float
    pause: float
    words: float
    dialogue: float
    voice: float


def recordings(folder: Path, language: str, count: int) -> list[Path]:
    """Evenly spread over the list, so that speakers and lengths vary."""
    if not (folder / "manifest.tsv").is_file():
        raise SystemExit(f"error: {folder} holds no manifest.tsv; give the folder of the recordings")
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["lang"] == language]
    chosen = [row for row in rows if row["tier"] == "verbatim"]
    step = max(1, len(chosen) // count)
    return [folder / row["file"] for row in chosen[::step]][:count]


async def play(parts: Parts, language: str, line: CallerLine, pace: Pace) -> tuple[Samples, Samples, list[Event]]:
    """A call in which the caller says one thing and hangs up after the reply: both sides and the events."""
    events: list[Event] = []
    path = Path(HOME) / "call.wav"
    leg = WavLeg([line], pace, served=lambda: True)
    await Call(new_call(language), leg, parts, events.append, path).run()
    sound, _ = soundfile.read(path, dtype="int16")
    return sound[:, 0], sound[:, 1], events


def sounding(side: Samples, floor: float) -> NDArray[np.int64]:
    """Which 10 ms are louder than `floor`."""
    windows = np.abs(side[: len(side) // 160 * 160].astype(np.int32)).reshape(-1, 160).max(axis=1)
    found: NDArray[np.int64] = np.flatnonzero(windows > floor)
    return found


def replies_of(caller: Samples, bot: Samples, events: Sequence[Event]) -> Iterator[Reply | None]:
    """The times of each turn's reply; None where the caller was cut off: they went on after the turn had ended."""
    starts, speech, before = sounding(bot, 0) * 10, segments(caller), 0.0
    for index, heard in enumerate(events):
        replies = (e for e in events[index:] if e.kind == "said" and not e.data.get("emergency"))
        after = next(replies, None) if heard.kind == "heard" else None
        if after is None:
            continue
        ended = heard.at_ms - heard.data.get("waited_ms", 0)
        said = [part for part in speech if before < part.end_ms and part.start_ms <= ended]
        before = ended
        if not said or any(ended < part.start_ms <= ended + GOES_ON_MS for part in speech):
            yield None
            continue
        last, first = last_sound(caller, said[0].start_ms, said[-1].end_ms), starts[starts >= after.at_ms - 40][0]
        understood = next((e.at_ms for e in events[index:] if e.kind == "understood"), heard.at_ms)
        yield Reply(first - last, ended - last, heard.at_ms - ended, understood - heard.at_ms, first - understood)


def last_sound(caller: Samples, begin_ms: int, end_ms: int) -> float:
    """The end of the last 10 ms of a turn that are above 2 % of its peak. What hums on after the speech is none."""
    part = caller[begin_ms * RATE // 1000 : end_ms * RATE // 1000]
    return begin_ms + float(sounding(part, 0.02 * np.abs(part.astype(np.int32)).max())[-1] + 1) * 10


def p95(values: Sequence[float]) -> float:
    """The 95th percentile of at least one value."""
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]


def row(name: str, values: Sequence[float]) -> str:
    """n, median, 95th percentile and greatest, in seconds."""
    if not values:
        return f"{name:<24} n=  0"
    return (
        f"{name:<24} n={len(values):>3}  p50 {statistics.median(values) / 1000:5.2f} s  "
        f"p95 {p95(values) / 1000:5.2f} s  max {max(values) / 1000:5.2f} s"
    )


def stages(reply: Reply) -> str:
    """Each stage of one reply, in seconds."""
    return ", ".join(f"{name} {time / 1000:.2f} s" for name, time in asdict(reply).items())


async def replies(parts: Parts, folder: Path, languages: Sequence[str], count: int, pace: str) -> None:
    """Print the reply times a language and together."""
    found: list[Reply] = []
    for language in languages:
        files = recordings(folder, language, count)
        calls = [await play(parts, language, CallerLine(read(file)), pace_of(pace)) for file in files]
        times: list[Reply | None] = []
        for file, call in zip(files, calls, strict=True):
            of_call = list(replies_of(*call))
            times += of_call
            for reply in of_call:
                if reply is not None and reply.total > SLOW_REPLY_MS:
                    print(f"reply to {file.name}: {stages(reply)}")
        kept = [time for time in times if time is not None]
        cut = len(times) - len(kept)
        print(row(f"reply {language}", [time.total for time in kept]), f" of {len(files)} calls, {cut} cut off")
        found += kept
    for stage in ("total", "pause", "words", "dialogue", "voice"):
        print(row(f"reply, {stage}", [getattr(time, stage) for time in found]))


async def interruptions(parts: Parts, folder: Path, languages: Sequence[str], count: int) -> None:
    """Print how soon the bot is silent when the caller speaks."""
    found: list[float] = []
    for language in languages:
        for file in recordings(folder, language, count):
            line = CallerLine(read(file), over_ms=OVER_MS)
            caller, bot, events = await play(parts, language, line, pace_of("real"))
            stopped = next((event.at_ms for event in events if event.kind == "barged_in"), None)
            if stopped is not None:
                first = sounding(caller, 0.1 * np.abs(caller.astype(np.int32)).max())[0] * 10
                speaking = sounding(bot, 0) * 10
                # Not the first gap: the prompt pauses by itself. Nothing else is said so soon after the interruption.
                found.append(speaking[speaking < stopped + 300][-1] + 10 - first)
                if found[-1] > SLOW_MS:
                    print(f"interruption by {file.name}: {found[-1] / 1000:.2f} s")
    print(row("interruption", found))


def resident(pids: Sequence[int], name: str) -> int:
    """Kilobytes of these processes together; `name`: Rss or Pss."""
    lines = (line for pid in pids for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def memory(pids: Sequence[int]) -> None:
    """Print what is resident."""
    rss, pss = resident(pids, "Rss"), resident(pids, "Pss")
    print(f"memory of {len(pids)} processes: RSS {rss / 1e6:.2f} GB, PSS {pss / 1e6:.2f} GB")


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=RECORDINGS)
    parser.add_argument("--calls", type=int, default=12, help="calls a language")
    parser.add_argument("--interruptions", type=int, default=2, help="interrupted calls a language, at real pace")
    parser.add_argument("--language", nargs="*", default=list(LANGUAGES), choices=LANGUAGES)
    parser.add_argument("--pace", choices=("measured", "real"), default="measured")
    args = parser.parse_args()
    switchboard = Switchboard("auto", Path(HOME))
    async with switchboard as parts:
        print(f"ready after {time.monotonic() - BEGAN:.1f} s")
        await replies(parts, args.folder, args.language, args.calls, args.pace)
        await interruptions(parts, args.folder, args.language, args.interruptions)
        memory([os.getpid(), *switchboard.pids().values()])
    print(TARGETS)


if __name__ == "__main__":
    asyncio.run(main())
