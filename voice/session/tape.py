"""What is kept of a call's sound: both sides as a stereo file, and the caller alone while a message is taken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice.audio import FRAME_MS, FRAME_SAMPLES
from voice.audio.recording import StereoRecording
from voice.session.ports import Kept

WRITE_FRAMES = 1000 // FRAME_MS
"""Frames that are written to disk together: a crash loses a second at most."""

Samples = NDArray[np.int16]
NOTHING = np.zeros(0, dtype=np.int16)
SILENCE = np.zeros(FRAME_SAMPLES, dtype=np.int16)


class Tape:
    """The recordings of one call. Without a path only messages are kept, and what the caller may have allowed."""

    def __init__(self, path: Path | None, recording: Kept | None = None) -> None:
        """`recording`: takes all sound, and knows what of it may be kept. Raises UserError where the file cannot be
        written."""
        self._recording = recording
        self._stereo = StereoRecording(path) if path is not None else None
        self._caller: list[Samples] = []
        self._bot: list[Samples] = []
        self._message: list[Samples] | None = None

    def write(self, caller: Samples, bot: Samples | None) -> None:
        """20 ms of both sides; None while the bot says nothing."""
        if self._message is not None and bot is None:
            self._message.append(caller)
        if self._recording is not None:
            self._recording.write(caller, bot if bot is not None else SILENCE)
        if self._stereo is None:
            return
        self._caller.append(caller)
        self._bot.append(bot if bot is not None else SILENCE)
        if len(self._caller) >= WRITE_FRAMES:
            self._flush()

    def start_message(self) -> None:
        """Keep what the caller says from here."""
        self._message = []

    def end_message(self) -> Samples:
        """What was said since then, which is kept no longer here; mono at 16 kHz, may be nothing."""
        frames, self._message = self._message or [], None
        return np.concatenate([NOTHING, *frames])

    def decline(self) -> None:
        """The caller does not want to be recorded after all: see Kept."""
        if self._recording is not None:
            self._recording.decline()

    def close(self) -> None:
        """Write what is left. Idempotent."""
        if self._recording is not None:
            self._recording.close()
            self._recording = None
        if self._stereo is not None:
            self._flush()
            self._stereo.close()
            self._stereo = None

    def _flush(self) -> None:
        if self._stereo is not None and self._caller:
            self._stereo.write(np.concatenate(self._caller), np.concatenate(self._bot))
        self._caller, self._bot = [], []
