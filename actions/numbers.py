"""Numbers that callers say or key in: order, customer and phone numbers."""

from __future__ import annotations

from collections.abc import Callable

import phonenumbers

from actions.call import Question
from actions.places import countries_of
from actions.reading import Reading
from actions.turn import Turn
from actions.yesno import yes_or_no
from bot.entities.digits import find_digits
from bot.messages import Entity

ORDER_DIGITS = 8
CUSTOMER_DIGITS = 6
EVERYWHERE = ("FR", "BE", "NL", "IT", "DK", "IE")
"""Countries whose callers may phone in another language."""
PHONE_DIGITS = 8
"""Of the shortest phone number of the countries served (Denmark)."""
MOST_PHONE_DIGITS = 13
"""Of the longest, with 00 and the code of the country."""
SHORTEST = 3
"""Digits below which a number is part of the talk ("two things")."""
PIECE = 2
"""The same where a piece of the number has been said already."""
NUMBERS = ("order_number", "customer_number", "phone_number")


def digits_in(reading: Reading, language: str, kind: str, shortest: int = SHORTEST) -> Entity | None:
    """The number of a turn where one of this kind is expected, whatever it was taken for (eight digits are a phone
    number in Denmark): the last one, since people correct themselves forwards."""
    found = reading.all(kind)
    if found:
        return found[-1]
    runs = [run for run in find_digits(reading.text, language) if len(run) >= shortest]
    if runs:
        return Entity(kind, runs[-1], 0, len(reading.text))
    return next(iter(reading.all(*NUMBERS)), None)


def put_together(turn: Turn, number: str, most: int) -> str:
    """A number that is dictated in pieces: what was said before and this piece, when that is not too long."""
    before, turn.call.keyed = turn.call.keyed, ""
    if yes_or_no(turn.reading.text, turn.call.language) is False:
        # "No, two zero zero seven": instead of the piece before.
        return number
    whole = before + number
    return whole if before.isdecimal() and number.isdecimal() and len(whole) <= most else number


def more_to_come(turn: Turn, question: Question, number: str) -> None:
    """Keep the piece and let the caller go on."""
    turn.ask("number", question.purpose, "utter_number_so_far", {"number": number}, about=question.about,
             digits=question.digits, form=True, tries=question.tries)  # fmt: skip
    turn.call.keyed = number


def shortest(turn: Turn) -> int:
    """Digits below which a number is no answer to the open question; the last piece of a number may be short."""
    return PIECE if turn.call.keyed else SHORTEST


def phone(turn: Turn, digits: str) -> str | None:
    """Digits as a phone number in E.164, read as one of the caller's country; None when it can be none."""
    if digits.startswith("+"):
        return _e164(digits, None, phonenumbers.is_possible_number)
    likely = countries_of(turn.call.caller, turn.call.language)
    valid = (_e164(digits, country, phonenumbers.is_valid_number) for country in (*likely, *EVERYWHERE))
    # Numbers of ranges that are not given out yet are possible, but no country can be told from them.
    return next(filter(None, valid), None) or _e164(digits, likely[0], phonenumbers.is_possible_number)


def _e164(digits: str, country: str | None, fits: Callable[[phonenumbers.PhoneNumber], bool]) -> str | None:
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)) if fits(number) else None
