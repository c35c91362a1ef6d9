"""The pipe between the call's process and the recognition process: length-prefixed messages, sound as raw bytes.

A message is a header (operation, stream number, length; little-endian) and its payload: int16 samples for ACCEPT,
JSON for what else has one.
"""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import asdict
from enum import IntEnum
from typing import Any

from voice.stt.protocol import Hints, RecognisedWord, Transcript

_HEADER = struct.Struct("<BII")
MAX_PAYLOAD = 1 << 27


class Op(IntEnum):
    """What a message is."""

    OPEN = 1
    """To the worker: language and hints of a new stream."""
    ACCEPT = 2
    """To the worker: samples."""
    RESULT = 3
    """To the worker: ask; from it: the transcript."""
    CLOSE = 4
    """To the worker: forget the stream."""
    VOID = 7
    """To the worker: what was asked is not wanted any more; it is answered at once, with nothing."""
    READY = 5
    """From the worker: engines are loaded; languages and engine names."""
    FAILED = 6
    """From the worker: the stream cannot go on; why. For stream 0: it cannot start."""


def send(pipe: socket.socket, op: Op, stream: int, payload: bytes = b"") -> None:
    """Write one message. Raises OSError when the other side is gone."""
    pipe.sendall(_HEADER.pack(op, stream, len(payload)) + payload)


def receive(pipe: socket.socket) -> tuple[Op, int, bytes] | None:
    """Read one message; None when the other side has closed or died. Raises ValueError for what is no message."""
    header = _exactly(pipe, _HEADER.size)
    if header is None:
        return None
    op, stream, length = _HEADER.unpack(header)
    if length > MAX_PAYLOAD:
        raise ValueError(f"message of {length} bytes")
    payload = _exactly(pipe, length) if length else b""
    return None if payload is None else (Op(op), stream, payload)


def pack(value: Any) -> bytes:
    """JSON bytes."""
    return json.dumps(value, ensure_ascii=False).encode()


def pack_hints(language: str, hints: Hints) -> bytes:
    """Payload of OPEN."""
    return pack({"language": language, **asdict(hints)})


def unpack_hints(payload: bytes) -> tuple[str, Hints]:
    """Language and hints out of OPEN's payload."""
    data = json.loads(payload)
    return data["language"], Hints(tuple(data["hotwords"]), tuple(data["phrases"]), data["state"])


def pack_transcript(transcript: Transcript) -> bytes:
    """Payload of RESULT from the worker."""
    return pack(asdict(transcript))


def unpack_transcript(payload: bytes) -> Transcript:
    """The transcript out of RESULT's payload."""
    data = json.loads(payload)
    words = tuple(RecognisedWord(**word) for word in data.pop("words"))
    return Transcript(**{**data, "words": words, "alternatives": tuple(data["alternatives"])})


def _exactly(pipe: socket.socket, length: int) -> bytes | None:
    data = bytearray()
    while len(data) < length:
        try:
            block = pipe.recv(min(1 << 20, length - len(data)))
        except OSError:
            return None
        if not block:
            return None
        data += block
    return bytes(data)
