"""Who has changed what."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from desk.web.guard.principal import Me, Need
from desk.web.stores import Desk
from desk.web.told import Message

router = APIRouter(prefix="/api/v1/trail", tags=["trail"])
OF_CUSTOMERS = ("customer", "recording")
"""Entries that supervisors see too: `customer.update`, `recording.heard` and so on."""


class EntryBody(Message):
    """One change."""

    number: int = Field(..., description="Counts without gaps.", example=17)
    at: datetime = Field(..., description="When.")
    who: str = Field(..., description="Name of the user, or what else acts by itself.", example="admin")
    action: str = Field(..., description="What was done.", example="role_changed")
    what: str = Field(..., description="Id of what it was done to.", example="mette")
    details: dict[str, str] = Field(..., description="Such as the new role.", example={"role": "supervisor"})
    previous: str = Field(..., description="Hash of the entry before (SHA-256, hex).")
    hash: str = Field(..., description="Over this entry and `previous` (SHA-256, hex).")

    class Config:
        title = "Entry"


class VerifiedBody(Message):
    """Whether the trail is whole."""

    ok: bool = Field(..., description="It is.")
    entries: int = Field(..., description="So many are in order.", example=17)
    head: str = Field(..., description="The end of those, as number:hash; to be noted somewhere else.")
    broken_at: int | None = Field(None, description="Number of the first entry that is not.")
    kind: str | None = Field(
        None, description="`changed`, `removed`, `inserted`, `reordered`, `cut off` or `rewritten`.", example="changed"
    )
    message: str | None = Field(None, description="The same in words, in English.")

    class Config:
        title = "Verified"


def _word(description: str, example: str) -> Any:
    return Query(min_length=1, max_length=128, description=description, example=example)


@router.get("", dependencies=[Depends(Need("trail.customers"))])
def trail(
    desk: Desk,
    me: Me,
    limit: Annotated[int, Query(ge=1, le=1000, description="At most so many.")] = 100,
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Only entries with a lower number.")] = None,
    who: Annotated[str | None, _word("Changes by this one only.", "admin")] = None,
    action: Annotated[str | None, _word("Such changes only.", "role_changed")] = None,
    what: Annotated[str | None, _word("Changes of this only.", "mette")] = None,
) -> list[EntryBody]:
    """Changes that somebody may have to answer for, the latest first. Supervisors get those of customers' data and of
    recordings alone. `centralino audit verify` checks the chain."""
    rooms = None if me.may("trail.read") else OF_CUSTOMERS
    found = desk.trail.entries(limit, before, who, action, what, rooms)
    return [EntryBody(**{name: getattr(entry, name) for name in EntryBody.__fields__}) for entry in found]


@router.get("/verify", dependencies=[Depends(Need("trail.read"))])
def verify(desk: Desk) -> VerifiedBody:
    """Whether every entry is as it was written and none is missing."""
    found = desk.trail.verify()
    broken = found.broken
    return VerifiedBody(
        ok=broken is None,
        entries=found.head.number,
        head=str(found.head),
        broken_at=broken.number if broken else None,
        kind=broken.kind if broken else None,
        message=broken.words if broken else None,
    )
