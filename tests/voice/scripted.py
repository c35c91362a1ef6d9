"""Scripted parts for tests of the call itself: what the dialogue answers and the recogniser hears is laid down, the
sound, the voice activity and the turn-taking are real."""

# ruff: noqa: ARG002 (what a part is given and does not need)
from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bot.dialogue.protocol import DialogueError
from bot.messages import BotTurn, CallerTurn, CallInfo, Expectation, Outcome
from centralino.errors import UserError
from tests.voice.sounds import espoken
from voice.audio import FRAME_MS, RATE
from voice.legs.pace import Pace, VirtualPace
from voice.legs.protocol import Incoming
from voice.legs.wav import CallerLine, WavLeg
from voice.session.call import Call, Ended
from voice.session.events import Event
from voice.session.ports import Emergency, HandOverError, Messages, Part, Parts, Recording, Speech, Spoken
from voice.stt.protocol import Hints, RecogniserError, Samples, Transcript
from voice.tts.protocol import SynthesiserError


def _trimmed(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > 200)
    return samples[loud[0] : loud[-1] + 1]


FIRST_LINE = _trimmed(espoken("I would like to know when you are open", "en-gb"))
SECOND_LINE = _trimmed(espoken("thank you very much, goodbye", "en-gb"))


class ScriptedDialogue:
    """Greets, gives one answer after the other, and ends with the last."""

    def __init__(self, *answers: BotTurn | Exception, greeting: BotTurn | Exception | None = None) -> None:
        self.answers = list(answers)
        self.greeting = greeting or said("Good morning, this is an automated assistant.")
        self.turns: list[CallerTurn] = []
        self.over: list[str] = []
        self.understood_ahead: list[str] = []

    async def start(self, call: CallInfo) -> BotTurn:
        return self._give(self.greeting)

    async def turn(self, call_id: str, turn: CallerTurn) -> BotTurn:
        self.turns.append(turn)
        await asyncio.sleep(0)
        return self._give(self.answers.pop(0))

    def ahead(self, call_id: str, turn: CallerTurn) -> None:
        self.understood_ahead.append(turn.text)

    async def end(self, call_id: str) -> None:
        self.over.append(call_id)

    @staticmethod
    def _give(answer: BotTurn | Exception) -> BotTurn:
        if isinstance(answer, Exception):
            raise answer
        return answer


class ScriptedRecogniser:
    """Hears the laid-down texts, one an utterance; `""` stands for a noise without words."""

    name = "scripted"

    def __init__(self, *texts: str | Exception, confidence: float = 0.9) -> None:
        self.texts, self.confidence = list(texts), confidence
        self.opened: list[tuple[str, Hints]] = []
        self.closed = self.void = 0
        self.results: list[float] = []

    def languages(self) -> frozenset[str]:
        return frozenset({"fr", "nl", "it", "da", "en"})

    def open(self, language: str, hints: Hints = Hints()) -> _ScriptedStream:  # noqa: B008
        self.opened.append((language, hints))
        return _ScriptedStream(self, language)


class _ScriptedStream:
    def __init__(self, recogniser: ScriptedRecogniser, language: str) -> None:
        self._recogniser, self._language, self._samples = recogniser, language, 0
        self._text: str | Exception | None = None

    def accept(self, samples: Samples) -> None:
        self._samples += len(samples)

    def result(self) -> Transcript:
        self._recogniser.results.append(self._samples / RATE)
        if self._text is None:
            self._text = self._recogniser.texts.pop(0)
        if isinstance(self._text, Exception):
            raise self._text
        return Transcript(self._text, self._language, self._recogniser.confidence, "scripted")

    def void(self) -> None:
        self._recogniser.void += 1

    def close(self) -> None:
        self._recogniser.closed += 1


class ScriptedSpeech:
    """100 ms of a tone a character; the first `failures` attempts fail."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.spoken: list[str] = []

    def for_call(self, call_id: str) -> ScriptedSpeech:
        return self

    def speak(self, text: str, language: str, rate: float = 1.0) -> Iterator[Samples]:
        if self.failures:
            self.failures -= 1
            raise SynthesiserError("the worker died")
        self.spoken.append(text)
        yield from (tone(0.1 * len(text) / 2), tone(0.1 * len(text) / 2))

    def emergency(self, prompt: Emergency, language: str) -> tuple[str, Samples]:
        return f"<{prompt}>", tone(1.0)


class ScriptedHandOver:
    """Remembers what it was given, or cannot be reached."""

    def __init__(self, reachable: bool = True) -> None:
        self.reachable = reachable
        self.stored: list[tuple[str, tuple[Spoken, ...], Part]] = []

    def system_failure(
        self, call: CallInfo, language: str, transcript: tuple[Spoken, ...], part: Part, department: str | None
    ) -> Outcome:
        if not self.reachable:
            raise HandOverError("the disk is full")
        self.stored.append((language, transcript, part))
        return Outcome("handoff", department or "reception", "system_failure", "item-1")


class NoMessages:
    """A disk that keeps no message."""

    def keep(self, call_id: str, samples: Samples) -> None:
        raise UserError("the disk is full")


class Leaving(WavLeg):
    """A caller who may hang up in the middle of a word."""

    left_ms: int | None = None

    async def read(self) -> Incoming | None:
        if self.left_ms is not None:
            self.left_ms -= FRAME_MS
            if self.left_ms < 0:
                return None
        return await super().read()


@dataclass
class Played:
    """One call, played to its end."""

    ended: Ended
    events: list[Event]
    dialogue: ScriptedDialogue
    hand_over: ScriptedHandOver

    def kinds(self, *wanted: str) -> list[str]:
        return [event.kind for event in self.events if not wanted or event.kind in wanted]

    def first(self, kind: str) -> Event:
        return next(event for event in self.events if event.kind == kind)

    def said(self) -> list[str]:
        return [event.data["text"] for event in self.events if event.kind == "said"]


@dataclass
class Scene:
    """A call to be played."""

    dialogue: ScriptedDialogue
    recogniser: ScriptedRecogniser = field(default_factory=ScriptedRecogniser)
    speech: Speech = field(default_factory=ScriptedSpeech)
    hand_over: ScriptedHandOver = field(default_factory=ScriptedHandOver)
    lines: Sequence[CallerLine] = ()
    messages: Messages = field(default_factory=NoMessages)
    record: Path | None = None
    leaves: bool = False
    stays_ms: int | None = None
    """So long the caller stays, whatever happens."""
    recording: Recording | None = None
    info: CallInfo = CallInfo("call-1", "en")  # noqa: RUF009
    pace: Pace = field(default_factory=VirtualPace)

    async def play(self) -> Played:
        """The whole call, by default in virtual time."""
        events: list[Event] = []
        parts = Parts(self.dialogue, self.recogniser, self.speech, self.hand_over, self.messages)
        leg = Leaving(self.lines, self.pace, served=lambda: self.leaves)
        leg.left_ms = self.stays_ms
        call = Call(self.info, leg, parts, events.append, self.record, self.recording)
        ended = await asyncio.wait_for(call.run(), 60)
        return Played(ended, events, self.dialogue, self.hand_over)


def said(text: str, **more: Any) -> BotTurn:
    """A reply; `state` is short for what it expects."""
    expects = Expectation(more.pop("state", "open"), digits=more.pop("digits", None))
    return BotTurn((text,), "en", expects, **more)


def goodbye() -> BotTurn:
    """The last reply of a call that was answered."""
    return said("Goodbye.", ends=True, outcome=Outcome("answered"))


def line(samples: Samples = FIRST_LINE, over_ms: int | None = None) -> CallerLine:
    """Something the caller says."""
    return CallerLine(samples, over_ms=over_ms)


def tone(seconds: float) -> Samples:
    """A quiet 300 Hz tone."""
    return (2000 * np.sin(2 * np.pi * 300 * np.arange(round(seconds * RATE)) / RATE)).astype(np.int16)


def dead() -> RecogniserError:
    """What a killed recogniser raises."""
    return RecogniserError("the recognition process has died")


def gone() -> DialogueError:
    """What a killed dialogue raises."""
    return DialogueError("the dialogue process has died")
