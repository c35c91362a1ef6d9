"""Text damaged the way a recogniser damages it: to learn from, and to measure how much understanding survives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from bot.nlu.text import plain

WORD_ERRORS = 0.2
"""Share of words damaged: about what whisper-base does to French, Italian and Dutch phone speech (14 to 32 % by
../shared/design/speech.md)."""
SUBSTITUTE, DELETE, SPLIT = 0.6, 0.25, 0.08
"""Shares of the kinds of damage; the rest joins a word to the next. Substitutions are most of a recogniser's errors."""
JOINT = "\0"
"""Marks a word that runs into the next one."""
SHORT = 3
"""Words up to this length are swallowed rather than misheard."""


class Damage:
    """Damages texts of one language with sound-alike words out of a vocabulary of that language."""

    def __init__(self, vocabulary: Iterable[str], random: Random) -> None:
        self._words = sorted({word for text in vocabulary for word in plain(text).split() if word.isalpha()})
        self._near: dict[str, list[str]] = {}
        self._random = random

    def __call__(self, text: str) -> str:
        """The text as a recogniser might have written it; never empty when the text was not."""
        words, damaged = plain(text).split(), []
        for place, word in enumerate(words):
            if self._random.random() >= WORD_ERRORS:
                damaged.append(word)
            else:
                damaged += self._hurt(word, last=place == len(words) - 1)
        return _join(damaged) or plain(text)

    def steadily(self, text: str, language: str) -> str:
        """The same for the same text, whatever was damaged before it."""
        self._random.seed(f"{language} {text}")
        return self(text)

    def _hurt(self, word: str, last: bool) -> list[str]:
        kind = self._random.random()
        if kind < DELETE or (len(word) <= SHORT and kind < 2 * DELETE):
            return []
        if kind < DELETE + SPLIT and len(word) > SHORT + 1:
            cut = self._random.randrange(2, len(word) - 1)
            return [word[:cut], word[cut:]]
        if kind < DELETE + SPLIT + SUBSTITUTE or last:
            return [self._random.choice(self._sound_alikes(word))]
        return [word + JOINT]

    def _sound_alikes(self, word: str) -> Sequence[str]:
        if word not in self._near:
            found = process.extract(
                word, self._words, scorer=Levenshtein.normalized_similarity, limit=5, score_cutoff=0.5
            )
            self._near[word] = [match for match, _, _ in found if match != word] or [word[:-1] or word]
        return self._near[word]


def _join(words: Sequence[str]) -> str:
    return " ".join(words).replace(JOINT + " ", "").replace(JOINT, "")
