"""Fine-tuning of the sentence encoder's upper layers on the callers' utterances.

The lower layers stay as they are, so their output is computed once, by ONNX Runtime, and only the upper ones are
trained. Against a classifier on the frozen layers this takes a twelfth of the errors away, n-grams included (held-out
eighth of the training data: 83.8 → 85.0 % right).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from bot.nlu.batches import steady
from bot.nlu.e5_weights import E5Weights

Weights = dict[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Recipe:
    """How the upper layers are trained."""

    layers: int = 8
    """Layers of the encoder that are used, of 12. Beside the n-grams, a second adapted layer costs three quarters
    more time and gains half a point (three epochs, held-out eighth of the training data: 86.1 → 86.7 % right)."""
    frozen: int = 7
    """Lower layers left as they are."""
    epochs: int = 1
    """A second one costs a third of the whole training's time and gains one point (the same: 85.0 → 86.1 %)."""
    batch: int = 64
    """Utterances a step."""
    rate: float = 1.6e-3
    """Peak learning rate of the encoder; the classifier on top learns at HEAD_RATE."""
    dropout: float = 0.1
    smoothing: float = 0.1
    """Label smoothing: keeps the confidences from collapsing to 1."""
    seed: int = 0


HEAD_RATE = 1e-3
WARM_UP = 0.1
"""Share of the steps in which the rate rises; it falls along a cosine after that."""
POOLS = 4
"""Attention-weighted means beside the plain mean over the tokens."""
HIDDEN = 512


class Drop:
    """Leaves units out while training, by a seed: the same batch loses the same ones, whatever was trained before."""

    def __init__(self, rate: float, seed: tf.Tensor) -> None:
        """`seed`: int32, a scalar."""
        self._rate, self._seed, self._calls = rate, seed, 0

    def __call__(self, x: tf.Tensor, times: int = 1) -> tf.Tensor:
        """`times`: more of them."""
        self._calls += 1
        return tf.nn.experimental.stateless_dropout(x, self._rate * times, seed=[self._seed, self._calls])


class Layer(tf.Module):  # type: ignore[misc]
    """One encoder layer with the weights of the file."""

    def __init__(self, weights: E5Weights, number: int) -> None:
        super().__init__()
        width, inner = weights.width, weights.inner
        shapes = {"q": (width, width), "k": (width, width), "v": (width, width), "ao": (width, width)}
        shapes |= {"fi": (inner, width), "fo": (width, inner)}
        self.parts: dict[str, tf.Variable] = {}
        for part, (rows, columns) in shapes.items():
            name = f"l{number}.{part}"
            self.parts[f"{part}.w"] = tf.Variable(weights.matrix(f"{name}.w", rows, columns).T, name=f"{name}.w")
            self.parts[f"{part}.b"] = tf.Variable(weights.vector(f"{name}.b"), name=f"{name}.b")
        for part in ("aln", "oln"):
            for half in "wb":
                name = f"l{number}.{part}.{half}"
                self.parts[f"{part}.{half}"] = tf.Variable(weights.vector(name), name=name)
        self._heads, self._epsilon = weights.heads, weights.epsilon

    def _dense(self, x: tf.Tensor, part: str) -> tf.Tensor:
        flat = tf.reshape(x, [-1, tf.shape(self.parts[f"{part}.w"])[0]])
        out = tf.nn.bias_add(tf.matmul(flat, self.parts[f"{part}.w"]), self.parts[f"{part}.b"])
        return tf.reshape(out, tf.concat([tf.shape(x)[:-1], tf.shape(out)[-1:]], 0))

    def _norm(self, x: tf.Tensor, part: str) -> tf.Tensor:
        mean, variance = tf.nn.moments(x, axes=[-1], keepdims=True)
        return tf.nn.batch_normalization(
            x, mean, variance, self.parts[f"{part}.b"], self.parts[f"{part}.w"], self._epsilon
        )

    def __call__(self, x: tf.Tensor, blocked: tf.Tensor, drop: Drop) -> tf.Tensor:
        """x [batch, tokens, width]; blocked [batch, 1, 1, tokens], large negative where there is no token."""
        size, width = tf.shape(x), x.shape[-1]
        each = width // self._heads

        def heads(part: str) -> tf.Tensor:
            return tf.transpose(tf.reshape(self._dense(x, part), [size[0], size[1], self._heads, each]), [0, 2, 1, 3])

        scores = tf.matmul(heads("q"), heads("k"), transpose_b=True) * each**-0.5 + blocked
        mixed = tf.transpose(tf.matmul(tf.nn.softmax(scores), heads("v")), [0, 2, 1, 3])
        attended = tf.ensure_shape(tf.reshape(mixed, size), [None, None, width])
        x = self._norm(x + drop(self._dense(attended, "ao")), "aln")
        middle = tf.nn.gelu(self._dense(x, "fi"))
        return self._norm(x + drop(self._dense(middle, "fo")), "oln")


class Head(tf.Module):  # type: ignore[misc]
    """The classifier on top: pools the tokens, one hidden layer, one score an intent."""

    def __init__(self, width: int, classes: int, seed: int) -> None:
        super().__init__()
        random = np.random.default_rng(seed)

        def start(rows: int, columns: int) -> NDArray[np.float32]:
            values: NDArray[np.float32] = random.uniform(-1, 1, (rows, columns)).astype(np.float32) * rows**-0.5
            return values

        pooled = width * (POOLS + 1)
        self.parts = {
            "attention.w": tf.Variable(start(width, POOLS)),
            "hidden.w": tf.Variable(start(pooled, HIDDEN)),
            "hidden.b": tf.Variable(np.zeros(HIDDEN, np.float32)),
            "out.w": tf.Variable(start(HIDDEN, classes)),
            "out.b": tf.Variable(np.zeros(classes, np.float32)),
        }

    def __call__(self, x: tf.Tensor, mask: tf.Tensor, drop: Drop) -> tf.Tensor:
        """x [batch, tokens, width], mask [batch, tokens] 1 or 0; returns scores [batch, classes]."""
        parts, present = self.parts, mask[:, :, None]
        mean = tf.reduce_sum(x * present, 1) / tf.reduce_sum(present, 1)
        attention = tf.nn.softmax(tf.einsum("bth,hk->btk", x, parts["attention.w"]) + (present - 1) * 1e4, axis=1)
        weighted = tf.reshape(tf.einsum("btk,bth->bkh", attention, x), [tf.shape(x)[0], POOLS * x.shape[-1]])
        pooled = drop(tf.concat([mean, weighted], 1))
        hidden = tf.tanh(tf.matmul(pooled, parts["hidden.w"]) + parts["hidden.b"])
        return tf.matmul(drop(hidden, 2), parts["out.w"]) + parts["out.b"]


class Adaptation:
    """Training of the upper layers and the head."""

    def __init__(self, weights: E5Weights, classes: int, recipe: Recipe, steps: int) -> None:
        # The same data give the same model, whichever machine trains it.
        tf.keras.utils.set_random_seed(recipe.seed)
        tf.config.experimental.enable_op_determinism()
        self._recipe, self._classes = recipe, classes
        self._layers = [Layer(weights, number) for number in range(recipe.frozen, recipe.layers)]
        self._head = Head(weights.width, classes, recipe.seed)
        self._upper = [variable for layer in self._layers for variable in layer.parts.values()]
        self._top = list(self._head.parts.values())
        groups = ((self._upper, recipe.rate), (self._top, HEAD_RATE))
        # The legacy class updates a variable in one fused kernel: half the time a step of its successor (2.12).
        self._optimisers = []
        for variables, rate in groups:
            if variables:
                optimiser = tf.keras.optimizers.legacy.Adam(_Schedule(rate, steps))
                self._optimisers.append((optimiser, variables))
        tokens, floats = [None, None], tf.float32
        self._step = tf.function(
            self._step_once,
            autograph=False,
            input_signature=[
                tf.TensorSpec([None, None, weights.width], floats),
                tf.TensorSpec(tokens, floats),
                tf.TensorSpec([None], tf.int32),
                tf.TensorSpec([], tf.int32),
            ],
        )

    def _scores(self, x: tf.Tensor, mask: tf.Tensor, drop: Drop) -> tf.Tensor:
        """[batch, classes], of the lower layers' output."""
        blocked = (mask[:, None, None, :] - 1) * 1e4
        for layer in self._layers:
            x = layer(x, blocked, drop)
        return self._head(x, mask, drop)

    def _step_once(self, x: tf.Tensor, mask: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
        smooth, drop = self._recipe.smoothing, Drop(self._recipe.dropout, seed)
        with tf.GradientTape() as tape:
            target = tf.one_hot(labels, self._classes) * (1 - smooth) + smooth / self._classes
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(target, self._scores(x, mask, drop)))
        sources = [variables for _, variables in self._optimisers]
        for (optimiser, variables), gradients in zip(self._optimisers, tape.gradient(loss, sources), strict=True):
            optimiser.apply_gradients(zip(gradients, variables, strict=True))
        return loss

    def step(self, x: NDArray[np.float32], mask: NDArray[np.float32], labels: NDArray[np.int32], seed: int) -> None:
        """One optimiser step."""
        self._step(x, mask, labels, seed)

    def weights(self) -> Weights:
        """The trained weights by name: `l8.q.w` [in, out] … and `head.hidden.w` …"""
        named = {variable.name.removesuffix(":0"): variable.numpy() for variable in self._upper}
        return named | {f"head.{name}": variable.numpy() for name, variable in self._head.parts.items()}


class _Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """Rises linearly for WARM_UP of the steps, then falls along a cosine to nothing."""

    def __init__(self, peak: float, steps: int) -> None:
        self._peak, self._steps = peak, float(steps)

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        done = tf.cast(step, tf.float32) / self._steps
        falling = 0.5 * (1 + tf.cos(np.pi * tf.minimum((done - WARM_UP) / (1 - WARM_UP), 1.0)))
        return self._peak * tf.where(done < WARM_UP, done / WARM_UP + 1e-3, falling)


def adapt(
    hidden: Sequence[NDArray[np.float16]],
    labels: NDArray[np.int32],
    shares: Sequence[float],
    weights: E5Weights,
    recipe: Recipe,
    progress: Callable[[int, int], None],
) -> Adaptation:
    """Train on the lower layers' output, one [tokens, width] array an utterance; `shares`: see batches.steady.
    `progress(step, steps)`."""
    lengths = [len(tokens) for tokens in hidden]
    batches = [batch for epoch in range(recipe.epochs) for batch in steady(lengths, shares, recipe.batch, str(epoch))]
    model = Adaptation(weights, int(labels.max()) + 1, recipe, len(batches))
    for step, batch in enumerate(batches, start=1):
        x, mask = pad([hidden[i] for i in batch.rows])
        model.step(x, mask, labels[batch.rows], batch.seed)
        progress(step, len(batches))
    return model


def pad(rows: Sequence[NDArray[np.float16]]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """float32 [batch, tokens, width] and its mask [batch, tokens]."""
    longest, width = max(len(row) for row in rows), rows[0].shape[1]
    x = np.zeros((len(rows), longest, width), np.float32)
    mask = np.zeros((len(rows), longest), np.float32)
    for index, row in enumerate(rows):
        x[index, : len(row)] = row
        mask[index, : len(row)] = 1
    return x, mask
