"""Customer numbers (six digits), order numbers (eight) and phone numbers among the digits of an utterance."""

from __future__ import annotations

import phonenumbers

from bot.entities.digits import find_runs
from bot.entities.joined_runs import Run
from bot.entities.text import Mention, Text

CUSTOMER_DIGITS = 6
ORDER_DIGITS = 8
COUNTRIES = {"fr": ("FR", "BE"), "nl": ("NL", "BE"), "it": ("IT",), "da": ("DK",), "en": ("IE", "GB")}
"""Where callers of a language mostly phone from."""
_ELSEWHERE = ("FR", "BE", "NL", "IT", "DK", "IE", "GB", "CH", "LU", "DE")
_TELLING = {
    "order_number": """commande commandes colis suivi bestelling bestelnummer ordernummer order orders pakket bestel
    ordine ordini consegna ordre ordren ordrenummer ordrenummeret bestilling bestillingen pakke parcel delivery
    purchase""",
    "customer_number": """client cliente clients dossier abonne klant klantnummer klantennummer codice
    kunde kundenummer kundenummeret kundenr customer account""",
    "phone_number": """telephone tel mobile portable gsm natel fixe rappeler joignez joindre telefoon telefoonnummer
    mobiel mobieltje terugbellen bereikbaar bellen cellulare telefono fisso richiamare richiamatemi telefon
    telefonnummer telefonnummeret mobil mobilen mobilnummer ringe ring phone cell landline call reach callback""",
}
_KINDS = {word: kind for kind, words in _TELLING.items() for word in words.split()}
_MOBILE = frozenset(("gsm", "portable", "mobile"))
"""French mobile numbers begin with 06 and 07."""
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
        found += _identify(text, run, countries or ())
    return found


def _identify(text: Text, run: Run, countries: tuple[str, ...]) -> list[Mention]:
    kind = _told(text, run)
    likely = tuple(dict.fromkeys((*countries, *_countries(text, run))))
    if run.plus:
        return _mentions(run, "phone_number", _international(run, ""))
    if kind == "phone_number":
        number = _phone(run, tuple(dict.fromkeys((*likely, *_ELSEWHERE))))
        if number:
            return _mentions(run, kind, number)
    customer = run.of_length(CUSTOMER_DIGITS) if kind != "order_number" else None
    exact = len(run.readings[0]) == CUSTOMER_DIGITS or kind == "customer_number" or not run.of_length(ORDER_DIGITS)
    if customer and exact and not (len(run.readings[0]) > ORDER_DIGITS and _phone(run, likely)):
        return _mentions(run, "customer_number", customer)
    found: list[Mention] = []
    order = run.of_length(ORDER_DIGITS) if kind != "customer_number" else None
    if order and (kind == "order_number" or len(run.readings[0]) == ORDER_DIGITS or not _phone(run, likely)):
        found += _mentions(run, "order_number", order)
    if kind is None and (not found or "DK" in likely):
        found += _mentions(run, "phone_number", _phone(run, tuple(dict.fromkeys((*likely, *_ELSEWHERE)))))
    return found


def _countries(text: Text, run: Run) -> tuple[str, ...]:
    """Where a number without country code is likely from. 04 begins a Belgian mobile number as well as a French or a
    Dutch landline: four digits written together, or Belgian tens, tell; in Dutch the mobile is the likelier."""
    usual = COUNTRIES[text.language]
    if "BE" not in usual or not run.readings[0].startswith("04"):
        return usual
    words = text.words[run.first : run.last]
    belgian = text.language == "nl" or (len(words[0]) == 4 and words[0].isdigit())
    belgian = belgian or any(word in ("septante", "nonante") for word in words)
    belgian = belgian or not _MOBILE.isdisjoint(text.words)
    return ("BE", *usual) if belgian else usual


def _mentions(run: Run, entity: str, value: str | None) -> list[Mention]:
    return [Mention(entity, value, run.first, run.last)] if value else []


def _told(text: Text, run: Run) -> str | None:
    """What the nearest telling word before the number says it is, else the one after it."""
    for index in range(run.first - 1, max(-1, run.first - 1 - NEAR), -1):
        kind = _KINDS.get(text.word(index))
        if kind:
            return kind
    for index in range(run.last, min(len(text.words), run.last + 4)):
        kind = _KINDS.get(text.word(index))
        if kind:
            return kind
    return None


def _phone(run: Run, countries: tuple[str, ...]) -> str | None:
    """The first reading that is a phone number in one of the countries; real ranges before mere lengths."""
    if found := _international(run, "00"):
        return found
    for check in (phonenumbers.is_valid_number, phonenumbers.is_possible_number):
        for country in countries:
            if check is phonenumbers.is_possible_number and country not in countries[:2]:
                continue
            for digits in run.readings:
                if _shaped(digits, country) and (number := _parse(digits, country)) and check(number):
                    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _shaped(digits: str, country: str) -> bool:
    """Whether callers of a country say their numbers so: with the leading zero where there is one."""
    if country == "DK":
        return len(digits) == 8
    if country == "IT":
        return 9 <= len(digits) <= 11 and digits[0] in "03"
    if country in ("FR", "NL"):
        return len(digits) == 10 and digits[0] == "0"
    return 9 <= len(digits) <= 11 and digits[0] == "0"


def _international(run: Run, prefix: str) -> str | None:
    if not run.readings[0].startswith(prefix):
        return None
    for digits in run.readings:
        if not digits.startswith(prefix) or len(digits) < 9:
            continue
        number = _parse("+" + digits.removeprefix(prefix), None)
        if number and phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _parse(digits: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
