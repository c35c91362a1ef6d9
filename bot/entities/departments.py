"""Departments in a text: by one of their names, or by what they are for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.corpus.learned import NOTHING, Learned
from bot.directory import Company
from bot.entities.duties import DutyFinder
from bot.entities.homonyms import means_otherwise
from bot.entities.lexicon import Lexicon
from bot.entities.phrases import Hit, PhraseIndex, longest
from bot.entities.retraction import Retraction
from bot.entities.text import Mention, Text
from bot.entities.word_set import word_set

_ACRONYMS = {"en": {"it"}, "da": {"hr"}}
"""Names that are also everyday words: they count in capitals, or where only a department can be."""
_JOINS = frozenset(["or", "and", "ou", "et", "of", "en", "o", "e", "oppure", "eller", "og", "y"])
_FOR = word_set(
    """for of to the new your all pour de du des d aux au a la le les nouveaux voor van aan de het jullie nieuwe per di
    del della dei degli delle ai agli alle il lo gli af til det den jeres nye"""
)
_REACHING = word_set("through transfer connect someone somebody speak guys lads people person over")
"""Words before "to it" or "in it" that make it the department."""


def _spelled(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names, with those of capitals only also letter by letter, as a recogniser writes them: "q a"."""
    return (*names, *(" ".join(name) for name in names if name.isalpha() and name.isupper() and len(name) <= 4))


def _object(text: Text, name: Hit, duty: Hit) -> bool:
    """Whether a name only tells for whom a duty is done: "who give the courses for the sales team"."""
    between = text.words[duty.last : name.first]
    return 0 < len(between) <= 3 and _FOR.issuperset(between) and not text.pauses(name.first)


def _throughout(found: Sequence[Hit], marks: Sequence[bool]) -> list[bool]:
    """What is denied was not wanted before either: "sales, no sorry, not sales"."""
    last = {hit.value: place for place, (hit, off) in enumerate(zip(found, marks, strict=True)) if off}
    return [off or place < last.get(hit.value, 0) for place, (hit, off) in enumerate(zip(found, marks, strict=True))]


def department_words(company: Company, language: str) -> set[str]:
    """The folded words of all names and topics, whose inflections a lexicon has to know."""
    found: set[str] = set()
    for department in company.departments.values():
        for wording in (*department.synonyms[language], *department.topics[language], department.names[language]):
            found.update(Text(wording, language).words)
    return found


class DepartmentFinder:
    """The departments of a company, in one language."""

    def __init__(self, company: Company, lexicon: Lexicon, learned: Learned = NOTHING) -> None:
        language = lexicon.language
        departments = company.departments
        names = {key: _spelled((d.names[language], *d.synonyms[language])) for key, d in departments.items()}
        topics = {key: d.topics[language] for key, d in departments.items()}
        self._names = PhraseIndex(learned.beside(names, language, "department"), lexicon, inflect=False)
        self._topics = PhraseIndex(topics, lexicon)
        self._duties = DutyFinder(language, frozenset(departments))
        self._retraction = Retraction(language)
        self._function_words = lexicon.stop_words | {"tak", "venligst", "nu", "please"}
        self._acronyms = _ACRONYMS.get(language, set())

    def find(self, text: Text) -> list[Mention]:
        """The departments mentioned, in order. A topic counts when no name does, or joined to one by "or"."""
        called = [hit for hit in self._names.find(text) if not self._everyday(text, hit)]
        called = [hit for hit in called if not means_otherwise(text, hit)]
        duties = self._duties.find(text)
        called = [hit for hit in called if not any(_object(text, hit, duty) for duty in duties)]
        names = [*called, *duties]
        topics = self._topics.find(text)
        found = longest([*names, *topics])
        kind = {(hit.first, hit.last): hit in names for hit in found}
        matters = [number for number, hit in enumerate(found) if not kind[hit.first, hit.last]]
        marks = _throughout(found, self._retraction.mark(text, [(hit.first, hit.last) for hit in found], matters))
        named = [hit for hit, off in zip(found, marks, strict=True) if kind[hit.first, hit.last] and not off]
        mentions = []
        for hit, off in zip(found, marks, strict=True):
            by_name = kind[hit.first, hit.last]
            if by_name or not named or any(self._joined(text, hit, other) for other in named if other in called):
                weight = hit.weight if by_name else hit.weight * 0.8
                mentions.append(Mention("department", hit.value, hit.first, hit.last, off, weight))
        return mentions

    def _everyday(self, text: Text, hit: Hit) -> bool:
        """Whether an acronym is the everyday word: "it", and Danish "hr" before a man's name."""
        words = text.tokens[hit.first : hit.last]
        if len(words) > 1 or words[0].fold not in self._acronyms or words[0].text.isupper():
            return False
        after = text.word(hit.last)
        if text.language == "da":
            return bool(after) and not text.pauses(hit.last) and after not in self._function_words
        asked = not _REACHING.isdisjoint(text.words[max(0, hit.first - 5) : hit.first])
        ends = not after or text.pauses(hit.last) or after in ("please", "there", "thanks")
        return not (asked and ends and text.word(hit.first - 1) in ("to", "in", "from"))

    def _joined(self, text: Text, hit: Hit, other: Hit) -> bool:
        first, second = sorted((hit, other), key=lambda item: item.first)
        between = text.words[first.last : second.first]
        return 0 < len(between) <= 3 and bool(_JOINS & set(between[:1]))
