"""What the classifier learns from: the utterances, damaged copies of them, and gibberish.

It depends on nothing but the set of utterances, and what is made of one does not depend on what stands far from it: one
utterance more leaves nearly all of it as it was, which is what makes a training after a small change a quick one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random

import numpy as np
from numpy.typing import NDArray

from bot.nlu.batches import share
from bot.nlu.damage import Damage
from bot.nlu.gibberish import gibberish

HELD_OUT = 0.08
"""Share of the utterances that only the calibration sees."""
DAMAGED = 0.4
"""Share of the utterances that the encoder learns a second time, as a recogniser might have written them; the n-grams,
which cost little, learn all of them twice."""
GIBBERISH = 0.03
"""Utterances without meaning that are learned as out of scope, as a share of the others."""


@dataclass(frozen=True)
class Examples:
    """Labelled utterances."""

    texts: tuple[str, ...]
    intents: tuple[str, ...]
    languages: tuple[str, ...]
    """Of each text; sound-alikes are words of the same language."""

    def ordered(self) -> Examples:
        """Each once, in an order of their own: by language and intent, at random within those."""
        rows = set(zip(self.languages, self.intents, self.texts, strict=True))
        by = sorted(rows, key=lambda row: (row[0], row[1], share(row[2]), row[2]))
        if not by:
            return self
        languages, intents, texts = zip(*by, strict=True)
        return Examples(texts, intents, languages)


@dataclass(frozen=True)
class Split:
    """Which utterances are learned from, and which only calibrate."""

    learned: NDArray[np.int64]
    held_out: NDArray[np.int64]


@dataclass(frozen=True)
class Lessons:
    """Texts and their labels."""

    texts: list[str]
    labels: NDArray[np.int32]
    for_encoder: NDArray[np.int64]
    """Rows that the encoder learns."""
    shares: list[float]
    """A number from 0 to 1 for each row, which one utterance more or less does not change: see batches.steady."""


def split(texts: Sequence[str], labels: NDArray[np.int32]) -> Split:
    """By a hash of the text, so that an utterance stays on its side whatever is added around it; of a label that would
    have no utterance to learn from, all are learned."""
    shares = np.array([share(text) for text in texts])
    held_out = (shares < HELD_OUT) & np.isin(labels, labels[shares >= HELD_OUT])
    return Split(np.flatnonzero(~held_out), np.flatnonzero(held_out))


def lessons(texts: Sequence[str], languages: Sequence[str], labels: NDArray[np.int32], outside: int | None) -> Lessons:
    """Of utterances that stand together by language. `outside`: the label of gibberish, None for none."""
    copies = _damaged(texts, languages)
    noise = [] if outside is None else _noise(texts, languages)
    learned = [*texts, *noise, *copies]
    rows = np.concatenate([labels, np.full(len(noise), outside or 0, np.int32), labels])
    first = len(texts) + len(noise)
    twice = first + np.flatnonzero([share(text, "damaged") < DAMAGED for text in texts])
    marks = [""] * first + ["damaged"] * len(copies)
    shares = [share(text, f"{row} {mark}") for text, row, mark in zip(learned, rows, marks, strict=True)]
    return Lessons(learned, rows, np.concatenate([np.arange(first), twice]), shares)


def _damaged(texts: Sequence[str], languages: Sequence[str]) -> list[str]:
    made = []
    for language, rows in groupby(zip(languages, texts, strict=True), key=lambda row: row[0]):
        own = [text for _, text in rows]
        damage = Damage(own, Random(0))
        made += [damage.steadily(text, language) for text in own]
    return made


def _noise(texts: Sequence[str], languages: Sequence[str]) -> list[str]:
    made = []
    for _, rows in groupby(zip(languages, texts, strict=True), key=lambda row: row[0]):
        own = [text for _, text in rows]
        made += [gibberish(own, place) for place, text in enumerate(own) if share(text, "gibberish") < GIBBERISH]
    return made
