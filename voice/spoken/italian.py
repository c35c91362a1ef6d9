"""Spoken Italian."""

from __future__ import annotations

from functools import partial

from voice.spoken import numbers
from voice.spoken.lexicon import Currency, Lexicon, Symbols

_cardinal = partial(numbers.cardinal, language="it")


def _clock(hour: int, minute: int) -> str:
    if hour in (0, 24) and not minute:
        return "mezzanotte"
    words = "una" if hour == 1 else _cardinal(hour)
    return f"{words} e {_cardinal(minute)}" if minute else words


def _time_range(before: str, start: str, end: str) -> str:
    return f"{'dalle' if before in ('', 'dalle', 'dalle ore') else before} {start} alle {end}"


def _date(day: int, month: str, year: str) -> str:
    return f"{'primo' if day == 1 else _cardinal(day)} {month} {year}".strip()


LEXICON = Lexicon(
    language="it",
    region="IT",
    symbols=Symbols(
        at="chiocciola", dot="punto", hyphen="trattino", underscore="trattino basso", slash="barra", plus="più",
        minus="meno",
        hash="cancelletto", star="asterisco", percent="per cento", decimal="virgola", ampersand="e",
    ),
    letters={
        "a": "a", "b": "bi", "c": "ci", "d": "di", "e": "e", "f": "effe", "g": "gi", "h": "acca", "i": "i",
        "j": "i lunga", "k": "cappa", "l": "elle",
        "m": "emme", "n": "enne", "o": "o", "p": "pi", "q": "cu", "r": "erre", "s": "esse", "t": "ti",
        "u": "u", "v": "vu", "w": "doppia vu",
        "x": "ics", "y": "ipsilon", "z": "zeta", "ø": "o barrata", "å": "a con l'anello", "è": "e accentata",
        "à": "a accentata",
    },
    cardinal=_cardinal,
    year=partial(numbers.year, language="it"),
    ordinal=partial(numbers.ordinal, language="it"),
    ordinal_pattern=r"(\d{1,3})[º°]",
    clock=_clock,
    clock_pattern=r"(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\w:])|"
    r"(?<=ore )(?P<hour2>[01]?\d|2[0-4])(?:[.](?P<minute2>[0-5]\d))?(?![\w:])|"
    r"(?<=alle )(?P<hour3>[01]?\d|2[0-4])[.](?P<minute3>[0-5]\d)(?![\w:])",
    time_range=_time_range,
    to="a",
    date=_date,
    day_first_pattern=r"[º°]?",
    pairs=frozenset({"FR", "DK"}),
    extension_pattern=r"(?:interno|numero interno|int\.)",
    extension_digits=True,
    reference_pattern=r"(?:ordine|cliente|pratica|riferimento|rif\.|contratto|fattura|pacco|codice|numero|n\.|n°)",
    phone_pattern=r"(?:telefono|tel\.?|numero|chiami|chiamare(?: lo| il)?|allo|al)",
    currencies={
        "EUR": Currency("un euro", "euro", " e ", ""),
        "DKK": Currency("una corona", "corone", " e ", ""),
        "GBP": Currency("una sterlina", "sterline", " e ", ""),
    },
    abbreviations={
        "Sig.ra": "Signora", "sig.ra": "signora", "Sig.na": "Signorina", "Sig.": "Signor", "sig.": "signor",
        "Dott.ssa": "Dottoressa", "dott.ssa": "dottoressa", "Dott.": "Dottor", "dott.": "dottor", "Dr.": "Dottor",
        "Ing.": "Ingegner", "ing.": "ingegner", "Avv.": "Avvocato", "tel.": "telefono", "Tel.": "Telefono",
        "n°": "numero", "es.": "esempio", "ecc.": "eccetera", "c.a.": "circa", "P.zza": "Piazza", "p.zza": "piazza",
        "V.le": "Viale", "C.so": "Corso", "max.": "massimo", "min.": "minimo", "rif.": "riferimento", "int.": "interno",
        "ca.": "circa", "24 ore su 24": "ventiquattro ore su ventiquattro", "7 giorni su 7": "sette giorni su sette",
        "wifi": "uai fai", "Wi-Fi": "uai fai",
    },
    units={
        "min": ("minuto", "minuti"), "s": ("secondo", "secondi"), "km": ("chilometro", "chilometri"),
        "m": ("metro", "metri"), "kg": ("chilo", "chili"), "GB": ("gigabyte", "gigabyte"), "MB": ("megabyte",
        "megabyte"),
        "Mbit/s": ("megabit al secondo", "megabit al secondo"), "Gbit/s": ("gigabit al secondo", "gigabit al secondo"),
    },
    feminine_one="una",
    one_nouns=frozenset(
        ["ora", "settimana", "giornata", "persona", "volta", "corona", "sterlina", "domanda", "richiesta",
        "chiamata", "fattura", "consegna", "risposta", "pagina", "via", "opzione"]
    ),
    masculine_one="un",
    function_words=frozenset(["o", "e", "per", "se", "oppure", "a", "da", "in", "con", "su", "è", "di", "al",
    "alle", "dalle", "quando", "non"]),
    spelled=frozenset({"IT", "TV", "IA", "USB", "URL", "HR", "ADSL", "SMS"}),
    web="vu vu vu",
    joined={
        "alle mezzanotte": "a mezzanotte", "dalle mezzanotte": "da mezzanotte",
        "alle una": "all'una", "dalle una": "dall'una",
    },
)  # fmt: skip
