"""Training of the intent classifier.

Two parts with different costs. Adapting the encoder's upper layers takes minutes and changes little from one edit of
the data to the next, so its weights are kept and reused while most utterances are the ones it saw. Fitting the head and
the calibration on the adapted encoder takes well under two minutes and is done at every training.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.nlu import encoder_graph, intent_model
from bot.nlu.calibration import Calibration, Neighbours
from bot.nlu.damage import Damage
from bot.nlu.encoder import Graph, shared_tokens
from bot.nlu.gibberish import gibberish
from bot.nlu.text import plain

if TYPE_CHECKING:
    from bot.nlu.adaptation import Recipe

OUTSIDE = "out_of_scope"
HELD_OUT = 0.08
"""Share of the utterances that only the calibration sees."""
DAMAGED = 0.4
"""Share of the utterances that are learned a second time, as a recogniser might have written them."""
GIBBERISH = 0.03
"""Utterances without meaning that are learned as out of scope, as a share of the others."""
REUSE = 0.9
"""An adaptation is reused while at least this share of the utterances (and of those it saw) are the same."""
HEAD_EPOCHS = 5
NEIGHBOURS = 12_000
"""At most so many examples are kept to tell likeness by: more cost time at every turn and tell nothing new."""
THREADS = 2

Weights = dict[str, NDArray[np.float32]]
Progress = Callable[[str, float], None]
"""Called with the name of the step and the share of it that is done, 0 to 1."""


@dataclass(frozen=True)
class Examples:
    """Labelled utterances."""

    texts: tuple[str, ...]
    intents: tuple[str, ...]
    languages: tuple[str, ...]
    """Of each text; sound-alikes are words of the same language."""


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
    from bot.nlu.adaptation import Recipe  # TensorFlow takes seconds to import and is needed only here

    began = time.monotonic()
    intents, numbers = np.unique(examples.intents, return_inverse=True)
    texts, labels = [plain(text) for text in examples.texts], numbers.astype(np.int32)
    parts, recipe = split(texts), Recipe()
    learned, learned_labels = [texts[i] for i in parts.learned], labels[parts.learned]
    outside = intents.tolist().index(OUTSIDE) if OUTSIDE in intents else None
    heard, heard_labels = _as_heard(learned, [examples.languages[i] for i in parts.learned], learned_labels, outside)
    adapted = _reusable(kept, learned, recipe)
    reused = adapted is not None
    if adapted is None:
        adapted = _adapt(heard, heard_labels, recipe, progress)
        _keep(kept, adapted, learned, recipe)
    else:
        adapted |= _refit_head(heard, heard_labels, adapted, recipe, progress)
    network = encoder_graph.classifier(shared_tokens().weights, recipe.layers, adapted)
    encoder_graph.save(network, folder / intent_model.GRAPH)

    graph = Graph(folder / intent_model.GRAPH, THREADS)
    neighbours = _neighbours(graph, learned, learned_labels, outside)
    scores, vectors = graph.run([texts[i] for i in parts.held_out], "scores", "vectors")
    calibration = Calibration.fit(scores, neighbours.likeness(vectors), labels[parts.held_out], outside)
    facts = {"utterances": len(texts), "adaptation_reused": reused, "seconds": round(time.monotonic() - began, 1)}
    intent_model.save(folder, intents.tolist(), calibration, neighbours, facts | asdict(recipe))


def _as_heard(
    texts: list[str], languages: list[str], labels: NDArray[np.int32], outside: int | None
) -> tuple[list[str], NDArray[np.int32]]:
    """The utterances, damaged copies of some, and gibberish."""
    chosen = np.random.default_rng(0).permutation(len(texts))[: int(DAMAGED * len(texts))]
    damage = {
        language: Damage((t for t, its in zip(texts, languages, strict=True) if its == language), Random(language))
        for language in sorted(set(languages))
    }
    copies = [damage[languages[i]](texts[i]) for i in chosen]
    noise = [] if outside is None else gibberish(texts, int(GIBBERISH * len(texts)), Random(0))
    return texts + copies + noise, np.concatenate([labels, labels[chosen], np.full(len(noise), outside or 0, np.int32)])


def _neighbours(graph: Graph, texts: list[str], labels: NDArray[np.int32], outside: int | None) -> Neighbours:
    chosen = np.random.default_rng(0).permutation(len(texts))[:NEIGHBOURS]
    (vectors,) = graph.run([texts[i] for i in chosen], "vectors")
    beyond = labels[chosen] == (-1 if outside is None else outside)
    return Neighbours(vectors[~beyond], vectors[beyond])


def _adapt(texts: list[str], labels: NDArray[np.int32], recipe: Recipe, progress: Progress) -> Weights:
    from bot.nlu.adaptation import adapt

    states = _states(texts, recipe.frozen, None, "reading", progress)
    report = _reporter("adapting the encoder", progress)
    return adapt(states, labels, shared_tokens().weights, recipe, report).weights()


def _refit_head(
    texts: list[str], labels: NDArray[np.int32], adapted: Weights, recipe: Recipe, progress: Progress
) -> Weights:
    from bot.nlu.adaptation import adapt

    states = _states(texts, recipe.layers, adapted, "reading", progress)
    head = replace(recipe, frozen=recipe.layers, epochs=HEAD_EPOCHS)
    return adapt(states, labels, shared_tokens().weights, head, _reporter("classifier", progress)).weights()


def _keep(kept: Path, adapted: Weights, learned: list[str], recipe: Recipe) -> None:
    kept.mkdir(parents=True, exist_ok=True)
    part = kept / "adapted.part.npz"
    np.savez(part, **{name: value for name, value in adapted.items() if not name.startswith("head.")})
    part.replace(kept / "adapted.npz")
    described = {"recipe": asdict(recipe), "utterances": [_fingerprint(text) for text in learned]}
    (kept / "adapted.json").write_text(json.dumps(described), "utf-8")


def _reusable(kept: Path, learned: list[str], recipe: Recipe) -> Weights | None:
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
    texts: list[str], layers: int, adapted: Weights | None, step: str, progress: Progress
) -> list[NDArray[np.float16]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hidden.onnx"
        encoder_graph.save(encoder_graph.hidden_states(shared_tokens().weights, layers, adapted), path)
        return Graph(path, THREADS).hidden(texts, lambda done, of: progress(step, done / of))


def _reporter(step: str, progress: Progress) -> Callable[[int, int, float], None]:
    return lambda done, of, _loss: progress(step, done / of)


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
