"""Customers by a name as it was heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler, Levenshtein
from rapidfuzz.process import cdist

from desk.customers.model import Why
from desk.customers.sounds import fold, skeleton, sound


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


PLAUSIBLE = 0.72
"""A likeness worth showing to an agent."""
ALONE = 0.9
"""Of a first name that comes alone; so many have it."""
CONTACT = 0.97
"""Of somebody who calls for the customer."""
WINDOW = 4
"""Words of a sentence that may be one name."""
LEAST_LETTERS = 4
"""Of a name in a sentence."""

TITLES = _words(
    """madame mme mademoiselle monsieur docteur professeur mevrouw mevr juffrouw meneer mijnheer dhr heer dokter signora
    signorina signor signore sig dottoressa dottor dottore ingegnere avvocato fru frøken hr herre doktor mrs miss ms mr
    mister sir doctor dr professor"""
)
CUES = TITLES | _words(
    """suis appelle nom est ben naam heet met spreekt sono chiamo nome parla hedder navn er taler name is am this im"""
)
"""Words after which people say who they are, in five languages."""
NEAR = 2
"""So many words at most lie between a cue and the name, the cue counted."""


@dataclass(frozen=True)
class Named:
    """A name of an account."""

    account: str
    why: Why
    first: str
    last: str
    """Of a company: its whole name, and no first one."""


@dataclass(frozen=True)
class Form:
    """One way to say a name."""

    written: str
    """Folded."""
    sound: str
    skeleton: str
    weight: float
    alone: bool
    """A first name without a last one."""

    @property
    def single(self) -> bool:
        """One word."""
        return " " not in self.written


class NameIndex:
    """All the names of some accounts, compared with one at a time."""

    def __init__(self, names: Iterable[Named], before: NameIndex | None = None) -> None:
        """`before`: an earlier one; the forms of names that were in it are taken from there."""
        self._names = tuple(names)
        known = before.forms if before else {}
        self.forms: dict[Named, tuple[Form, ...]] = {name: known.get(name) or _forms(name) for name in self._names}
        """Of each name."""
        forms = [(number, form) for number, name in enumerate(self._names) for form in self.forms[name]]
        self._owner = np.array([number for number, _ in forms], dtype=np.int64)
        self._weight = np.array([form.weight for _, form in forms])
        self._single = np.array([form.single for _, form in forms], dtype=bool)
        self._written = [form.written for _, form in forms]
        self._sound = [form.sound for _, form in forms]
        self._skeleton = [form.skeleton for _, form in forms]
        self._by_sound: dict[str, list[int]] = {}
        for row, (_, form) in enumerate(forms):
            # First names are words of many languages; in a sentence they need a last name beside them.
            if not form.alone:
                self._by_sound.setdefault(form.sound, []).append(row)

    def find(self, heard: str) -> dict[str, dict[Why, float]]:
        """Account → why → likeness (0 to 1), of those that are PLAUSIBLE. 1 is the exact name."""
        name = without_title(heard)
        if len(name) < 2 or not self._written:
            return {}
        fit = self._fit(name)
        # One word is hardly ever both names, and two are hardly ever one.
        unlikely = self._single if " " in name else ~self._single
        fit = np.where(unlikely, fit * 0.92, fit) * self._weight
        found: dict[str, dict[Why, float]] = {}
        for row in np.flatnonzero(fit >= PLAUSIBLE):
            named, score = self._names[self._owner[row]], round(float(fit[row]), 3)
            reasons = found.setdefault(named.account, {})
            reasons[named.why] = max(score, reasons.get(named.why, 0.0))
        return found

    def within(self, words: Sequence[str]) -> dict[str, dict[Why, float]]:
        """The same of names that are said in a sentence; only those that sound the same. A last name alone must be
        introduced: "costa" is a customer, and Italian for "costs"."""
        found: dict[str, dict[Why, float]] = {}
        for length in range(1, WINDOW + 1):
            for start in range(len(words) - length + 1):
                heard = " ".join(words[start : start + length])
                introduced = not CUES.isdisjoint(words[max(start - NEAR, 0) : start])
                for row in self._by_sound.get(sound(heard), ()) if len(heard) >= LEAST_LETTERS else ():
                    if introduced or not self._single[row]:
                        self._said(found, row, heard)
        return found

    def _said(self, found: dict[str, dict[Why, float]], row: int, heard: str) -> None:
        named = self._names[self._owner[row]]
        score = (0.99 if self._written[row] == heard else 0.95) * (0.8 if self._single[row] else 1.0)
        reasons = found.setdefault(named.account, {})
        reasons[named.why] = max(round(score, 3), reasons.get(named.why, 0.0))

    def _fit(self, name: str) -> NDArray[np.float64]:
        sounding = sound(name)
        written = 0.5 * (_alike(name, self._written, JaroWinkler) + _alike(name, self._written, Levenshtein))
        sounds = _alike(sounding, self._sound, Levenshtein)
        bones = _alike(skeleton(sounding), self._skeleton, Levenshtein)
        heard = 0.45 * np.maximum(written, sounds) + 0.3 * sounds + 0.25 * bones
        same = np.array([name == form for form in self._written])
        return np.where(same, 1.0, np.minimum(np.maximum(heard, 0.95 * written), 0.99))


def without_title(heard: str) -> str:
    """Folded, without the forms of address before it: "Mevrouw de Vries" becomes "de vries"."""
    words = fold(heard).split()
    if words[:2] == ["de", "heer"]:
        words = words[1:]
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    return " ".join(words)


def _forms(name: Named) -> tuple[Form, ...]:
    base = CONTACT if name.why == "contact" else 1.0
    last = name.last.split()
    # "van den Broeck" is also called "Broeck".
    bare = last[-1:] if len(last) > 1 and name.why != "company" else []
    lasts = [form for form in (name.last, *bare) if form]
    forms = [_form(form, base) for form in lasts]
    if name.first:
        forms.append(_form(name.first, base * ALONE, alone=True))
        forms += [
            _form(both, base) for both in (*(f"{name.first} {form}" for form in lasts), f"{name.last} {name.first}")
        ]
    return tuple(forms)


def _form(said: str, weight: float, alone: bool = False) -> Form:
    sounding = sound(said)
    return Form(fold(said), sounding, skeleton(sounding), weight, alone)


def _alike(name: str, forms: list[str], measure: Any) -> NDArray[np.float64]:
    scores: NDArray[np.float64] = cdist([name], forms, scorer=measure.normalized_similarity, dtype=np.float64)[0]
    return scores
