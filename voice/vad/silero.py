"""Silero VAD on onnxruntime alone: of the silero-vad wheel only the network is used, since its package needs torch."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from centralino.errors import UserError
from voice.audio import RATE
from voice.audio.frames import Framer

WINDOW = 512
"""Samples the network judges at once: 32 ms."""
WINDOW_MS = WINDOW * 1000 // RATE
_CONTEXT = 64
SILENT_PEAK = 8
"""Of a line on which nothing is sent: a step of A-law, two of mu-law."""
SETTLED_WINDOWS = 64
"""After two seconds of such silence more of it does not change what the network takes for speech afterwards: no
beginning is heard later (114 recordings after 8 s of it). Skipped sooner, some are, by half a second."""
_SEVERITY_ERROR = 3


def model_file() -> Path:
    """The network's file in the installed wheel; the package itself is not imported. Raises UserError."""
    spec = importlib.util.find_spec("silero_vad")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "data" / "silero_vad.onnx"
        if path.is_file():
            return path
    raise UserError("the voice activity network is missing; install it with `uv pip install --no-deps silero-vad`")


@cache
def _session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    options.log_severity_level = _SEVERITY_ERROR
    return onnxruntime.InferenceSession(str(model_file()), options, providers=["CPUExecutionProvider"])


class SileroVad:
    """The judgement of one audio stream; calls do not share one. About 0.1 ms CPU a window."""

    def __init__(self) -> None:
        self._session = _session()
        self._framer = Framer(WINDOW)
        self.reset()

    def reset(self) -> None:
        """Forget the stream so far."""
        self._framer = Framer(WINDOW)
        self._state: NDArray[np.float32] = np.zeros((2, 1, 128), dtype=np.float32)
        self._context: NDArray[np.float32] = np.zeros(_CONTEXT, dtype=np.float32)
        self._silent = 0

    def accept(self, samples: NDArray[np.int16]) -> list[float]:
        """Probability of speech (0 to 1) for each window of 32 ms that these mono 16 kHz samples complete."""
        return [self._judge(window) for window in self._framer.feed(samples)]

    def _judge(self, window: NDArray[np.int16]) -> float:
        silent = window.max() <= SILENT_PEAK and window.min() >= -SILENT_PEAK
        self._silent = self._silent + 1 if silent else 0
        if self._silent > SETTLED_WINDOWS:
            # Most of a call: the caller listens, and a line that suppresses silence sends nothing.
            return 0.0
        audio = window.astype(np.float32) / np.float32(32768.0)
        inputs = {
            "input": np.concatenate([self._context, audio])[np.newaxis],
            "state": self._state,
            "sr": np.array(RATE, dtype=np.int64),
        }
        probability, self._state = self._session.run(None, inputs)
        self._context = audio[-_CONTEXT:]
        return float(probability[0, 0])
