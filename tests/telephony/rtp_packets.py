"""What a caller's RTP packets carry: sound in A-law (RFC 3551) and keys (RFC 4733), for each 20 ms. Pure."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.telephony.sipp import TELEPHONE_RATE, a_law
from voice.audio import FRAME_MS

FRAME = TELEPHONE_RATE * FRAME_MS // 1000
"""Samples of a packet, which are as many bytes of A-law."""
A_LAW, EVENT = 8, 101
"""Payload types, as sipp/caller_signalling.xml names them."""
HEADER = struct.Struct("!BBHII")
_VERSION, _MARKER = 0x80, 0x80
KEYS = "0123456789*#"
"""In the order of their numbers in RFC 4733."""
_ENDS = 3
"""How often the end of a key is told (RFC 4733, 2.5.1.4)."""
_END, _LEVEL = 0x80, 10


@dataclass(frozen=True)
class Part:
    """What one packet carries."""

    payload: bytes
    kind: int = A_LAW
    marker: bool = False
    back: int = 0
    """Samples since the start of the key that it tells of."""
    lost: bool = False
    first: bool = False
    """It begins what is said."""

    def packet(self, sequence: int, timestamp: int, source: int) -> bytes:
        """With its header. `timestamp`: of the moment, in samples."""
        kind = _MARKER * self.marker | self.kind
        return HEADER.pack(_VERSION, kind, sequence & 0xFFFF, timestamp - self.back, source) + self.payload


Slot = tuple[Part, ...]
"""The packets of 20 ms."""
SILENCE: Slot = (Part(bytes([0xD5]) * FRAME),)


def speech(samples: NDArray[np.int16]) -> Iterator[Slot]:
    """Sound (16 kHz)."""
    law = a_law(samples)
    for at in range(0, len(law), FRAME):
        yield (Part(law[at : at + FRAME].ljust(FRAME, SILENCE[0].payload[:1]), first=at == 0),)


def press(key: str, lost: Collection[int], tone_ms: int, gap_ms: int) -> Iterator[Slot]:
    """A key and the pause after it. `lost`: which of its packets get lost, 0 is the first; the last three, -3 … -1,
    leave at once and all tell its end."""
    ticks = tone_ms // FRAME_MS
    packets = ticks - 1 + _ENDS
    parts = []
    for number in range(packets):
        tick = min(number, ticks - 1)
        end = _END * (tick == ticks - 1)
        payload = struct.pack("!BBH", KEYS.index(key), end | _LEVEL, (tick + 1) * FRAME)
        gone = number in lost or number - packets in lost
        parts.append(Part(payload, EVENT, marker=number == 0, back=tick * FRAME, lost=gone))
    yield from ((part,) for part in parts[:-_ENDS])
    yield tuple(parts[-_ENDS:])
    yield from gap_ms // FRAME_MS * [SILENCE]
