"""Kokoro-82M (ONNX, Apache-2.0): the best voice, a second or more a sentence; for prompts rendered ahead and for
callers in tests. French, Italian and English are native to it; Dutch and Danish come with a foreign accent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from centralino.paths import VAR
from voice.models.store import default as default_store
from voice.tts.espeak_library import EspeakError, Library, library, version
from voice.tts.kokoro_graph import write_fp32
from voice.tts.kokoro_phonemes import PUNCTUATION, kokoro_symbols
from voice.tts.protocol import Chunk, SynthesiserError, Voice
from voice.tts.sentences import cut

MODEL = "kokoro-82m"
GRAPH = "kokoro-v1.0.int8.onnx"
GRAPH_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""As in the model manifest, so that nothing is hashed at start."""
ADAPTER_VERSION = "1"
"""Part of the voice's version: raise it when the phonemes that Kokoro is given change."""

SAMPLE_RATE = 24000
STYLE_ROWS, STYLE_SIZE = 510, 256
LONGEST = 200
"""Characters a run: about 12 s of speech, well within the 510 symbols that the model takes."""
THREADS = 2

VOICES: dict[str, str] = {"fr": "ff_siwis", "it": "if_sara", "en": "bf_emma", "nl": "ff_siwis", "da": "if_sara"}
"""Language → voice. Dutch and Danish: those that whisper-base understands best (docs/install/voices.md)."""
PHONEMES: dict[str, str] = {"fr": "roa/fr", "it": "roa/it", "en": "gmw/en-GB-x-rp", "nl": "gmw/nl", "da": "gmq/da"}
"""Language → the espeak-ng voice that gives its phonemes."""


class KokoroSynthesiser:
    """Runs in this process; loads at first use and takes half a gigabyte then."""

    name = "kokoro"

    def __init__(self) -> None:
        self._library: Library | None = None
        self._session: Any = None
        self._symbols: dict[str, int] = {}

    def voices(self) -> tuple[Voice, ...]:
        """Empty where the model or espeak-ng is not installed."""
        espeak = version()
        if espeak is None or default_store().find(MODEL) is None:
            return ()
        released = f"1.0+{ADAPTER_VERSION}+espeak-{espeak}"
        return tuple(Voice(self.name, released, name, language, GRAPH_SHA256[:16]) for language, name in VOICES.items())

    def speak(self, text: str, voice: Voice, rate: float = 1.0) -> Iterator[Chunk]:
        """One chunk a sentence."""
        folder = self._load()
        styles = np.fromfile(folder / "voices" / f"{voice.name}.bin", np.float32).reshape(STYLE_ROWS, 1, STYLE_SIZE)
        for sentence in cut(text, LONGEST):
            tokens = self._tokens(sentence, voice)
            if tokens:
                yield Chunk(self._run(tokens, styles, rate), SAMPLE_RATE)

    def _run(self, tokens: list[int], styles: NDArray[np.float32], rate: float) -> NDArray[np.int16]:
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": styles[len(tokens)],
            "speed": np.array([rate], np.float32),
        }
        try:
            audio = np.asarray(self._session.run(None, inputs)[0]).reshape(-1)
        except Exception as error:
            raise SynthesiserError(f"kokoro: {type(error).__name__}") from error
        samples: NDArray[np.int16] = np.clip(np.rint(audio * 32767), -32768, 32767).astype(np.int16)
        return samples

    def _tokens(self, sentence: str, voice: Voice) -> list[int]:
        assert self._library is not None
        try:
            self._library.set_voice(PHONEMES[voice.language])
            pieces = PUNCTUATION.split(sentence)
            # Clauses one by one: espeak-ng drops the punctuation, from which Kokoro takes its pauses and its melody.
            spoken = [
                piece if index % 2 else self._library.phonemes(piece) if piece.strip() else ""
                for index, piece in enumerate(pieces)
            ]
        except EspeakError as error:
            raise SynthesiserError(f"kokoro: {error}") from error
        vocabulary = frozenset(self._symbols)
        symbols = " ".join(
            kokoro_symbols(piece, voice.language, vocabulary) if index % 2 == 0 else piece
            for index, piece in enumerate(spoken)
        )
        known = [self._symbols[symbol] for symbol in _closed_up(symbols) if symbol in self._symbols]
        return known[: STYLE_ROWS - 2]

    def _load(self) -> Path:
        """The model's folder; the session and the library are ready afterwards."""
        folder = default_store().find(MODEL)
        if folder is None:
            raise SynthesiserError(f"kokoro is not installed; run `centralino models fetch {MODEL}`")
        if self._session is None:
            import onnxruntime

            self._symbols = json.loads((folder / "vocab.json").read_text("utf-8"))["vocab"]
            self._library = _library()
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = THREADS
            graph = str(_fp32(folder / GRAPH))
            self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        return folder


def _library() -> Library:
    try:
        return library()
    except EspeakError as error:
        raise SynthesiserError(f"kokoro: {error}") from error


def _fp32(source: Path) -> Path:
    """The rewritten graph, made once a machine."""
    target = VAR / "cache" / "kokoro" / f"{GRAPH_SHA256[:16]}-fp32.onnx"
    if not target.is_file():
        try:
            write_fp32(source, target)
        except OSError:
            # No room for 330 MB: slower, but it speaks.
            return source
    return target


def _closed_up(symbols: str) -> str:
    """Punctuation directly behind its word."""
    return re.sub(r"\s+(?=[,.;:!?…—])", "", " ".join(symbols.split()))
