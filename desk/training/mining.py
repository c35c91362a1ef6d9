"""Topics among utterances: what many ask for in their own words, and the words that set it apart. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log

import numpy as np

from desk.training.vectors import Floats, unit

LIKE = 0.45
"""Cosine between the middles of two parts of a topic from which on they are one: see bench/topics.py."""
LEAST = 4
"""Utterances of a topic; fewer are chance."""
WORDS, EXAMPLES, WEEKS = 6, 3, 12
WEEK = timedelta(days=7)
SHORTEST = 3
"""Letters of a word that tells something."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Asking:
    """An utterance that no intent covers."""

    group: int
    at: datetime
    text: str
    vector: Floats


@dataclass(frozen=True)
class Topic:
    """Something that callers ask."""

    id: int
    """That of its first group, which it keeps while it grows."""
    language: str
    size: int
    words: tuple[str, ...]
    """The most typical first."""
    examples: tuple[str, ...]
    """Those nearest to its middle."""
    weeks: tuple[tuple[str, int], ...]
    """ISO week and utterances in it, the oldest first."""
    growth: int
    """Utterances of the last seven days less those of the seven before."""
    groups: tuple[int, ...]


def mine(asked: Sequence[Asking], language: str, stop_words: Collection[str], now: datetime) -> list[Topic]:
    """The largest first."""
    of_group = dict[int, list[Asking]]()
    for one in asked:
        of_group.setdefault(one.group, []).append(one)
    parts = join({group: np.sum([one.vector for one in its], axis=0) for group, its in of_group.items()})
    clusters = [(part, [one for group in part for one in of_group[group]]) for part in parts]
    clusters = [(part, its) for part, its in clusters if len(its) >= LEAST]
    inside = {id(one) for _, its in clusters for one in its}
    rest = [one.text for one in asked if id(one) not in inside]
    words = typical([[one.text for one in its] for _, its in clusters], rest, stop_words)
    found = [
        _topic(part, its, own, language, now) for (part, its), own in zip(clusters, words, strict=True)
    ]  # fmt: skip
    return sorted(found, key=lambda topic: (-topic.size, topic.id))


def join(sums: Mapping[int, Floats], like: float = LIKE) -> list[list[int]]:
    """Groups that belong together, by the sums of their vectors: the nearest two are joined until none are near enough
    (agglomerative clustering, average linkage). Groups in order within each part."""
    if len(sums) < 2:
        return [[group] for group in sums]
    from scipy.cluster.hierarchy import fcluster, linkage

    ids = sorted(sums)
    middles = unit(np.array([sums[group] for group in ids]))
    tree = linkage(middles.astype(np.float64), "average", "cosine")
    parts = dict[int, list[int]]()
    for group, label in zip(ids, fcluster(tree, 1 - like, "distance"), strict=True):
        parts.setdefault(int(label), []).append(group)
    return list(parts.values())


def typical(
    clusters: Sequence[Sequence[str]], rest: Iterable[str], stop_words: Collection[str], most: int = WORDS
) -> list[tuple[str, ...]]:
    """Of each cluster the words that are frequent in it and rare elsewhere: class-based TF-IDF (Grootendorst 2022,
    BERTopic, eq. 3), `rest` being one more class. A word counts once an utterance."""
    counts = [_count(texts, stop_words) for texts in (*clusters, list(rest))]
    everywhere = sum(counts, Counter[str]())
    mean = sum(everywhere.values()) / max(1, len(counts))
    found = []
    for own in counts[:-1]:
        total = max(1, sum(own.values()))
        scores = {word: n / total * log(1 + mean / everywhere[word]) for word, n in own.items() if n > 1}
        found.append(tuple(sorted(scores, key=lambda word: (-scores[word], word))[:most]))
    return found


def _count(texts: Iterable[str], stop_words: Collection[str]) -> Counter[str]:
    return Counter(
        word
        for text in texts
        for word in sorted(set(_WORD.findall(text.lower())))
        if len(word) >= SHORTEST and word not in stop_words
    )


def _topic(groups: Sequence[int], its: Sequence[Asking], words: tuple[str, ...], language: str, now: datetime) -> Topic:
    middle = unit(np.sum([one.vector for one in its], axis=0))
    nearest = sorted(its, key=lambda one: -float(one.vector @ middle))
    examples = tuple(dict.fromkeys(one.text for one in nearest))[:EXAMPLES]
    weeks = [week(now - back * WEEK) for back in reversed(range(WEEKS))]
    counted = Counter(week(one.at) for one in its)
    recent = sum(one.at > now - WEEK for one in its)
    earlier = sum(now - 2 * WEEK < one.at <= now - WEEK for one in its)
    growth = recent - earlier
    by_week = tuple((name, counted[name]) for name in weeks)
    return Topic(min(groups), language, len(its), words, examples, by_week, growth, tuple(sorted(groups)))


def week(moment: datetime) -> str:
    """ISO 8601: 2026-W47."""
    year, number, _ = moment.isocalendar()
    return f"{year}-W{number:02}"
