"""Spoken French."""

from __future__ import annotations

from functools import partial

from voice.spoken import numbers
from voice.spoken.lexicon import Currency, Lexicon, Symbols

_cardinal = partial(numbers.cardinal, language="fr")


def _feminine(number: int) -> str:
    words = _cardinal(number)
    return f"{words}e" if words == "un" or words.endswith("et un") else words


def _clock(hour: int, minute: int) -> str:
    if hour in (0, 24):
        words = "minuit"
    elif hour == 12:
        words = "midi" if minute == 0 else "douze heures"
    else:
        words = f"{_feminine(hour)} heure{'s' if hour > 1 else ''}"
    return f"{words} {_cardinal(minute)}" if minute else words


def _time_range(before: str, start: str, end: str) -> str:
    return f"{before or 'de'} {start} à {end}"


def _date(day: int, month: str, year: str) -> str:
    return f"{'premier' if day == 1 else _cardinal(day)} {month} {year}".strip()


LEXICON = Lexicon(
    language="fr",
    region="FR",
    symbols=Symbols(
        at="arobase", dot="point", hyphen="tiret", underscore="tiret bas", slash="barre oblique", plus="plus",
        minus="moins",
        hash="dièse", star="étoile", percent="pour cent", decimal="virgule", ampersand="et",
    ),
    letters={
        "a": "a", "b": "bé", "c": "cé", "d": "dé", "e": "E", "f": "effe", "g": "gé", "h": "hache", "i": "i",
        "j": "ji", "k": "ka", "l": "elle", "m": "emme",
        "n": "enne", "o": "o", "p": "pé", "q": "ku", "r": "erre", "s": "esse", "t": "té", "u": "u", "v": "vé",
        "w": "double vé", "x": "ixe",
        "y": "i grec", "z": "zède", "é": "E accent aigu", "è": "E accent grave", "ç": "cé cédille",
        "ø": "o barré", "å": "a rond",
    },
    cardinal=_cardinal,
    year=partial(numbers.year, language="fr"),
    ordinal=partial(numbers.ordinal, language="fr"),
    ordinal_pattern=r"(\d{1,3})(?:er|re|ère|e|è|ème|nd|nde)\b",
    clock=_clock,
    clock_pattern=r"(?P<hour>[01]?\d|2[0-3])(?:\s?(?:h|heures?)\s?(?P<minute>[0-5]\d)|\s?h)(?![\w:])|"
    r"(?P<hour2>[01]?\d|2[0-4]):(?P<minute2>[0-5]\d)(?:\s?(?:h|heures?)\b)?(?![\w:])",
    time_range=_time_range,
    to="à",
    date=_date,
    day_first_pattern=r"(?:er)?",
    pairs=frozenset({"FR", "BE", "DK", "NL", "IT", "IE", "LU", "CH", "GB"}),
    extension_pattern=r"(?:poste|extension|numéro interne)",
    extension_digits=False,

        reference_pattern=r"(?:commande|client|cliente|dossier|référence|réf\.?|contrat|facture|colis|ticket|code|numéro|n°)",
    phone_pattern=r"(?:téléphone|tél\.?|numéro|appelez(?: le)?|joindre(?: au)?|au)",
    currencies={
        "EUR": Currency("un euro", "euros", " ", ""),
        "DKK": Currency("une couronne", "couronnes", " ", ""),
        "GBP": Currency("une livre", "livres", " ", ""),
    },
    abbreviations={
        "M.": "Monsieur", "MM.": "Messieurs", "Mme": "Madame", "Mmes": "Mesdames", "Mlle": "Mademoiselle",
        "Dr": "docteur", "Me": "Maître", "n°": "numéro", "N°": "Numéro", "tél.": "téléphone", "Tél.": "Téléphone",
        "av.": "avenue", "bd": "boulevard", "bld": "boulevard", "p. ex.": "par exemple",
        "c.-à-d.": "c'est-à-dire", "etc.": "et cetera", "svp": "s'il vous plaît", "SVP": "s'il vous plaît",
        "env.": "environ", "max.": "maximum", "min.": "minimum", "réf.": "référence", "St": "Saint", "Ste": "Sainte",
        "RDV": "rendez-vous", "rdv": "rendez-vous", "7j/7": "sept jours sur sept",
        "24h/24": "vingt-quatre heures sur vingt-quatre",
        "wifi": "wi-fi",
    },
    units={
        "h": ("heure", "heures"), "min": ("minute", "minutes"), "mn": ("minute", "minutes"), "s": ("seconde",
        "secondes"),
        "km": ("kilomètre", "kilomètres"), "m": ("mètre", "mètres"), "kg": ("kilo", "kilos"),
        "Go": ("gigaoctet", "gigaoctets"), "Mo": ("mégaoctet", "mégaoctets"),
        "Mbit/s": ("mégabit par seconde", "mégabits par seconde"), "Gbit/s": ("gigabit par seconde",
        "gigabits par seconde"),
    },
    feminine_one="une",
    one_nouns=frozenset(
        ["heure", "minute", "seconde", "semaine", "journée", "année", "fois", "personne", "place", "couronne", "livre",
         "commande", "question", "touche", "option", "boutique", "adresse", "facture", "livraison", "réponse", "page",
         "rue"]
    ),
    masculine_one="un",
    spelled=frozenset({"RH", "TVA", "TV", "IA", "SAV", "URL", "USB", "ADSL"}),
    web="trois double vé",
)  # fmt: skip
