"""Thousands of calls, and what they leave behind.

    python -m bench.soak [--calls 2000]

A real Asterisk with the shipped configuration, `centralino serve` beside it, callers by sipp: eight new calls a second,
each hung up after 2 s, in mid-greeting. After every tenth of them, once no call is left: resident memory, open files
and threads of each process, files in `var`. The reference is what was there after the first tenth.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.telephony import pbx as exchange
from tests.telephony import sipp
from tests.telephony.pbx import NUMBERS
from tests.telephony.serving import Serving, serve
from tests.telephony.waiting import within
from voice.audio import RATE

STEPS = 10
CALLS_A_SECOND, CALL_MS = 8, 2_000
NO_GROWTH = ("sipp status", "calls")
"""Rows that are not about what is left behind."""
PROC = Path("/proc")
GROWTH = 1.10
"""Target: memory at the end against that after the first tenth; files and threads: none more."""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=2000)
    count = parser.parse_args().calls // STEPS
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        pbx = exchange.start(folder / "pbx")
        serving = serve(pbx, folder / "var", calls="60")
        sipp.telephone_file(folder / sipp.SOUND, np.zeros(RATE, np.int16))
        try:
            rows = [measured(pbx, serving, folder / str(step), count) for step in range(STEPS)]
        finally:
            serving.stop()
            pbx.server.stop()
    report(rows, count)
    return 0


def measured(pbx: exchange.Pbx, serving: Serving, folder: Path, count: int) -> dict[str, float]:
    """So many calls, then what is there."""
    folder.mkdir()
    shutil.copy(folder.parent / sipp.SOUND, folder)
    number = NUMBERS[list(NUMBERS)[int(folder.name) % len(NUMBERS)]]
    arguments = ("-m", str(count), "-r", str(CALLS_A_SECOND), "-l", "100", "-s", number, "-d", str(CALL_MS))
    with sipp.Sipp(pbx, folder, "caller", *arguments) as callers:
        row: dict[str, float] = {"sipp status": callers.wait(count / CALLS_A_SECOND + 60)}
    within(30, lambda: serving.metric("centralino_calls_running") == 0, "all calls end")
    row["calls"] = serving.metric("centralino_calls_total")
    for name, pid in processes(serving):
        status = (PROC / str(pid) / "status").read_text()
        row[f"{name} MB"] = round(int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1000)
        row[f"{name} files"] = len(list((PROC / str(pid) / "fd").iterdir()))
        row[f"{name} threads"] = int(re.findall(r"Threads:\s+(\d+)", status)[0])
    row["files in var"] = sum(file.is_file() for file in serving.var.rglob("*"))
    print("  ".join(f"{name} {value:g}" for name, value in row.items()), flush=True)
    return row


def processes(serving: Serving) -> Iterator[tuple[str, int]]:
    """The house and its children, by the module that they run."""
    house = serving.process.pid
    yield "media", house
    # A thread's children are listed with that thread.
    lists = [(task / "children").read_text() for task in (PROC / str(house) / "task").iterdir()]
    for child in sorted(" ".join(lists).split()):
        words = (PROC / child / "cmdline").read_text().split("\0")
        engine = words[3] if "worker_process" in words[2] else ""
        yield f"{words[2].rpartition('.')[2]} {engine}".strip(), int(child)


def report(rows: list[dict[str, float]], count: int) -> None:
    """The last row against the first."""
    first, last = rows[0], rows[-1]
    print(f"after {count * STEPS} calls against after {count}:")
    for name, value in last.items():
        before = first.get(name, 0)
        grown = name not in NO_GROWTH and value > before * (GROWTH if name.endswith("MB") else 1)
        print(f"{name:28} {before:g} -> {value:g}{'  GREW' if grown else ''}")


if __name__ == "__main__":
    sys.exit(main())
