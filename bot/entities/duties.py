"""Departments by what their people do: "the people who listen back to the recorded calls"."""

from __future__ import annotations

from collections.abc import Iterator

from bot.directory.folding import fold_letters
from bot.entities.duty_words import DUTIES, HANDLING, PEOPLE, RELATIVES, WHO
from bot.entities.phrases import Hit
from bot.entities.text import Text

Stems = tuple[str, ...]
INSIDE = 5
"""Letters of the shortest stem that counts inside a compound."""
_COMPOUNDING = frozenset(("nl", "da"))
TO_RELATIVE = 5
"""Tokens from those who are asked for to what tells their duty: "the people over in Dublin who"."""
CLAUSE = 14
"""Tokens in which a duty is told."""
SPREAD = 9
"""Tokens over which the words of one duty may be spread."""
WEIGHT = 0.95
"""Less than a name's, more than a topic's."""


class DutyFinder:
    """The duties of a company's departments, in one language."""

    def __init__(self, language: str, departments: frozenset[str]) -> None:
        """`departments`: the keys that the company has."""
        self._language = language
        self._handling = _stems(HANDLING[language])
        told = {key: duties for key, duties in DUTIES[language].items() if key in departments}
        self._duties = [(key, self._groups(duty)) for key, duties in told.items() for duty in duties.split(";")]
        self._people = frozenset(PEOPLE[language].split())
        self._relatives = frozenset(RELATIVES[language].split())
        self._who = frozenset(WHO[language].split())

    def find(self, text: Text) -> list[Hit]:
        """At most one duty a clause that tells what somebody does, in the order of the text."""
        hits: list[Hit] = []
        for start in self._clauses(text):
            if hits and start < hits[-1].last:
                continue
            found = self._best(text, start)
            if found:
                hits.append(found)
        return hits

    def _clauses(self, text: Text) -> Iterator[int]:
        """Where clauses begin that tell what somebody does."""
        words = text.words
        for index, word in enumerate(words):
            before = words[max(0, index - TO_RELATIVE) : index]
            doing = self._language == "en" and word.endswith("ing")
            leads = (doing or word in self._relatives) and not self._people.isdisjoint(before)
            if leads or (word in self._who and self._asks(words, index)):
                yield index if doing else index + 1

    def _asks(self, words: tuple[str, ...], index: int) -> bool:
        """Whether "who" asks: in French "qui" also leads from things to what they do."""
        return self._language != "fr" or index <= 3 or words[index - 1] in _FRENCH_ASKING

    def _best(self, text: Text, start: int) -> Hit | None:
        """The duty told with the most words, then the one told first: "teaches the new hires" is about teaching."""
        end = next((i for i in range(start + 1, len(text.words)) if text.pauses(i)), len(text.words))
        words = text.words[start : min(end, start + CLAUSE)]
        found = []
        for key, groups in self._duties:
            span = self._span(words, groups)
            if span:
                found.append((-len(groups), span[0], span[1] - span[0], key))
        if not found:
            return None
        _, first, size, key = min(found)
        return Hit(key, start + first, start + first + size, WEIGHT)

    def _span(self, words: tuple[str, ...], groups: tuple[Stems, ...]) -> tuple[int, int] | None:
        """From the first to after the last of the nearest words that meet all groups, each a different one."""
        places = [[place for place, word in enumerate(words) if self._meets(word, stems)] for stems in groups]
        if not all(places):
            return None
        best: tuple[int, int] | None = None
        for chosen in _choices(places):
            first, last = min(chosen), max(chosen) + 1
            if last - first <= SPREAD and (best is None or last - first < best[1] - best[0]):
                best = first, last
        return best

    def _meets(self, word: str, stems: Stems) -> bool:
        inside = self._language in _COMPOUNDING
        for stem in stems:
            if stem.endswith("="):
                if word == stem[:-1]:
                    return True
            elif word.startswith(stem) or (inside and len(stem) >= INSIDE and stem in word):
                return True
        return False

    def _groups(self, duty: str) -> tuple[Stems, ...]:
        groups = [_stems(group) for group in duty.split("|")]
        return tuple(tuple(s for stem in g for s in (self._handling if stem == "@" else (stem,))) for g in groups)


_FRENCH_ASKING = frozenset(("est", "a", "savoir", "dire", "sais", "sait", "avec", "vers", "chez", "c"))


def _stems(said: str) -> Stems:
    return tuple(fold_letters(stem) for stem in said.split())


def _choices(places: list[list[int]], taken: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    """One place a group, no place twice."""
    if not places:
        yield taken
        return
    for place in places[0]:
        if place not in taken:
            yield from _choices(places[1:], (*taken, place))
