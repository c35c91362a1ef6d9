"""Customers: found, read, changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field

from desk.customers.changes import UPDATED, seal
from desk.customers.model import Change, Happened
from desk.floor.past import Handled, Past
from desk.web.api.accounts import (
    AccountBody,
    CandidateBody,
    CaseBody,
    ChangeBody,
    CustomerNoteBody,
    FileBody,
    HandledBody,
    HappenedBody,
)
from desk.web.forms import KEY, WORD, Sent, now
from desk.web.guard.principal import Me, Need
from desk.web.problems import Problem, declared, known
from desk.web.stores import Desk, Stores

router = APIRouter(prefix="/api/v1/customers", tags=["customers"])
CustomerId = Annotated[
    str, Path(pattern="^[A-Za-z0-9_.:-]{1,64}$", description="`id` of the account.", example="200017")
]
Said = Annotated[str | None, Query(min_length=1, max_length=200)]
SEALS = 1000
"""Of one account that are looked up; older changes are told as not sealed."""
READ, ACT = [Depends(Need("customers.read"))], [Depends(Need("customers.act"))]
MADE_UP = Field(
    None,
    regex="^[A-Za-z0-9_-]{1,64}$",
    description="Made up by you; the same again adds nothing, so that a button pressed twice adds one.",
    example="b7e0c1a94f",
)


class Changes(Sent):
    """New values of fields; what is left out stays."""

    version: str = Field(..., min_length=1, max_length=64, description="Of the account as you saw it.", example="3")
    first_name: str | None = Field(None, max_length=100, description="May be empty.")
    last_name: str | None = Field(None, max_length=100, description="Family name.")
    company: str | None = Field(None, max_length=100, description="Empty for private customers.")
    language: str | None = Field(None, max_length=8, description="`fr`, `nl`, `it`, `da` or `en`.")
    country: str | None = Field(None, max_length=2, description="ISO 3166.")
    phone: str | None = Field(None, max_length=40, description="With + and country code, or as dialled in the country.")
    email: str | None = Field(None, max_length=254, description="E-mail address.")
    street: str | None = Field(None, max_length=200, description="With the number.")
    postcode: str | None = Field(None, max_length=16, description="As the country writes it.")
    city: str | None = Field(None, max_length=100, description="Of the postal address.", example="Aarhus")


class NewNote(Sent):
    """Something to write down."""

    text: str = Field(..., min_length=1, max_length=4000, description="In any language.", example="Prefers mornings.")
    key: str | None = MADE_UP


class NewCase(Sent):
    """Something for a department to do."""

    department: str = Field(..., regex=KEY, description="Key of the department.", example="technical_support")
    topic: str = Field(
        ...,
        regex=WORD,
        description="`fault`, `invoice`, `delivery`, `return`, `complaint`, `fraud`, `login` or `installation`.",
        example="fault",
    )
    text: str = Field("", max_length=4000, description="What it is about.")
    key: str | None = MADE_UP


class Status(Sent):
    """How far a case has come."""

    status: str = Field(..., regex=WORD, description="`open`, `waiting_for_customer` or `solved`.", example="solved")


@router.get("", dependencies=READ)
def find(
    desk: Desk,
    number: Annotated[Said, Query(description="Of a customer, order, contract or case.", example="200017")] = None,
    phone: Annotated[Said, Query(description="As the network gives it or as dialled.", example="+4520304050")] = None,
    name: Annotated[Said, Query(description="As heard.", example="Holm")] = None,
    text: Annotated[
        Said, Query(description="Any of these, or an e-mail address.", example="freja@holm.example")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=50, description="At most so many.")] = 10,
) -> list[CandidateBody]:
    """Who may be meant, best first. What several of the values point to ranks higher; without any, nobody is."""
    found = desk.customers.find(number, phone, name, text, limit)
    return [CandidateBody(**one.to_dict()) for one in found]


@router.get("/{customer}", dependencies=READ, responses=declared(404))
def show(customer: CustomerId, desk: Desk) -> FileBody:
    """Everything on one customer."""
    with known("customer"):
        return FileBody(**desk.customers.file(customer).to_dict())


@router.patch("/{customer}", dependencies=ACT, responses=declared(404, 409))
def change(customer: CustomerId, sent: Changes, me: Me, desk: Desk) -> AccountBody:
    """Change fields of an account; each change is in the audit trail. 409 when somebody else has changed it since."""
    fields = {name: value for name, value in sent.dict(exclude={"version"}).items() if value is not None}
    with known("customer"):
        return AccountBody(**desk.customers.update(customer, fields, me.name, now(), sent.version).to_dict())


@router.get("/{customer}/history", dependencies=READ, responses=declared(404))
def history(customer: CustomerId, desk: Desk) -> list[HappenedBody]:
    """Cases, notes, calls and orders in one time line, latest first; calls with what people did about them."""
    with known("customer"):
        line = desk.customers.history(customer)
    past = Past(desk.database).of_calls({one.id for one in line if one.kind == "call"})
    return [HappenedBody(**asdict(one), handled=_handled(one, past)) for one in line]


def _handled(one: Happened, past: Mapping[str, Sequence[Handled]]) -> list[HandledBody]:
    """Ids of cases and notes may be like those of calls."""
    return [HandledBody(**asdict(done)) for done in past.get(one.id, ())] if one.kind == "call" else []


@router.get("/{customer}/changes", dependencies=READ, responses=declared(404))
def changes(customer: CustomerId, me: Me, desk: Desk) -> list[ChangeBody]:
    """Who changed which field from what to what, latest first. An agent sees those of the customer who is confirmed for
    the item that they have; supervisors see all. Values that were erased are not here."""
    found = desk.customers.changes(customer)
    if not found:
        with known("customer"):
            desk.customers.account(customer)
    if not me.may("trail.customers") and not _is_with(desk, customer, me.name):
        raise Problem(403, "this customer is not with you", "not_yours")
    entries = desk.trail.entries(SEALS, action=UPDATED, what=customer) if found else []
    seals = {entry.details.get("change"): entry.details.get("seal") for entry in entries}
    return [_change(one, seals.get(one.id)) for one in found]


def _change(one: Change, kept: str | None) -> ChangeBody:
    told = {name: getattr(one, name) for name in ("id", "at", "by", "field", "before", "after")}
    return ChangeBody(**told, sealed=kept == seal(one.salt, one.before, one.after))


def _is_with(desk: Stores, customer: str, agent: str) -> bool:
    try:
        item = desk.floor.item_of(agent)
    except KeyError:
        return False
    return item is not None and desk.confirmed.of(item.id) == customer


@router.post("/{customer}/notes", status_code=201, dependencies=ACT, responses=declared(404))
def add_note(customer: CustomerId, sent: NewNote, me: Me, desk: Desk) -> CustomerNoteBody:
    """Write something down."""
    with known("customer"):
        return CustomerNoteBody(**asdict(desk.customers.add_note(customer, sent.text, me.name, now(), sent.key)))


@router.post("/{customer}/cases", status_code=201, dependencies=ACT, responses=declared(404))
def open_case(customer: CustomerId, sent: NewCase, me: Me, desk: Desk) -> CaseBody:
    """Give a department something to do."""
    with known("customer"):
        case = desk.customers.open_case(
            customer, sent.department, sent.topic, me.name, now(), text=sent.text, key=sent.key
        )
    return CaseBody(**asdict(case))


@router.put("/{customer}/cases/{number}", dependencies=ACT, responses=declared(404))
def change_case(
    customer: CustomerId,
    number: Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,32}$", description="Of the case.", example="K10234567")],
    sent: Status,
    me: Me,
    desk: Desk,
) -> CaseBody:
    """Set the status of a case."""
    with known("case"):
        if not any(case.number == number for case in desk.customers.file(customer).cases):
            raise KeyError(number)
        return CaseBody(**asdict(desk.customers.change_case(number, sent.status, me.name, now())))
