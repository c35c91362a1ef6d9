"""Every quarter of the day in the forms in which callers say it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

from num2words import num2words

HOURS = {
    "fr": "zéro une deux trois quatre cinq six sept huit neuf dix onze douze",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "it": "zero una due tre quattro cinque sei sette otto nove dieci undici dodici",
    "da": "nul et to tre fire fem seks syv otte ni ti elleve tolv",
    "en": "zero one two three four five six seven eight nine ten eleven twelve",
}
SPOKEN = {
    "fr": {
        0: "{h} heures|{f}h|{f} h|{f}h00",
        15: "{h} heures et quart|{h} heures quart|{h} heures quinze|{f}h15|{f}:15",
        30: "{h} heures et demie|{h} heures trente|{f}h30|{f} h 30|{h} heures demie",
        45: "{n} heures moins le quart|{n} heures moins quart|{h} heures quarante-cinq|{f}h45|{n} heures moins "
        "un quart",
    },
    "nl": {
        0: "{h} uur|{f} uur|{f}u|{f}.00 uur",
        15: "kwart over {h}|kwart na {h}|{h} uur vijftien|{f}u15|{f}.15 uur|kwartier over {h}",
        30: "half {n}|halfnext|{h} uur dertig|{f}u30|{f}:30",
        45: "kwart voor {n}|{h} uur vijfenveertig|{f}u45|kwartier voor {n}|{f}.45 uur",
    },
    "it": {
        0: "{art}{h}|le ore {f}|{art}{h} in punto|{f}:00",
        15: "{art}{h} e un quarto|{art}{h} e quindici|{art}{f} e 15|{f}:15|{art}{h} e quarto",
        30: "{art}{h} e mezza|{art}{h} e mezzo|{art}{h} e trenta|{f}:30|{art}{f} e 30",
        45: "{nart}{n} meno un quarto|un quarto {alle}{n}|{art}{h} e tre quarti|{art}{h} e quarantacinque|{f}.45|"
        "{art}{f} e 45|{nart}{n} meno quindici",
    },
    "da": {
        0: "klokken {h}|kl {f}|klokken {f}.00|klokken {h} præcis",
        15: "kvart over {h}|kvarter over {h}|klokken {h} femten|kl. {f}.15|et kvarter over {h}",
        30: "halv {n}|klokken halv {n}|klokken {h} tredive|kl. {f}.30|halvnext",
        45: "kvart i {n}|kvarter i {n}|klokken {h} femogfyrre|kl. {f}.45|et kvarter i {n}",
    },
    "en": {
        0: "{h} o'clock|at {h}|{f}:00|{h} oclock",
        15: "quarter past {h}|a quarter past {h}|{h} fifteen|{f}:15|quarter after {h}",
        30: "half past {h}|half {h}|{h} thirty|{f}:30|{f}.30",
        45: "quarter to {n}|a quarter to {n}|{h} forty five|{f}:45|quarter till {n}|quarter of {n}",
    },
}
CARRIERS = {
    "fr": "à {}|vers {}|rappelez-moi à {} svp|plutôt {}|euh {} ça irait|demain à {} si possible",
    "nl": "om {}|rond {}|bel me om {} graag|liever {}|euh {} zou passen|morgen om {} als het kan",
    "it": "{}|verso {}|mi richiami {} per favore|meglio {}|ehm {} andrebbe bene|domani {} se possibile",
    "da": "{}|ved {}|ring til mig {} tak|hellere {}|øh {} ville passe|i morgen {} hvis det går",
    "en": "{}|around {}|call me {} please|rather {}|uh {} would be good|tomorrow {} if possible",
}
PARTS = {
    "fr": ("du matin", "de l'après-midi", "du soir"), "nl": ("'s morgens", "'s middags", "'s avonds"),
    "it": ("di mattina", "del pomeriggio", "di sera"), "da": ("om morgenen", "om eftermiddagen", "om aftenen"),
    "en": ("in the morning", "in the afternoon", "in the evening"),
}  # fmt: skip


def spoken(language: str) -> Iterator[tuple[str, str]]:
    """What is said and the time that it means: on the twelve-hour dial with and without the part of the day, and by the
    hours of the day."""
    carriers = cycle(CARRIERS[language].split("|"))
    for hour in range(24):
        for minutes, forms in SPOKEN[language].items():
            for form in forms.split("|"):
                yield from _said(language, next(carriers), form, hour, minutes)


def _said(language: str, carrier: str, form: str, hour: int, minutes: int) -> Iterator[tuple[str, str]]:
    named_next = any(mark in form for mark in ("{n}", "next"))
    told = f"{hour:02d}:{minutes:02d}"
    figures = "{f}" in form
    dial = (hour - 1) % 12 + 1
    # "Kwart voor veertien" is not said; an hour past twelve goes with minutes or a unit.
    by_day = hour > 12 and not named_next and not any(w in form for w in ("quart", "kwart", "kvart", "mezz", "half"))
    if by_day and hour < 24 and not (language == "en" and minutes == 0):
        yield carrier.format(_form(language, form, hour)), told
    if figures and hour >= 7 and hour <= 12:
        yield carrier.format(_form(language, form, hour)), told
    if figures or hour == 0:
        return
    part = PARTS[language][0 if hour < 12 else 1 if hour < 18 else 2]
    if hour not in (12, 0) and not (hour == 11 and named_next and minutes == 45) and hour < 23 and hour > 5:
        yield carrier.format(f"{_form(language, form, dial)} {part}"), told
    named = dial % 12 + 1 if named_next else dial
    if (13 <= hour <= 18 and 1 <= named <= 6 and dial < 7) or (7 <= hour <= 11 and named >= 7):
        yield carrier.format(_form(language, form, dial)), told


def _form(language: str, form: str, hour: int) -> str:
    after = hour % 12 + 1 if hour <= 12 else hour + 1
    if form.endswith("next"):
        return form.replace("next", "") + _hour(language, after)
    one, next_one = hour == 1, after == 1
    return form.format(
        h=_hour(language, hour), n=_hour(language, after), f=hour,
        art="all'" if one and language == "it" else "alle ", nart="all'" if next_one else "alle ",
        alle="all'" if next_one else "alle ",
    )  # fmt: skip


def _hour(language: str, hour: int) -> str:
    words = HOURS[language].split()
    said: str = words[hour] if hour < len(words) else num2words(hour, lang=language)
    return said if language != "it" or hour != 21 else "ventuno"
