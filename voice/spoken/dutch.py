"""Spoken Dutch."""

from __future__ import annotations

from functools import partial

from voice.spoken import numbers
from voice.spoken.lexicon import Currency, Lexicon, Symbols

_cardinal = partial(numbers.cardinal, language="nl")


def _clock(hour: int, minute: int) -> str:
    if hour in (0, 24) and not minute:
        return "middernacht"
    return f"{_cardinal(hour)} uur{f' {_cardinal(minute)}' if minute else ''}"


def _time_range(before: str, start: str, end: str) -> str:
    return f"{before or 'van'} {start} tot {end}"


def _date(day: int, month: str, year: str) -> str:
    return f"{_cardinal(day)} {month} {year}".strip()


LEXICON = Lexicon(
    language="nl",
    region="NL",
    symbols=Symbols(
        at="apenstaartje", dot="punt", hyphen="streepje", underscore="laag streepje", slash="schuine streep",
        plus="plus", minus="min", hash="hekje", star="sterretje", percent="procent", decimal="komma", ampersand="en",
    ),
    letters={
        "a": "aa", "b": "bee", "c": "cee", "d": "dee", "e": "ee", "f": "ef", "g": "gee", "h": "haa", "i": "ie",
        "j": "jee", "k": "kaa", "l": "el",
        "m": "em", "n": "enn", "o": "oo", "p": "pee", "q": "kuu", "r": "èr", "s": "es", "t": "tee", "u": "uu",
        "v": "vee", "w": "wee", "x": "iks",
        "y": "ypsilon", "z": "zet", "ø": "oo met een streep", "å": "aa met een rondje", "é": "ee met een accent",
    },
    cardinal=_cardinal,
    year=partial(numbers.year, language="nl"),
    ordinal=partial(numbers.ordinal, language="nl"),
    ordinal_pattern=r"(\d{1,3})(?:ste|de|e)\b",
    clock=_clock,
    clock_pattern=r"(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d)\s?(?:uur|u\b\.?)|:(?P<minute2>[0-5]\d))(?![\w:])|"
    r"(?P<hour3>[01]?\d|2[0-3])\s?(?:uur|u)(?:\s?(?P<minute3>[0-5]\d))?(?![\w:])",
    time_range=_time_range,
    to="tot",
    date=_date,
    day_first_pattern=r"",
    pairs=frozenset({"BE", "FR", "DK"}),
    extension_pattern=r"(?:toestel|toestelnummer|doorkiesnummer|intern nummer)",
    extension_digits=True,
    reference_pattern=r"(?:bestelling|bestelnummer|ordernummer|order|klantnummer|klant|dossier|dossiernummer|referentie|contract|contractnummer|factuur|factuurnummer|pakket|zaak|code|nummer|nr\.?)",
    phone_pattern=r"(?:telefoon|telefoonnummer|tel\.?|nummer|bel(?: naar)?|bereikbaar op|op)",
    currencies={
        "EUR": Currency("een euro", "euro", " ", ""),
        "DKK": Currency("een kroon", "kronen", " en ", "øre"),
        "GBP": Currency("een pond", "pond", " ", ""),
    },
    abbreviations={
        "dhr.": "de heer", "Dhr.": "De heer", "mevr.": "mevrouw", "Mevr.": "Mevrouw", "mw.": "mevrouw",
        "Mw.": "Mevrouw",
        "dr.": "dokter", "ir.": "ingenieur", "bijv.": "bijvoorbeeld", "bv.": "bijvoorbeeld", "d.w.z.": "dat wil zeggen",
        "tel.": "telefoon", "Tel.": "Telefoon", "nr.": "nummer", "Nr.": "Nummer", "t/m": "tot en met",
        "a.u.b.": "alstublieft", "aub": "alstublieft", "enz.": "enzovoort", "etc.": "et cetera",
        "m.b.t.": "met betrekking tot", "ca.": "ongeveer", "o.a.": "onder andere", "i.p.v.": "in plaats van",
        "incl.": "inclusief", "excl.": "exclusief", "max.": "maximaal", "min.": "minimaal", "i.v.m.": "in verband met",
        "evt.": "eventueel", "st.": "sint", "24/7": "vierentwintig uur per dag", "wifi": "wifi",
    },
    units={
        "u": ("uur", "uur"), "min": ("minuut", "minuten"), "s": ("seconde", "seconden"), "km": ("kilometer",
        "kilometer"),
        "m": ("meter", "meter"), "kg": ("kilo", "kilo"), "GB": ("gigabyte", "gigabyte"), "MB": ("megabyte", "megabyte"),
        "Mbit/s": ("megabit per seconde", "megabit per seconde"), "Gbit/s": ("gigabit per seconde",
        "gigabit per seconde"),
    },
    spelled=frozenset({"HR", "ICT", "IT", "TV", "AI", "USB", "URL", "ADSL"}),
    web="wee wee wee",
)  # fmt: skip
