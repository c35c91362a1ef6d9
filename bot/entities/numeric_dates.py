"""Dates written in figures: 14/7, 14-07-2026, 24.12., 2026-12-24."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.entities.text import Text

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_EUROPEAN = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(\.?)(?![\d/-])")
_SPACED = re.compile(r"(?<![\d] )(?<!\d)(\d{1,2}) (\d{1,2}) (20\d\d)(?! ?\d)")
"""Day, month and year as a recogniser writes them down one after the other."""
_FRACTION_OF = re.compile(r"\s*(?:d'|de |of )?(?:heures?|uur|timer?|ore?|hours?|an hour)\b", re.IGNORECASE)
_DAY_BEFORE = re.compile(r"(?:\b(?:den|d\.?|le|il|op|del|du|on|the)|dag|di|day)\s*$", re.IGNORECASE)


def numeric_dates(text: Text, today: date) -> Iterator[tuple[date, int, int]]:
    """Dates with the index of the first token and the one after the last. Day before month, as in all five
    languages."""
    for match in _ISO.finditer(text.raw):
        yield from _dated(text, match, int(match[1]), int(match[2]), int(match[3]), today)
    for match in _SPACED.finditer(text.raw):
        yield from _dated(text, match, int(match[3]), int(match[2]), int(match[1]), today)
    for match in _EUROPEAN.finditer(text.raw):
        day, mark, month, year, dot = match.groups()
        led = _led(text.raw, match)
        # "24/7" is always, and "3/4 d'heure" a while.
        if not led and not year and (day + month in ("247", "77") or _FRACTION_OF.match(text.raw, match.end())):
            continue
        # "15.30" is a time and "12-34" part of a number, unless something tells otherwise.
        dotted = mark == "." and ((dot and match.end() < len(text.raw)) or led)
        told = year or mark == "/" or dotted or (mark == "-" and led)
        if told:
            full = int(year) if year and len(year) == 4 else 2000 + int(year) if year else None
            yield from _dated(text, match, full, int(month), int(day), today)


def _led(raw: str, match: re.Match[str]) -> bool:
    return bool(_DAY_BEFORE.search(raw[: match.start()]))


def _dated(
    text: Text, match: re.Match[str], year: int | None, month: int, day: int, today: date
) -> Iterator[tuple[date, int, int]]:
    inside = [i for i, token in enumerate(text.tokens) if match.start() <= token.start < match.end()]
    for candidate in (year,) if year else (today.year, today.year + 1):
        try:
            found = date(candidate, month, day)
        except ValueError:
            return
        if year or found >= today:
            yield found, inside[0], inside[-1] + 1
            return
