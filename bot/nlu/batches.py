"""Batches of a training that one utterance more or less hardly changes.

What a network learns depends on which utterances meet in a batch, on the order of the batches and on the units that are
dropped meanwhile. Drawn at random one after the other, all of it changes behind an utterance that is added; drawn by
hashes of the utterances themselves, one batch does. Candidates then differ by what was edited, less by chance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from bot.nlu.text import plain

GROUP = 8
"""Batches of one group of lengths, at least: fewer leave less to pad, but their sizes are more a matter of chance."""


@dataclass(frozen=True)
class Batch:
    """Utterances that are learned together."""

    rows: NDArray[np.int64]
    seed: int
    """Its own, 31 bits."""


def share(text: str, salt: str = "") -> float:
    """0 to 1, evenly, the same for the same text."""
    return int(hashlib.sha256(f"{plain(text)}{salt}".encode()).hexdigest()[:8], 16) / 2**32


def steady(lengths: Sequence[int], shares: Sequence[float], size: int, salt: str = "") -> list[Batch]:
    """About `size` utterances each, of like length; `shares` decide who meets whom, `salt` mixes them anew."""
    mixed = (np.asarray(shares) + share(salt)) % 1.0
    made = []
    for shortest, group in _groups(lengths, size * GROUP):
        count = max(round(len(group) / size), 1)
        numbers = (mixed[group] * count).astype(int)
        for number in range(count):
            rows = group[numbers == number]
            if len(rows):
                made.append(Batch(rows[np.argsort(mixed[rows], kind="stable")], _seed(f"{shortest} {number} {salt}")))
    return sorted(made, key=lambda batch: batch.seed)


def _groups(lengths: Sequence[int], least: int) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Whole lengths together until they are `least`; the rest joins the longest."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    groups: list[tuple[int, list[int]]] = []
    for length, rows in groupby(order, key=lengths.__getitem__):
        if not groups or len(groups[-1][1]) >= least:
            groups.append((length, []))
        groups[-1][1].extend(rows)
    if len(groups) > 1 and len(groups[-1][1]) < least:
        groups[-2][1].extend(groups.pop()[1])
    for shortest, found in groups:
        yield shortest, np.array(found)


def _seed(name: str) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) >> 1
