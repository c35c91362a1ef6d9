"""What a caller mentions. What is taken back ("not sales, billing") the entity finder has left out already."""

from __future__ import annotations

from actions.reading import Reading
from bot.messages import Entity


def wanted(reading: Reading, *names: str) -> list[str]:
    """Values of the entities of these kinds, without repetitions, in the order of the text."""
    return list(dict.fromkeys(entity.value for entity in reading.all(*names)))


def named(reading: Reading, name: str) -> Entity | None:
    """The last mention: people correct themselves forwards ("Thursday, no, Friday")."""
    found = reading.all(name)
    return found[-1] if found else None
