"""What waits for a person, and what they do with it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from desk.customers.protocol import OutOfReachError
from desk.web.api.estimates import estimates
from desk.web.api.items import Brief, ItemBody, account_by_number, brief, item_body
from desk.web.forms import KEY, WORD, ItemId, Sent, now
from desk.web.guard.principal import Me, Need, Principal
from desk.web.problems import Problem, declared, known
from desk.web.settings import Company, Settings
from desk.web.stores import Desk, House, Stores
from desk.web.told import Message

LOG = logging.getLogger(__name__)
router = APIRouter(prefix="/api/v1/queue", tags=["queue"])
READ, ACT = [Depends(Need("queue.read"))], [Depends(Need("queue.act"))]
RESPONSES = declared(404, 409)
ITEM = "item of the queue"
PAGE = "browser"
"""What callers from web pages have dialled."""


class PassOn(Sent):
    """Where it goes, and what the next one should know."""

    department: str = Field(..., regex=KEY, description="Key of the department.", example="technical_support")
    tier: int = Field(..., ge=1, le=3, description="1: first line, to 3.", example=2)
    note: str = Field("", max_length=4000, description="Kept with the item.", example="Router was changed already.")


class Finish(Sent):
    """What became of it."""

    outcome: str | None = Field(
        None, regex=WORD, description="Code of the wrap-up; may follow as one's own state.", example="resolved"
    )
    note: str = Field("", max_length=4000, description="Kept with the item.", example="Will send the invoice again.")


class NewNote(Sent):
    """Something for whoever takes it next."""

    text: str = Field(..., min_length=1, max_length=4000, description="In any language.", example="Calls from a train.")


class Confirmed(Sent):
    """Who calls."""

    number: str = Field(
        ..., regex="^[A-Za-z0-9_.:-]{1,64}$", description="`number` or `id` of the account.", example="200017"
    )


class DestinationBody(Message):
    """A tier of a department that an item may be passed on to."""

    department: str = Field(..., description="Key of the department.", example="technical_support")
    tier: int = Field(
        ..., description="1: first line, to 3. A tier that nobody staffs is served by the next.", example=2
    )
    open: bool = Field(..., description="By its opening hours.")
    enrolled: int = Field(..., description="Agents of this tier or a higher one, at work or not.", example=3)
    staffed: int = Field(..., description="At work, in the caller's language; without you.", example=2)
    available: int = Field(..., description="Of those, free at this moment.", example=1)
    seconds: int | None = Field(..., description="Wait that the caller would be told; null: none can be.", example=60)
    refused: str | None = Field(
        ..., description="Error that passing it on there gives: `nobody` or `closed`; null: none.", example="closed"
    )

    class Config:
        title = "Destination"


@router.get("", dependencies=READ)
def queue(
    desk: Desk,
    state: Annotated[
        str | None, Query(pattern="^(waiting|offered|taken|closed)$", description="Items in this state only.")
    ] = "waiting",
    department: Annotated[
        str | None, Query(pattern=KEY, description="Of this department only.", example="sales")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="At most so many.")] = 200,
) -> list[Brief]:
    """Items in the order in which they will be served; closed ones latest first."""
    found = desk.queue.list(state, department)
    if state == "closed":
        found = sorted(found, key=lambda item: item.closed or "", reverse=True)
    waits = estimates(desk, found[:limit])
    return [Brief(**brief(item, waits.get(item.id))) for item in found[:limit]]


@router.get("/{item}", dependencies=READ, responses=declared(404))
def show(item: ItemId, me: Me, desk: Desk) -> ItemBody:
    """Everything on one item: the screen pop."""
    with known(ITEM):
        return item_body(desk, desk.queue.show(item), me.user.language)


@router.post("/{item}/accept", dependencies=ACT, responses=RESPONSES)
def accept(item: ItemId, me: Me, desk: Desk) -> ItemBody:
    """Take what is offered. 409 `too_late` when the phone has rung for too long or the caller has gone."""
    return _done(desk, item, me, lambda: desk.floor.accept(item, me.name, now()))


@router.post("/{item}/refuse", dependencies=ACT, responses=RESPONSES)
def refuse(item: ItemId, me: Me, desk: Desk) -> ItemBody:
    """Do not take what is offered: it goes back to the head of the queue, and the agent on a break."""
    return _done(desk, item, me, lambda: desk.floor.refuse(item, me.name, now()))


@router.post("/{item}/pick", dependencies=ACT, responses=RESPONSES)
def pick(item: ItemId, me: Me, desk: Desk) -> ItemBody:
    """Take a certain item from the list. 409 `too_late` when somebody else was faster, `state` when the agent is not
    available."""
    return _done(desk, item, me, lambda: desk.floor.pick(item, me.name, now()))


@router.post("/{item}/pass_on", dependencies=ACT, responses=RESPONSES)
def pass_on(item: ItemId, sent: PassOn, me: Me, desk: Desk, house: House) -> ItemBody:
    """Give it to another department or tier: it waits again with its place, and keeps all notes. 409 `at_the_phone` as
    for hold; `nobody` where no agent of the department is of that tier or a higher one; `closed` for a call to a
    department that is closed."""
    _check_department(sent.department, house.company)
    _not_between_phones(desk, house, item, me)
    return _done(
        desk, item, me, lambda: desk.floor.pass_on(item, me.name, sent.department, sent.tier, sent.note.strip(), now())
    )


@router.get("/{item}/destinations", dependencies=READ, responses=declared(404))
def destinations(item: ItemId, me: Me, desk: Desk, house: House) -> list[DestinationBody]:
    """Where it may be passed on to, and what awaits the caller there: each tier of each department."""
    keys = [department.key for department in house.company.departments]
    with known(ITEM):
        found = desk.floor.destinations(item, me.name, keys, house.company.tiers, now())
    return [DestinationBody(**asdict(one)) for one in found]


@router.post("/{item}/finish", dependencies=ACT, responses=RESPONSES)
def finish(item: ItemId, sent: Finish, me: Me, desk: Desk) -> ItemBody:
    """The call is over; the agent wraps up."""
    return _done(desk, item, me, lambda: desk.floor.finish(item, me.name, now(), sent.outcome, sent.note.strip()))


@router.post("/{item}/notes", dependencies=ACT, responses=declared(404))
def add_note(item: ItemId, sent: NewNote, me: Me, desk: Desk) -> ItemBody:
    """Write something down for whoever takes it next."""
    with known(ITEM):
        desk.floor.note(item, me.name, sent.text, now())
        return item_body(desk, desk.queue.show(item), me.user.language)


@router.post("/{item}/customer", dependencies=ACT, responses=RESPONSES)
def confirm_customer(item: ItemId, sent: Confirmed, me: Me, desk: Desk) -> ItemBody:
    """This is who calls: kept with the item, and with the customer's calls. 409 `too_late` when somebody else has the
    item; supervisors may say so of any."""
    account = account_by_number(desk, sent.number)
    if account is None:
        raise Problem(404, "there is no such customer")
    with known(ITEM):
        found = desk.queue.show(item)
        desk.confirmed.confirm(item, account.id, me.name, now(), anybodys=me.may("agents.act"))
    desk.customers.log_call(account.id, found.call_id, me.name, now())
    return item_body(desk, found, me.user.language)


@router.delete("/{item}/customer", dependencies=ACT, responses=RESPONSES)
def unconfirm_customer(item: ItemId, me: Me, desk: Desk) -> ItemBody:
    """It was not them: the item has candidates again, and the customer's calls are without it. 409: as above."""
    with known(ITEM):
        found, anybodys = desk.queue.show(item), me.may("agents.act")
        account = desk.confirmed.withdrawable(item, me.name, anybodys)
        if account is not None:
            # First: should this fail, they are still confirmed, and it can be said again.
            _forget(desk, account, found.call_id)
        desk.confirmed.withdraw(item, me.name, now(), anybodys)
    return item_body(desk, found, me.user.language)


@router.post("/{item}/hold", dependencies=ACT, responses=RESPONSES)
def hold(item: ItemId, me: Me, desk: Desk, house: House) -> ItemBody:
    """The caller hears music, and the agent nothing of them. 409 `at_the_phone` when the call is between two phones of
    the PBX, which have a key for that."""
    return _held(desk, house, item, me, True)


@router.post("/{item}/resume", dependencies=ACT, responses=RESPONSES)
def resume(item: ItemId, me: Me, desk: Desk, house: House) -> ItemBody:
    """Agent and caller hear one another again."""
    return _held(desk, house, item, me, False)


def _forget(desk: Stores, account: str, call_id: str) -> None:
    try:
        desk.customers.forget_call(account, call_id)
    except (KeyError, OutOfReachError) as error:
        # Erased meanwhile; or corrected when somebody else is confirmed: another system must not hold up an agent.
        LOG.warning("a call stays with a customer whose it is not: %s", type(error).__name__)


def _held(desk: Stores, house: Settings, item: str, me: Principal, wanted: bool) -> ItemBody:
    """The process that has the line hears of it and does it."""
    _not_between_phones(desk, house, item, me)
    return _done(desk, item, me, lambda: desk.floor.hold(item, me.name, wanted, now()))


def _not_between_phones(desk: Stores, house: Settings, item: str, me: Principal) -> None:
    """The PBX connects a caller by telephone and an agent at a phone: their call is in nobody else's hands."""
    with known(ITEM):
        found = desk.queue.show(item)
    connected = found.kind == "call" and found.line == "desk" and found.packet.get("dialled") != PAGE
    if me.name in house.phones and found.state == "taken" and connected:
        raise Problem(409, "this call is between two phones: hold or transfer it there", "at_the_phone")


def _done(desk: Stores, item: str, me: Principal, work: Callable[[], object]) -> ItemBody:
    try:
        work()
    except KeyError as error:
        # The floor names what it does not find: the item, or the agent.
        message = f"there is no such {ITEM}" if error.args == (item,) else "you are not enrolled as an agent"
        raise Problem(404, message) from None
    return item_body(desk, desk.queue.show(item), me.user.language)


def _check_department(key: str, company: Company) -> None:
    if key not in company.keys:
        raise Problem(422, "department: no such department; see GET /api/v1/company")
