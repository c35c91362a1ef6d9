"""What people in a room say, as text: each voice is cut at its pauses, and recognised when there is time for it."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voice.audio import FRAME_SAMPLES
from voice.legs.pace import LivePace
from voice.room.mixing import Role
from voice.session.utterance import Utterance
from voice.stt.protocol import Hints, Recogniser, RecogniserError, Transcript
from voice.vad.hysteresis import Edge, Hysteresis, Sensitivity
from voice.vad.silero import WINDOW_MS, SileroVad

LOG = logging.getLogger(__name__)
PAUSE = Sensitivity(min_silence_ms=608)
"""People who talk with each other pause for longer than in dictation; 19 windows of the VAD."""
LONGEST_MS = 15_000
"""From here on a voice is cut at its next window: recognition of more would hold up the callers of the bot."""
LEAD_FRAMES = 20
"""400 ms before speech is noticed, in which it may have begun."""
MOST_WAITING = 6
"""Of one voice; what is said beyond them is not written down."""

Samples = NDArray[np.int16]
SILENCE: Samples = np.zeros(FRAME_SAMPLES, np.int16)


class Writing(Protocol):
    """Where the words go."""

    def add(self, role: Role, at_ms: int, words: Transcript) -> None:
        """Somebody has said something; it began so many milliseconds after the script. In the order of beginnings."""
        ...

    def withdraw(self) -> None:
        """Take out what was added: the caller does not want it."""
        ...


@dataclass
class _Piece:
    """What one voice says without a pause."""

    role: Role
    at_ms: int
    utterance: Utterance
    words: Transcript | None = None
    done: bool = False


class Script:
    """Takes 20 ms of everybody at a time, like a tape. To be used within one event loop."""

    def __init__(self, recogniser: Recogniser, language: str, writing: Writing, executor: Executor) -> None:
        """`executor`: recognises; with one thread for all scripts they never take more than one turn at a time."""
        self._recogniser, self._language = recogniser, language
        self._writing, self._executor = writing, executor
        self._pieces = deque[_Piece]()
        """Those that are not written yet, as they began: a reply must not come before what it answers."""
        self._working = set[asyncio.Task[None]]()
        self._ears = (_Ear(self, "caller"), _Ear(self, "agent"))
        self._discarded = False

    def write(self, caller: Samples | None, agent: Samples | None) -> None:
        """20 ms; None for who is not here or not to be heard."""
        if not self._discarded:
            for ear, samples in zip(self._ears, (caller, agent), strict=True):
                ear.hear(SILENCE if samples is None else samples)

    def begin(self, role: Role, at_ms: int) -> _Piece | None:
        """Somebody begins to speak; None where recognition is too far behind."""
        if sum(piece.role == role for piece in self._pieces) >= MOST_WAITING:
            LOG.warning("something that was said in a talk is not written down: recognition is behind")
            return None
        utterance = Utterance(self._recogniser, self._language, Hints(), self._executor, LivePace())
        self._pieces.append(_Piece(role, at_ms, utterance))
        return self._pieces[-1]

    def end(self, piece: _Piece) -> None:
        """They pause."""
        task = asyncio.get_running_loop().create_task(self._recognise(piece))
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _recognise(self, piece: _Piece) -> None:
        try:
            piece.words = await piece.utterance.words()
        except RecogniserError as error:
            LOG.error("something that was said in a talk is not written down: %s", error)
        finally:
            piece.utterance.close()
            piece.done = True
        while self._pieces and self._pieces[0].done:
            first = self._pieces.popleft()
            if first.words is not None and first.words.text.strip():
                self._writing.add(first.role, first.at_ms, first.words)

    def discard(self) -> None:
        """The caller does not want it: nothing more is written, and what was is withdrawn."""
        self._discarded = True
        for piece in self._pieces:
            piece.utterance.close()
        self._pieces.clear()
        for task in self._working:
            task.cancel()
        self._writing.withdraw()

    async def close(self) -> None:
        """Nothing more is said; returns once all that was said is written down."""
        if not self._discarded:
            for ear in self._ears:
                ear.close()
        await asyncio.gather(*self._working, return_exceptions=True)


class _Ear:
    """One voice."""

    def __init__(self, script: Script, role: Role) -> None:
        self._script, self._role = script, role
        self._vad, self._speech = SileroVad(), Hysteresis(PAUSE)
        self._lead = deque[Samples](maxlen=LEAD_FRAMES)
        self._now: _Piece | None = None

    def hear(self, samples: Samples) -> None:
        """20 ms. The voice of nobody is silence."""
        if self._now is not None:
            self._now.utterance.feed(samples)
        else:
            self._lead.append(samples)
        for probability in self._vad.accept(samples):
            change = self._speech.step(probability, WINDOW_MS)
            if change is not None and change.edge is Edge.STARTED:
                self._begin(change.at_ms)
            elif change is not None:
                self.close()
        if self._now is not None and self._speech.now_ms - self._now.at_ms > LONGEST_MS:
            self.close()
            self._begin(self._speech.now_ms)

    def _begin(self, at_ms: int) -> None:
        self._now = self._script.begin(self._role, at_ms)
        if self._now is not None:
            for samples in self._lead:
                self._now.utterance.feed(samples)
            self._lead.clear()

    def close(self) -> None:
        """A pause, or the end."""
        if self._now is not None:
            piece, self._now = self._now, None
            self._script.end(piece)
