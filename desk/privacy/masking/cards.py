"""Payment cards by their digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

SHORTEST, LONGEST = 13, 19
USUAL = 16
LIKELIEST = 12
"""Digits of the likeliest reading of a stretch that may be a card: a digit may be lost in it."""
_NETWORKS = tuple(
    (re.compile(begins), frozenset(lengths))
    for begins, lengths in (
        (r"3[47]", (15,)),  # American Express
        (r"3(?:0[0-5]|[689])", (14, 16, 19)),  # Diners
        (r"35(?:2[89]|[3-8])", (16, 17, 18, 19)),  # JCB
        (r"4", (13, 16, 19)),  # Visa, Dankort
        (r"5[1-5]", (16,)),  # Mastercard
        (r"2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)", (16,)),  # Mastercard
        (r"5[06-9]|6", range(SHORTEST, LONGEST + 1)),  # Maestro, Dankort, Bancontact, Discover, UnionPay
    )
)
"""First digits of the networks (ISO/IEC 7812) and how long their numbers are."""


def luhn(digits: str) -> bool:
    """Whether the check digit is right (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_card(digits: str) -> bool:
    """Whether it is a card number by its beginning, length and check digit."""
    fits = any(begins.match(digits) and len(digits) in lengths for begins, lengths in _NETWORKS)
    return fits and luhn(digits)


def shaped(digits: str) -> bool:
    """Whether it has the beginning of a card and the 16 digits that most of them have; the check digit may be wrong."""
    return len(digits) == USUAL and any(begins.match(digits) for begins, lengths in _NETWORKS if USUAL in lengths)


def card_in(readings: Sequence[str]) -> str | None:
    """The card among readings of a stretch: a whole one, else one at its beginning or end, or within the likeliest."""
    if len(readings[0]) < LIKELIEST:
        # "Deux cent douze, six cents": read as 200 12 6 100, any long enough number passes for a card now and then.
        return None
    if whole := next((reading for reading in readings if is_card(reading)), None):
        return whole
    for number, reading in enumerate(readings):
        if found := next(filter(is_card, _parts(reading, anywhere=number == 0)), None):
            return found
    return None


def _parts(reading: str, anywhere: bool) -> Iterator[str]:
    """The longest first: 16 digits that begin another network's 13 are those 16."""
    for length in range(min(LONGEST, len(reading) - 1), SHORTEST - 1, -1):
        starts = range(len(reading) - length + 1) if anywhere else (0, len(reading) - length)
        yield from (reading[start : start + length] for start in starts)
