"""Sites in a text: by city, street or the names that callers give them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.corpus.learned import NOTHING, Learned
from bot.directory import Company
from bot.directory.folding import fold_letters
from bot.entities.lexicon import Lexicon
from bot.entities.phrases import Hit, PhraseIndex, longest
from bot.entities.retraction import Retraction
from bot.entities.text import Mention, Text
from bot.entities.word_set import word_set
from bot.messages import LANGUAGES


def site_phrases(company: Company, language: str) -> dict[str, list[str]]:
    """What each site is called. Cities and streets keep their names in any language of call."""
    found = {}
    for key, site in company.sites.items():
        everywhere = [*site.cities.values(), site.city]
        everywhere += [name for other in LANGUAGES for name in site.synonyms[other] if name[:1].isupper()]
        found[key] = [*site.synonyms[language], site.names[language], *everywhere]
    return found


_ADJECTIVES = {
    "fr": {
        "paris": "parisien",
        "brussels": "bruxellois belge",
        "amsterdam": "amstellodamois neerlandais hollandais",
        "milan": "milanais italien",
        "copenhagen": "copenhagois danois",
        "dublin": "dublinois irlandais",
    },
    "nl": {
        "paris": "parijs frans",
        "brussels": "brussels belgisch",
        "amsterdam": "amsterdams nederlands",
        "milan": "milanees milanese italiaans",
        "copenhagen": "kopenhaags deens",
        "dublin": "dublins iers",
    },
    "it": {
        "paris": "parigin frances",
        "brussels": "brussellese belg",
        "amsterdam": "olandes amsterdames",
        "milan": "milanes italian",
        "copenhagen": "danes copenaghes",
        "dublin": "irlandes dublines",
    },
    "da": {
        "paris": "parisisk pariser fransk",
        "brussels": "bruxellesk belgisk",
        "amsterdam": "amsterdamsk hollandsk nederlandsk",
        "milan": "milanesisk italiensk",
        "copenhagen": "kobenhavnsk dansk",
        "dublin": "dublinsk irsk",
    },
    "en": {
        "paris": "parisian french",
        "brussels": "belgian",
        "amsterdam": "dutch",
        "milan": "milanese italian",
        "copenhagen": "danish",
        "dublin": "irish",
    },
}
"""Stems of what is said of a site in a city or country."""
_SHOPS = {
    "fr": "boutique boutiques magasin magasins agence siege bureau bureaux site succursale filiale point",
    "nl": "winkel kantoor filiaal vestiging zaak hoofdkantoor zetel locatie",
    "it": "negozio sede ufficio filiale punto bottega agenzia succursale",
    "da": "butik butikken kontor kontoret afdeling afdelingen forretning forretningen filial filialen hovedkontor",
    "en": "shop store office branch site headquarters outlet location",
}
_GENERIC = frozenset(
    """siege, siege social, sede, sede centrale, head office, main office, headquarters, hoofdkantoor, hoofdzetel,
    hovedkontoret, hovedkontor, hovedsaedet, quartier generale""".replace("\n   ", "").split(", ")
)
"""The head office without its city."""
_DISHES = word_set("sprouts spruitjes lof ham fashion")
_DISH_OF = word_set("choux chou jambon cavoletti cavolini ac inter")
"""Words after and before a city in the name of something else."""
_IN = frozenset(("in", "en", "au", "aux", "i", "nei"))
_OF = frozenset(("de", "d", "a", "in", "di", "i", "of", "te", "the", "at", "van"))


class SiteFinder:
    """The sites of a company, in one language."""

    def __init__(self, company: Company, lexicon: Lexicon, learned: Learned = NOTHING) -> None:
        language = lexicon.language
        phrases = learned.beside(site_phrases(company, language), language, "site")
        self._index = PhraseIndex(phrases, lexicon, inflect=False)
        self._shops = frozenset(_SHOPS[language].split())
        self._adjectives = {
            stem: key for key, stems in _ADJECTIVES[language].items() if key in company.sites for stem in stems.split()
        }
        self._cities = {
            fold_letters(site.cities[language]): key for key, site in company.sites.items() if language in ("nl", "da")
        }
        self._retraction = Retraction(lexicon.language)

    def find(self, text: Text) -> list[Mention]:
        """The sites mentioned, in order; values are ids of sites."""
        hits = [hit for hit in longest([*self._index.find(text), *self._described(text)]) if not _figure(text, hit)]
        pairs = zip(hits, [*hits[1:], None][: len(hits)], strict=True)
        hits = [hit for hit, after in pairs if not (after and self._placed(text, hit, after))]
        marks = self._retraction.mark(text, [(hit.first, hit.last) for hit in hits])
        return [Mention("site", h.value, h.first, h.last, off, h.weight) for h, off in zip(hits, marks, strict=True)]

    def _described(self, text: Text) -> Iterator[Hit]:
        """ "The Irish branch", and "københavnskontoret" in one word."""
        for index, word in enumerate(text.words):
            city = next((c for c in self._cities if word.startswith(c) and word.endswith(tuple(self._shops))), None)
            if city:
                yield Hit(self._cities[city], index, index + 1, 0.95)
            stem = next((s for s in self._adjectives if word.startswith(s) and len(word) - len(s) <= 3), None)
            if stem and not self._shops.isdisjoint((text.word(index - 1), text.word(index + 1))):
                yield Hit(self._adjectives[stem], index, index + 1, 0.9)

    def _placed(self, text: Text, hit: Hit, after: Hit) -> bool:
        """Whether a head office is told to be in another city: "le siège de Paris"."""
        between = text.words[hit.last : after.first]
        generic = " ".join(text.words[hit.first : hit.last]) in _GENERIC
        return generic and len(between) <= 2 and _OF.issuperset(between) and not text.pauses(after.first)


def _figure(text: Text, hit: Hit) -> bool:
    """Whether a city only names a dish or a saying: "Brussels sprouts", "mettre Paris en bouteille"."""
    before = (text.word(hit.first - 1), text.word(hit.first - 2))
    bottled = text.words[hit.last : hit.last + 2] == ("en", "bouteille")
    return bottled or text.word(hit.last) in _DISHES or not _DISH_OF.isdisjoint(before)


def is_country(text: Text, site: Mention) -> bool:
    """Whether a site is told by its country only, as callers tell where a phone number is from: "in Denmark"."""
    return text.word(site.first) in _IN and site.last - site.first > 1
