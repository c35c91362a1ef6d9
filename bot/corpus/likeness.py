"""Utterances of a language that are nearly the same and have different intents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz, process

from bot.corpus.reading import Example
from bot.messages import LANGUAGES

ALIKE = 88.0
"""Least likeness, 0 to 100: 1 less the share of letters that have to be put in or taken out (rapidfuzz's ratio)."""
SHORTEST = 12
"""Letters of the shortest text: in shorter ones a letter is a word ("ja tak", "nej tak")."""
CHUNK = 512
THREADS = 2


@dataclass(frozen=True)
class Pair:
    """Two of them."""

    one: Example
    other: Example
    likeness: float


def alike(examples: Sequence[Example]) -> list[Pair]:
    """Pairs that are nearly the same, the most alike first. `examples`: of one language. The same text twice counts
    once; the very same text under two intents is not near but a conflict, and not here.

    Texts are compared in the order of their length, each chunk with those that are not too long to be alike: a second
    for 8,000 utterances. Kept for as long as these stay the same."""
    return list(_pairs(tuple(examples)))


@lru_cache(maxsize=2 * len(LANGUAGES))
def _pairs(examples: tuple[Example, ...]) -> tuple[Pair, ...]:
    rows = sorted({one.key: one for one in examples if len(one.key) >= SHORTEST}.values(), key=lambda one: len(one.key))
    found = [pair for begin in range(0, len(rows), CHUNK) for pair in _chunk(rows, begin)]
    return tuple(sorted(found, key=lambda pair: (-pair.likeness, pair.one.key)))


def _chunk(rows: Sequence[Example], begin: int) -> Iterator[Pair]:
    chunk = rows[begin : begin + CHUNK]
    longest = len(chunk[-1].key) * (200 - ALIKE) / ALIKE
    end = next((at for at in range(begin, len(rows)) if len(rows[at].key) > longest), len(rows))
    texts, against = [one.key for one in chunk], [one.key for one in rows[begin:end]]
    scores = process.cdist(
        texts, against, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.float32, workers=THREADS
    )  # fmt: skip
    for one, other in np.argwhere(scores >= ALIKE):
        # Each pair once.
        if one < other and chunk[one].intent != rows[begin + other].intent:
            yield Pair(chunk[one], rows[begin + other], float(scores[one, other]))
