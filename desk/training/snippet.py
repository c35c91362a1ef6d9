"""The sound of one utterance, cut out of the recording of its call."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from desk.privacy.recordings import CHANNELS, RATE, Recordings
from desk.privacy.sound import Sound, wav_header
from desk.training.inbox import Utterance

MARGIN = timedelta(milliseconds=300)
"""Before and after, so that no sound is cut off."""
LONGEST = timedelta(seconds=15)


def snippet(recordings: Recordings, utterance: Utterance, now: datetime) -> Sound | None:
    """What the caller said, as a WAV file of one channel at RATE; None where no sound of it is kept on this machine.
    Raises StoreError, VaultError."""
    begin = utterance.at - MARGIN
    ended = utterance.at_ms + 1000 * LONGEST.seconds if utterance.ended_ms is None else utterance.ended_ms
    length = min(timedelta(milliseconds=ended - utterance.at_ms), LONGEST)
    for one in recordings.of_call(utterance.call_id):
        if one.expires > now and one.began <= utterance.at and recordings.is_here(one.id):
            sound = recordings.cut(one.id, (begin - one.began).total_seconds(), (length + 2 * MARGIN).total_seconds())
            if sound:
                return _wav(sound)
    return None


def _wav(sound: bytes) -> Sound:
    caller = np.frombuffer(sound, "<i2").reshape(-1, CHANNELS)[:, 0].tobytes()
    whole = wav_header(len(caller), RATE, 1) + caller
    return Sound(len(whole), lambda begin, end: iter((whole[begin:end],)))
