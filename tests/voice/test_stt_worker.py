"""The recognition process killed, frozen and missing: an error at once, and the next caller is served."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tests.voice.sounds import espoken
from voice.audio import RATE
from voice.models.store import ensure
from voice.stt.engines import Choice
from voice.stt.hurry import Hurry
from voice.stt.protocol import Hints, RecognisedWord, RecogniserError, Transcript
from voice.stt.text import folded
from voice.stt.wire import pack_hints, pack_transcript, unpack_hints, unpack_transcript
from voice.stt.worker import WorkerRecogniser

pytestmark = pytest.mark.chaos

SENTENCE = "I would like to speak to the sales department."


@pytest.fixture
def worker() -> Iterator[WorkerRecogniser]:
    ensure("whisper-base")
    worker = WorkerRecogniser(Choice({"en": ("whisper",)}), warm=("en",), result_seconds=60)
    worker.start()
    yield worker
    worker.stop()


def transcript(worker: WorkerRecogniser) -> Transcript:
    stream = worker.open("en")
    try:
        stream.accept(espoken(SENTENCE, "en-gb"))
        return stream.result()
    finally:
        stream.close()


def ask(worker: WorkerRecogniser) -> str:
    return folded(transcript(worker).text)


def test_killed_while_it_recognises_the_caller_knows_at_once_and_the_next_is_served(worker: WorkerRecogniser) -> None:
    pid = worker.pid
    assert pid is not None
    stream = worker.open("en")
    stream.accept(np.tile(espoken(SENTENCE, "en-gb"), 20))
    threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
    began = time.monotonic()
    with pytest.raises(RecogniserError, match="died"):
        stream.result()
    assert time.monotonic() - began < 30
    with pytest.raises(RecogniserError):
        stream.accept(np.zeros(320, dtype=np.int16))
    with pytest.raises(RecogniserError):
        stream.result()
    stream.close()
    assert "sales" in ask(worker)
    assert worker.pid not in (None, pid)


def test_frozen_it_is_killed_after_the_time_out_and_replaced() -> None:
    ensure("whisper-base")
    worker = WorkerRecogniser(Choice({"en": ("whisper",)}), warm=("en",), result_seconds=1)
    worker.start()
    pid = worker.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    stream, other = worker.open("en"), worker.open("en")
    stream.accept(np.zeros(RATE, dtype=np.int16))
    with pytest.raises(RecogniserError, match="did not answer"):
        stream.result()
    with pytest.raises(RecogniserError):
        other.result()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    worker._result_seconds = 60
    assert "sales" in ask(worker)
    worker.stop()
    assert worker.pid is None


def test_too_many_at_once_some_go_without_and_the_others_are_served() -> None:
    ensure("whisper-base")
    worker = WorkerRecogniser(Choice({"en": ("whisper",)}), warm=("en",), result_seconds=4)
    worker.start()
    pid = worker.pid
    with ThreadPoolExecutor(40) as callers:
        asked = [callers.submit(ask, worker) for _ in range(40)]
    failures = [one.exception() for one in asked]
    assert None in failures
    assert any(failure is not None and "behind" in str(failure) for failure in failures)
    assert worker.pid == pid
    assert "sales" in ask(worker)
    worker.stop()


def test_who_is_many_is_recognised_with_less_effort_and_the_last_with_all_again(worker: WorkerRecogniser) -> None:
    with ThreadPoolExecutor(9) as callers:
        found = list(callers.map(lambda _: transcript(worker), range(9)))
    steps = [one.hurry for one in found]
    assert {Hurry.NONE, Hurry.BEAM, Hurry.WORDS} <= set(steps), "nine at once are more than five behind one"
    assert all("sales" in folded(one.text) for one in found)
    for one in found:
        assert bool(one.words) is (one.hurry < Hurry.WORDS)
    assert transcript(worker).hurry == Hurry.NONE


def test_who_speaks_on_does_not_wait_for_what_they_said_before(worker: WorkerRecogniser) -> None:
    sound = espoken(SENTENCE, "en-gb")
    with ThreadPoolExecutor(9) as callers:
        others = [callers.submit(transcript, worker) for _ in range(8)]
        stream = worker.open("en")
        stream.accept(sound[: len(sound) // 2])
        time.sleep(0.1)
        early = callers.submit(stream.result)
        time.sleep(0.1)
        stream.void()
        assert early.result(0.5).text == "", "seven are before it"
        assert not all(other.done() for other in others)
        stream.accept(sound[len(sound) // 2 :])
        assert "sales" in folded(stream.result().text)
        assert all("sales" in folded(other.result().text) for other in others)
    stream.void()
    stream.close()
    stream.void()


def test_killed_between_utterances_nobody_notices(worker: WorkerRecogniser) -> None:
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    for _ in range(100):
        if worker.pid is None:
            break
        time.sleep(0.05)
    assert "sales" in ask(worker)


def test_sound_is_taken_without_waiting_for_the_process_to_start() -> None:
    ensure("whisper-base")
    worker = WorkerRecogniser(Choice({"en": ("whisper",)}), warm=(), result_seconds=60)
    assert "sales" in ask(worker)
    worker.stop()


def test_a_model_that_does_not_load_fails_the_start_with_the_reason(tmp_path: Path) -> None:
    folder = tmp_path / "vosk-model-small-fr-0.22" / "am"
    folder.mkdir(parents=True)
    (folder / "final.mdl").write_text("")
    worker = WorkerRecogniser(models=tmp_path, warm=("fr",))
    with pytest.raises(RecogniserError, match="models verify"):
        worker.start()
    worker.stop()


def test_a_process_whose_parent_is_gone_ends(worker: WorkerRecogniser) -> None:
    pid = worker.pid
    assert pid is not None
    worker.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(RecogniserError, match="'xx'"):
        worker.open("xx")


def test_what_goes_over_the_pipe_comes_out_as_it_went_in() -> None:
    words = (RecognisedWord("køkken", 0.5, 0.1, 0.4),)
    transcript = Transcript("køkken", "da", 0.5, "whisper", words, ("kokken",), 1.0, 0.2)
    assert unpack_transcript(pack_transcript(transcript)) == transcript
    hints = Hints(("ja", "nej"), ("måske",), "yes_no")
    assert unpack_hints(pack_hints("da", hints)) == ("da", hints)
