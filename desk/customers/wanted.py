"""What somebody looks for, taken apart: numbers, phone numbers, e-mail addresses, names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers

from desk.customers.fields import EMAIL, NUMBER
from desk.customers.sounds import fold

_DIGITS = re.compile(r"\+?\d[\d\s().\-/]*\d")
_NUMBERED = re.compile(r"\b[A-Za-z]{1,3}[ _-]?\d[\w-]{2,}")
LEAST_NUMBER, LEAST_PHONE, LONGEST_NUMBER = 4, 6, 32
"""Digits."""
MOST_WORDS = 200
"""Of a sentence that are looked at."""
SHORT = 4
"""So many words may be a name and nothing else."""


@dataclass(frozen=True)
class Wanted:
    """What to look for."""

    numbers: tuple[str, ...] = ()
    """Of customers, orders, contracts or cases, in capitals without blanks."""
    phones: tuple[str, ...] = ()
    """As they were given."""
    emails: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Compared by likeness."""
    words: tuple[str, ...] = ()
    """Of a sentence, folded, in which a name may be said."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.numbers or self.phones or self.emails or self.names or self.words)


def wanted(number: str | None, phone: str | None, name: str | None, text: str | None) -> Wanted:
    """As in Customers.find. Blank is as good as nothing."""
    said = _from_text(text or "")
    return Wanted(
        _unique((*_spellings(number or ""), *said.numbers)),
        _unique((*([phone.strip()] if phone and phone.strip() else []), *said.phones)),
        said.emails,
        _unique((*([name.strip()] if name and name.strip() else []), *said.names)),
        said.words,
    )


def _from_text(text: str) -> Wanted:
    emails = tuple(found.group().lower() for found in EMAIL.finditer(text))
    rest = EMAIL.sub(" ", text)
    numbered = [form for found in _NUMBERED.finditer(rest) for form in _spellings(found.group())]
    digits = [found.group() for found in _DIGITS.finditer(rest)]
    # "148845 20071733" may be one number said in groups, or two.
    apart = [part for run in digits for part in run.split()]
    numbers = [compact for run in (*digits, *apart) if LEAST_NUMBER <= len(compact := _compact(run)) <= LONGEST_NUMBER]
    phones = [run for run in digits if len(_compact(run)) >= LEAST_PHONE]
    words = fold(re.sub(r"\S*\d\S*", " ", rest)).split()[:MOST_WORDS]
    short = 0 < len(words) <= SHORT
    return Wanted(
        _unique((*numbered, *numbers)),
        _unique(phones),
        emails,
        (" ".join(words),) if short else (),
        () if short else tuple(words),
    )


def international(phone: str, countries: Iterable[str]) -> dict[str, str]:
    """Country → E.164 of a number as the network gives it, read in each of the countries. One with + is the same in
    all."""
    found = {}
    for country in countries:
        try:
            parsed = phonenumbers.parse(phone, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(parsed):
            found[country] = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return found


def _spellings(number: str) -> tuple[str, ...]:
    """Without what is between the digits, and as it was written."""
    return tuple(form for form in (_compact(number), "".join(number.upper().split())) if NUMBER.fullmatch(form))


def _compact(number: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", number).upper()


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
