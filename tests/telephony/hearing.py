"""What a caller hears: when the bot speaks, when it is done, whether it said a certain thing."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from tests.telephony.rtp import RtpPeer
from tests.telephony.rtp_packets import FRAME

LOUD = 300
"""Mean of the absolute samples of a packet from which it counts as sound."""
FLOOR = 1e4
"""Power of a band under which it is silence."""
ALIKE = 0.8
"""Likeness from which two stretches hold the same words. Two seconds of a prompt said again: 0.99, of its other words:
0.57 (measured, n = 7)."""

Samples = NDArray[np.int16]


def sounding(peer: RtpPeer, after: float = 0.0) -> NDArray[np.float64]:
    """When packets with sound came (monotonic seconds), from the moment `after`."""
    heard = [one for one in list(peer.heard) if one.at >= after]
    return np.array([one.at for one in heard if np.abs(one.samples.astype(np.int32)).mean() >= LOUD])


def has_spoken(peer: RtpPeer, after: float = 0.0, pause: float = 1.0) -> bool:
    """Whether the bot has said something since `after` and has been silent for `pause` seconds, longer than within a
    prompt."""
    times = sounding(peer, after)
    return bool(len(times)) and time.monotonic() - float(times[-1]) > pause


def sound(peer: RtpPeer, after: float = 0.0) -> Samples:
    """All that came since `after`, 8 kHz."""
    found = [one.samples for one in list(peer.heard) if one.at >= after]
    return np.concatenate([np.zeros(0, np.int16), *found])


def likeness(heard: Samples, part: Samples) -> float:
    """The greatest correlation of `part` with any stretch of `heard`, up to 1: of their spectra, for a synthesiser says
    the same words with another phase each time."""
    if len(heard) < len(part):
        return 0.0
    wanted, given = _spectra(part), _spectra(heard)
    stretches = np.lib.stride_tricks.sliding_window_view(given, len(wanted), axis=0).swapaxes(1, 2)
    flat = stretches.reshape(len(stretches), -1)
    return max((float(np.corrcoef(stretch, wanted.ravel())[0, 1]) for stretch in flat if stretch.std()), default=0.0)


def _spectra(wave: Samples) -> NDArray[np.float64]:
    """The logarithmic spectrum of each 20 ms, every 10 ms, in bands of 200 Hz."""
    frames = np.lib.stride_tricks.sliding_window_view(wave.astype(np.float64), FRAME)[:: FRAME // 2]
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(FRAME))))[:, : FRAME // 2]
    result: NDArray[np.float64] = np.log(power.reshape(len(frames), -1, 4).sum(axis=2) + FLOOR)
    return result
