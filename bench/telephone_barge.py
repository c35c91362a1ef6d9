"""How soon the bot falls silent for a caller who speaks over its greeting: from the caller's first packet of speech to
the last packet with the bot's voice, both at the caller's socket.

Reference in the same run: how soon a caller's first packet comes back when the other end of the AudioSocket sends every
frame back. It goes the same way (PBX, jitter buffers of both sides); the rest is the decision that it is speech.
"""

from __future__ import annotations

import asyncio
import random
import re
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.messages import LANGUAGES
from centralino.sample_callers import SampleCallers
from tests.telephony.hearing import sounding
from tests.telephony.lines import QUESTIONS, words_alone
from tests.telephony.pbx import NUMBERS, Pbx
from tests.telephony.rtp import RtpPeer, calling
from tests.telephony.tones import tone_of
from tests.telephony.waiting import within
from voice.audio import RATE
from voice.legs.audiosocket import AudioSocketLeg
from voice.legs.audiosocket_server import AudioSocketServer

TARGET_MS = 250
STAYS_MS = 12_000
OVER_SECONDS = (1.0, 2.5)
"""The caller begins so long after the greeting has begun."""
REPLY_SECONDS = 0.3
"""After the caller's last sound: no reply comes sooner, for that is the shortest pause that ends a turn."""
SOONEST_MS = 120
"""A voice that ends sooner after the caller's first packet paused by itself: no speech is certain so soon."""
ECHO_CALLS, ECHOES, ECHO_STAYS_MS, ECHO_NUMBER = 5, 3, 4_000, "1999"
"""Jitter buffers settle a little differently in each call."""


def barge(pbx: Pbx, folder: Path, calls: int) -> None:
    """Print the times of so many calls, the languages in turn, with different first words."""
    voices = SampleCallers()
    found: dict[str, list[float]] = {language: [] for language in LANGUAGES}
    for number in range(calls):
        language = LANGUAGES[number % len(LANGUAGES)]
        questions = QUESTIONS[language]
        said = words_alone(voices.say(questions[number // len(LANGUAGES) % len(questions)], language))
        chance = random.Random(number)
        with (
            RtpPeer(chance) as peer,
            calling(pbx, folder / f"barge-{number}", NUMBERS[language], peer, STAYS_MS) as call,
        ):
            found[language].append(stop_ms(peer, said, chance.uniform(*OVER_SECONDS)))
            call.wait()
    voices.close()
    together = [ms for times in found.values() for ms in times]
    for language, times in [*found.items(), ("all", together)]:
        print(line(language, [ms for ms in times if ms >= SOONEST_MS], len(times)))
    print(line("echo", echoes(pbx, folder), ECHO_CALLS * ECHOES))
    print(f"target: p95 {TARGET_MS} ms; calls in which the prompt paused by itself at that moment are left out of n")


def line(name: str, times: list[float], calls: int) -> str:
    """n, median, 95th percentile and greatest."""
    if not times:
        return f"{name:5} n=0 of {calls}"
    p50, p95 = np.percentile(times, (50, 95))
    return f"{name:5} n={len(times)} of {calls}  p50 {p50:.0f} ms  p95 {p95:.0f} ms  max {max(times):.0f} ms"


def stop_ms(peer: RtpPeer, said: NDArray[np.int16], over: float) -> float:
    """One interruption `over` seconds after the first sound of the prompt."""
    within(5, lambda: len(sounding(peer)), "the greeting")
    time.sleep(over)
    peer.say(said)
    within(2, lambda: peer.began, "the first packet")
    began = peer.began[0]
    until = began + len(said) / RATE + REPLY_SECONDS
    time.sleep(max(0.0, until - time.monotonic()))
    prompt = sounding(peer, began)
    prompt = prompt[prompt < until]
    return 1000 * (prompt[-1] - began) if len(prompt) else 0.0


def echoes(pbx: Pbx, folder: Path) -> list[float]:
    """Milliseconds from the first packet of a tone to its first packet back."""
    found: list[float] = []
    with echoing(pbx):
        for number in range(ECHO_CALLS):
            peer = RtpPeer(random.Random(number))
            with peer, calling(pbx, folder / f"echo-{number}", ECHO_NUMBER, peer, ECHO_STAYS_MS) as call:
                for _ in range(ECHOES):
                    time.sleep(0.8)
                    peer.say(tone_of(800, RATE, 0.2))
                call.wait()
            found += [1000 * (sounding(peer, began)[0] - began) for began in peer.began]
            time.sleep(1.0)
    return found


@contextmanager
def echoing(pbx: Pbx) -> Iterator[None]:
    """A number whose calls are answered as the bot's are, by a leg that sends every frame back."""
    loop, call = asyncio.new_event_loop(), str(uuid.uuid4())
    server = AudioSocketServer(send_back, port=0)
    threading.Thread(target=loop.run_forever, daemon=True).start()
    asyncio.run_coroutine_threadsafe(server.start(), loop).result(5)
    server.announce(call)
    shipped = (pbx.home / "etc/extensions.conf").read_text("utf-8")
    buffer = re.search(r"n,(Set\(JITTERBUFFER.*\))$", shipped, re.M)
    codec = re.search(r"^CENTRALINO_CODEC = (\w+)", shipped, re.M)
    assert buffer is not None, "the dialplan sets no jitter buffer"
    assert codec is not None, "the dialplan names no codec"
    steps = ("Answer()", buffer[1], f"Dial(AudioSocket/127.0.0.1:{server.port}/{call}/c({codec[1]}),,g)")
    for number, step in enumerate(steps, start=1):
        pbx.cli(f"dialplan add extension {ECHO_NUMBER},{number},{step} into from-trunk")
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(server.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)


async def send_back(_call: str, leg: AudioSocketLeg) -> None:
    """Until the caller hangs up."""
    await leg.open()
    while (incoming := await leg.read()) is not None:
        leg.write(incoming.samples)
