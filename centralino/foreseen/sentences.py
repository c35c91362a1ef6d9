"""Every sentence that can be foreseen in a language, the most useful first. Pure, but for the replies and the clock
that it is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from actions.wording import Speaker
from bot.directory import Company
from centralino.foreseen import directory, fixed, hours
from centralino.foreseen.values import Facts, texts
from voice.tts.said import sentences

USUAL = 1.0
SLOWER, SLOWEST = 0.85, 0.7
"""After the first and the second "slower, please" (actions/control.py)."""
RATES = (USUAL, SLOWER, SLOWEST)
MOST = 5000
"""Sentences a language at the usual rate: six hours of speech, which Kokoro takes about as long for. A company
of a thousand people has more: those who come last in its files are then not foreseen."""
MOST_SLOWER = 1500
"""The same for those who have asked for slower speech once: few callers, who hear the answer again that they had."""


@dataclass(frozen=True)
class Foreseen:
    """One sentence that may be said."""

    language: str
    spoken: str
    """In its spoken form."""
    rate: float = USUAL
    first: bool = False
    """Every call may begin with it."""


def foreseen(language: str, company: Company, today: date, agents: int, most: int = MOST) -> tuple[Foreseen, ...]:
    """In the order of use; slower speech last, and the slowest only of what is always said in the same words. `today`:
    at the main site; `agents`: in a department, for the wait. Raises UserError when replies cannot be read."""
    speaker = Speaker(language, company, today)
    plain = frozenset(company.profile.name.lower().split())
    first = dict.fromkeys(_said((fixed.first(speaker)), language, plain))
    for of, text in fixed.in_all_languages(speaker):
        first.update(dict.fromkeys(one for its, one in sentences(text, of, plain) if its == language))
    always = {**first, **dict.fromkeys(_said(fixed.rest(speaker), language, plain))}
    usual = dict(always)
    for table in _tables(speaker, agents):
        if len(usual) >= most:
            break
        usual.update(dict.fromkeys(_filled(speaker, table, plain)))
    found = [Foreseen(language, one, USUAL, one in first) for one in list(usual)[:most]]
    found += [Foreseen(language, one, SLOWER) for one in list(usual)[:MOST_SLOWER]]
    found += [Foreseen(language, one, SLOWEST) for one in always]
    return tuple(found)


def known() -> frozenset[str]:
    """Names of the replies with variables that are looked at here."""
    from bot.directory import company

    speaker = Speaker("en", company(), date(2026, 1, 1))
    return frozenset(name for table in _tables(speaker, 1) for name in table)


def _tables(speaker: Speaker, agents: int) -> Iterator[Mapping[str, Facts]]:
    """The most useful first."""
    yield directory.tables(speaker, agents)
    yield hours.tables(speaker)
    yield hours.asked_times(speaker)
    yield directory.people(speaker, agents)
    yield directory.orders(speaker)
    yield directory.people_away(speaker)
    yield directory.pairs(speaker)


def _said(written: Iterable[str], language: str, plain: frozenset[str]) -> Iterator[str]:
    for text in written:
        yield from (one for its, one in sentences(text, language, plain) if its == language)


def _filled(speaker: Speaker, table: Mapping[str, Facts], plain: frozenset[str]) -> Iterator[str]:
    for name, known_of_it in table.items():
        for variants in texts(speaker, name, known_of_it):
            said = [list(_said([text], speaker.language, plain)) for text in variants]
            yield from (one for one in said[0] if all(one in other for other in said[1:]))
