"""Entities: what a text says of departments, sites, people, languages, days, times and numbers."""

from bot.entities.digits import find_digits
from bot.entities.finder import Finders, Findings, find_entities, finders

__all__ = ["Finders", "Findings", "find_digits", "find_entities", "finders"]
