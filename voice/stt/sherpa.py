"""sherpa-onnx: offline transducers (NVIDIA NeMo such as parakeet, zipformer), NeMo CTC and whisper models in ONNX."""

from __future__ import annotations

import math
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from voice.audio import RATE
from voice.audio.files import to_float
from voice.models.store import Store
from voice.models.store import default as default_store
from voice.stt import expected
from voice.stt.buffered import BufferedStream
from voice.stt.pieces import cut
from voice.stt.protocol import Hints, RecognisedWord, RecogniserError, Samples, Stream, Transcript
from voice.vad.segments import Segment

NAME = "sherpa"
WINDOW_SECONDS = 30
_UNRATED = 0.8
"""Confidence of a text from a model that rates nothing: enough to go on, not enough to go on without confirming."""


class Sherpa:
    """The engine: the best installed model of a language, loaded at first use; whole utterances."""

    name = NAME

    def __init__(self, store: Store | None = None, threads: int = 2) -> None:
        self._store = store or default_store()
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded: dict[tuple[Path, str], Any] = {}

    def languages(self) -> frozenset[str]:
        """Languages with an installed model."""
        return frozenset(
            language for model in self._store.installed() if model.engine == NAME for language in model.languages
        )

    def open(self, language: str, hints: Hints = expected.OPEN) -> Stream:  # noqa: ARG002
        """A new utterance; these models take no hints. Raises RecogniserError."""
        recogniser = self.model(language)
        return BufferedStream(lambda samples, speech, _wanted: _recognise(recogniser, samples, speech, language))

    def model(self, language: str) -> Any:
        """The loaded recogniser of a language. Raises RecogniserError when none is installed or it does not load."""
        path = self._store.best(NAME, language)
        if path is None:
            raise RecogniserError(
                f"sherpa has no model for {language!r}; run `centralino models fetch parakeet-tdt-0.6b-v3`"
            )
        with self._lock:
            if (path, language) not in self._loaded:
                self._loaded[path, language] = load(path, language, self._threads)
            return self._loaded[path, language]


def load(path: Path, language: str, threads: int) -> Any:
    """A recogniser for the model files of a folder, told apart by their names. Raises RecogniserError."""
    import sherpa_onnx

    recogniser = sherpa_onnx.OfflineRecognizer
    tokens = _one(path, "*tokens.txt")
    encoder, decoder = _one(path, "*encoder*.onnx"), _one(path, "*decoder*.onnx")
    joiner, ctc = _one(path, "*joiner*.onnx"), _one(path, "model*.onnx")
    if tokens is None:
        raise RecogniserError(f"{path} has no tokens.txt; run `centralino models verify`")
    try:
        if encoder and decoder and joiner:
            return recogniser.from_transducer(
                encoder=encoder, decoder=decoder, joiner=joiner, tokens=tokens, num_threads=threads,
                model_type="nemo_transducer" if _is_nemo(path) else "",
            )  # fmt: skip
        if encoder and decoder:
            return recogniser.from_whisper(
                encoder=encoder, decoder=decoder, tokens=tokens, language=language, num_threads=threads
            )
        if ctc:
            return recogniser.from_nemo_ctc(model=ctc, tokens=tokens, num_threads=threads)
    except Exception as error:
        raise RecogniserError(
            f"{path} is no model that sherpa-onnx can load; run `centralino models verify`"
        ) from error
    raise RecogniserError(f"{path} holds no encoder and decoder; run `centralino models verify`")


def _one(path: Path, pattern: str) -> str | None:
    """The file that matches, the int8 one where there are several."""
    found = sorted(path.glob(pattern), key=lambda file: ("int8" not in file.name, file.name))
    return str(found[0]) if found else None


def _is_nemo(path: Path) -> bool:
    return any(word in path.name.lower() for word in ("nemo", "parakeet", "canary"))


def _recognise(recogniser: Any, samples: Samples, speech: tuple[Segment, ...], language: str) -> Transcript:
    began = time.perf_counter()
    texts: list[str] = []
    words: list[RecognisedWord] = []
    for piece in cut(speech, len(samples), WINDOW_SECONDS):
        stream = recogniser.create_stream()
        stream.accept_waveform(RATE, to_float(samples[piece.start : piece.end]))
        recogniser.decode_stream(stream)
        texts.append(stream.result.text.strip())
        words += _words(stream.result, piece.start / RATE, piece.end / RATE)
    text = " ".join(text for text in texts if text)
    rated = [word.confidence for word in words]
    return Transcript(
        text=text,
        language=language,
        confidence=(float(np.mean(rated)) if rated else _UNRATED) if text else 0.0,
        engine=NAME,
        words=tuple(words),
        audio_seconds=len(samples) / RATE,
        seconds=time.perf_counter() - began,
    )


def _words(result: Any, offset: float, end: float) -> list[RecognisedWord]:
    """Words out of the tokens, where the model tells their times; a token with a leading space begins a word."""
    times = list(result.timestamps)
    logprobs = list(result.ys_log_probs)
    if len(times) != len(result.tokens) or not times:
        return []
    groups: list[list[int]] = []
    for index, token in enumerate(result.tokens):
        if not groups or token.startswith((" ", "▁")):
            groups.append([])
        groups[-1].append(index)
    words: list[RecognisedWord] = []
    for number, group in enumerate(groups):
        text = "".join(result.tokens[index] for index in group).replace("▁", " ").strip()
        after = offset + times[groups[number + 1][0]] if number + 1 < len(groups) else end
        sure = math.exp(sum(logprobs[i] for i in group) / len(group)) if len(logprobs) == len(times) else _UNRATED
        if text:
            words.append(RecognisedWord(text, min(1.0, sure), offset + times[group[0]], after))
    return words
