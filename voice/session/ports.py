"""What a call needs besides its leg. The composition root brings the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.dialogue.protocol import Dialogue
from bot.messages import CallInfo, Outcome
from voice.stt.protocol import Recogniser

Emergency = Literal["hand_over", "key_menu", "one_moment", "call_back_later"]
"""Prompts that have to be there when nothing else is: `hand_over` (technical trouble, a person takes over),
`key_menu` (I cannot hear you: press 0 for a person …), `one_moment`, `call_back_later` (the queue is out of reach)."""
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


@dataclass(frozen=True)
class Parts:
    """Everything that calls share."""

    dialogue: Dialogue
    recogniser: Recogniser
    speech: Speech
    hand_over: HandOver
    messages: Path
    """Folder of recorded messages, one WAV a call."""
