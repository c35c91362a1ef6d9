"""Cutting sound into the 20 ms frames that legs, VAD and turn-taking exchange."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from voice.audio import FRAME_SAMPLES


class Framer:
    """Pieces of any length in, frames of `size` samples out; the rest waits for the next piece."""

    def __init__(self, size: int = FRAME_SAMPLES) -> None:
        self._size = size
        self._rest: NDArray[np.int16] = np.zeros(0, dtype=np.int16)

    def feed(self, samples: NDArray[np.int16]) -> Iterator[NDArray[np.int16]]:
        """The frames that are complete; they are taken at once, not as the iterator runs."""
        joined = np.concatenate([self._rest, samples]) if len(self._rest) else samples
        whole = len(joined) // self._size * self._size
        self._rest = joined[whole:].copy()
        return iter(joined[:whole].reshape(-1, self._size))

    def flush(self) -> NDArray[np.int16] | None:
        """The last frame, filled up with silence; None when nothing waits."""
        if not len(self._rest):
            return None
        frame = np.pad(self._rest, (0, self._size - len(self._rest)))
        self._rest = self._rest[:0]
        return frame


def frames(samples: NDArray[np.int16], size: int = FRAME_SAMPLES) -> Iterator[NDArray[np.int16]]:
    """A whole recording in frames, the last one filled up with silence."""
    framer = Framer(size)
    yield from framer.feed(samples)
    if (last := framer.flush()) is not None:
        yield last
