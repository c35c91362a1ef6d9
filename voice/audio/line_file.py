"""Sound files that any PBX plays."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from voice.audio import RATE
from voice.audio.resample import Resampler

LINE_RATE = 8_000
"""Hz."""


def write_line_file(path: Path, pieces: Iterable[NDArray[np.int16]], seconds: float, silence: float = 0.0) -> None:
    """A mono WAV of 16 bits at 8 kHz from pieces at 16 kHz, cut off after `seconds`; `silence`: seconds of it before.

    Raises OSError; what `pieces` raises is passed on, and no file is left then.
    """
    part = path.with_name(path.name + ".part")
    resampler = Resampler(RATE, LINE_RATE)
    left = int(seconds * RATE)
    try:
        with soundfile.SoundFile(part, "w", samplerate=LINE_RATE, channels=1, subtype="PCM_16", format="WAV") as file:
            file.write(np.zeros(int(silence * LINE_RATE), np.int16))
            for samples in pieces:
                file.write(resampler.process(samples[:left]))
                left -= len(samples[:left])
        part.replace(path)
    except soundfile.SoundFileError as error:
        raise OSError(f"{path}: cannot be written ({type(error).__name__})") from error
    finally:
        part.unlink(missing_ok=True)
