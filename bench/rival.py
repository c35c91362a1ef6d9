"""The same calls through Centralino and through Pipecat (whisper-base, Silero VAD, a synthesiser), on this machine.

    python -m bench.rival [FOLDER] [--calls N …] [--recordings N] [--language LANG …] [--turns smart|silence]

First Centralino as bench/density.py has it, then Pipecat, then how many times longer the one takes than the other.
FOLDER, tier, choice of recordings and what the times mean are those of bench/latency.py: replies from the caller's last
sound to the bot's first, interruptions from the caller's first sound to the bot's last, both read from a tape of both
sides. A call's first turn is not counted, so that nothing is loaded within the times.

- early: the bot spoke before the caller's last sound; such turns are not among the reply times. No reply: none came.
- broken off: the reply came before all words were recognised, and the bot interrupted itself when they were. `whole` is
  the time to the reply that followed, or to the first where that was not broken off. See bench/turns.py.
- CPU: of Pipecat's process, callers included (they only push frames), a turn of speech and silence.
- memory: the peak of RSS since the process began, and PSS at its end.

Pipecat is as its own examples put it together: every call has a pipeline and loads its models; Silero VAD with its
default 0.2 s; `smart` is its default end of turn (smart-turn v3 with up to 3 s of silence), `silence` its other one
(0.6 s after the VAD's); whisper with faster-whisper's defaults (beam 5). Sound comes from memory at real pace, 20 ms a
frame, at 16 kHz after a telephone line. In its favour: no telephony, no dialogue and no language model (each turn gets
the same short sentence), language given, models loaded before the call. Pico renders the sentence anew each time (about
20 ms), since Pipecat keeps no prompts. It lives in an environment of its own, var/rival, made when missing.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from bench.density import Level, measured
from bench.latency import OVER_MS, RECORDINGS, p95, recordings, row, sounding
from bench.turns import WINDOW_MS, Turn
from centralino.errors import UserError
from centralino.paths import MODELS, ROOT
from voice.audio.files import read, write_wav
from voice.audio.g711 import through_telephone

HERE = ROOT / "bench" / "rival"
REQUIREMENTS = HERE / "requirements.txt"
ENVIRONMENT = ROOT / "var" / "rival"
MODEL = "whisper-base"
LANGUAGES = ("en", "fr", "it")
"""Those of the evaluation set that Pico speaks."""
CALLS = (1, 4, 8, 10)
TARGET_SECONDS = 0.9
"""Of Centralino, p95 with 10 calls."""
TURNS_A_CALL = 3
"""At least; recordings are played again where there are too few for so many calls."""


@dataclass(frozen=True)
class Recording:
    """What a caller says."""

    file: str
    """Mono int16 at 16 kHz, through a telephone line."""
    language: str


@dataclass(frozen=True)
class Run:
    """What a run of Pipecat left behind."""

    turns: tuple[Turn, ...]
    cpu_seconds: float
    peak_rss_kb: int
    pss_kb: int


def environment() -> Path:
    """The Python that has Pipecat; installed when it is missing or the versions have changed. Raises UserError."""
    python, stamp = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "requirements"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return python
    uv = shutil.which("uv", path=os.pathsep.join((str(ROOT / ".tools" / "bin"), os.environ.get("PATH", ""))))
    if uv is None:
        raise UserError("uv is not installed; run: make environment")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    # The project's own overrides (numpy 1.23) are not for Pipecat.
    for command in (
        ["venv", "--python", "3.11", str(ENVIRONMENT)],
        ["pip", "sync", "--python", str(python), str(REQUIREMENTS)],
    ):
        if subprocess.run([uv, *command, "--quiet", "--no-config"]).returncode:
            raise UserError(f"Pipecat cannot be installed into {ENVIRONMENT} (see above)")
    stamp.write_text(wanted)
    return python


def prepared(source: Path, languages: Sequence[str], count: int, folder: Path) -> list[Recording]:
    """As many recordings a language as they sound by telephone, the languages in turn."""
    chosen = [[(file, language) for file in recordings(source, language, count)] for language in languages]
    found: list[Recording] = []
    for file, language in (pair for pairs in _in_turn(chosen) for pair in pairs):
        path = folder / f"{language}-{len(found):04}.wav"
        write_wav(path, through_telephone(read(file)))
        found.append(Recording(str(path), language))
    if not found:
        raise UserError(f"{source}: no recordings of the tier verbatim in {', '.join(languages)}")
    return found


def _in_turn(chosen: Sequence[Sequence[tuple[Path, str]]]) -> list[list[tuple[Path, str]]]:
    longest = max((len(pairs) for pairs in chosen), default=0)
    return [[pairs[i] for pairs in chosen if i < len(pairs)] for i in range(longest)]


def enough(found: Sequence[Recording], calls: int) -> list[Recording]:
    """At least TURNS_A_CALL for each of so many calls."""
    rounds = max(1, -(-calls * TURNS_A_CALL // len(found)))
    return list(found) * rounds


def pipecat(python: Path, found: Sequence[Recording], calls: int, turns: str, over_ms: int | None = None) -> Run:
    """Play the recordings to Pipecat in a process of its own. Raises UserError."""
    model = MODELS / MODEL
    if not model.is_dir():
        raise UserError(f"{MODEL} is not installed; run: centralino models fetch {MODEL}")
    with tempfile.TemporaryDirectory(prefix="centralino-rival-") as scratch:
        folder = Path(scratch)
        plan: dict[str, Any] = {"model": str(model), "calls": calls, "turns": turns, "over_ms": over_ms}
        plan["recordings"] = [vars(recording) for recording in found]
        (folder / "plan.json").write_text(json.dumps(plan))
        command = [str(python), "-I", str(HERE / "pipecat_bot.py"), str(folder / "plan.json"), scratch]
        if subprocess.run(command, env={**os.environ, "LOGURU_LEVEL": "ERROR"}).returncode:
            raise UserError("Pipecat ended with an error (see above)")
        report = json.loads((folder / "report.json").read_text())
        tapes = tuple(_turn(folder / f"{one['number']:04}.wav", one["stopped_ms"]) for one in report["turns"])
        return Run(tapes, report["cpu_seconds"], report["peak_rss_kb"], report["pss_kb"])


def _turn(tape: Path, stopped_ms: Sequence[float]) -> Turn:
    """With the floors of bench/latency.py."""
    sound, _ = soundfile.read(tape, dtype="int16")
    caller, bot = sound[:, 0], sound[:, 1]
    peak = float(np.abs(caller.astype(np.int32)).max())
    return Turn(
        began_ms=float(sounding(caller, 0.1 * peak)[0]) * WINDOW_MS,
        ended_ms=float(sounding(caller, 0.02 * peak)[-1] + 1) * WINDOW_MS,
        bot_ms=tuple(float(window) * WINDOW_MS for window in sounding(bot, 0)),
        stopped_ms=tuple(stopped_ms),
    )


def replies(run: Run, calls: int) -> None:
    """Print a row of reply times and what they cost."""
    count = len(run.turns)
    found = [reply for reply in (turn.reply() for turn in run.turns) if reply is not None]
    early = sum(reply.early for reply in found)
    timely = [reply for reply in found if not reply.early]
    print(row(f"reply, {calls} calls", [reply.first_ms for reply in timely]))
    print(row(f"reply, {calls} calls, whole", [reply.whole_ms for reply in timely if reply.whole_ms is not None]))
    print(
        f"    of {count} turns: early {early} ({100 * early / count:.0f} %), "
        f"broken off {sum(reply.broken_off for reply in timely)}, no reply {count - len(found)}; "
        f"CPU {run.cpu_seconds / count:.2f} s a turn; "
        f"memory RSS peak {run.peak_rss_kb / 1e6:.2f} GB, PSS {run.pss_kb / 1e6:.2f} GB",
        flush=True,
    )


def timely(run: Run) -> list[float]:
    """Its reply times, ms."""
    return [reply.first_ms for reply in (turn.reply() for turn in run.turns) if reply is not None and not reply.early]


def plotted(calls: Sequence[int], times: Mapping[str, Mapping[int, Sequence[float]]], file: Path) -> None:
    """Draw what was measured of each system."""
    from bench.plot import replies as draw

    systems = {
        name: {
            "p50": [statistics.median(found[count]) / 1000 for count in calls],
            "p95": [p95(found[count]) / 1000 for count in calls],
        }
        for name, found in times.items()
    }
    draw(calls, systems, TARGET_SECONDS, file)


def ratio(ours: Level, run: Run) -> None:
    """Print how many times longer Pipecat takes."""
    theirs = timely(run)
    if not theirs or not ours.replies:
        return
    times = [reply.total for reply in ours.replies]
    cpu = (run.cpu_seconds / len(run.turns)) / (ours.cpu_seconds / ours.turns)
    median = statistics.median(theirs) / statistics.median(times)
    print(
        f"    Pipecat over Centralino: reply p50 {median:.2f}, p95 {p95(theirs) / p95(times):.2f}; CPU a turn {cpu:.2f}"
    )


def interruptions(run: Run) -> None:
    """Print how soon the bot is silent when the caller speaks."""
    times = [turn.interruption_ms() for turn in run.turns]
    print(row("interruption", [time for time in times if time is not None]), f" of {len(times)} calls", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=RECORDINGS)
    parser.add_argument("--calls", type=int, nargs="*", default=CALLS, help="calls at a time")
    parser.add_argument("--seconds", type=float, default=60, help="of Centralino, so many calls at a time")
    parser.add_argument("--recordings", type=int, default=12, help="recordings a language")
    parser.add_argument(
        "--interruptions", type=int, default=2, help="interrupted prompts a language, one call at a time"
    )
    parser.add_argument("--language", nargs="*", default=LANGUAGES, choices=LANGUAGES)
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw the reply times")
    parser.add_argument("--turns", choices=("smart", "silence"), default="smart", help="how Pipecat ends a turn")
    args = parser.parse_args()
    try:
        python = environment()
        ours = asyncio.run(measured(args.folder, args.language, args.recordings, args.calls, args.seconds))
        with tempfile.TemporaryDirectory(prefix="centralino-rival-") as scratch:
            found = prepared(args.folder, args.language, args.recordings, Path(scratch))
            theirs: dict[int, list[float]] = {}
            for calls in args.calls:
                run = pipecat(python, enough(found, calls), calls, args.turns)
                replies(run, calls)
                ratio(ours[calls], run)
                theirs[calls] = timely(run)
            if args.plot:
                mine = {count: [reply.total for reply in ours[count].replies] for count in args.calls}
                both = [count for count in args.calls if mine[count] and theirs[count]]
                plotted(both, {"Centralino": mine, "Pipecat": theirs}, args.plot)
            if args.interruptions:
                over = prepared(args.folder, args.language, args.interruptions, Path(scratch))
                interruptions(pipecat(python, over, 1, args.turns, OVER_MS))
    except UserError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
