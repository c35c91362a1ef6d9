"""Which site a caller means who names none."""

from __future__ import annotations

import phonenumbers

from actions.mentions import wanted
from actions.turn import Turn
from bot.directory import Site

COUNTRIES = {"nl": ("NL", "BE"), "fr": ("FR", "BE"), "it": ("IT",), "da": ("DK",), "en": ("IE", "GB")}
"""Countries in which callers of a language live, the likeliest first."""


def country_of(number: str | None) -> str | None:
    """The country of a phone number in E.164."""
    if not number:
        return None
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return None


def countries_of(caller: str | None, language: str) -> tuple[str, ...]:
    """Where somebody is likely to call from, the likeliest first (ISO 3166)."""
    return tuple(dict.fromkeys(c for c in (country_of(caller), *COUNTRIES[language]) if c))


def site_of(turn: Turn) -> Site:
    """The site asked for; else the one in the country that the caller phones from, else that of the language."""
    company = turn.world.company
    for value in wanted(turn.reading, "site"):
        if value in company.sites:
            return company.sites[value]
    country = country_of(turn.call.caller)
    near = next((site for site in company.sites.values() if site.country == country), None)
    return near or company.home_site(turn.call.language)


def department_of(turn: Turn) -> str | None:
    """The department that is wanted, if one is named."""
    departments = turn.world.company.departments
    values = wanted(turn.reading, "department")
    return next((value for value in values if value in departments), None)
