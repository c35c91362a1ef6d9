"""The turns of one call, from the probability of speech and from whether the bot speaks."""

from __future__ import annotations

from dataclasses import dataclass

from voice.turns.ending import Ending
from voice.turns.events import (
    BargedIn,
    Dismissed,
    FalseAlarm,
    Paused,
    Resumed,
    SilenceElapsed,
    SpeechStarted,
    TurnEnded,
    TurnEvent,
)
from voice.turns.patience import Patience
from voice.vad.hysteresis import Change, Edge, Hysteresis, Sensitivity

PAUSE_MS = 64
"""Silence that is a pause at all, in whole windows of the VAD. It hears speech for 80 ms more after the last sound."""
BARGE_IN_MS = 96
"""Speech over the bot's voice that silences it, in whole windows of the VAD. The window in which words begin is seldom
certain. The way through a PBX and its jitter buffers comes on top of that."""
MEANT_MS = 160
"""Shorter is a cough or a bump: the bot goes on where it was silenced."""
RELENT_MS = 256
"""After so much silence: within words the pauses are shorter ("add … apples")."""
SENSITIVITY = Sensitivity(min_silence_ms=PAUSE_MS)
USUAL = Patience()


@dataclass
class _Turn:
    started_ms: int
    ended_ms: int
    barged: bool = False
    ending: Ending = Ending.UNCLEAR
    paused: bool = False
    """Whether it is recognised ahead of its end."""


class TurnTaking:
    """The state of one call. Feed every stretch of sound in order; act on the events in order."""

    def __init__(self, patience: Patience = USUAL, sensitivity: Sensitivity = SENSITIVITY) -> None:
        self._patience = patience
        self._hysteresis = Hysteresis(sensitivity)
        self._turn: _Turn | None = None
        self._bot_speaks = self._bot_due = False
        self._waiting = False
        self._quiet_ms = 0

    @property
    def now_ms(self) -> int:
        """How much of the call has been judged."""
        return self._hysteresis.now_ms

    @property
    def barged(self) -> bool:
        """True while what the caller says has silenced the bot."""
        return self._turn is not None and self._turn.barged

    def listen(self, patience: Patience) -> None:
        """It is the caller's turn from here (or from when the bot falls silent), with these waiting times."""
        self._patience = patience
        self._waiting = True
        self._quiet_ms = 0

    def listen_on(self) -> None:
        """The turn just ended held no words: the caller's silence is counted as if it had not happened."""
        self._waiting = True

    def stop_waiting(self) -> None:
        """The caller answered by keys: silence is no longer counted until `listen`."""
        self._waiting = False

    def bot(self, speaks: bool, due: bool = False) -> None:
        """Whether the bot's voice is on the line in the stretch that follows. `due`: it has something to say, so that
        the caller's silence does not count."""
        self._bot_speaks, self._bot_due = speaks, due

    def judge(self, ending: Ending) -> None:
        """What was recognised at the pause: a whole answer may end the turn sooner, half a sentence later."""
        if self._turn is not None:
            self._turn.ending = ending

    def step(self, probability: float, duration_ms: int) -> list[TurnEvent]:
        """Judge the next stretch of the caller's sound."""
        events: list[TurnEvent] = []
        change = self._hysteresis.step(probability, duration_ms)
        if change is not None:
            events += self._edge(change)
        if self._turn is not None:
            events += self._within(self._turn)
        events += self._count_silence(duration_ms)
        return events

    def _edge(self, change: Change) -> list[TurnEvent]:
        if change.edge is Edge.ENDED:
            if self._turn is None:
                return []
            self._turn.ended_ms, self._turn.paused = change.at_ms, False
            return []
        if self._turn is None:
            self._turn = _Turn(change.at_ms, change.at_ms)
            return [SpeechStarted(change.at_ms)]
        self._turn.ending = Ending.UNCLEAR
        return [Resumed(change.at_ms)] if self._turn.paused else []

    def _relents(self, turn: _Turn) -> bool:
        """Whether what silenced the bot was too short to mean it."""
        if not turn.barged or turn.ended_ms - turn.started_ms >= MEANT_MS:
            return False
        turn.barged = False
        return True

    def _within(self, turn: _Turn) -> list[TurnEvent]:
        speaking = self._hysteresis.speaking
        if speaking and self.now_ms - turn.started_ms >= self._patience.cap_ms:
            # The next turn begins with an edge, so a caller who talks on has to pause first.
            self._turn, self._waiting = None, False
            return [TurnEnded(turn.started_ms, self.now_ms, turn.barged, capped=True)]
        if speaking:
            spoken = self.now_ms - self._hysteresis.silence_ms - turn.started_ms
            if self._bot_speaks and not turn.barged and spoken >= BARGE_IN_MS:
                turn.barged = True
                return [BargedIn(self.now_ms)]
            return []
        silence = self.now_ms - turn.ended_ms
        if silence >= RELENT_MS and self._relents(turn):
            return [FalseAlarm(turn.ended_ms)]
        if not turn.paused and silence >= self._patience.early_ms:
            turn.paused = True
            return [Paused(turn.ended_ms)]
        if silence < self._patience.after(turn.ending):
            return []
        self._turn = None
        if self._bot_speaks and not turn.barged:
            return [Dismissed(turn.started_ms)]
        self._waiting = False
        return [TurnEnded(turn.started_ms, turn.ended_ms, turn.barged)]

    def _count_silence(self, duration_ms: int) -> list[TurnEvent]:
        if self._bot_speaks or self._bot_due:
            self._quiet_ms = 0
            return []
        if not self._waiting:
            return []
        self._quiet_ms += duration_ms
        if self._turn is not None or self._quiet_ms < self._patience.silent_ms:
            return []
        self._waiting = False
        return [SilenceElapsed(self.now_ms)]
