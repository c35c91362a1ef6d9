"""Departments in a text: by one of their names, or by what they are for."""

from __future__ import annotations

from bot.directory import Company
from bot.entities.lexicon import Lexicon
from bot.entities.negation import Negation
from bot.entities.phrases import Hit, PhraseIndex, longest
from bot.entities.text import Mention, Text

_ACRONYMS = {"en": {"it"}, "da": {"hr"}}
"""Names that are also everyday words: they count in capitals only, or next to a word for a department."""
_JOINS = frozenset(["or", "and", "ou", "et", "of", "en", "o", "e", "oppure", "eller", "og", "y"])


def department_words(company: Company, language: str) -> set[str]:
    """The folded words of all names and topics, whose inflections a lexicon has to know."""
    found: set[str] = set()
    for department in company.departments.values():
        for wording in (*department.synonyms[language], *department.topics[language], department.names[language]):
            found.update(Text(wording, language).words)
    return found


class DepartmentFinder:
    """The departments of a company, in one language."""

    def __init__(self, company: Company, lexicon: Lexicon) -> None:
        language = lexicon.language
        departments = company.departments
        names = {key: (d.names[language], *d.synonyms[language]) for key, d in departments.items()}
        topics = {key: d.topics[language] for key, d in departments.items()}
        self._names = PhraseIndex(names, lexicon, inflect=False)
        self._topics = PhraseIndex(topics, lexicon)
        self._negation = Negation(language)
        self._acronyms = _ACRONYMS.get(language, set())

    def find(self, text: Text) -> list[Mention]:
        """The departments mentioned, in order. A topic counts when no name does, or joined to one by "or"."""
        names = [hit for hit in self._names.find(text) if not self._everyday(text, hit)]
        topics = self._topics.find(text)
        found = longest([*names, *topics])
        kind = {(hit.first, hit.last): hit in names for hit in found}
        marks = self._negation.mark(text, [(hit.first, hit.last) for hit in found])
        named = [hit for hit, off in zip(found, marks, strict=True) if kind[hit.first, hit.last] and not off]
        mentions = []
        for hit, off in zip(found, marks, strict=True):
            by_name = kind[hit.first, hit.last]
            if by_name or not named or any(self._joined(text, hit, other) for other in named):
                weight = hit.weight if by_name else hit.weight * 0.8
                mentions.append(Mention("department", hit.value, hit.first, hit.last, off, weight))
        return mentions

    def _everyday(self, text: Text, hit: Hit) -> bool:
        words = text.tokens[hit.first : hit.last]
        return len(words) == 1 and words[0].fold in self._acronyms and not words[0].text.isupper()

    def _joined(self, text: Text, hit: Hit, other: Hit) -> bool:
        first, second = sorted((hit, other), key=lambda item: item.first)
        between = text.words[first.last : second.first]
        return 0 < len(between) <= 3 and bool(_JOINS & set(between[:1]))
