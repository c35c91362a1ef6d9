"""Names of one word in other forms: compounds ("verkoopafdeling", "dataanalytikere") and endings ("kundeafdeling")."""

from __future__ import annotations

from collections.abc import Mapping

HEADS = {
    "nl": (
        *("afdeling", "afdelingen", "dienst", "diensten", "team", "teams", "ploeg", "bureau", "kantoor", "lui"),
        *("mensen", "medewerker", "medewerkers", "collega", "verantwoordelijke", "kwestie", "vraag", "vragen"),
    ),
    "da": (
        *("afdelingen", "afdeling", "teamet", "team", "kontoret", "kontor", "folk", "folkene", "gruppen", "holdet"),
        *("chefen", "enheden", "linjen", "tjenesten", "medarbejder", "medarbejdere", "medarbejderne", "sporgsmal"),
        "sagen",
    ),
}
"""Second halves of compounds: "verkoopafdeling" is about "verkoop"."""
_ENDINGS = {
    "fr": ("es", "s", "e"),
    "nl": ("en", "e", "s"),
    "it": ("a", "e", "i", "o"),
    "da": ("ernes", "erne", "ene", "ens", "ets", "er", "en", "et", "ne", "e", "s"),
    "en": ("s",),
}
"""Of nouns: articles after the word, plurals, cases."""
LEAST = 6
"""Letters of the shortest stem that is known in another form."""
LEAST_TAIL = 7
"""Letters of the shortest name that is known at the end of a compound."""


class Compounds:
    """The other forms of names of one word, in one language."""

    def __init__(self, language: str, singles: Mapping[str, str], bases: Mapping[str, str]) -> None:
        """`singles`: what a folded word stands for; `bases`: the same for dictionary forms."""
        self._language = language
        self._singles = {**bases, **singles}
        self._heads = sorted(HEADS.get(language, ()), key=len, reverse=True)
        self._stems = {self._stem(word): value for word, value in reversed(tuple(singles.items())) if len(word) > LEAST}
        tails = [word for word in singles if len(word) >= LEAST_TAIL] if language in HEADS else []
        self._tails = sorted(tails, key=len, reverse=True)

    def inflected(self, word: str) -> str | None:
        """What a folded word stands for that differs from a name by its ending."""
        stem = self._stem(word)
        return self._stems.get(stem) if len(stem) >= LEAST else None

    def compound(self, word: str) -> str | None:
        """What a folded word stands for that is a name with another noun before or behind it."""
        for head in self._heads:
            if word.endswith(head) and len(word) > len(head) + 2:
                stem = word[: -len(head)]
                for half in (stem, stem.removesuffix("s"), stem.removesuffix("en"), stem + "en"):
                    if value := self._singles.get(half):
                        return value
        tail = next((tail for tail in self._tails if word.endswith(tail) and len(word) > len(tail) + 2), None)
        return self._singles[tail] if tail else None

    def _stem(self, word: str) -> str:
        for ending in _ENDINGS[self._language]:
            if word.endswith(ending) and len(word) - len(ending) >= LEAST:
                return word.removesuffix(ending)
        return word
