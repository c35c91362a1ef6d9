"""Spoken English, as in Ireland and Britain."""

from __future__ import annotations

from functools import partial

from voice.spoken import numbers
from voice.spoken.lexicon import Currency, Lexicon, Symbols

_cardinal = partial(numbers.cardinal, language="en")


def _clock(hour: int, minute: int) -> str:
    if minute == 0 and hour in (0, 12, 24):
        return "noon" if hour == 12 else "midnight"
    half = "eigh em" if hour % 24 < 12 else "pee em"
    words = _cardinal((hour - 1) % 12 + 1)
    if minute == 0:
        return f"{words} {half}"
    return f"{words} {'oh ' if minute < 10 else ''}{_cardinal(minute)} {half}"


def _time_range(before: str, start: str, end: str) -> str:
    return f"{before or 'from'} {start} to {end}"


def _date(day: int, month: str, year: str) -> str:
    return f"the {numbers.ordinal(day, 'en')} of {month}{f', {year}' if year else ''}"


LEXICON = Lexicon(
    language="en",
    region="IE",
    symbols=Symbols(
        at="at", dot="dot", hyphen="hyphen", underscore="underscore", slash="slash", plus="plus", minus="minus",
        hash="hash",
        star="star", percent="percent", decimal="point", ampersand="and",
    ),
    letters={
        "a": "eigh", "b": "bee", "c": "see", "d": "dee", "e": "ee", "f": "ef", "g": "jee", "h": "aitch",
        "i": "eye", "j": "jay", "k": "kay", "l": "ell",
        "m": "em", "n": "en", "o": "oh", "p": "pee", "q": "cue", "r": "ar", "s": "ess", "t": "tee",
        "u": "you", "v": "vee", "w": "double you",
        "x": "ex", "y": "why", "z": "zed", "é": "ee with an accent", "ø": "oh with a stroke", "å": "eigh with a ring",
    },
    cardinal=_cardinal,
    year=partial(numbers.year, language="en"),
    ordinal=partial(numbers.ordinal, language="en"),
    ordinal_pattern=r"(\d{1,3})(?:st|nd|rd|th)\b",
    clock=_clock,

        clock_pattern=r"(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?|(?P<hour2>[01]?\d|2[0-4]):(?P<minute2>[0-5]\d)(?![\w:])",
    time_range=_time_range,
    to="to",
    date=_date,
    day_first_pattern=r"(?:st|nd|rd|th)?",
    pairs=frozenset(),
    extension_pattern=r"(?:extension|ext\.?)",
    extension_digits=True,
    reference_pattern=r"(?:order|customer|case|reference|ref\.?|contract|invoice|parcel|ticket|code|number|account)",
    phone_pattern=r"(?:phone|telephone|tel\.?|number|call|ring|dial|on|at)",
    currencies={
        "EUR": Currency("one euro", "euros", " ", ""),
        "DKK": Currency("one krone", "kroner", " ", ""),
        "GBP": Currency("one pound", "pounds", " ", ""),
    },
    abbreviations={
        "Mr.": "Mister", "Mr": "Mister", "Mrs.": "Missis", "Mrs": "Missis", "Ms.": "Miz", "Ms": "Miz", "Dr.": "Doctor",
        "Dr": "Doctor", "e.g.": "for example", "i.e.": "that is", "etc.": "et cetera", "tel.": "telephone",
        "Tel.": "Telephone", "ext.": "extension", "approx.": "approximately", "vs.": "versus", "incl.": "including",
        "excl.": "excluding", "max.": "maximum", "min.": "minimum", "St": "Saint", "dept.": "department",
        "24/7": "twenty-four hours a day", "w/o": "without", "wifi": "why-fye", "Wi-Fi": "why-fye",
    },
    units={
        "min": ("minute", "minutes"), "mins": ("minute", "minutes"), "s": ("second", "seconds"),
        "km": ("kilometre", "kilometres"), "m": ("metre", "metres"), "kg": ("kilo", "kilos"),
        "GB": ("gigabyte", "gigabytes"), "MB": ("megabyte", "megabytes"),
        "Mbit/s": ("megabit per second", "megabits per second"), "Gbit/s": ("gigabit per second",
        "gigabits per second"),
    },
    decimal_comma=False,
    spelled=frozenset({"IT", "HR", "TV", "AI", "USB", "URL", "ADSL", "ID"}),
    web="double you double you double you",
)  # fmt: skip
