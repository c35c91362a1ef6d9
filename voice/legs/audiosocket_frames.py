"""AudioSocket's frames: `type:1 length:2 payload` over TCP, length big-endian, sound little-endian. Pure.

Source: Asterisk's documentation of the protocol (Configuration/Channel-Drivers/AudioSocket) and its res_audiosocket.
"""

from __future__ import annotations

import struct
import uuid
from dataclasses import dataclass

HEADER = struct.Struct(">BH")
UUID_BYTES = 16

HANG_UP, IDENTITY, KEY, FAILURE = 0x00, 0x01, 0x03, 0xFF
RATES = {
    0x10: 8_000,
    0x11: 12_000,
    0x12: 16_000,
    0x13: 24_000,
    0x14: 32_000,
    0x15: 44_100,
    0x16: 48_000,
    0x17: 96_000,
    0x18: 192_000,
}
"""Frame type → samples a second of its sound (signed linear, 16 bits, mono)."""
SOUNDS = {rate: kind for kind, rate in RATES.items()}


@dataclass(frozen=True)
class HangUp:
    """The sender ends the call."""


@dataclass(frozen=True)
class Identity:
    """Which call the connection is for: the first frame of the side that connects."""

    call: uuid.UUID


@dataclass(frozen=True)
class Key:
    """One key of the telephone (Asterisk sends them from 20.13, 21.8 and 22.3 on)."""

    key: str
    """0-9 * # A-D; one ASCII character, not checked further."""


@dataclass(frozen=True)
class Sound:
    """A stretch of sound of any length."""

    rate: int
    """Samples a second; one of RATES."""
    pcm: bytes
    """Mono, int16, little-endian."""


@dataclass(frozen=True)
class Failure:
    """The sender met an error."""

    code: bytes = b""
    """Up to the application; Asterisk uses one byte: 01 hang-up, 02 frame not passed on, 04 memory."""


Frame = HangUp | Identity | Key | Sound | Failure


class Decoder:
    """One connection's bytes in, frames out; a frame may come in pieces, and many may come at once."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that are complete. Unknown types and known ones of an impossible length are passed over."""
        self._bytes += data
        frames: list[Frame] = []
        start = 0
        while len(self._bytes) - start >= HEADER.size:
            kind, length = HEADER.unpack_from(self._bytes, start)
            end = start + HEADER.size + length
            if len(self._bytes) < end:
                break
            if (frame := _frame(kind, bytes(self._bytes[start + HEADER.size : end]))) is not None:
                frames.append(frame)
            start = end
        del self._bytes[:start]
        return frames


def encode(frame: Frame) -> bytes:
    """A frame as bytes. Raises ValueError where the payload is longer than 65,535 bytes or the rate has no type."""
    kind, payload = _parts(frame)
    if len(payload) > 0xFFFF:
        raise ValueError(f"an AudioSocket frame holds at most 65535 bytes, not {len(payload)}")
    return HEADER.pack(kind, len(payload)) + payload


def _frame(kind: int, payload: bytes) -> Frame | None:
    if kind in RATES:
        return Sound(RATES[kind], payload[: len(payload) // 2 * 2])
    if kind == HANG_UP:
        return HangUp()
    if kind == IDENTITY and len(payload) == UUID_BYTES:
        return Identity(uuid.UUID(bytes=payload))
    if kind == KEY and len(payload) == 1 and payload.isascii():
        return Key(payload.decode("ascii"))
    if kind == FAILURE:
        return Failure(payload)
    return None


def _parts(frame: Frame) -> tuple[int, bytes]:
    match frame:
        case HangUp():
            return HANG_UP, b""
        case Identity(call):
            return IDENTITY, call.bytes
        case Key(key):
            return KEY, key.encode("ascii")
        case Sound(rate, pcm):
            if rate not in SOUNDS:
                raise ValueError(f"AudioSocket carries no sound of {rate} Hz")
            return SOUNDS[rate], pcm
        case Failure(code):
            return FAILURE, code
