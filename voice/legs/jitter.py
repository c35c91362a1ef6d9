"""The caller's sound as it should have come: 20 ms a tick out of a stream that comes late, in bursts or not at all.

The buffer measures one figure, the *spare*: how much sound is left after a tick has taken its frame. The least spare of
the last seconds is what could be played sooner without running dry; below nothing, the stream was too late. Ticks are
the only clock, so a drift between the two ends shows in the same figure and is corrected the same way.

Delay is added where the buffer runs dry (by itself: the tick plays silence, the late sound follows) and, before that
happens, in quiet stretches. It is taken away in quiet stretches only, except beyond LIMIT_MS.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from voice.audio import FRAME_MS, FRAME_SAMPLES, RATE

START_MS = 20
"""Spare to begin with, and after running dry: one frame late is usual even on one machine (the sender's and our 20 ms
timers are not in step), so a call without jitter is 20 to 40 ms behind."""
SCANT_MS = 5
"""A least spare under this is about to run dry: one frame is added in the next quiet stretch."""
AMPLE_MS = 45
"""A least spare over this is delay for nothing. More than START_MS and SCANT_MS with a frame added, or the buffer would
swing between adding and dropping."""
LIMIT_MS = 400
"""Never further behind than this. ITU-T G.114 calls more than 400 ms one way unacceptable for planning."""
LIMITED_MS = 300
"""What is left when the limit cuts, so that the next late frame does not cut again."""
STORE_MS = 2000
"""Most that is kept before a tick has looked at it: what comes in while our own side stands still."""
BLOCK_TICKS = 1000 // FRAME_MS
BLOCKS = 10
"""The least spare is taken over so many blocks of one second: jitter that comes back within 10 s stays covered."""

FADE = RATE * 5 // 1000
"""5 ms: long enough that a cut does not click."""
FLOOR = 40.0
"""RMS (of 32,768) that always counts as quiet: -58 dB, the noise of an idle G.711 line (one step is 8)."""
FLOOR_RISE = 2 ** (FRAME_MS / 5000)
"""The measured noise floor doubles in 5 s at most: it does not follow a sentence, but a fan that was switched on."""

Samples = NDArray[np.int16]
SILENCE: Samples = np.zeros(FRAME_SAMPLES, dtype=np.int16)
NOTHING: Samples = np.zeros(0, dtype=np.int16)
_IN = (np.arange(FADE, dtype=np.float32) + 0.5) / FADE
_OUT = _IN[::-1]


def _samples(ms: int) -> int:
    return ms * RATE // 1000


class JitterBuffer:
    """One caller's sound, mono int16 at 16 kHz."""

    def __init__(self) -> None:
        self._sound = NOTHING
        self._last = np.zeros(FADE, dtype=np.int16)
        self._begun = False
        self._dry = True
        self._floor = FLOOR
        self._least = deque[int](maxlen=BLOCKS)
        self._block = _samples(STORE_MS)
        self._ticks = 0
        self._correct = 0

    def put(self, samples: Samples) -> None:
        """Sound that came in, of any length; the oldest goes where nobody has asked for it in two seconds."""
        self._sound = np.concatenate([self._sound, samples])[-_samples(STORE_MS) :]

    def pull(self, overdue: int = 0) -> Samples:
        """The next 20 ms. `overdue`: how many further ticks are due already and follow at once; after our own side has
        stood still, the sound for them is not late and nothing of it is dropped."""
        spare = len(self._sound) - FRAME_SAMPLES * (1 + overdue)
        if spare + FRAME_SAMPLES > _samples(LIMIT_MS):
            self._cut(spare)
        waits = self._dry and overdue == 0 and spare < _samples(START_MS)
        if waits or len(self._sound) < FRAME_SAMPLES:
            return self._hold(spare)
        return self._play(spare)

    def rest(self) -> Samples | None:
        """The next 20 ms of what is left when no more will come; None when less than that is left."""
        if len(self._sound) < FRAME_SAMPLES:
            return None
        return self._take()

    def _play(self, spare: int) -> Samples:
        self._begin(spare)
        quiet = self._is_quiet(self._sound[:FRAME_SAMPLES])
        if quiet and self._correct > 0:
            self._correct = 0
            return self._hold(spare)
        if quiet and self._correct < 0 and spare >= FRAME_SAMPLES:
            self._correct += FRAME_SAMPLES
            self._skip(FRAME_SAMPLES)
            self._shift(-FRAME_SAMPLES)
            spare -= FRAME_SAMPLES
        self._observe(spare)
        return self._take()

    def _begin(self, spare: int) -> None:
        """Sound from before the first tick was for nobody, and would only be delay."""
        if not self._begun:
            self._begun = True
            self._sound = self._sound[max(0, spare - _samples(START_MS)) :]

    def _hold(self, spare: int) -> Samples:
        """Silence for a tick, and all that is to come a tick later."""
        if self._begun:
            self._block = min(self._block, spare)
            self._shift(FRAME_SAMPLES)
        if self._dry:
            return SILENCE
        self._dry = True
        frame = SILENCE.copy()
        # The last sound backwards is a continuation without a jump.
        frame[:FADE] = self._last[::-1] * _OUT
        return frame

    def _take(self) -> Samples:
        frame, self._sound = self._sound[:FRAME_SAMPLES], self._sound[FRAME_SAMPLES:]
        if self._dry:
            self._dry = False
            frame = frame.copy()
            frame[:FADE] = frame[:FADE] * _IN
        self._last = frame[-FADE:]
        return frame

    def _skip(self, count: int) -> None:
        """Leave out sound, faded over into what follows it."""
        before, self._sound = self._sound[:FADE], self._sound[count:].copy()
        length = min(FADE, len(self._sound))
        self._sound[:length] = before[:length] * _OUT[:length] + self._sound[:length] * _IN[:length]

    def _cut(self, spare: int) -> None:
        if self._begun:
            self._skip(spare + FRAME_SAMPLES - _samples(LIMITED_MS))
        # What was observed so far led to a delay that nobody wants: begin anew.
        self._least.clear()
        self._block, self._ticks, self._correct = _samples(STORE_MS), 0, 0

    def _observe(self, spare: int) -> None:
        self._block = min(self._block, spare)
        self._ticks += 1
        if self._ticks < BLOCK_TICKS:
            return
        self._least.append(self._block)
        self._block, self._ticks, self._correct = spare, 0, 0
        least = min(self._least)
        if least < _samples(SCANT_MS):
            self._correct = FRAME_SAMPLES
        elif least > _samples(AMPLE_MS) and len(self._least) == BLOCKS:
            self._correct = -((least - _samples(START_MS)) // FRAME_SAMPLES * FRAME_SAMPLES)

    def _shift(self, samples: int) -> None:
        """What was observed would have been so much more with the delay as it is now."""
        self._block += samples
        for index, least in enumerate(self._least):
            self._least[index] = least + samples

    def _is_quiet(self, frame: Samples) -> bool:
        wave = frame.astype(np.float32)
        level = float(np.sqrt(np.dot(wave, wave) / FRAME_SAMPLES))
        self._floor = max(FLOOR, min(level, self._floor * FLOOR_RISE))
        return level <= 2 * self._floor
