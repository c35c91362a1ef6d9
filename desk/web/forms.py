"""What the messages of the API have in common."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import Path
from pydantic import Extra, root_validator

from desk.web.problems import Problem
from desk.web.told import Message

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
LANGUAGE = "^(fr|nl|it|da|en)$"
KEY = "^[a-z][a-z_]{0,63}$"
"""Of departments."""
NAME = "^[a-z0-9][a-z0-9._-]{0,63}$"
"""Of users."""
WORD = "^[a-z][a-z_]{0,31}$"
"""Of codes, such as a reason."""

ItemId = Annotated[
    str,
    Path(regex="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", description="Id of a queue item.",
         example="5b1f8a52-9c41-4d2e-8f0a-2b7c6d1e0f93"),
]  # fmt: skip
AgentId = Annotated[str, Path(regex=NAME, description="Name of the user who is the agent.", example="mette")]


class Sent(Message):
    """What is sent to the desk: nothing but what is known, and nothing that a database cannot keep."""

    class Config:
        extra = Extra.forbid

    @root_validator(pre=True)
    def _storable(cls, values: dict[str, Any]) -> dict[str, Any]:
        if not _storable(values):
            raise ValueError("text holds characters that cannot be kept")
        return values


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def moment(given: datetime | None, usual: datetime) -> datetime:
    """In UTC, which is assumed where no zone is given. Raises Problem."""
    found = usual if given is None else given
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    if not EARLIEST - timedelta(1) < found.replace(tzinfo=UTC) < LATEST + timedelta(1):
        raise Problem(422, "a moment lies between 2000 and 2100")
    return found.astimezone(UTC)


def _storable(value: object) -> bool:
    """PostgreSQL keeps no NUL, and halves of surrogate pairs have no UTF-8."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, dict):
        return all(_storable(key) and _storable(entry) for key, entry in value.items())
    return all(map(_storable, value)) if isinstance(value, list) else True
