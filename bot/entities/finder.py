"""Everything that is found in one utterance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.corpus.learned import NOTHING, Learned
from bot.directory import Company
from bot.entities.days import DayFinder
from bot.entities.departments import DepartmentFinder, department_words
from bot.entities.identifiers import find_identifiers, tells_number
from bot.entities.languages import LanguageFinder
from bot.entities.lexicon import Lexicon
from bot.entities.persons import PersonFinder
from bot.entities.sites import SiteFinder, is_country
from bot.entities.text import Mention, Text
from bot.entities.times import TimeFinder
from bot.entities.wishes import Wishes
from bot.messages import Entity
from centralino import paths

Clock = Callable[[], datetime]
"""The moment, aware."""


@dataclass(frozen=True)
class Findings:
    """What an utterance holds."""

    entities: tuple[Entity, ...]
    """What the caller means, in the order of the text."""
    negated: tuple[Entity, ...] = ()
    """What the caller takes back: "not sales"."""
    weights: tuple[float, ...] = ()
    """How surely each of `entities` is meant: 1 for an exact name, 0.8 for a department by its topic only."""


class Finders:
    """The finders of all kinds for one language of a company."""

    def __init__(self, company: Company, language: str, cache: Path | None = None, learned: Learned = NOTHING) -> None:
        """`cache`: folder of what is computed once; VAR/cache when left out. `learned`: what trainers have marked.
        Raises UserError without espeak-ng."""
        folder = cache or paths.VAR / "cache"
        lexicon = Lexicon(language, department_words(company, language), folder / "lexicon")
        self._company = company
        self.language = language
        self._departments = DepartmentFinder(company, lexicon, learned)
        self._sites = SiteFinder(company, lexicon, learned)
        self._languages = LanguageFinder(lexicon, learned)
        self._days = DayFinder(lexicon)
        self._times = TimeFinder(lexicon)
        self._persons = PersonFinder(company, lexicon, folder / "phonemes", learned)
        self._wishes = Wishes(language)

    def find(self, text: str, now: datetime, countries: tuple[str, ...] = ()) -> Findings:
        """All that is found at `now` (aware). Days are counted in the time zone of the language's home site.

        `countries` (ISO 3166): where the caller is likely to phone from, for phone numbers without a country code.
        """
        said = Text(text, self.language)
        if not said.tokens:
            return Findings(())
        today = now.astimezone(ZoneInfo(self._company.home_site(self.language).timezone)).date()
        days = self._wishes.mark(said, self._days.find(said, today))
        numbers = find_identifiers(said, countries)
        # "Quatre deux sept": 2 September, were it not for the other digits.
        days = [d for d in days if not any(_inside(d, number) for number in numbers)]
        identifiers = [m for m in numbers if _free(m, days)]
        times = self._wishes.mark(said, self._times.find(said, _tokens([*days, *identifiers])))
        cities = self._sites.find(said)
        # "Parijs" is nearer to itself than to "prijs".
        departments = [d for d in self._departments.find(said) if _free(d, [c for c in cities if c.weight > d.weight])]
        departments = [d for d in departments if not tells_number(said, d, identifiers)]
        phoned = any(number.entity == "phone_number" for number in identifiers)
        sites = [m for m in cities if _free(m, departments) and not (phoned and is_country(said, m))]
        languages = [mention for mention in self._languages.find(said) if _free(mention, departments)]
        known = [*days, *identifiers, *times, *departments, *sites, *languages]
        people = self._persons.find(said, _tokens(known))
        return _findings(said, [*known, *people])


@lru_cache(maxsize=15)
def finders(company: Company, language: str, learned: Learned = NOTHING) -> Finders:
    """The finders of a company in a language with what a model has learned, built once."""
    return Finders(company, language, learned=learned)


def find_entities(company: Company, text: str, language: str, now: datetime) -> Findings:
    """All that is found in a text of a language at `now` (aware)."""
    return finders(company, language).find(text, now)


def _tokens(mentions: Sequence[Mention]) -> frozenset[int]:
    return frozenset(index for mention in mentions for index in range(mention.first, mention.last))


def _free(mention: Mention, others: Sequence[Mention]) -> bool:
    return _tokens([mention]).isdisjoint(_tokens(others))


def _inside(mention: Mention, other: Mention) -> bool:
    """Whether a mention is part of a longer one."""
    longer = other.last - other.first > mention.last - mention.first
    return longer and other.first <= mention.first and mention.last <= other.last


def _findings(text: Text, mentions: Sequence[Mention]) -> Findings:
    ordered = sorted(mentions, key=lambda mention: (mention.first, mention.last))
    meant = [mention for mention in ordered if not mention.negated]
    return Findings(
        tuple(_entity(text, mention) for mention in meant),
        tuple(_entity(text, mention) for mention in ordered if mention.negated),
        tuple(mention.weight for mention in meant),
    )


def _entity(text: Text, mention: Mention) -> Entity:
    tokens = text.tokens
    return Entity(mention.entity, mention.value, tokens[mention.first].start, tokens[mention.last - 1].end)
