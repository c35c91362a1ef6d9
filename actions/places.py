"""Which site a caller means who names none."""

from __future__ import annotations

import phonenumbers

from actions.mentions import wanted
from actions.turn import Turn
from bot.directory import Site
from centralino import settings

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


def site_of(turn: Turn) -> Site:
    """The site asked for; else the one in the caller's country, else in a country of the language, else the home site."""
    sites = turn.world.company.sites
    for value in wanted(turn.reading, "site"):
        if value in sites:
            return sites[value]
    countries = (country_of(turn.call.caller), *COUNTRIES[turn.call.language])
    for country in countries:
        found = next((site for site in sites.values() if site.country == country), None)
        if found:
            return found
    return sites.get(settings.load().dialogue.home_site) or turn.world.company.main_site


def department_of(turn: Turn) -> str | None:
    """The department that is wanted, if one is named."""
    departments = turn.world.company.departments
    values = wanted(turn.reading, "department")
    return next((value for value in values if value in departments), None)
