"""Callbacks that agents book, and put off."""

from __future__ import annotations

import dataclasses
import re
from datetime import datetime, timedelta

from fastapi import APIRouter, Depends
from pydantic import Field

from desk.queue.booking import Booking as Booked
from desk.queue.item import Item
from desk.queue.packet import Callback, Note, Packet
from desk.web.api.items import ItemBody, item_body
from desk.web.forms import ItemId, Sent, moment, now
from desk.web.guard.principal import Me, Need
from desk.web.problems import Problem, declared, known
from desk.web.stores import Desk, Stores

router = APIRouter(prefix="/api/v1/queue", tags=["queue"])
WRITTEN = r"^\+?[0-9][0-9 ()./-]{2,38}$"
MARKS = re.compile(r"[ ()./-]")
LATE, FAR = timedelta(minutes=5), timedelta(days=366)
"""Clocks differ; and nobody means a day after so long."""


class Booking(Sent):
    """Where and when the customer wants to be called."""

    number: str = Field(
        ..., regex=WRITTEN, description="As one would dial it, best with + and country code.", example="+45 20 30 40 50"
    )
    time: datetime | None = Field(
        None, description="It is offered to nobody before; null: as soon as its place in the queue comes up."
    )


@router.post(
    "/{item}/callback", status_code=201, dependencies=[Depends(Need("queue.act"))], responses=declared(404, 409)
)
def book(item: ItemId, sent: Booking, me: Me, desk: Desk) -> ItemBody:
    """Book a callback for the caller of an item, or another time for the one that there is. It keeps the place of the
    call, its department, tier, notes and customer. A callback that an agent has in hand waits again, and they wrap up.
    For the agent who has the item or wraps it up, and supervisors: 409 `too_late` for others, and when somebody else
    has the callback in hand. Answers the callback's own item."""
    due = None if sent.time is None else _when(sent.time)
    with known("item of the queue"):
        about = desk.queue.show(item)
        callback = Callback(MARKS.sub("", sent.number), due.isoformat() if due else None)
        booking = Booked(about.id, me.name, me.may("agents.act"), desk.trail.record)
        placed = desk.queue.place(_packet(desk, about, callback), about.tier, booking).item_id
    account = desk.confirmed.of(about.id)
    if account is not None and placed != about.id:
        desk.confirmed.confirm(placed, account, me.name, now(), anybodys=True)
    return item_body(desk, desk.queue.show(placed), me.user.language)


def _when(asked: datetime) -> datetime:
    """Raises Problem."""
    due, at = moment(asked, now()), now()
    if not at - LATE <= due <= at + FAR:
        raise Problem(422, "time: lies in the past, or more than a year ahead")
    return due


def _packet(desk: Stores, about: Item, callback: Callback) -> Packet:
    """What the bot learned, with what people have noted since."""
    notes = tuple(Note(note.at, note.author, note.text) for note in desk.floor.notes_of_call(about.call_id))
    created = about.created if about.kind == "callback" else now().isoformat()
    return dataclasses.replace(
        Packet.from_dict(about.packet),
        kind="callback",
        created=created,
        department=about.department,
        callback=callback,
        notes=notes,
    )
