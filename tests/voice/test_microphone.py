"""Calls on the microphone: `centralino mic` as a user starts it, on a sound card that the test speaks into."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from centralino.paths import ROOT
from centralino.sample_callers import SampleCallers
from tests.voice.sound_card import SoundCard, sound_card
from voice.audio import RATE

pytestmark = [pytest.mark.spoken, pytest.mark.slow]

QUESTION = "What are your opening hours on Saturday?"
PLAYER_MS = 500
"""The player of the caller's words takes so long to start."""


class MicrophoneCall:
    """A running `centralino mic`; its events arrive in `events`, and `on` tells what the caller does at one of them."""

    def __init__(self, card: SoundCard, *arguments: str) -> None:
        command = [sys.executable, "-m", "centralino", "mic", "--language", "en", "--json", *arguments]
        self.events: list[dict[str, Any]] = []
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=card.environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def play(self, caller: Callable[[dict[str, Any]], None]) -> int:
        """To its end; returns the exit status."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            event = json.loads(line)
            self.events.append(event)
            threading.Thread(target=caller, args=(event,), daemon=True).start()
        return self._process.wait(30)

    def type(self, keys: str) -> None:
        """On the keyboard."""
        assert self._process.stdin is not None
        self._process.stdin.write(keys + "\n")
        self._process.stdin.flush()

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Events of a kind."""
        return [event for event in self.events if event["event"] == kind]

    def stop(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait(10)


@contextmanager
def calling(card: SoundCard, *arguments: str) -> Iterator[MicrophoneCall]:
    """A call that is over at the end of the block."""
    call = MicrophoneCall(card, *arguments)
    try:
        yield call
    finally:
        call.stop()


@pytest.fixture(scope="module")
def callers() -> Iterator[SampleCallers]:
    """The voice of the caller."""
    voice = SampleCallers()
    yield voice
    voice.close()


def test_a_caller_interrupts_over_the_loudspeaker_and_is_answered(callers: SampleCallers, tmp_path: Path) -> None:
    question = callers.say(QUESTION, "en")
    record = tmp_path / "call.wav"
    with (
        sound_card(echo=True) as card,
        card.listening() as loudspeaker,
        calling(card, "--record", str(record)) as call,
    ):

        def caller(event: dict[str, Any]) -> None:
            if event["event"] == "said" and len(call.all("said")) == 1:
                threading.Event().wait(1.0)
                card.speak(question)
            elif event["event"] == "said" and "9:00" in event["text"]:
                call.type("q")

        assert call.play(caller) == 0
    assert call.all("barged_in"), "the greeting stops for the caller"
    began = call.all("said")[0]["ms"] + 1000
    assert call.all("barged_in")[0]["ms"] >= began, "and not for its own echo before"
    assert call.all("barged_in")[0]["ms"] <= began + PLAYER_MS + 1000 * len(question) // RATE, "while they still speak"
    assert any(event["intent"] == "ask_opening_hours" for event in call.all("understood"))
    assert any("9:00" in event["text"] for event in call.all("said"))
    assert (call.events[-1]["final"], call.events[-1]["by"]) == ("answered", "caller")
    assert np.abs(loudspeaker[0].astype(int)).max() > 1000, "the bot is heard in the room"
    both, rate = soundfile.read(record, dtype="int16")
    assert rate == 16_000
    assert both.shape[1] == 2
    assert np.abs(both.astype(int)).max(axis=0).min() > 1000, "both sides are on the recording"


def test_the_bot_does_not_hear_itself() -> None:
    with sound_card(echo=True) as card, calling(card) as call:
        assert call.play(lambda _event: None) == 0
    assert call.all("heard") == []
    assert call.all("barged_in") == []
    assert (call.events[-1]["final"], call.events[-1]["reason"]) == ("handoff", "silence")


def test_digits_typed_are_keys_and_q_hangs_up() -> None:
    with sound_card() as card, calling(card) as call:

        def caller(event: dict[str, Any]) -> None:
            if event["event"] == "said":
                call.type("0" if not call.all("keys") else "q")

        assert call.play(caller) == 0
    assert call.all("keys")[0]["keys"] == "0"
    assert (call.events[-1]["final"], call.events[-1]["reason"]) == ("handoff", "explicit_request")


def test_without_a_sound_card_one_line_tells_what_else_there_is(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "centralino", "mic", "--language", "en"]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PULSE_SERVER": f"unix:{tmp_path}/none"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    message = done.stderr.strip().splitlines()[-1]
    assert message.startswith("centralino: ")
    assert "centralino call --wav" in message
