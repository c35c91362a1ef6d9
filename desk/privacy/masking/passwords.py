"""What somebody says after "my password is"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from desk.privacy.masking.words import Words

MOST = 5
"""Words of a password that is said."""
_IS = {
    "fr": "est c etait serait", "nl": "is was luidt", "it": "e era sarebbe", "da": "er var lyder",
    "en": "is was s",
}  # fmt: skip
_BESIDE = {
    "fr": "est ca je crois euh alors donc bien", "nl": "dus euh dat gewoon", "it": "allora ehm questa",
    "da": "altsa oh", "en": "uh that like",
}  # fmt: skip
"""Words between "is" and the password."""
_STATES = {
    "fr": "bloque bloquee expire expiree perime pas plus faux fausse mauvais refuse invalide incorrect errone oublie "
    "perdu trop toujours deja change nouveau correct bon le la un une mon ma celui que ce en a quoi introuvable ne",
    "nl": "geblokkeerd verlopen niet fout verkeerd vergeten kwijt te altijd al veranderd gewijzigd nieuw juist goed "
    "het de een mijn ongeldig geweigerd onjuist sinds weg gereset",
    "it": "bloccata bloccato scaduta scaduto non sbagliata errata dimenticata persa troppo sempre gia cambiata nuova "
    "giusta corretta la il una un quella che stata rifiutata invalida",
    "da": "spaerret udlobet ikke forkert glemt vaek for altid allerede aendret ny nyt rigtig rigtigt den det en et min "
    "blevet afvist ugyldig laast last nulstillet",
    "en": "blocked expired not n wrong forgotten lost too always already changed new right correct the a an my locked "
    "invalid rejected refused incorrect no being never still isn gone reset required",
}  # fmt: skip
"""What a password may be instead."""
_ENDS = {
    "fr": "mais et si pour tout ou parce quand voila merci", "nl": "maar en als voor alles of want dus",
    "it": "ma e se per tutto o perche grazie", "da": "men og hvis for med eller fordi tak",
    "en": "but and if for all or because please",
}  # fmt: skip
_BREAK = re.compile(r"[,;:?\n]|[.!](?:\s|$)")
_MIXED = re.compile(r"(?=\S*[^\W\d_])(?=\S*\d)\S{6,}")
"""A word with letters and digits."""
AROUND = 40
"""Characters before and behind the keyword among which such a word is a password."""


def find_values(words: Words, places: Sequence[tuple[int, int]], language: str) -> Iterator[tuple[int, int]]:
    """Where passwords are: half-open character offsets. `places`: of their keywords, as indices of words."""
    for first, last in places:
        start, end = words.places[first][0], words.places[last - 1][1]
        mixed = _MIXED.search(words.text, end, end + AROUND) or _MIXED.search(words.text, max(0, start - AROUND), start)
        if mixed is not None:
            yield mixed.start(), mixed.end()
        elif (said := _said(words, last, language)) is not None:
            yield said


def _said(words: Words, index: int, language: str) -> tuple[int, int] | None:
    known = language if language in _IS else "en"
    if words.word(index) not in _IS[known].split():
        return None
    index += 1
    while words.word(index) in _BESIDE[known].split():
        index += 1
    if index >= len(words.places) or words.word(index) in (*_STATES[known].split(), *_ENDS[known].split()):
        return None
    last = index
    while last - index < MOST and last < len(words.places):
        ends = last > index and words.word(last) in _ENDS[known].split()
        if ends or (last > index and _BREAK.search(words.text, words.places[last - 1][1], words.places[last][0])):
            break
        last += 1
    return words.places[index][0], words.places[last - 1][1]
