"""Numbers that callers say or key in: order, customer and phone numbers."""

from __future__ import annotations

import re

import phonenumbers

from actions.places import COUNTRIES, country_of
from actions.reading import Reading
from actions.turn import Turn
from bot.messages import Entity

ORDER_DIGITS = 8
CUSTOMER_DIGITS = 6
NUMBERS = ("order_number", "customer_number", "phone_number")


def digits_in(reading: Reading) -> Entity | None:
    """The number of a turn, whatever it was taken for: the last one, since people correct themselves forwards."""
    found = reading.all(*NUMBERS)
    if found:
        return found[-1]
    runs = list(re.finditer(r"\+?\d(?:[ .\-/]?\d){2,}", reading.text))
    if not runs:
        return None
    return Entity("number", re.sub(r"[^\d+]", "", runs[-1].group()), runs[-1].start(), runs[-1].end())


def phone(turn: Turn, digits: str) -> str | None:
    """Digits as a phone number in E.164, read as one of the caller's country; None when it can be none."""
    countries = dict.fromkeys((country_of(turn.call.caller), *COUNTRIES[turn.call.language], "FR", "BE", "NL", "IT", "DK"))
    for country in (None,) if digits.startswith("+") else tuple(c for c in countries if c):
        try:
            number = phonenumbers.parse(digits, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) or digits.startswith("+"):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return None
