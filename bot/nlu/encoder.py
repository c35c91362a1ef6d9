"""Sentence vectors of multilingual-e5-small: text in, numbers out, in one space for all five languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

from bot.nlu import encoder_graph
from bot.nlu.e5_weights import E5Weights, default_file
from centralino.paths import MODELS

GRAPH_VERSION = 2
PREFIX = "query: "
"""The prefix with which the model was trained for short, symmetric texts (model card of multilingual-e5-small)."""
BATCH = 64
WIDTH = 384
"""Numbers a pooled layer; the first WIDTH of a vector are the model's own sentence vector."""
MOST_TOKENS = 128
"""A caller's turn is capped at 15 s of speech, about 60 tokens; beyond this the rest adds nothing to the intent."""


class SentenceEncoder:
    """Turns texts into vectors."""

    def __init__(self, file: Path | None = None, graph: Path | None = None, threads: int = 1) -> None:
        """`graph` is built from `file` on first use (about 3 s) and kept."""
        self._weights = E5Weights(file or default_file())
        graph = graph or MODELS / "sentence-vectors" / f"e5-small-int8-{GRAPH_VERSION}.onnx"
        if not graph.exists():
            encoder_graph.build(self._weights, graph)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer(Unigram(self._weights.pieces, self._weights.unk, False))
        self._tokenizer.pre_tokenizer = Metaspace(prepend_scheme="always")
        self._positions = self._weights.vector("emb.pos").reshape(-1, WIDTH) + self._weights.vector("emb.type")[:WIDTH]

    def tokens(self, text: str) -> list[int]:
        """Token ids with the opening and closing mark."""
        plain = re.sub(" {2,}", " ", (PREFIX + text).translate(self._weights.normalisation))
        ids = self._tokenizer.encode(plain, add_special_tokens=False).ids[: MOST_TOKENS - 2]
        return [self._weights.bos, *ids, self._weights.eos]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 [len(texts), len(POOLED) × WIDTH], each layer's part L2-normalised. Texts of like length share a batch, so that little is padded."""
        encoded = [self.tokens(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i]))
        vectors = np.empty((len(texts), len(encoder_graph.POOLED) * WIDTH), np.float32)
        for at in range(0, len(order), BATCH):
            rows = order[at : at + BATCH]
            vectors[rows] = self._run([encoded[i] for i in rows])
        return vectors

    def _run(self, batch: list[list[int]]) -> NDArray[np.float32]:
        longest = max(map(len, batch))
        ids = np.full((len(batch), longest), self._weights.pad, np.int64)
        mask = np.zeros((len(batch), longest), np.float32)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        embeddings = self._weights.embed(ids) + self._positions[:longest]
        (vectors,) = self._session.run(["vectors"], {"embeddings": embeddings, "mask": mask})
        return np.asarray(vectors, np.float32)


@lru_cache(maxsize=2)
def shared_encoder(threads: int = 1) -> SentenceEncoder:
    """The encoder of this process, loaded once."""
    return SentenceEncoder(threads=threads)
