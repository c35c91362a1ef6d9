"""How alike two sequences of sounds are: an edit distance in which near sounds cost little.

Costs follow articulation (place, manner and voicing of consonants; height, backness and rounding of vowels), as in
ALINE (Kondrak 2000), with weights chosen by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# height 0 close … 6 open, backness 0 front … 4 back, rounded
_VOWELS: dict[str, tuple[float, float, float]] = {
    "i": (0, 0, 0), "y": (0, 0, 1), "ɨ": (0, 2, 0), "ʉ": (0, 2, 1), "ɯ": (0, 4, 0), "u": (0, 4, 1),
    "ɪ": (1, 0.6, 0), "ʏ": (1, 0.6, 1), "ʊ": (1, 3.4, 1),
    "e": (2, 0, 0), "ø": (2, 0, 1), "ɵ": (2, 2, 1), "ɤ": (2, 4, 0), "o": (2, 4, 1),
    "ə": (3, 2, 0), "ᵊ": (3, 2, 0), "ɚ": (3, 2, 0),
    "ɛ": (4, 0, 0), "ε": (4, 0, 0), "œ": (4, 0, 1), "ɜ": (4, 2, 0), "ɞ": (4, 2, 1), "ʌ": (4, 3.4, 0), "ɔ": (4, 4, 1),
    "æ": (5, 0, 0), "ɐ": (5, 2, 0), "a": (6, 0.8, 0), "ɶ": (6, 0, 1), "ɑ": (6, 4, 0), "ɒ": (6, 4, 1),
}  # fmt: skip
# place 0 lips … 8 glottis, manner 0 stop 1 fricative 2 nasal 3 liquid 4 glide, voiced
_CONSONANTS: dict[str, tuple[float, float, float]] = {
    "p": (0, 0, 0), "b": (0, 0, 1), "m": (0, 2, 1), "f": (0.5, 1, 0), "v": (0.5, 1, 1), "ʋ": (0.5, 3.6, 1),
    "ɸ": (0, 1, 0), "β": (0, 1, 1), "w": (0.5, 4, 1), "ɥ": (0.5, 4, 1),
    "θ": (2, 1, 0), "ð": (2, 1, 1), "t": (3, 0, 0), "d": (3, 0, 1), "n": (3, 2, 1), "s": (3, 1, 0), "z": (3, 1, 1),
    "l": (3, 3, 1), "ɫ": (3, 3, 1), "ʃ": (4, 1, 0), "ʒ": (4, 1, 1), "ɕ": (4, 1, 0), "ʑ": (4, 1, 1),
    "ʂ": (4, 1, 0), "ʐ": (4, 1, 1), "ɲ": (5, 2, 1), "ʎ": (5, 3, 1), "j": (5, 4, 1), "ç": (5, 1, 0), "ʝ": (5, 1, 1),
    "c": (5, 0, 0), "ɟ": (5, 0, 1), "k": (6, 0, 0), "ɡ": (6, 0, 1), "g": (6, 0, 1), "ŋ": (6, 2, 1),
    "x": (6, 1, 0), "ɣ": (6, 1, 1), "χ": (6.5, 1, 0), "q": (6.5, 0, 0), "h": (8, 1, 0), "ɦ": (8, 1, 1),
}  # fmt: skip
_RHOTICS = "rɹɾʁʀɻɽ"
_SYMBOLS = "".join(_VOWELS) + "".join(_CONSONANTS) + _RHOTICS
_INDEX = {symbol: index for index, symbol in enumerate(_SYMBOLS)}
_UNKNOWN = len(_SYMBOLS)

Sounds = NDArray[np.int16]


def encode(ipa: str) -> Sounds:
    """IPA letters as symbol numbers."""
    return np.array([_INDEX.get(letter, _UNKNOWN) for letter in ipa], dtype=np.int16)


class SoundTable:
    """Many sequences of sounds, compared with one at a time."""

    def __init__(self, sequences: Sequence[str]) -> None:
        encoded = [encode(sequence) for sequence in sequences]
        self._lengths = np.array([len(item) for item in encoded], dtype=np.int64)
        width = int(self._lengths.max(initial=0))
        self._symbols = np.full((len(encoded), width), _UNKNOWN, dtype=np.int16)
        for row, item in enumerate(encoded):
            self._symbols[row, : len(item)] = item
        self._drop = _gap_costs()[self._symbols]
        edges = np.concatenate([np.zeros((len(encoded), 1)), np.cumsum(self._drop, axis=1)], axis=1)
        self._edge: NDArray[np.float64] = edges
        rows = np.arange(len(encoded))
        self._weight = edges[rows, self._lengths] if len(encoded) else np.zeros(0)

    def similarity(self, heard: str) -> NDArray[np.float64]:
        """For each sequence, 1 (the same sounds) to 0 (nothing in common)."""
        sounds = encode(heard)
        if not len(sounds) or not len(self._lengths):
            return np.zeros(len(self._lengths))
        substitution, gap = _substitution_costs(), _gap_costs()
        previous = self._edge.copy()
        for symbol in sounds:
            change = substitution[symbol][self._symbols]
            current = np.empty_like(previous)
            current[:, 0] = previous[:, 0] + gap[symbol]
            best = np.minimum(previous[:, :-1] + change, previous[:, 1:] + gap[symbol])
            for column in range(best.shape[1]):
                current[:, column + 1] = np.minimum(best[:, column], current[:, column] + self._drop[:, column])
            previous = current
        distance = previous[np.arange(len(self._lengths)), self._lengths]
        longest = np.maximum(self._weight, gap[sounds].sum())
        similar: NDArray[np.float64] = np.clip(1.0 - distance / np.maximum(longest, 1e-9), 0.0, 1.0)
        return similar


def similarity(first: str, second: str) -> float:
    """How alike two IPA sequences are, 1 to 0."""
    return float(SoundTable([first]).similarity(second)[0])


@lru_cache(maxsize=1)
def _gap_costs() -> NDArray[np.float64]:
    """Cost of a sound that is heard on one side only: small for those that speakers swallow."""
    costs = np.ones(_UNKNOWN + 1)
    for symbol, index in _INDEX.items():
        if symbol in "əᵊɐ":
            costs[index] = 0.45
        elif symbol in "hɦj":
            costs[index] = 0.5
        elif symbol in _VOWELS or symbol in _RHOTICS or symbol == "w":
            costs[index] = 0.8
    return costs


@lru_cache(maxsize=1)
def _substitution_costs() -> NDArray[np.float64]:
    size = _UNKNOWN + 1
    costs = np.ones((size, size))
    for first, row in _INDEX.items():
        for second, column in _INDEX.items():
            costs[row, column] = _substitution(first, second)
    return costs


def _substitution(first: str, second: str) -> float:
    if first == second:
        return 0.0
    if first in _RHOTICS and second in _RHOTICS:
        return 0.05
    if first in _VOWELS and second in _VOWELS:
        a, b = _VOWELS[first], _VOWELS[second]
        return min(0.9, 0.1 + 0.09 * abs(a[0] - b[0]) + 0.07 * abs(a[1] - b[1]) + 0.1 * abs(a[2] - b[2]))
    if first in _CONSONANTS and second in _CONSONANTS:
        a, b = _CONSONANTS[first], _CONSONANTS[second]
        apart = 0.12 * abs(a[0] - b[0]) + (0.35 if a[1] != b[1] else 0.0) + 0.2 * abs(a[2] - b[2])
        return min(1.0, apart + 0.05)
    pair = {first, second}
    if pair & set(_RHOTICS):
        return 0.55 if pair & set("xχɣlɐə") else 1.0
    # A glide is the consonant of its vowel.
    near = ({"j", "i"}, {"j", "ɪ"}, {"w", "u"}, {"w", "ʊ"}, {"ʋ", "u"}, {"ɥ", "y"})
    return 0.25 if pair in near else 1.0
