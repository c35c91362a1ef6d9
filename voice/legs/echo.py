"""Taking the bot's own voice out of an open microphone, so that a caller without a headset can interrupt it."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voice.audio import RATE

DELAY_MS = 40
"""A first guess of the way from loudspeaker to microphone; the canceller finds the true one (tested to 200 ms)."""

Samples = NDArray[np.int16]


class Canceller(Protocol):
    """One microphone's echo canceller."""

    def process(self, near: Samples, far: Samples) -> Samples:
        """The microphone's frame without what the loudspeaker played in the frame `far`."""
        ...


class WebRtcCanceller:
    """WebRTC's audio processing (AEC3): 66 dB on a digital echo of 40 to 200 ms , 1 % of a core (measured)."""

    def __init__(self) -> None:
        from pywebrtc_audio import AudioProcessor

        self._processor = AudioProcessor(
            sample_rate=RATE,
            num_channels=1,
            echo_cancellation=True,
            noise_suppression=True,
            high_pass_filter=True,
            stream_delay_ms=DELAY_MS,
        )

    def process(self, near: Samples, far: Samples) -> Samples:
        """See Canceller; frames of a multiple of 10 ms."""
        cleaned: Samples = np.asarray(self._processor.process(near, far), dtype=np.int16)
        return cleaned


class NoCanceller:
    """For headsets."""

    def process(self, near: Samples, far: Samples) -> Samples:  # noqa: ARG002
        """The frame as it is."""
        return near
