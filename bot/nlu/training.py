"""Training of the intent classifier.

Two parts with different costs. Adapting the encoder's upper layers takes minutes and changes little from one edit of
the data to the next, so its weights are kept and reused while most utterances are the ones it saw. Fitting the head and
the calibration on the adapted encoder takes well under two minutes and is done at every training.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.nlu import encoder_graph, intent_model
from bot.nlu.calibration import Calibration, Neighbours
from bot.nlu.encoder import Graph, shared_tokens
from bot.nlu.text import plain

if TYPE_CHECKING:
    from bot.nlu.adaptation import Recipe

OUTSIDE = "out_of_scope"
HELD_OUT = 0.08
"""Share of the utterances that only the calibration sees."""
REUSE = 0.9
"""An adaptation is reused while at least this share of the utterances (and of those it saw) are the same."""
HEAD_EPOCHS = 12
THREADS = 2

Progress = Callable[[str, float], None]
"""Called with the name of the step and the share of it that is done, 0 to 1."""


@dataclass(frozen=True)
class Examples:
    """Labelled utterances."""

    texts: tuple[str, ...]
    intents: tuple[str, ...]


@dataclass(frozen=True)
class Split:
    """Which utterances are learned from, and which only calibrate."""

    learned: NDArray[np.int64]
    held_out: NDArray[np.int64]


def split(texts: Sequence[str]) -> Split:
    """By a hash of the text, so that an utterance stays on its side whatever is added around it."""
    share = np.array([int(hashlib.sha256(plain(text).encode()).hexdigest()[:8], 16) / 2**32 for text in texts])
    return Split(np.flatnonzero(share >= HELD_OUT), np.flatnonzero(share < HELD_OUT))


def train(examples: Examples, folder: Path, kept: Path, progress: Progress) -> None:
    """Train on `examples`, write a model for IntentModel into `folder`; `kept` holds adaptations between trainings."""
    from bot.nlu.adaptation import Recipe, adapt  # TensorFlow takes seconds to import and is needed only here

    began = time.monotonic()
    intents, labels = np.unique(examples.intents, return_inverse=True)
    texts, labels = [plain(text) for text in examples.texts], labels.astype(np.int32)
    parts, recipe = split(texts), Recipe()
    learned = [texts[i] for i in parts.learned]
    adapted, reused = _reusable(kept, learned, recipe), True
    if adapted is None:
        adapted, reused = _adapt(learned, labels[parts.learned], recipe, kept, progress), False

    weights = shared_tokens().weights
    states = _states(texts, folder, weights.layers, adapted, "reading", progress)
    head_recipe = Recipe(frozen=weights.layers, epochs=HEAD_EPOCHS, batch=64)
    report = _reporter("classifier", progress)
    head = adapt([states[i] for i in parts.learned], labels[parts.learned], weights, head_recipe, report)
    adapted = adapted | head.weights()
    encoder_graph.save(encoder_graph.classifier(weights, adapted), folder / intent_model.GRAPH)

    graph = Graph(folder / intent_model.GRAPH, THREADS)
    means = _unit(np.stack([state.astype(np.float32).mean(axis=0) for state in states]))
    outside = intents.tolist().index(OUTSIDE) if OUTSIDE in intents else None
    beyond = labels[parts.learned] == (-1 if outside is None else outside)
    neighbours = Neighbours(means[parts.learned][~beyond], means[parts.learned][beyond])
    scores, vectors = graph.run([texts[i] for i in parts.held_out], "scores", "vectors")
    calibration = Calibration.fit(scores, neighbours.likeness(vectors), labels[parts.held_out], outside)
    facts = {"utterances": len(texts), "adaptation_reused": reused, "seconds": round(time.monotonic() - began, 1)}
    intent_model.save(folder, intents.tolist(), calibration, neighbours, facts | asdict(recipe))


def _adapt(
    learned: list[str], labels: NDArray[np.int32], recipe: Recipe, kept: Path, progress: Progress
) -> dict[str, NDArray[np.float32]]:
    from bot.nlu.adaptation import adapt

    weights = shared_tokens().weights
    kept.mkdir(parents=True, exist_ok=True)
    states = _states(learned, kept, recipe.frozen, None, "reading for adaptation", progress)
    model = adapt(states, labels, weights, recipe, _reporter("adapting the encoder", progress))
    adapted = {name: value for name, value in model.weights().items() if not name.startswith("head.")}
    part = kept / "adapted.part.npz"
    np.savez(part, **adapted)
    part.replace(kept / "adapted.npz")
    described = {"recipe": asdict(recipe), "utterances": [_fingerprint(text) for text in learned]}
    (kept / "adapted.json").write_text(json.dumps(described), "utf-8")
    return adapted


def _reusable(kept: Path, learned: list[str], recipe: Recipe) -> dict[str, NDArray[np.float32]] | None:
    description, file = kept / "adapted.json", kept / "adapted.npz"
    if not (description.exists() and file.exists()):
        return None
    described = json.loads(description.read_text("utf-8"))
    if described["recipe"] != asdict(recipe):
        return None
    saw, want = set(described["utterances"]), {_fingerprint(text) for text in learned}
    common = len(saw & want)
    if common < REUSE * len(want) or common < REUSE * len(saw):
        return None
    with np.load(file) as arrays:
        return {name: arrays[name] for name in arrays.files}


def _states(
    texts: list[str],
    folder: Path,
    layers: int,
    adapted: dict[str, NDArray[np.float32]] | None,
    step: str,
    progress: Progress,
) -> list[NDArray[np.float16]]:
    path = folder / "hidden.onnx"
    encoder_graph.save(encoder_graph.hidden_states(shared_tokens().weights, layers, adapted), path)
    states = Graph(path, THREADS).hidden(texts, lambda done, of: progress(step, done / of))
    path.unlink()
    return states


def _reporter(step: str, progress: Progress) -> Callable[[int, int, float], None]:
    return lambda done, of, _loss: progress(step, done / of)


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths: NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / lengths
