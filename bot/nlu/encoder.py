"""multilingual-e5-small on ONNX Runtime: text in, numbers out, in one space for all five languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

from bot.nlu.e5_weights import E5Weights, default_file

Floats = NDArray[np.float32]

BATCH = 64
MOST_TOKENS = 96
"""A caller's turn is capped at 15 s of speech, about 60 tokens; beyond this the rest adds nothing to the intent."""


class Tokens:
    """Cuts texts into the encoder's tokens and looks up their embeddings."""

    def __init__(self, file: Path | None = None) -> None:
        self.weights = E5Weights(file or default_file())
        self._tokenizer = Tokenizer(Unigram(self.weights.pieces, self.weights.unk, False))
        self._tokenizer.pre_tokenizer = Metaspace(prepend_scheme="always")
        width = self.weights.width
        self._positions = self.weights.vector("emb.pos").reshape(-1, width) + self.weights.vector("emb.type")[:width]

    def ids(self, text: str) -> list[int]:
        """Token ids with the opening and closing mark."""
        plain = re.sub(" {2,}", " ", text.translate(self.weights.normalisation))
        ids = self._tokenizer.encode(plain, add_special_tokens=False).ids[: MOST_TOKENS - 2]
        return [self.weights.bos, *ids, self.weights.eos]

    def embed(self, rows: Sequence[list[int]]) -> tuple[Floats, Floats]:
        """float32 embeddings [rows, longest, width] and mask [rows, longest]."""
        longest = max(map(len, rows))
        ids = np.full((len(rows), longest), self.weights.pad, np.int64)
        mask = np.zeros((len(rows), longest), np.float32)
        for row, tokens in enumerate(rows):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        return self.weights.embed(ids) + self._positions[:longest], mask


@lru_cache(maxsize=1)
def shared_tokens() -> Tokens:
    """The tokeniser of this process, loaded once (about 0.6 s)."""
    return Tokens()


class Graph:
    """An ONNX graph of `encoder_graph` and the texts that go through it."""

    def __init__(self, path: Path, threads: int = 1, tokens: Tokens | None = None) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.tokens = tokens or shared_tokens()

    def batches(
        self, texts: Sequence[str], *outputs: str, progress: Callable[[int, int], None] | None = None
    ) -> Iterator[tuple[list[int], list[int], list[Floats]]]:
        """Texts of like length go together, so that little is padded. Yields the texts' indices, their numbers of
        tokens and the named outputs, one batch at a time."""
        ids = [self.tokens.ids(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda i: len(ids[i]))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            values = self.of_ids([ids[i] for i in rows], *outputs)
            yield rows, [len(ids[i]) for i in rows], values
            if progress:
                progress(min(start + BATCH, len(order)), len(order))

    def of_ids(self, rows: Sequence[list[int]], *outputs: str) -> list[Floats]:
        """The named outputs for texts that are cut into tokens already, in one batch."""
        embeddings, mask = self.tokens.embed(rows)
        return self.fed({"embeddings": embeddings, "mask": mask}, *outputs)

    def fed(self, inputs: Mapping[str, Floats], *outputs: str) -> list[Floats]:
        """The named outputs of one batch."""
        values: list[Floats] = self._session.run(list(outputs), dict(inputs))
        return values

    def run(self, texts: Sequence[str], *outputs: str) -> list[Floats]:
        """The named outputs, each float32 [len(texts), …], in the order of the texts."""
        joined: list[Floats] = []
        for rows, _, values in self.batches(texts, *outputs):
            joined = joined or [np.empty((len(texts), value.shape[1]), np.float32) for value in values]
            for whole, part in zip(joined, values, strict=True):
                whole[rows] = part
        return joined

    def hidden(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> list[NDArray[np.float16]]:
        """The output `hidden`, [tokens, width] for each text."""
        states: list[NDArray[np.float16]] = [np.empty((0, 0), np.float16)] * len(texts)
        for rows, lengths, (values,) in self.batches(texts, "hidden", progress=progress):
            for place, (row, length) in enumerate(zip(rows, lengths, strict=True)):
                states[row] = values[place, :length].astype(np.float16)
        return states
