"""Training of the intent classifier: encoder, n-grams, and the calibration of both together."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.nlu import encoder_graph, intent_model
from bot.nlu.calibration import Calibration, Neighbours
from bot.nlu.encoder import Graph, shared_tokens
from bot.nlu.hidden import HiddenStates, Rows
from bot.nlu.lessons import Examples, Lessons, lessons, split
from bot.nlu.ngrams import Ngrams
from bot.nlu.text import plain

if TYPE_CHECKING:
    from bot.nlu.adaptation import Recipe

OUTSIDE = "out_of_scope"
NEIGHBOURS = 12_000
"""At most so many examples are kept to tell likeness by: more cost time at every turn and tell nothing new."""
THREADS = 2
BATCH = 64

Weights = dict[str, NDArray[np.float32]]
Floats = NDArray[np.float32]
Progress = Callable[[str, float], None]
"""Called with the name of the step and the share of it that is done, 0 to 1."""


def train(examples: Examples, folder: Path, progress: Progress, cache: Path | None = None) -> None:
    """Train on `examples`, write a model for IntentModel into `folder`. The same set of examples gives the same model.
    `cache`: a folder for what the frozen layers make of texts, for the next training; None: nothing is kept."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        _Training(examples.ordered(), folder, progress, cache or Path(scratch)).run(began)


class _Training:
    def __init__(self, examples: Examples, folder: Path, progress: Progress, cache: Path) -> None:
        from bot.nlu.adaptation import Recipe  # TensorFlow takes seconds to import and is needed only here

        self._examples, self._folder, self._progress, self._cache = examples, folder, progress, cache
        self._recipe: Recipe = Recipe()
        intents, numbers = np.unique(examples.intents, return_inverse=True)
        self._intents: list[str] = intents.tolist()
        self._labels = numbers.astype(np.int32)
        self._texts = [plain(text) for text in examples.texts]

    def run(self, began: float) -> None:
        parts, outside = split(self._texts, self._labels), self._outside()
        learned, labels = [self._texts[i] for i in parts.learned], self._labels[parts.learned]
        aside = [self._texts[i] for i in parts.held_out]
        self._progress("counting", 0.0)
        taught = lessons(learned, [self._examples.languages[i] for i in parts.learned], labels, outside)
        ngrams = Ngrams.fit(taught.texts, taught.labels, taught.shares)
        ngrams.save(self._folder)
        heard = [taught.texts[i] for i in taught.for_encoder]
        reader = HiddenStates(self._recipe.frozen, self._cache, THREADS)
        states = reader.read([*learned, *aside, *heard], lambda done, of: self._progress("reading", done / of))
        adapted = self._adapt(states[-len(heard) :], taught)
        upper = self._graphs(adapted)
        self._progress("calibrating", 0.0)
        chosen = np.sort(np.random.default_rng(0).permutation(len(learned))[:NEIGHBOURS])
        _, vectors = _through(upper, [states[i] for i in chosen])
        beyond = labels[chosen] == (-1 if outside is None else outside)
        neighbours = Neighbours(vectors[~beyond], vectors[beyond])
        scores, vectors = _through(upper, states[len(learned) : len(learned) + len(aside)])
        likeness = neighbours.likeness(vectors)
        calibration = Calibration.fit(scores, ngrams.scores(aside), likeness, self._labels[parts.held_out], outside)
        facts = {"utterances": len(self._texts), "seconds": round(time.monotonic() - began, 1), **asdict(self._recipe)}
        places = parts.learned[chosen]
        rows = intent_model.Learned(self._examples, places[~beyond], places[beyond])
        intent_model.save(self._folder, self._intents, calibration, neighbours, facts, rows)

    def _outside(self) -> int | None:
        return self._intents.index(OUTSIDE) if OUTSIDE in self._intents else None

    def _adapt(self, states: Sequence[Rows], taught: Lessons) -> Weights:
        from bot.nlu.adaptation import adapt

        def progress(done: int, of: int) -> None:
            self._progress("adapting the encoder", done / of)

        labels, shares = taught.labels[taught.for_encoder], [taught.shares[i] for i in taught.for_encoder]
        return adapt(states, labels, shares, shared_tokens().weights, self._recipe, progress).weights()

    def _graphs(self, adapted: Weights) -> Graph:
        """Writes the classifier; returns its upper part alone."""
        weights, recipe = shared_tokens().weights, self._recipe
        encoder_graph.save(encoder_graph.classifier(weights, recipe.layers, adapted), self._folder / intent_model.GRAPH)
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "top.onnx"
            encoder_graph.save(encoder_graph.top(weights, recipe.frozen, recipe.layers, adapted), path)
            return Graph(path, THREADS)


def _through(upper: Graph, states: Sequence[Rows]) -> tuple[Floats, Floats]:
    """Scores and vectors [n, …] of the lower layers' output."""
    from bot.nlu.adaptation import pad

    order = sorted(range(len(states)), key=lambda i: len(states[i]))
    found: list[tuple[Floats, Floats]] = []
    for start in range(0, len(order), BATCH):
        hidden, mask = pad([states[i] for i in order[start : start + BATCH]])
        scores, vectors = upper.fed({"hidden": hidden, "mask": mask}, "scores", "vectors")
        found.append((scores, vectors))
    back = np.argsort(order)
    return np.concatenate([one for one, _ in found])[back], np.concatenate([one for _, one in found])[back]
