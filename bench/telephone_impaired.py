"""How many questions are answered over a bad network: callers in five languages ask one question each."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.messages import LANGUAGES
from centralino.sample_callers import SampleCallers
from tests.telephony.hearing import has_spoken
from tests.telephony.lines import QUESTIONS
from tests.telephony.pbx import NUMBERS, Pbx
from tests.telephony.rtp import CLEAN, Network, RtpPeer, calling
from tests.telephony.serving import Serving
from tests.telephony.waiting import within

NETWORKS = {
    "clean": CLEAN,
    "80 ms jitter": Network(jitter_ms=80),
    "80 ms jitter, 5 % loss": Network(jitter_ms=80, loss=0.05),
}
AT_A_TIME = 3
"""Calls, so that two cores hear all of them in time."""
STAYS_MS = 20_000
GREETED_SECONDS = 10


def impaired(pbx: Pbx, serving: Serving, folder: Path, calls: int) -> None:
    """Print how many of `calls` questions were answered, by network and language."""
    voices = SampleCallers()
    said = {key: [voices.say(question, key) for question in questions] for key, questions in QUESTIONS.items()}
    voices.close()
    print(f"answered of {calls // len(LANGUAGES)} questions a language: {' '.join(LANGUAGES)}")
    for name, network in NETWORKS.items():
        before = answered(serving)
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            running = []
            for number, (language, question) in enumerate(itertools.islice(callers(said), calls)):
                place = folder / f"{network.jitter_ms:g}-{network.loss:g}-{number}"
                peer = RtpPeer(random.Random(number), network)
                running.append(pool.submit(ask, pbx, place, language, question, peer))
        for call in running:
            call.result()
        within(15, lambda: serving.metric("centralino_calls_running") == 0, "all calls end")
        counts = {language: count - before[language] for language, count in answered(serving).items()}
        print(
            f"{name:24} {' '.join(f'{count:2.0f}' for count in counts.values())}  all {sum(counts.values()):.0f}",
            flush=True,
        )


def callers(said: dict[str, list[NDArray[np.int16]]]) -> Iterator[tuple[str, NDArray[np.int16]]]:
    """Languages and questions in turn, without end."""
    for number in itertools.count():
        for language, questions in said.items():
            yield language, questions[number % len(questions)]


def ask(pbx: Pbx, folder: Path, language: str, question: NDArray[np.int16], peer: RtpPeer) -> None:
    """One call: the question after the greeting."""
    with peer, calling(pbx, folder, NUMBERS[language], peer, STAYS_MS) as call:
        with suppress(AssertionError):
            within(GREETED_SECONDS, lambda: has_spoken(peer), "the greeting")
        time.sleep(0.5)
        peer.say(question)
        call.wait()


def answered(serving: Serving) -> dict[str, float]:
    """Calls so far that ended with an answer and without a person, by language."""
    return {
        language: serving.metric("centralino_calls_total", final="answered", language=language)
        for language in LANGUAGES
    }
