"""Calls by telephone: set-up, how many at a time, interruptions, bad networks.

    python -m bench.telephone setup [--calls 20]
    python -m bench.telephone load [--calls 1 4 8 12 16 30]
    python -m bench.telephone barge [--calls 15]
    python -m bench.telephone impaired [--calls 50]

A real Asterisk (scripts/pbx install) with the shipped configuration on free ports, `centralino serve` beside it, and
callers by sipp on loopback. What the callers get is read off the wire, so this runs as root.

setup: from the INVITE to the first sound of the greeting; reference in the same run: the SIP answer.
load: conversations of three questions, one every 10 s, whose callers ring evenly over 10 s. Gaps between the RTP
packets that they get, and the time from their last sound to the reply (by the bot's own histogram: the upper bound of
the bucket).
barge, impaired: see telephone_barge.py and telephone_impaired.py; callers with RTP of our own (tests/telephony/rtp.py).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from bench.telephone_barge import barge
from bench.telephone_impaired import impaired
from bench.wire import Wire
from centralino.sample_callers import SampleCallers
from tests.telephony import pbx as exchange
from tests.telephony import sipp
from tests.telephony.serving import NUMBERS, Serving, serve
from voice.audio import RATE

SETUP_MS, GAP_MS, REPLY_SECONDS = 500, 40, 1.0
"""Targets: first sound p95; gaps p99; replies p95."""
CALL_SECONDS = 4
ASKS_AFTER, ASKS_EVERY, STAYS_SECONDS = 8, 10, 38
QUESTIONS = (
    "What are the opening hours of the shop in Dublin?",
    "What is the phone number of the sales department?",
    "Where is the shop in Dublin?",
)
BUCKETS = "centralino_stage_seconds_bucket"
HANDOFFS = "centralino_handoffs_total"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("setup", "load", "barge", "impaired"))
    parser.add_argument("--calls", type=int, nargs="+")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        pbx = exchange.start(folder / "pbx")
        serving = serve(pbx, folder / "var", calls="200")
        try:
            match args.what:
                case "setup":
                    setup(pbx, folder, (args.calls or [20])[0])
                case "load":
                    load(pbx, serving, folder, args.calls or [1, 4, 8, 12, 16, 30])
                case "barge":
                    barge(pbx, folder, (args.calls or [15])[0])
                case "impaired":
                    impaired(pbx, serving, folder, (args.calls or [50])[0])
        finally:
            serving.stop()
            pbx.server.stop()
    return 0


def setup(pbx: exchange.Pbx, folder: Path, count: int) -> None:
    """One call after the other; the first is a warm-up."""
    silence = sipp.telephone_file(folder / "quiet.al", np.zeros(RATE, np.int16))
    wire = Wire(pbx.sip_port, exchange.TRUNK_ADDRESS)
    found: dict[str, list[float]] = {"answer": [], "sound": []}
    for number in range(count + 1):
        wire.clear()
        dialled = NUMBERS[list(NUMBERS)[number % len(NUMBERS)]]
        with sipp.caller(pbx, folder / f"call-{number}", dialled, sound=silence, stays_ms=CALL_SECONDS * 1000) as call:
            call.wait()
        if number and {"invite", "answer", "sound"} <= set(wire.moments):
            for name, values in found.items():
                values.append(1000 * (wire.moments[name] - wire.moments["invite"]))
    for name, values in found.items():
        p50, p95 = np.percentile(values, (50, 95))
        print(f"{name:7} n={len(values)} of {count}  p50 {p50:.0f} ms  p95 {p95:.0f} ms  max {max(values):.0f} ms")
    print(
        f"sound / answer, p50: {np.median(found['sound']) / np.median(found['answer']):.0f}; target: p95 {SETUP_MS} ms"
    )


def load(pbx: exchange.Pbx, serving: Serving, folder: Path, calls: list[int]) -> None:
    """The curve: calls at a time against gaps and reply times."""
    voices = SampleCallers()
    said = [voices.say(question, "en") for question in QUESTIONS]
    voices.close()
    line = np.zeros((ASKS_AFTER + 90) * RATE, np.int16)
    for number, question in enumerate(said):
        start = (ASKS_AFTER + ASKS_EVERY * number) * RATE
        line[start : start + len(question)] = question
    sound = sipp.telephone_file(folder / "asks.al", line)
    wire = Wire(pbx.sip_port, exchange.TRUNK_ADDRESS)
    print(f"targets: gaps p99 {GAP_MS} ms, replies p95 {REPLY_SECONDS:g} s, no call lost")
    for count in calls:
        before, handed = buckets(serving), serving.metric(HANDOFFS)
        wire.clear()
        lost = together(pbx, folder / f"load-{count}", sound, count)
        gaps = np.array([gap for stream in wire.gaps.values() for gap in stream[50:-50]])
        replies = {bound: value - before.get(bound, 0) for bound, value in buckets(serving).items()}
        p50, p95 = (quantile(replies, share) for share in (0.5, 0.95))
        p99 = np.percentile(gaps, 99)
        print(
            f"calls {count:3}  lost {lost}  "
            f"gaps n={len(gaps)} p50 {np.median(gaps):.0f} p99 {p99:.0f} max {gaps.max():.0f} ms  "
            f"replies n={max(replies.values()):.0f} p50 ≤ {p50:g} p95 ≤ {p95:g} s  "
            f"to people {serving.metric(HANDOFFS) - handed:.0f}",
            flush=True,
        )


def together(pbx: exchange.Pbx, folder: Path, sound: Path, count: int) -> int:
    """So many callers at a time; returns how many did not come to the end of their call."""
    with ExitStack() as stack:
        running = []
        for number in range(count):
            one = sipp.caller(pbx, folder / str(number), NUMBERS["en"], sound=sound, stays_ms=STAYS_SECONDS * 1000)
            running.append(stack.enter_context(one))
            time.sleep(ASKS_EVERY / count)
        lost = [call for call in running if call.wait(60) != 0]
        for call in lost:
            print(f"lost: {call.messages()[-600:]}", file=sys.stderr)
        return len(lost)


def buckets(serving: Serving) -> dict[float, float]:
    """Replies so far that took at most so many seconds."""
    bounds = serving.labels(BUCKETS, "le")
    return {float(bound): serving.metric(BUCKETS, stage="reply", le=bound) for bound in bounds}


def quantile(counts: dict[float, float], share: float) -> float:
    """The upper bound of the bucket that holds it."""
    total = max(counts.values(), default=0)
    return min((bound for bound, count in counts.items() if total and count >= share * total), default=float("nan"))


if __name__ == "__main__":
    sys.exit(main())
