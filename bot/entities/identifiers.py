"""Customer numbers (six digits), order numbers (eight) and phone numbers among the digits of an utterance."""

from __future__ import annotations

from collections.abc import Callable

import phonenumbers

from bot.entities.digits import find_runs
from bot.entities.joined_runs import Run
from bot.entities.text import Mention, Text
from bot.entities.word_set import word_set

CUSTOMER_DIGITS = 6
ORDER_DIGITS = 8
COUNTRIES = {"fr": ("FR", "BE"), "nl": ("NL", "BE"), "it": ("IT",), "da": ("DK",), "en": ("IE", "GB")}
"""Where callers of a language mostly phone from."""
_ELSEWHERE = ("FR", "BE", "NL", "IT", "DK", "IE", "GB", "CH", "LU", "DE")
_FIXED = {"FR": 9, "NL": 9, "GB": 10, "DK": 8}
"""Countries whose numbers all have the same length: digits without the leading zero."""
_TELLING = {
    "order_number": """commande commandes colis suivi bestelling bestelnummer ordernummer order orders pakket pakje
    bestel ordine ordini consegna pacco spedizione ordre ordren ordrenummer ordrenummeret
    bestilling bestillingen pakke pakken levering livraison parcel delivery package purchase
    tracking""",
    "customer_number": """client cliente clients clienti dossier abonne abonnee klant klantnummer klantennummer codice
    kunde kunden kundenummer kundenummeret kundenr customer account contract""",
    "phone_number": """telephone tel mobile portable gsm natel fixe rappeler rappelez contacter contactez joignez
    joindre telefoon telefoonnummer mobiel mobieltje terugbellen bereikbaar bereiken bellen
    cellulare telefono fisso richiamare richiamatemi richiamarmi chiamarmi recapito telefon
    telefonnummer mobil mobilen mobilnummer fastnet ringe ring traeffes phone cell landline
    telephone reach callback""",
}
_KINDS = {word: kind for kind, words in _TELLING.items() for word in words.split()}
_COMPOUNDS = {
    "bestel": "order_number", "bestil": "order_number", "order": "order_number", "ordre": "order_number",
    "pak": "order_number", "lever": "order_number", "zending": "order_number", "forsendelse": "order_number",
    "klant": "customer_number", "kunde": "customer_number", "abon": "customer_number", "dossier": "customer_number",
    "telefo": "phone_number", "mobi": "phone_number", "fastnet": "phone_number", "gsm": "phone_number",
    "vast": "phone_number", "tlf": "phone_number",
}  # fmt: skip
"""Beginnings of Dutch and Danish words for a number."""
_NUMBER = ("nummer", "nummeret", "nummers", "nr", "nrs")
_MONEY = word_set("euro euros eur kroner kr pound pounds pond quid dollar dollars cent cents centimes procent percent")
"""Words after an amount."""
_MOBILE = frozenset(("gsm", "portable", "mobile"))
"""French mobile numbers begin with 06 and 07."""
_ON = word_set("on op sur sulla sul sulle pa from uit dalla")
"""Where a number is written."""
SURE = 0.85
"""Weight from which a department is named rather than a mere topic."""
NEAR = 9
"""Tokens before a number among which a word tells what it is."""


def find_identifiers(text: Text, countries: tuple[str, ...] = ()) -> list[Mention]:
    """Customer, order and phone numbers. `countries` (ISO 3166) are tried first for phone numbers without a country
    code.

    Eight digits are both an order number and a Danish phone number: without a word that tells,
        a Danish text yields both.
    """
    found: list[Mention] = []
    for run in find_runs(text):
        if text.word(run.last) in _MONEY or _dated(text, run):
            continue
        found += _identify(text, run, countries or ())
    return found


def tells_number(text: Text, topic: Mention, numbers: list[Mention]) -> bool:
    """Whether a topic only tells what a number is or where it stands: "order 20114568", "on my bill"."""
    if topic.weight >= SURE:
        return False
    written = not _ON.isdisjoint(text.words[max(0, topic.first - 3) : topic.first])
    tells = any(_kind(word) for word in text.words[topic.first : topic.last])
    near = [n for n in numbers if -4 <= topic.first - n.last <= 4 or 0 <= n.first - topic.last <= NEAR]
    return (tells or written) and bool(near)


def _identify(text: Text, run: Run, countries: tuple[str, ...]) -> list[Mention]:
    kind = _told(text, run)
    likely = tuple(dict.fromkeys((*countries, *_countries(text, run))))
    if run.plus:
        return _mentions(run, "phone_number", _international(run, ""))
    if kind == "phone_number":
        return _mentions(run, kind, _phone(run, likely))
    customer = run.of_length(CUSTOMER_DIGITS) if kind != "order_number" else None
    exact = len(run.readings[0]) == CUSTOMER_DIGITS or kind == "customer_number" or not run.of_length(ORDER_DIGITS)
    if customer and exact and not (len(run.readings[0]) > ORDER_DIGITS and _phone(run, likely)):
        return _mentions(run, "customer_number", customer)
    found: list[Mention] = []
    order = run.of_length(ORDER_DIGITS) if kind != "customer_number" else None
    if order and (kind == "order_number" or len(run.readings[0]) == ORDER_DIGITS or not _phone(run, likely)):
        found += _mentions(run, "order_number", order)
    if kind is None and (not found or "DK" in likely):
        found += _mentions(run, "phone_number", _phone(run, likely))
    return found


def _countries(text: Text, run: Run) -> tuple[str, ...]:
    """Where a number without country code is likely from. 04 begins a Belgian mobile number as well as a French or a
    Dutch landline: four digits written together, or Belgian tens, tell; in Dutch the mobile is the likelier."""
    usual = COUNTRIES[text.language]
    if "BE" not in usual or not run.readings[0].startswith("04"):
        return usual
    words = text.words[run.first : run.last]
    belgian = text.language == "nl" or (len(words[0]) == 4 and words[0].isdecimal())
    belgian = belgian or any(word in ("septante", "nonante") for word in words)
    belgian = belgian or not _MOBILE.isdisjoint(text.words)
    return ("BE", *usual) if belgian else usual


def _mentions(run: Run, entity: str, value: str | None) -> list[Mention]:
    return [Mention(entity, value, run.first, run.last)] if value else []


def _told(text: Text, run: Run) -> str | None:
    """What the nearest telling word before the number says it is, else the one after it."""
    before = range(run.first - 1, max(-1, run.first - 1 - NEAR), -1)
    after = range(run.last, min(len(text.words), run.last + 4))
    return next((kind for index in (*before, *after) if (kind := _kind(text.word(index)))), None)


def _kind(word: str) -> str | None:
    """What a word says that a number is."""
    if word.endswith(_NUMBER) and word not in _KINDS:
        return next((kind for begin, kind in _COMPOUNDS.items() if word.startswith(begin)), None)
    return _KINDS.get(word)


def _dated(text: Text, run: Run) -> bool:
    """Whether digits are a date: "18 04 2026"."""
    words = text.words[run.first : run.last]
    if [len(word) for word in words] != [2, 2, 4] or not all(map(str.isdecimal, words)):
        return False
    return int(words[0]) <= 31 and int(words[1]) <= 12 and words[2][:2] in ("19", "20") and _told(text, run) is None


def _phone(run: Run, likely: tuple[str, ...]) -> str | None:
    """The first reading that is a phone number: in a range of a likely country, else of the right length there, else in
    a range of another country."""
    if found := _international(run, "00"):
        return found
    elsewhere = tuple(country for country in _ELSEWHERE if country not in likely)
    return (
        _national(run, likely, phonenumbers.is_valid_number)
        or _national(run, tuple(c for c in likely[:2] if c in _FIXED), _full_length)
        or _national(run, elsewhere, phonenumbers.is_valid_number)
        or _national(run, likely[:2], phonenumbers.is_possible_number)
    )


def _national(run: Run, countries: tuple[str, ...], check: Callable[[phonenumbers.PhoneNumber], bool]) -> str | None:
    """The first reading that passes a check in one of the countries, in E.164."""
    for digits in run.readings:
        for country in countries:
            if _shaped(digits, country) and (number := _parse(digits, country)) and check(number):
                return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _full_length(number: phonenumbers.PhoneNumber) -> bool:
    """Whether a number has as many digits as all numbers of its country."""
    country = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return phonenumbers.is_possible_number(number) and len(str(number.national_number)) == _FIXED.get(country)


def _shaped(digits: str, country: str) -> bool:
    """Whether callers of a country say their numbers so: with the leading zero where there is one."""
    if country == "DK":
        return len(digits) == 8
    if country == "IT":
        return 9 <= len(digits) <= 11 and digits[0] in "03"
    if country in ("FR", "NL"):
        return len(digits) == 10 and digits[0] == "0"
    if country == "GB":
        return 10 <= len(digits) <= 11 and digits[0] == "0"
    return 9 <= len(digits) <= 10 and digits[0] == "0"


def _international(run: Run, prefix: str) -> str | None:
    if not run.readings[0].startswith(prefix):
        return None
    told = [digits for digits in run.readings if digits.startswith(prefix) and len(digits) >= 9]
    numbers = [number for digits in told if (number := _parse("+" + digits.removeprefix(prefix), None))]
    for check in (phonenumbers.is_valid_number, _full_length, phonenumbers.is_possible_number):
        for number in numbers:
            if check(number):
                return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _parse(digits: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
