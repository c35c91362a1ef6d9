"""Texts as vectors: what the desk asks of a sentence encoder, which others have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class VectorsError(RuntimeError):
    """There is no encoder; the message is one line with the remedy."""


class Vectors(Protocol):
    """Puts texts of like meaning near to one another. Safe to use from several threads."""

    @property
    def space(self) -> str:
        """Name of what makes them, at most 32 characters: vectors of different names cannot be compared."""
        ...

    def __call__(self, texts: Sequence[str]) -> Floats:
        """float32 [len(texts), width], each of unit length. Raises VectorsError."""
        ...

    def rest(self) -> None:
        """There is nothing to be done for now: what has not been used for a while may be given back."""
        ...


def packed(vector: Floats) -> bytes:
    """As float16, half as large; likeness changes in the fourth place."""
    return vector.astype("<f2").tobytes()


def unpacked(data: bytes) -> Floats:
    """The reverse of `packed`."""
    return np.frombuffer(data, "<f2").astype(np.float32)


def unit(vectors: Floats) -> Floats:
    """Each of unit length; what is nothing stays nothing."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    found: Floats = (vectors / np.maximum(length, 1e-9)).astype(np.float32)
    return found
