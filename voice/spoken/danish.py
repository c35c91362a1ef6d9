"""Spoken Danish."""

from __future__ import annotations

from functools import partial

from voice.spoken import numbers
from voice.spoken.lexicon import Currency, Lexicon, Symbols

_cardinal = partial(numbers.cardinal, language="da")


def _clock(hour: int, minute: int) -> str:
    if hour in (0, 24) and not minute:
        return "midnat"
    words = _cardinal(hour)
    if minute == 0:
        return words
    return f"{words} nul {_cardinal(minute)}" if minute < 10 else f"{words} {_cardinal(minute)}"


def _time_range(before: str, start: str, end: str) -> str:
    return f"{before or 'fra'} {start} til {end}"


def _date(day: int, month: str, year: str) -> str:
    return f"den {numbers.ordinal(day, 'da')} {month} {year}".strip()


LEXICON = Lexicon(
    language="da",
    region="DK",
    symbols=Symbols(
        at="snabel-a", dot="punktum", hyphen="bindestreg", underscore="understreg", slash="skråstreg", plus="plus",
        minus="minus",
        hash="havelåge", star="stjerne", percent="procent", decimal="komma", ampersand="og",
    ),
    letters={
        "a": "a", "b": "be", "c": "sé", "d": "dé", "e": "e", "f": "æf", "g": "ge", "h": "hå", "i": "i",
        "j": "jåd", "k": "kå", "l": "æl", "m": "æm", "n": "æn",
        "o": "o", "p": "pe", "q": "ku", "r": "ær", "s": "æs", "t": "te", "u": "u", "v": "ve",
        "w": "dobbelt-ve", "x": "æks", "y": "y", "z": "sæt",
        "æ": "æ", "ø": "ø", "å": "å", "é": "e med accent",
    },
    cardinal=_cardinal,
    year=partial(numbers.year, language="da"),
    ordinal=partial(numbers.ordinal, language="da"),
    ordinal_pattern=r"(\d{1,2})\.(?=\s[a-zæøå])",
    clock=_clock,
    clock_pattern=r"(?:(?P<lead>[Kk]l\.|[Kk]lokken)\s)(?P<hour>[01]?\d|2[0-4])(?:[.:](?P<minute>[0-5]\d))?(?![\w:])|"
    r"(?P<hour2>[01]?\d|2[0-4]):(?P<minute2>[0-5]\d)(?![\w:])|"
    r"(?<=(?:fra|til) )(?P<hour3>[01]?\d|2[0-4])[.](?P<minute3>[0-5]\d)(?![\w:])",
    time_range=_time_range,
    to="til",
    date=_date,
    day_first_pattern=r"\.?",
    pairs=frozenset({"DK", "FR", "BE", "NO", "SE"}),
    extension_pattern=r"(?:lokal|lokalnummer|intern)",
    extension_digits=True,

        reference_pattern=r"(?:ordre|ordrenummer|bestilling|bestillingsnummer|kundenummer|kunde|sag|sagsnummer|reference|kontrakt|kontraktnummer|faktura|fakturanummer|regning|pakke|kode|nummer|nr\.?)",
    phone_pattern=r"(?:telefon|telefonnummer|telefonnummeret|tlf\.?|nummer|nummeret|ring(?: på| til)?|på)",
    currencies={
        "EUR": Currency("en euro", "euro", " og ", "cent"),
        "DKK": Currency("en krone", "kroner", " og ", "øre"),
        "GBP": Currency("et pund", "pund", " og ", "pence"),
    },
    abbreviations={
        "hr.": "herr", "Hr.": "Herr", "fr.": "fru", "dr.": "doktor", "tlf.": "telefon", "Tlf.": "Telefon",
        "nr.": "nummer", "Nr.": "Nummer", "f.eks.": "for eksempel", "fx": "for eksempel", "bl.a.": "blandt andet",
        "osv.": "og så videre", "ca.": "cirka", "kl.": "klokken", "Kl.": "Klokken", "dvs.": "det vil sige",
        "inkl.": "inklusive", "ekskl.": "eksklusive", "evt.": "eventuelt", "mht.": "med hensyn til", "min.": "minutter",
        "maks.": "maksimalt", "pga.": "på grund af", "mv.": "med videre", "m.m.": "med mere", "vedr.": "vedrørende",
        "wifi": "vaj faj",
    },
    units={
        "min": ("minut", "minutter"), "s": ("sekund", "sekunder"), "km": ("kilometer", "kilometer"),
        "m": ("meter", "meter"), "kg": ("kilo", "kilo"), "GB": ("gigabyte", "gigabyte"), "MB": ("megabyte", "megabyte"),
        "Mbit/s": ("megabit i sekundet", "megabit i sekundet"), "Gbit/s": ("gigabit i sekundet", "gigabit i sekundet"),
    },
    feminine_one="et",
    one_nouns=frozenset(
        ["minut", "sekund", "år", "nummer", "spørgsmål", "opkald", "svar", "pund", "møde", "tilbud",
        "abonnement", "hundrede", "tusind", "øjeblik"]
    ),
    masculine_one="en",
    function_words=frozenset(["eller", "for", "hvis", "og", "til", "når", "så", "er", "i", "på", "af", "fra", "og"]),
    spelled=frozenset({"IT", "HR", "TV", "AI", "USB", "URL", "EDB", "ADSL"}),
    web="ve ve ve",
)  # fmt: skip
