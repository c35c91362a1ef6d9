"""The form of what is written about a customer: phone numbers, e-mail addresses, postcodes by country."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import phonenumbers

LANGUAGES = ("fr", "nl", "it", "da", "en")
LONGEST = {
    "first_name": 100, "last_name": 100, "company": 100, "role": 100, "street": 200, "city": 100, "postcode": 16,
    "email": 254, "product": 64, "department": 64, "carrier": 64, "tracking": 64, "text": 4000,
}  # fmt: skip
"""Characters."""
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
"""Of accounts, orders, contracts and cases. Events carry them, so they are ids."""
EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")
POSTCODES: Mapping[str, tuple[str, str]] = {
    "FR": (r"\d{5}", "75011"), "BE": (r"[1-9]\d{3}", "1050"), "NL": (r"([1-9]\d{3}) ?([A-Z]{2})", "1054 RB"),
    "IT": (r"\d{5}", "20124"), "DK": (r"\d{4}", "8000"), "DE": (r"\d{5}", "10115"), "LU": (r"\d{4}", "1009"),
    "IE": (r"([AC-FHKNPRTV-Y](?:\d\d|6W)) ?([0-9AC-FHKNPRTV-Y]{4})", "D02 X285"), "CH": (r"\d{4}", "3000"),
    "GB": (r"([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})", "SW1A 1AA"), "AT": (r"\d{4}", "1010"), "NO": (r"\d{4}", "0150"),
    "SE": (r"(\d{3}) ?(\d{2})", "111 22"), "FI": (r"\d{5}", "00100"), "ES": (r"\d{5}", "28001"),
    "PT": (r"\d{4}-\d{3}", "1000-001"), "PL": (r"\d{2}-\d{3}", "00-001"),
}  # fmt: skip
"""Country → form and example (Universal Postal Union, addressing systems of its members). Others are taken as they
are."""


@dataclass(frozen=True)
class Problem:
    """Why a field cannot be so. It does not repeat the value: that is personal."""

    code: str
    """One of CODES, for words in the agent's language."""
    remedy: str
    """In English, for command line and log."""


CODES = (
    "missing",
    "too_long",
    "not_text",
    "phone",
    "email",
    "postcode",
    "language",
    "country",
    "unknown_field",
    "unknown_word",
    "refused",
)


class FieldError(ValueError):
    """Of one field; `problem` tells which."""

    def __init__(self, code: str, remedy: str) -> None:
        super().__init__(remedy)
        self.problem = Problem(code, remedy)


def phone(value: str, country: str) -> str:
    """E.164 of a number as written in a country. Raises FieldError.

    It must be possible, not in use: numbering plans change faster than libraries."""
    try:
        parsed = phonenumbers.parse(value, country or None)
    except phonenumbers.NumberParseException:
        parsed = None
    # As written, the whole of it must be the number: "+39 02 … ask for Anna" is not.
    if parsed is None or not phonenumbers.is_possible_number(parsed) or re.search(r"[^\d\s+()/.\-]", value):
        raise FieldError("phone", "no phone number; write it with + and the country code, as +33123456789")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def email(value: str, _country: str) -> str:
    """In lower case: it means nothing in practice, and people are found by it. Raises FieldError."""
    if not EMAIL.fullmatch(value):
        raise FieldError("email", "no e-mail address; write it as name@company.com")
    return value.lower()


def postcode(value: str, country: str) -> str:
    """As the country writes it. Raises FieldError."""
    if country not in POSTCODES:
        return value
    form, example = POSTCODES[country]
    found = re.fullmatch(form, value.upper())
    if found is None:
        raise FieldError("postcode", f"no postcode of {country}; write it as {example}")
    return " ".join(found.groups()) or found.group()


def language(value: str, _country: str) -> str:
    """One of five. Raises FieldError."""
    if value.lower() not in LANGUAGES:
        raise FieldError("language", f"unknown language; use one of {', '.join(LANGUAGES)}")
    return value.lower()


def country(value: str, _country: str = "") -> str:
    """ISO 3166 in capitals. Raises FieldError."""
    if value.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise FieldError("country", "unknown country; use its ISO 3166 code, as BE")
    return value.upper()


FORMS: Mapping[str, Callable[[str, str], str]] = {
    "phone": phone, "email": email, "postcode": postcode, "language": language, "country": country,
}  # fmt: skip
REQUIRED = frozenset({"last_name", "language", "country"})
"""Of an account; without a phone number it can still be found by name."""


def clean(name: str, value: str, in_country: str, required: bool = False) -> str:
    """A field in its form, blanks trimmed. Raises FieldError."""
    value = " ".join(value.split()) if name != "text" else value.strip()
    if not value:
        if required:
            raise FieldError("missing", "it is empty; fill it in")
        return ""
    if len(value) > LONGEST.get(name, 100):
        raise FieldError("too_long", f"too long; use {LONGEST.get(name, 100)} characters at most")
    if not is_text(value):
        raise FieldError("not_text", "it holds characters that are none; write it anew")
    return FORMS[name](value, in_country) if name in FORMS else value


def is_text(value: str) -> bool:
    """Whether a database can keep it: no NUL, no half of a character."""
    return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)


def clean_all(values: Mapping[str, str], known: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Problem]]:
    """Fields of an account in their form, and the problems of those that have none. `known`: all its fields as they
    are, none for a new one. Where the country changes, phone and postcode must fit the new one."""
    problems: dict[str, Problem] = {}
    cleaned: dict[str, str] = {}
    here = known.get("country", "")
    ordered = sorted(values, key=lambda name: name != "country")
    for name in ordered:
        try:
            cleaned[name] = clean(name, values[name], here, name in REQUIRED)
        except FieldError as error:
            problems[name] = error.problem
        if name == "country" and name in cleaned:
            here = cleaned[name]
    if cleaned.get("country", here) != known.get("country", here) and "postcode" not in values:
        try:
            clean("postcode", known.get("postcode", ""), here)
        except FieldError as error:
            problems["postcode"] = error.problem
    return cleaned, problems
