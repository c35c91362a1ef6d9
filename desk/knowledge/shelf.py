"""Which article helps with a call: by the intents that the bot understood; of several, by the words of the caller.

Words are compared by the weights of their pieces of three to five letters (tf-idf, cosine), which forgive endings,
compounds and the recogniser's slips; each language with its own articles. Words alone suggest nothing: see
bench/knowledge.py for how often they would be right.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from desk.knowledge.article import Article

BY_INTENT, BY_WORDS, BY_DEPARTMENT = 0.6, 0.4, 0.05
"""Weights: what was understood counts more than shared words; the department decides where all else is equal."""
LEAST = 0.2
"""Under this an article is not suggested: a wrong one costs the agent's time while the caller waits."""
PIECES = (3, 5)


@dataclass(frozen=True)
class Suggestion:
    """An article that may help."""

    article: Article
    score: float
    """0 to about 1."""


class Shelf:
    """The articles of a house, ready to be searched. Thread-safe."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = {article.key: article for article in articles}
        self._indexes: dict[str, _Index] = {}

    def get(self, key: str) -> Article:
        """Raises KeyError."""
        return self._articles[key]

    def suggest(
        self,
        language: str,
        said: Sequence[str],
        intents: Mapping[str, float],
        department: str | None = None,
        limit: int = 3,
        least: float = LEAST,
    ) -> list[Suggestion]:
        """Best first. `said`: the caller's lines; `intents`: the bot's readings with their confidence, 0 to 1; `least`:
        score from which an article is suggested."""
        words = self._index(language).similarity(" ".join(said))
        found = []
        for key, article in self._articles.items():
            understood = max((intents[intent] for intent in article.intents if intent in intents), default=0.0)
            score = BY_INTENT * understood + BY_WORDS * words.get(key, 0.0)
            if score >= least:
                here = department is not None and department in article.departments
                found.append(Suggestion(article, score + BY_DEPARTMENT * here))
        return sorted(found, key=lambda one: (-one.score, one.article.key))[:limit]

    def _index(self, language: str) -> _Index:
        if language not in self._indexes:
            texts = {key: article.texts.get(language) for key, article in self._articles.items()}
            self._indexes[language] = _Index({key: f"{text.title} {text.body}" for key, text in texts.items() if text})
        return self._indexes[language]


class _Index:
    """The texts of one language."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._counts = {key: _counts(text) for key, text in texts.items()}

    @cached_property
    def _rarity(self) -> dict[str, float]:
        """Inverse document frequency of each piece, smoothed as if one text more had them all."""
        texts = Counter(piece for counts in self._counts.values() for piece in counts)
        return {piece: math.log((1 + len(self._counts)) / (1 + count)) + 1 for piece, count in texts.items()}

    @cached_property
    def _weights(self) -> dict[str, dict[str, float]]:
        return {key: self._weighed(counts) for key, counts in self._counts.items()}

    def similarity(self, said: str) -> dict[str, float]:
        """Cosine of each text, 0 to 1."""
        asked = self._weighed(_counts(said))
        if not asked:
            return {}
        return {
            key: sum(weight * weights.get(piece, 0.0) for piece, weight in asked.items())
            for key, weights in self._weights.items()
        }

    def _weighed(self, counts: Mapping[str, int]) -> dict[str, float]:
        """Of length 1; pieces that no text has count for nothing."""
        rarity = self._rarity
        weights = {piece: (1 + math.log(count)) * rarity[piece] for piece, count in counts.items() if piece in rarity}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {piece: weight / length for piece, weight in weights.items()}


def _counts(text: str) -> Counter[str]:
    """The pieces of a text, within words and their edges; a word that is shorter than a piece is one."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(one))
    counts = Counter[str]()
    for word in plain.split():
        edged = f" {word} "
        for length in range(PIECES[0], PIECES[1] + 1):
            counts.update(edged[start : start + length] for start in range(max(len(edged) - length, 0) + 1))
            if length >= len(edged):
                break
    return counts
