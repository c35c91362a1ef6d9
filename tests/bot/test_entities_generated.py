"""Values spoken in every usual way in five languages, and found again."""

from __future__ import annotations

from datetime import date

import pytest

from bot.entities.days import DayFinder
from bot.entities.identifiers import find_identifiers
from bot.entities.text import Text
from bot.entities.times import TimeFinder
from bot.messages import LANGUAGES
from tests.bot.clock_words import spoken
from tests.bot.day_phrases import phrases
from tests.bot.dictation import CARRIERS, KINDS, SLIPS, Speaker
from tests.bot.world import lexicon

pytestmark = pytest.mark.unit

CALLERS = 100
"""Calls of each kind in each language."""
KINDS_OF_NUMBER = {"customer_number": 6, "order_number": 8}
MOBILES = {
    "fr": (("06", "+336", 8), ("0475", "+32475", 6)), "nl": (("061", "+3161", 7), ("0478", "+32478", 6)),
    "it": (("347", "+39347", 7),), "da": (("20", "+4520", 6),), "en": (("087", "+35387", 7),),
}  # fmt: skip
PHONES = {
    "fr": ("mon numéro de téléphone c'est le {}", "vous pouvez me rappeler au {}", "mon portable {}"),
    "nl": ("mijn telefoonnummer is {}", "u kunt mij bereiken op mobiel {}", "mijn gsm is {}"),
    "it": ("il mio numero di telefono è {}", "mi richiami al {}", "il cellulare è {}"),
    "da": ("mit telefonnummer er {}", "ring til mig på {}", "mit mobilnummer er {}"),
    "en": ("my phone number is {}", "call me back on {}", "my mobile's {}"),
}
AMBIGUOUS = 0.02
"""Share of what is said that a listener could not tell either ("sette cento tre" is 703 and 7 103)."""


def identifiers(said: str, language: str, countries: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(m.entity, m.value) for m in find_identifiers(Text(said, language), countries)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_customer_and_order_numbers_dictated_in_any_way(language: str) -> None:
    missed = []
    for seed in range(CALLERS):
        speaker = Speaker(language, seed)
        place = speaker.random.randrange(2)
        kind, length = list(KINDS_OF_NUMBER.items())[place]
        number = speaker.number(length)
        halves = {"a": speaker.dictate(number[: length // 2]), "b": speaker.dictate(number[length // 2 :])}
        carrier = speaker.random.choice(CARRIERS[language].split("|"))
        said = carrier.format(k=KINDS[language][place], n=speaker.dictate(number), **halves)
        if (kind, number) not in identifiers(said, language):
            missed.append((said, number, identifiers(said, language)))
    assert len(missed) <= AMBIGUOUS * CALLERS, missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_phone_numbers_dictated_in_any_way(language: str) -> None:
    missed = []
    for seed in range(CALLERS):
        speaker = Speaker(language, seed + 2000)
        start, international, length = speaker.random.choice(MOBILES[language])
        rest = speaker.random.choice("45") + speaker.number(length - 1)
        # A French phone number is never said in threes.
        style = speaker.random.choice(("digits", "pairs", "written", "twice"))
        said = speaker.random.choice(PHONES[language]).format(speaker.dictate(start + rest, style))
        found = identifiers(said, language, ("BE",) if international.startswith("+32") else ())
        if ("phone_number", international + rest) not in found:
            missed.append((said, international + rest, found))
    assert len(missed) <= AMBIGUOUS * CALLERS, missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_follows_a_slip_replaces_what_it_repeats(language: str) -> None:
    missed = []
    for seed in range(CALLERS):
        speaker = Speaker(language, seed + 1000)
        place = speaker.random.randrange(2)
        kind, length = list(KINDS_OF_NUMBER.items())[place]
        number = speaker.number(length)
        style, step = speaker.random.choice((("digits", 1), ("pairs", 2)))
        right = speaker.random.randrange(step, length, step)
        wrong = "".join(speaker.random.choice([d for d in "23456789" if d != c]) for c in number[right : right + step])
        # Callers begin the number again, repeat the group before the slip, or only say the right group.
        again = speaker.random.choice((0, right, max(0, right - step)))
        slip = speaker.random.choice(SLIPS[language].split("|"))
        dictated = [speaker.dictate(number[:right] + wrong, style), slip, speaker.dictate(number[again:], style)]
        said = (
            CARRIERS[language]
            .split("|")[0]
            .format(k=KINDS[language][place], n=speaker.random.choice((" ", ", ")).join(dictated))
        )
        if (kind, number) not in identifiers(said, language):
            missed.append((said, number, identifiers(said, language)))
    assert len(missed) <= AMBIGUOUS * CALLERS, missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quarter_of_the_day_in_every_form(language: str) -> None:
    finder = TimeFinder(lexicon(language))
    missed = []
    for said, time in spoken(language):
        found = [mention.value for mention in finder.find(Text(said, language))]
        if found != [time]:
            missed.append((said, time, found))
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("today", [date(2026, 11, 25), date(2027, 2, 28)])
def test_every_day_in_every_form(language: str, today: date) -> None:
    finder = DayFinder(lexicon(language))
    missed = []
    for said, day in phrases(language, today):
        found = [mention.value for mention in finder.find(Text(said, language), today)]
        if found != [day.isoformat()]:
            missed.append((said, day.isoformat(), found))
    assert missed == []
