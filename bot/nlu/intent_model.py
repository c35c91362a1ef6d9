"""The intent classifier: one model for five languages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bot.nlu.calibration import Calibration, Floats, Neighbours
from bot.nlu.encoder import Graph
from bot.nlu.text import plain

GRAPH, EXAMPLES, META = "classifier.onnx", "examples.npz", "meta.json"


@dataclass(frozen=True)
class Ranked:
    """An intent and how sure the model is of it, 0 to 1, calibrated."""

    intent: str
    confidence: float


class IntentModel:
    """A trained classifier, read from a folder that `bot.nlu.training` wrote."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        meta = json.loads((folder / META).read_text("utf-8"))
        self.intents: list[str] = meta["intents"]
        self._calibration = Calibration(**{**meta["calibration"], "gate": tuple(meta["calibration"]["gate"])})
        examples = np.load(folder / EXAMPLES)
        self._neighbours = Neighbours(examples["inside"].astype(np.float32), examples["outside"].astype(np.float32))
        self._graph = Graph(folder / GRAPH, threads)

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """[len(texts), len(self.intents)], rows sum to 1."""
        if not texts:
            return np.empty((0, len(self.intents)), np.float32)
        scores, vectors = self._graph.run([plain(text) for text in texts], "scores", "vectors")
        return self._calibration.probabilities(scores, self._neighbours.likeness(vectors))

    def rank(self, text: str, most: int = 10) -> list[Ranked]:
        """The best intents, best first."""
        (row,) = self.probabilities([text])
        return [Ranked(self.intents[i], float(row[i])) for i in np.argsort(-row)[:most]]


def save(
    folder: Path, intents: list[str], calibration: Calibration, neighbours: Neighbours, facts: dict[str, object]
) -> None:
    """Write everything but the graph. `facts` (sizes, seconds) are kept for whoever asks where a model came from."""
    np.savez(
        folder / EXAMPLES,
        inside=neighbours.inside.astype(np.float16),
        outside=neighbours.outside.astype(np.float16),
    )
    meta = {"intents": intents, "calibration": asdict(calibration), "facts": facts}
    (folder / META).write_text(json.dumps(meta, indent=1) + "\n", "utf-8")
