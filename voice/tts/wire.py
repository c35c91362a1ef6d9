"""What a synthesis worker and its parent say to each other over a pair of pipes.

Requests are JSON lines. Answers are a fixed header and a payload, so that PCM crosses without being encoded.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import IO, Literal

from voice.tts.protocol import Voice

Kind = Literal["ready", "chunk", "done", "error"]

_KINDS: tuple[Kind, ...] = ("ready", "chunk", "done", "error")
_HEADER = struct.Struct("<IBII")


@dataclass(frozen=True)
class Request:
    """Speak a text, or stop speaking it."""

    number: int
    text: str | None
    """None: cancel the request of this number."""
    voice: Voice | None = None
    rate: float = 1.0


@dataclass(frozen=True)
class Answer:
    """One message from the worker."""

    kind: Kind
    number: int = 0
    payload: bytes = b""
    """PCM (int16, little-endian) of a chunk, the message of an error."""
    hertz: int = 0


def encode_request(request: Request) -> bytes:
    """One line."""
    return json.dumps(asdict(request)).encode() + b"\n"


def decode_request(line: bytes) -> Request:
    """Inverse of encode_request."""
    data = json.loads(line)
    voice = Voice(**data["voice"]) if data["voice"] else None
    return Request(data["number"], data["text"], voice, data["rate"])


def write_answer(file: IO[bytes], answer: Answer) -> None:
    """Write and flush. Raises BrokenPipeError when the parent is gone."""
    header = _HEADER.pack(answer.number, _KINDS.index(answer.kind), answer.hertz, len(answer.payload))
    file.write(header + answer.payload)
    file.flush()


def read_answer(file: IO[bytes]) -> Answer | None:
    """The next answer, None at the end of the stream (also in the middle of one)."""
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return None
    number, kind, hertz, length = _HEADER.unpack(header)
    payload = file.read(length)
    return Answer(_KINDS[kind], number, payload, hertz) if len(payload) == length else None
