"""People by name as it was heard: first by sound, then by letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from rapidfuzz.distance import JaroWinkler

from bot.directory.company import Company
from bot.directory.folding import fold
from bot.directory.model import Person
from bot.directory.phonemes import phonemes, phonemes_of_all
from bot.directory.sounds import SoundTable
from bot.messages import LANGUAGES
from centralino import paths

SURE = 0.88
"""A match that may be acted on when no other comes near it."""
PLAUSIBLE = 0.68
"""A match worth asking about."""
NEAR = 0.07
"""Matches this close to the best one are as good as it."""

TITLES = {
    "f": "madame mme mademoiselle mevrouw mevr juffrouw signora signorina dottoressa fru frøken mrs miss ms",
    "m": "monsieur mr meneer mijnheer dhr signor signore sig dottor herr hr herre mister sir heer",
    "": "docteur dokter dottore doktor doctor dr professor professeur ingegnere avvocato",
}
"""Forms of address, with the gender they tell."""


@dataclass(frozen=True)
class PersonMatch:
    """A person who may be meant."""

    person: Person
    score: float
    """0 to 1; 1 is the exact name. From SURE on it can be acted on, from PLAUSIBLE on it should be confirmed."""


def find_person(
    company: Company, heard: str, language: str, limit: int = 5, cache: Path | None = None
) -> tuple[PersonMatch, ...]:
    """People whose name is like what was heard, best first; several with nearly the same score need a question back.

    Takes a first name, a last name or both, with or without a title ("mevrouw Jansen"). Candidates below PLAUSIBLE are
    left out. `cache` is the folder of phonemes; VAR/cache/phonemes when left out. Raises UserError without espeak-ng.
    """
    name, gender, titled = strip_title(heard)
    if not name:
        return ()
    index = _index(company, language, cache or paths.VAR / "cache" / "phonemes")
    scores = index.scores(name, phonemes(name, language), last_only=titled and " " not in name)
    found = []
    for person, score in zip(company.people.values(), scores, strict=True):
        if gender and person.gender and person.gender != gender:
            score *= 0.85
        if score >= PLAUSIBLE:
            found.append(PersonMatch(person, round(float(score), 3)))
    return tuple(sorted(found, key=lambda match: -match.score)[:limit])


def contenders(matches: tuple[PersonMatch, ...]) -> tuple[PersonMatch, ...]:
    """Those that are as good as the best: one means it is settled, several need a question back."""
    return tuple(match for match in matches if match.score >= matches[0].score - NEAR) if matches else ()


def strip_title(heard: str) -> tuple[str, str, bool]:
    """The folded name without forms of address, the gender they tell (f, m or empty), and whether there were any."""
    words = fold(heard).split()
    if words[:2] == ["de", "heer"]:
        words = words[1:]
    gender, rest, titled = "", list[str](), False
    for position, word in enumerate(words):
        kind = _TITLE_GENDER.get(word)
        # Only before the name: "Sir" and "Dr" may end one.
        if kind is None or rest or position == len(words) - 1:
            rest.append(word)
        else:
            gender, titled = gender or kind, True
    return " ".join(rest), gender, titled


_TITLE_GENDER = {fold(title): gender for gender, titles in TITLES.items() for title in titles.split()}


class NameIndex:
    """The names of a company with their sounds in one language of call."""

    def __init__(self, people: Iterable[Person], language: str, cache: Path) -> None:
        self._count = 0
        forms: list[tuple[int, str, str, str]] = []
        for number, person in enumerate(people):
            self._count += 1
            forms += [(number, kind, form, person.languages[0] if person.languages else language)
                      for kind, form in name_forms(person)]  # fmt: skip
        self._owner = np.array([form[0] for form in forms], dtype=np.int64)
        self._kind = np.array([form[1] for form in forms])
        self._single = np.array([" " not in form[2] for form in forms])
        self._written = [fold(form[2]) for form in forms]
        texts = [form[2] for form in forms]
        sounds = list(phonemes_of_all(texts, language, cache))
        owns = [form[3] for form in forms]
        # Callers say a name as they read it, or as its owner says it.
        native = {own: phonemes_of_all(texts, own, cache) for own in set(owns) & set(LANGUAGES)}
        self._read = SoundTable(sounds)
        self._native = SoundTable([native[own][i] if own in native else sounds[i] for i, own in enumerate(owns)])

    def scores(self, name: str, sounds: str, last_only: bool) -> list[float]:
        """For each person, how well the folded name and its sounds fit."""
        heard = np.maximum(self._read.similarity(sounds), 0.97 * self._native.similarity(sounds))
        letters = np.array([JaroWinkler.similarity(name, form) for form in self._written])
        same = np.array([name == form for form in self._written])
        fit = np.maximum(0.75 * heard + 0.25 * letters, 0.5 * (heard + letters))
        fit = np.where(same, 1.0, np.minimum(fit, 0.99))
        if last_only:
            fit = np.where(self._kind == "first", fit * 0.9, fit)
        # One word is hardly ever both names, and two are hardly ever one.
        unlikely, factor = (self._single, 0.9) if " " in name else (self._kind == "full", 0.97)
        fit = np.where(unlikely, fit * factor, fit)
        best = np.zeros(self._count)
        np.maximum.at(best, self._owner, fit)
        return [float(score) for score in best]


def name_forms(person: Person) -> tuple[tuple[str, str], ...]:
    """The ways a person is called, each with its kind: full, first or last."""
    firsts = (person.first_name, *person.first_sounds)
    lasts = (person.last_name, *person.last_sounds)
    if "aa" in person.last_name:
        # The old spelling of å, which neither recognisers nor espeak-ng take for one.
        lasts = (*lasts, person.last_name.replace("aa", "å"))
    words = person.last_name.split()
    bare = (words[-1],) if len(words) > 1 else ()
    forms = [("first", first) for first in firsts] + [("last", last) for last in (*lasts, *bare)]
    forms += [("full", f"{first} {last}") for first in firsts for last in (*lasts, *bare)]
    forms += [("full", f"{person.last_name} {person.first_name}")]
    return tuple(forms)


@lru_cache(maxsize=16)
def _cached_index(people: tuple[Person, ...], language: str, cache: Path) -> NameIndex:
    return NameIndex(people, language, cache)


def _index(company: Company, language: str, cache: Path) -> NameIndex:
    return _cached_index(tuple(company.people.values()), language, cache)
