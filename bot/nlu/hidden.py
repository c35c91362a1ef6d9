"""What the encoder's frozen layers make of texts, kept on disk: only texts that are new are read.

The graph's 8-bit arithmetic scales by what is largest in a batch, so a text's numbers depend a little on its company.
Texts are therefore read in company that depends on nothing but the set of texts: equal length, and near by hash. Which
of it was kept changes nothing but the time.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu import encoder_graph
from bot.nlu.encoder import Graph, Tokens, shared_tokens

Rows = NDArray[np.float16]
MOST_BYTES = 1 << 30
"""Of the folder; two trainings of five languages with 37,000 utterances are about that much."""
MOST_TOGETHER = 64
"""Texts of a batch, give or take what chance does to the hashes."""


class HiddenStates:
    """Reads texts through the first `layers` layers."""

    def __init__(self, layers: int, folder: Path, threads: int) -> None:
        """`folder`: where states are kept; may be deleted at any time."""
        self._layers, self._folder, self._threads = layers, folder, threads
        self._tokens: Tokens = shared_tokens()
        self._recipe = _recipe(layers)
        self._graph: Graph | None = None

    def read(self, texts: Sequence[str], progress: Callable[[int, int], None]) -> list[Rows]:
        """float16 [tokens, width] of each text. `progress(done, of)` counts what is read anew."""
        different = list(dict.fromkeys(texts))
        found = dict(zip(different, self._read(different, progress), strict=True))
        return [found[text] for text in texts]

    def _read(self, texts: Sequence[str], progress: Callable[[int, int], None]) -> list[Rows]:
        ids = [self._tokens.ids(text) for text in texts]
        groups = list(_groups(ids))
        files = [self._folder / f"{self._key(ids, group)}.npy" for group in groups]
        states: list[Rows] = [np.empty((0, 0), np.float16)] * len(texts)
        missing, used = sum(not file.exists() for file in files), set[Path]()
        done = 0
        for group, file in zip(groups, files, strict=True):
            found = _load(file)
            if found is None:
                found = self._compute([ids[i] for i in group])
                _save(found, file)
                done += 1
                progress(done, max(missing, done))
            used.add(file)
            for place, index in enumerate(group):
                states[index] = found[place]
        prune(self._folder, used)
        progress(1, 1)
        return states

    def _key(self, ids: Sequence[list[int]], group: Sequence[int]) -> str:
        digest = hashlib.sha256(self._recipe.encode())
        digest.update(np.array([ids[i] for i in group], np.int32).tobytes())
        return digest.hexdigest()[:32]

    def _compute(self, ids: Sequence[list[int]]) -> Rows:
        if self._graph is None:
            path = self._folder / f"{self._recipe}.onnx"
            if not path.exists():
                # A file of its own while it is written: two processes may be at it.
                scratch = self._folder / f"{self._recipe}.{os.getpid()}" / "graph.onnx"
                encoder_graph.save(encoder_graph.hidden_states(self._tokens.weights, self._layers), scratch)
                scratch.replace(path)
                scratch.parent.rmdir()
            self._graph = Graph(path, self._threads, self._tokens)
        states: Rows = self._graph.of_ids(ids, "hidden")[0].astype(np.float16)
        return states


def _recipe(layers: int) -> str:
    """A name for all that decides on the numbers, texts aside."""
    weights = shared_tokens().weights
    digest = hashlib.sha256(weights.digest().encode())
    digest.update(Path(encoder_graph.__file__).read_bytes())
    return f"{digest.hexdigest()[:16]}-{layers}"


def _groups(ids: Sequence[list[int]]) -> Iterable[list[int]]:
    """Indices of texts that are read together: of one length, near by hash."""
    by_length: dict[int, list[tuple[bytes, int]]] = defaultdict(list)
    for index, row in enumerate(ids):
        by_length[len(row)].append((hashlib.sha256(np.array(row, np.int32).tobytes()).digest(), index))
    for _, rows in sorted(by_length.items()):
        bits = max(-(-len(rows) // MOST_TOGETHER) - 1, 0).bit_length()
        parts: dict[int, list[tuple[bytes, int]]] = defaultdict(list)
        for digest, index in rows:
            parts[int.from_bytes(digest[:4], "big") >> (32 - bits) if bits else 0].append((digest, index))
        for _, part in sorted(parts.items()):
            yield [index for _, index in sorted(part)]


def _load(file: Path) -> Rows | None:
    try:
        found: Rows = np.load(file, mmap_mode="r")
    except (OSError, ValueError):
        return None
    return found


def _save(rows: Rows, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as out:
        np.save(out, rows)
    part.replace(file)


def prune(folder: Path, used: set[Path], most: int = MOST_BYTES) -> None:
    """Delete what was not used the longest, until the folder holds at most `most` bytes; `used` counts as just now."""
    for file in used:
        os.utime(file)
    files = [(file.stat(), file) for file in folder.glob("*.npy")] if folder.exists() else []
    left = sum(stat.st_size for stat, _ in files)
    for stat, file in sorted(files, key=lambda pair: pair[0].st_mtime):
        if left <= most or file in used:
            break
        file.unlink(missing_ok=True)
        left -= stat.st_size
