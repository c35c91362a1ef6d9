"""What whisper-base hears of a voice over a telephone line, and a file that keeps it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice.audio import RATE
from voice.audio.files import read, to_float, to_int16
from voice.audio.g711 import through_telephone
from voice.audio.resample import convert
from voice.stt.whisper import Whisper
from voice.tts.engines import build
from voice.tts.levels import LEVELS_VERSION, even
from voice.tts.loudness import loudness
from voice.tts.pauses import PAUSES_VERSION
from voice.tts.pauses import spoken as with_pauses
from voice.tts.protocol import Chunk, Synthesiser, Voice
from voice.tts.worker import WorkerSynthesiser

BEAM = 5


@dataclass(frozen=True)
class Hearing:
    """One utterance."""

    text: str
    """As the recogniser wrote it."""
    seconds: float
    """Of sound."""
    lufs: float
    """Loudness on the line."""


class Hearings:
    """Speaks, sends it over the line and listens; knows what it has heard before."""

    def __init__(self, kept: Path | None) -> None:
        """`kept`: a file of JSON lines, read and added to; None keeps nothing."""
        self.engine: WorkerSynthesiser | None = None
        """What speaks; None: the voice's engine in this process, which has voices that the product does not use."""
        self._recogniser = Whisper(beam=BEAM)
        self._kept = kept
        self._known: dict[str, Hearing] = {}
        self._here: Synthesiser | None = None
        if kept is not None and kept.is_file():
            for row in map(json.loads, kept.read_text("utf-8").splitlines()):
                self._known[row["key"]] = Hearing(row["text"], row["seconds"], row["lufs"])

    def prompt(self, voice: Voice, said: str, rate: float) -> Hearing:
        """A text in its spoken form by one voice. Raises SynthesiserError."""
        key = f"{voice} {PAUSES_VERSION} {LEVELS_VERSION} {rate:g} {said}"
        return self._known.get(key) or self._keep(key, self._listen(self._speak(voice, said, rate), voice.language))

    def recording(self, path: Path, language: str) -> Hearing:
        """A recording of somebody."""
        key = hashlib.sha256(path.read_bytes()).hexdigest()
        return self._known.get(key) or self._keep(key, self._listen(read(path), language))

    def _speak(self, voice: Voice, said: str, rate: float) -> NDArray[np.int16]:
        if self.engine is not None:
            chunks: list[Chunk] = list(self.engine.speak(said, voice, rate))
        else:
            self._here = self._here or build(voice.engine)
            chunks = list(with_pauses(self._here, said, voice, rate))
            chunks = [Chunk(even(chunk.samples, voice), chunk.rate) for chunk in chunks]
        whole = np.concatenate([chunk.samples for chunk in chunks])
        return to_int16(convert(to_float(whole), chunks[0].rate, RATE))

    def _listen(self, samples: NDArray[np.int16], language: str) -> Hearing:
        stream = self._recogniser.open(language)
        heard = through_telephone(samples)
        stream.accept(heard)
        text = stream.result().text
        stream.close()
        return Hearing(text, round(samples.size / RATE, 2), round(loudness(heard, RATE), 2))

    def _keep(self, key: str, hearing: Hearing) -> Hearing:
        self._known[key] = hearing
        if self._kept is not None:
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            with self._kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"key": key, **asdict(hearing)}, ensure_ascii=False) + "\n")
        return hearing
