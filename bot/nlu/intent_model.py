"""The intent classifier: one model for five languages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.calibration import Calibration, Floats, Neighbours
from bot.nlu.encoder import Graph
from bot.nlu.lessons import Examples
from bot.nlu.ngrams import RARITY, WEIGHTS, Ngrams
from bot.nlu.text import plain

GRAPH, EXAMPLES, META, LEARNED = "classifier.onnx", "examples.npz", "meta.json", "learned.json.gz"
FILES = (GRAPH, EXAMPLES, META, WEIGHTS, RARITY, LEARNED)
"""What a trained model consists of."""


@dataclass(frozen=True)
class Ranked:
    """An intent and how sure the model is of it, 0 to 1, calibrated."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Explained:
    """What stands behind a reading."""

    ranking: tuple[Ranked, ...]
    outside: float
    """Probability of being out of scope."""
    likeness: tuple[float, float]
    """To the nearest examples in scope and out of scope."""
    nearest: tuple[tuple[int, float], ...]
    """Numbers of the nearest examples with their cosines, best first; empty where the model does not keep them."""


@dataclass(frozen=True)
class Learned:
    """What a model was trained on."""

    examples: Examples
    inside: NDArray[np.int64]
    """Of each neighbour in scope, the number of its example."""
    outside: NDArray[np.int64]


class IntentModel:
    """A trained classifier, read from a folder that `bot.nlu.training` wrote."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        meta = json.loads((folder / META).read_text("utf-8"))
        self.intents: list[str] = meta["intents"]
        self._calibration = Calibration.restored(meta["calibration"])
        examples = np.load(folder / EXAMPLES)
        self._neighbours = Neighbours(examples["inside"].astype(np.float32), examples["outside"].astype(np.float32))
        sides = ("inside_examples", "outside_examples")
        kept = all(side in examples for side in sides)
        self._numbers = np.concatenate([examples[side] for side in sides]) if kept else None
        self._graph = Graph(folder / GRAPH, threads)
        self._ngrams = Ngrams.load(folder)

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """[len(texts), len(self.intents)], rows sum to 1."""
        if not texts:
            return np.empty((0, len(self.intents)), np.float32)
        plainly = [plain(text) for text in texts]
        scores, vectors = self._graph.run(plainly, "scores", "vectors")
        return self._calibration.probabilities(scores, self._ngrams.scores(plainly), self._neighbours.likeness(vectors))

    def rank(self, text: str, most: int = 10) -> list[Ranked]:
        """The best intents, best first."""
        (row,) = self.probabilities([text])
        return [Ranked(self.intents[i], float(row[i])) for i in np.argsort(-row)[:most]]

    def explain(self, text: str, most: int = 10, nearest: int = 5) -> Explained:
        """The same as `rank`, with what it came from."""
        ranking = tuple(self.rank(text, most))
        (vectors,) = self._graph.run([plain(text)], "vectors")
        sides = (self._neighbours.inside, self._neighbours.outside)
        likeness = self._neighbours.likeness(vectors)[0].tolist()
        outside = self._calibration.outside
        share = 0.0 if outside is None else float(self.probabilities([text])[0, outside])
        found: list[tuple[int, float]] = []
        if self._numbers is not None:
            cosines = vectors[0] @ np.concatenate(sides).T
            found = [(int(self._numbers[i]), float(cosines[i])) for i in np.argsort(-cosines)[:nearest]]
        inside, beyond = (*likeness, 0.0)[:2] if len(sides[0]) else (0.0, likeness[0])
        return Explained(ranking, share, (inside, beyond), tuple(found))


def save(
    folder: Path,
    intents: list[str],
    calibration: Calibration,
    neighbours: Neighbours,
    facts: dict[str, object],
    learned: Learned,
) -> None:
    """Write everything but the graph and the n-grams. `facts` (sizes, seconds) are kept for whoever asks where a model
    came from."""
    np.savez(
        folder / EXAMPLES,
        inside=neighbours.inside.astype(np.float16),
        outside=neighbours.outside.astype(np.float16),
        inside_examples=learned.inside.astype(np.int32),
        outside_examples=learned.outside.astype(np.int32),
    )
    meta = {"intents": intents, "calibration": asdict(calibration), "facts": facts}
    (folder / META).write_text(json.dumps(meta, indent=1) + "\n", "utf-8")
    rows = json.dumps(asdict(learned.examples), ensure_ascii=False).encode()
    # No time in it: the same data give the same file.
    (folder / LEARNED).write_bytes(gzip.compress(rows, 6, mtime=0))


def examples(folder: Path) -> Examples | None:
    """What the model in `folder` was trained on; None for one of a time when that was not kept."""
    if not (folder / LEARNED).exists():
        return None
    kept = json.loads(gzip.decompress((folder / LEARNED).read_bytes()))
    return Examples(tuple(kept["texts"]), tuple(kept["intents"]), tuple(kept["languages"]))
