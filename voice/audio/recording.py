"""Recording both sides of a call: a stereo WAV that is valid at every moment, whatever happens to the process."""

from __future__ import annotations

import struct
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from centralino.errors import UserError
from voice.audio import RATE

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_BYTES_PER_PAIR = 4


class StereoRecording:
    """Caller on the left, bot on the right, int16. Every write brings the header up to date, so a crash loses at most
    the write that was under way."""

    def __init__(self, path: Path, rate: int = RATE) -> None:
        self._rate = rate
        self._pairs = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise UserError(f"{path}: cannot be written ({error.strerror}); choose another place") from error
        self._file.write(self._header())

    @property
    def seconds(self) -> float:
        """How long the recording is."""
        return self._pairs / self._rate

    def write(self, caller: NDArray[np.int16], bot: NDArray[np.int16]) -> None:
        """Append what both sides said in the same stretch of time; the shorter one is filled up with silence."""
        length = max(len(caller), len(bot))
        if length == 0:
            return
        pairs = np.zeros((length, 2), dtype="<i2")
        pairs[: len(caller), 0] = caller
        pairs[: len(bot), 1] = bot
        # Sound first, header after: a header that promises too little is valid, one that promises too much is not.
        self._file.seek(_HEADER.size + self._pairs * _BYTES_PER_PAIR)
        self._file.write(pairs.tobytes())
        self._pairs += length
        self._file.seek(0)
        self._file.write(self._header())

    def close(self) -> None:
        """Idempotent."""
        self._file.close()

    def __enter__(self) -> StereoRecording:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _header(self) -> bytes:
        data = self._pairs * _BYTES_PER_PAIR
        return _HEADER.pack(
            b"RIFF", data + _HEADER.size - 8, b"WAVE", b"fmt ", 16, 1, 2, self._rate,
            self._rate * _BYTES_PER_PAIR, _BYTES_PER_PAIR, 16, b"data", data,
        )  # fmt: skip
