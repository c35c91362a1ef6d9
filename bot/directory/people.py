"""People by name as it was heard: first by sound, then by letters."""

from __future__ import annotations

from dataclasses import dataclass

from bot.directory.company import Company
from bot.directory.model import Person


@dataclass(frozen=True)
class PersonMatch:
    """A person who may be meant."""

    person: Person
    score: float
    """0 to 1; 1 is the exact name. From SURE on it can be acted on, from PLAUSIBLE on it should be confirmed."""


SURE = 0.86
PLAUSIBLE = 0.66


def find_person(company: Company, heard: str, language: str, limit: int = 5) -> tuple[PersonMatch, ...]:
    """People whose name is like what was heard, best first; several with nearly the same score need a question back.

    Takes a first name, a last name or both, with or without a title ("mevrouw Jansen"). Candidates below PLAUSIBLE are
    left out.
    """
    raise NotImplementedError
