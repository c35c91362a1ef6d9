"""Items of the queue, as they are told."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pydantic import Field

from desk.customers.model import Account
from desk.customers.pop import Pop, screen_pop
from desk.customers.protocol import OutOfReachError
from desk.privacy.vault import KeyringError
from desk.queue.item import Item
from desk.queue.packet import reached_at
from desk.web.api.accounts import AccountBody, CandidateBody
from desk.web.forms import now
from desk.web.stores import Stores
from desk.web.told import Message

LOG = logging.getLogger(__name__)
ITEM = "5b1f8a52-9c41-4d2e-8f0a-2b7c6d1e0f93"


class Brief(Message):
    """A line of the queue."""

    id: str = Field(..., description="Of the item.", example=ITEM)
    call_id: str = Field(..., description="Of the call it came from.", example="1764164000.12")
    kind: str = Field(..., description="`call`, `callback` or `voicemail`.", example="call")
    department: str = Field(..., description="Key of the department.", example="sales")
    language: str = Field(..., description="Of the caller.", example="da")
    priority: str = Field(..., description="`high` or `normal`.", example="normal")
    tier: int = Field(..., description="Line that it waits for: 1 to 3.", example=1)
    reason: str = Field(..., description="Why the bot handed it on.", example="explicit_request")
    state: str = Field(..., description="`waiting`, `offered`, `taken` or `closed`.", example="waiting")
    line: str | None = Field(
        None,
        description="Where the caller is: `desk` (on our line), `pbx` (in the PBX's queue), `lost` (the process that "
        "had the line died), null (not with us).",
        example="desk",
    )
    queued_at: datetime = Field(..., description="The moment that its place counts from.")
    due: datetime | None = Field(None, description="A callback is not offered before.")
    agent: str | None = Field(None, description="To whom it is offered, or who has taken it.", example="mette")
    caller: str | None = Field(
        None,
        description="Number of the caller; where it is withheld, the one that they want to be called back on.",
        example="+4520304050",
    )
    at_head: bool = Field(..., description="It was offered to somebody who did not answer.")
    estimate_seconds: int | None = Field(
        None, description="How long it will still wait; null where that cannot be told.", example=90
    )


class NoteBody(Message):
    """What somebody wrote about an item."""

    at: datetime = Field(..., description="When.")
    author: str = Field(..., description="Name of the user.", example="mette")
    text: str = Field(..., description="As it was written.", example="Has the router in front of him.")

    class Config:
        title = "Note"


class ArticleBody(Message):
    """What is known about what the caller wants."""

    key: str = Field(..., description="Of the article.", example="no_internet")
    language: str = Field(..., description="Of title and text: the user's where the article has it.", example="da")
    title: str = Field(..., description="In a line.", example="Slet intet internet")
    text: str = Field(..., description="Markdown.", example="1. Hvilke lamper lyser på routeren?")

    class Config:
        title = "Article"


class BookedBody(Message):
    """A callback that waits."""

    item: str = Field(..., description="Id of its item.", example=ITEM)
    number: str = Field(..., description="To call.", example="+4520304050")
    due: datetime | None = Field(None, description="It is offered to nobody before; null: in its place in the queue.")

    class Config:
        title = "Booked"


class ItemBody(Brief):
    """Everything on an item: the screen pop."""

    taken: datetime | None = Field(None, description="When it was taken.")
    closed: datetime | None = Field(None, description="When it was finished.")
    outcome: str | None = Field(None, description="Code of the wrap-up.", example="resolved")
    packet: dict[str, Any] = Field(..., description="All that the bot learned: see Packet.")
    held: datetime | None = Field(None, description="Since when the caller is on hold; null: not now.")
    held_seconds: float = Field(..., description="For how long the caller was on hold, all told.", example=42.0)
    notes: list[NoteBody] = Field(..., description="Of this and of what else its call has in the queue; oldest first.")
    booked: BookedBody | None = Field(None, description="The callback of this call that waits; null: there is none.")
    message_seconds: float | None = Field(
        None, description="Length of a voicemail's sound, see GET …/message; null: there is none.", example=12.5
    )
    customer: AccountBody | None = Field(None, description="Who calls, as an agent has confirmed.")
    candidates: list[CandidateBody] = Field(..., description="Who it may be, best first, until one is confirmed.")
    trouble: str | None = Field(
        None,
        description="Why there are no candidates: `out_of_reach`, the customer records cannot be asked; null: nothing.",
        example="out_of_reach",
    )
    articles: list[ArticleBody] = Field(..., description="Knowledge that may help, best first.")

    class Config:
        title = "Item"


def brief(item: Item, estimate: int | None = None) -> dict[str, Any]:
    """The fields of Brief."""
    names = set(Brief.__fields__) - {"caller", "estimate_seconds"}
    told = {name: getattr(item, name) for name in names}
    return told | {"caller": reached_at(item.packet), "estimate_seconds": estimate}


def item_body(desk: Stores, item: Item, language: str) -> ItemBody:
    """With notes, customer and articles; `language`: of the user. Raises StoreError when the queue cannot be read;
    without the customer's records a call goes on."""
    customer, hold = _confirmed(desk, item.id), desk.floor.hold_of(item.id, now())
    pop = Pop() if customer else screen_pop(desk.customers, item.packet)
    told = brief(item) | {name: getattr(item, name) for name in ("taken", "closed", "outcome", "packet")}
    told["message_seconds"] = _message(desk, item)
    told["notes"] = [asdict(note) for note in desk.floor.notes_of_call(item.call_id)]
    told["booked"] = _booked(desk, item)
    told["customer"] = customer.to_dict() if customer else None
    told["candidates"] = [found.to_dict() for found in pop.candidates]
    told |= {"trouble": pop.trouble, "held": hold.since, "held_seconds": hold.seconds}
    told["articles"] = _articles(desk, item, language)
    return ItemBody(**told)


def _booked(desk: Stores, item: Item) -> dict[str, Any] | None:
    found = desk.queue.of_call(item.call_id, "callback")
    if found is None or found.state != "waiting":
        return None
    return {"item": found.id, "number": (found.packet.get("callback") or {}).get("number") or "", "due": found.due}


def _message(desk: Stores, item: Item) -> float | None:
    if item.kind != "voicemail":
        return None
    try:
        return desk.messages().seconds(item.call_id)
    except KeyringError as error:
        LOG.error("the message of a call is not shown: %s", error)
        return None


def _articles(desk: Stores, item: Item, language: str) -> list[dict[str, str]]:
    packet = item.packet
    said = [line["text"] for line in packet.get("transcript", ()) if line["speaker"] == "caller"]
    intents = {found["intent"]: found["confidence"] for found in packet.get("intents", ())}
    told = []
    for found in desk.shelf.suggest(item.language, said, intents, item.department):
        shown, text = found.article.text(language, item.language)
        told.append({"key": found.article.key, "language": shown, "title": text.title, "text": text.body})
    return told


def _confirmed(desk: Stores, item_id: str) -> Account | None:
    account_id = desk.confirmed.of(item_id)
    if account_id is None:
        return None
    try:
        return desk.customers.account(account_id)
    except KeyError:
        return None  # erased since
    except OutOfReachError as error:
        LOG.warning("the customer of a call is not shown: %s", error)
        # What is known without asking.
        return Account(account_id, account_id, "", "")


def account_by_number(desk: Stores, number: str) -> Account | None:
    """The customer whose number or id it is; None when there is none."""
    with suppress(KeyError):
        return desk.customers.account(number)
    found = desk.customers.find(number=number, limit=2)
    return next((one.account for one in found if one.account.number == number), None)
