"""What a call needs besides its leg. The composition root brings the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.dialogue.protocol import Dialogue
from bot.messages import CallerTurn, CallInfo, Outcome
from voice.stt.protocol import Recogniser

Emergency = Literal["hand_over", "key_menu", "second", "one_moment", "call_back_later", "goodbye"]
"""Prompts that have to be there when nothing else is: `hand_over` (technical trouble, a person takes over),
`key_menu` (I cannot hear you: press 0 for a person …), `second` and `one_moment` (the answer is late, and very late),
`call_back_later` (the queue is out of reach), `goodbye` (all is said, with thanks for the call)."""
Part = Literal["recogniser", "dialogue", "synthesiser", "queue", "messages", "leg"]


@dataclass(frozen=True)
class Spoken:
    """One line of the conversation so far."""

    at_ms: int
    speaker: Literal["caller", "bot"]
    text: str
    confidence: float | None = None


class Speech(Protocol):
    """The bot's voice. Thread-safe."""

    def for_call(self, call_id: str) -> Speech:
        """The voice of one call, the same each time: it keeps in every language the voice that it began with."""
        ...

    def speak(self, text: str, language: str, rate: float = 1.0) -> Iterator[NDArray[np.int16]]:
        """Written text as mono int16 at 16 kHz, piece by piece as it becomes ready. Raises SynthesiserError."""
        ...

    def emergency(self, prompt: Emergency, language: str) -> tuple[str, NDArray[np.int16]]:
        """Text and sound of a prompt that needs no engine. Never fails."""
        ...


class HandOverError(RuntimeError):
    """The queue cannot be reached."""


class HandOver(Protocol):
    """The way to a person that does not need the dialogue."""

    def system_failure(
        self, call: CallInfo, language: str, transcript: tuple[Spoken, ...], part: Part, department: str | None
    ) -> Outcome:
        """Store the call in the queue, durably; returns what became of it. Raises HandOverError."""
        ...


Said = Literal["notice", "question", "accepted", "declined", "stopped"]


class Kept(Protocol):
    """Where sound of a call goes. It never fails: what cannot be recorded is not, and the call goes on. Nothing here
    blocks."""

    def write(self, caller: NDArray[np.int16], bot: NDArray[np.int16]) -> None:
        """20 ms of both sides; kept where that is allowed by now."""
        ...

    def decline(self) -> None:
        """The caller does not want it, or does not say that they do: what was recorded of the call is deleted, and
        nothing more of it is recorded."""
        ...

    def close(self) -> None:
        """This part of the call is over. Idempotent."""
        ...


class Recording(Kept, Protocol):
    """The recording of the bot's part of a call: also whether the caller allows it."""

    def due(self, language: str) -> Literal["notice", "question"] | None:
        """What the caller has to hear before anything is recorded. Counts as being said now."""
        ...

    def text(self, said: Said, language: str) -> str:
        """What is said about it."""
        ...

    def phrases(self, language: str) -> tuple[str, ...]:
        """Short answers to the question, for the recogniser."""
        ...

    def told(self) -> None:
        """The notice was heard to its end."""
        ...

    def answered(self, turn: CallerTurn, language: str, heard: bool) -> bool | None:
        """The answer to the question: True for a yes to a question that was `heard` to its end, False for a no, None
        for neither."""
        ...

    def objects(self, turn: CallerTurn, language: str) -> bool:
        """Whether the caller does not want to be recorded; then what was recorded is deleted."""
        ...


class Messages(Protocol):
    """Where the sound of messages goes. Thread-safe."""

    def keep(self, call_id: str, samples: NDArray[np.int16]) -> None:
        """What a caller said after the tone, mono at 16 kHz, in place of an earlier message of the same call. Waits for
        the disk. Raises UserError where it cannot be kept."""
        ...


@dataclass(frozen=True)
class Parts:
    """Everything that calls share."""

    dialogue: Dialogue
    recogniser: Recogniser
    speech: Speech
    hand_over: HandOver
    messages: Messages
