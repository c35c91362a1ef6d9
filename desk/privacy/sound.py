"""Sound of callers as a WAV file that is opened only as it is read: it is never on disk unsealed."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SAMPLE_BYTES = 2
"""int16, little endian."""
HEADER_BYTES = 44
LONGEST_WAV = (1 << 32) - 1 - (HEADER_BYTES - 8)
"""Bytes of sound that a WAV header can tell of."""


@dataclass(frozen=True)
class Sound:
    """A WAV file."""

    size: int
    """Bytes."""
    read: Callable[[int, int], Iterator[bytes]]
    """Its bytes from the first number up to the second, in pieces. Raises VaultError: at once where there is nothing to
    read, later where something was changed or is missing."""


def wav_header(size: int, rate: int, channels: int) -> bytes:
    """Of a WAV file with so many bytes of sound; `rate` in Hz."""
    size, frame = min(size, LONGEST_WAV), channels * SAMPLE_BYTES
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", size + HEADER_BYTES - 8, b"WAVE", b"fmt ", 16, 1, channels, rate, rate * frame,
        frame, 8 * SAMPLE_BYTES, b"data", size,
    )  # fmt: skip
