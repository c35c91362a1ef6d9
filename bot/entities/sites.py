"""Sites in a text: by city, street or the names that callers give them."""

from __future__ import annotations

from bot.directory import Company
from bot.entities.lexicon import Lexicon
from bot.entities.negation import Negation
from bot.entities.phrases import PhraseIndex
from bot.entities.text import Mention, Text
from bot.messages import LANGUAGES


def site_phrases(company: Company, language: str) -> dict[str, list[str]]:
    """What each site is called. Cities and streets keep their names in any language of call."""
    found = {}
    for key, site in company.sites.items():
        everywhere = [*site.cities.values(), site.city]
        everywhere += [name for other in LANGUAGES for name in site.synonyms[other] if name[:1].isupper()]
        found[key] = [*site.synonyms[language], site.names[language], *everywhere]
    return found


class SiteFinder:
    """The sites of a company, in one language."""

    def __init__(self, company: Company, lexicon: Lexicon) -> None:
        self._index = PhraseIndex(site_phrases(company, lexicon.language), lexicon, inflect=False)
        self._negation = Negation(lexicon.language)

    def find(self, text: Text) -> list[Mention]:
        """The sites mentioned, in order; values are ids of sites."""
        hits = self._index.find(text)
        marks = self._negation.mark(text, [(hit.first, hit.last) for hit in hits])
        return [Mention("site", h.value, h.first, h.last, off, h.weight) for h, off in zip(hits, marks, strict=True)]
