"""Fields of company files that have a form of their own: phone numbers, days, opening hours."""

from __future__ import annotations

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers

from bot.directory.hours import Schedule, check_expression, known_calendar
from bot.directory.record import Record


def check_phone(record: Record, key: str) -> str:
    """A phone number in E.164. Raises UserError."""
    value = record.text(key)
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException as error:
        remedy = "write it with + and the country code, as +33123456789"
        raise record.fault(f"'{value}' is no phone number", remedy, key) from error
    if not phonenumbers.is_possible_number(number):
        raise record.fault(f"phone number '{value}' has a wrong length", "check its digits", key)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def check_zone(record: Record) -> str:
    """A time zone name. Raises UserError."""
    value = record.text("timezone")
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise record.fault(f"unknown timezone '{value}'", "write it as Europe/Paris", "timezone") from error
    return value


def schedule(record: Record, country: str, timezone: str, subdivision: str) -> Schedule:
    """The field `hours` with its calendar. Raises UserError."""
    expression = record.text("hours")
    problem = check_expression(expression)
    if problem:
        raise record.fault(f"hours '{expression}' {problem}", "write them as 'Mo-Fr 09:00-18:00; PH off'", "hours")
    if not known_calendar(country, subdivision):
        key = "subdivision" if subdivision and known_calendar(country) else "country"
        value = subdivision if key == "subdivision" else country
        raise record.fault(f"no holidays known for {key} '{value}'", "use an ISO 3166 code such as FR", key)
    return Schedule(expression, country, timezone, subdivision)


def digits(record: Record, key: str, length: int | None = None, value: str | None = None) -> str:
    """A field of digits, of a certain length where one is given. Raises UserError."""
    value = value or record.text(key)
    if not re.fullmatch(r"[0-9]+", value) or (length is not None and len(value) != length):
        wanted = f"exactly {length} digits" if length else "digits only"
        raise record.fault(f"{key} '{value}' is not right", f"use {wanted}", key)
    return value


def day(record: Record, key: str, today: date) -> date | None:
    """A date (2026-03-31), or days from the day of loading ("today", "today-3"); None when empty. Raises UserError."""
    value = record.text(key, "")
    if not value:
        return None
    relative = re.fullmatch(r"today(?:([+-]\d{1,4}))?", value)
    if relative:
        return today + timedelta(days=int(relative.group(1) or 0))
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise record.fault(f"{key} '{value}' is no date", "write it as 2026-03-31 or today+2", key) from error


def price(record: Record, key: str) -> str:
    """An amount with two decimals. Raises UserError."""
    value = record.text(key)
    if not re.fullmatch(r"\d+\.\d\d", value):
        raise record.fault(f"{key} '{value}' is no amount", "write it as 39.90", key)
    return value
