"""What the desk knows of customers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

ORDER_STATUSES = (
    "received", "in_preparation", "shipped", "out_for_delivery", "ready_for_pickup", "delivered", "delayed", "returned",
    "cancelled",
)  # fmt: skip
CONTRACT_STATUSES = ("active", "suspended", "ending", "ended")
CASE_STATUSES = ("open", "waiting_for_customer", "solved")
CASE_TOPICS = ("fault", "invoice", "delivery", "return", "complaint", "fraud", "login", "installation")
"""The words of the own store; an outside CRM may have others."""

Why = Literal[
    "number", "order", "contract", "case", "phone", "contact_phone", "email", "name", "company", "contact", "records"
]
"""What a candidate was found by: its number, that of an order, contract or case, its phone or a contact's, its e-mail
address, its name, its company's, or a contact's. `records`: an outside CRM gave it and did not say why."""
Kind = Literal["case", "note", "call", "order"]


@dataclass(frozen=True)
class Account:
    """A customer."""

    id: str
    """Of the record; in the own store the customer number."""
    number: str
    """As customers know and say it."""
    first_name: str
    last_name: str
    company: str = ""
    """Empty for private customers."""
    language: str = ""
    """fr, nl, it, da or en; empty where an outside CRM does not tell."""
    country: str = ""
    """ISO 3166, as BE."""
    phone: str = ""
    """E.164."""
    email: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    version: str = ""
    """Changes with each edit; to be given back with the next one."""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    def to_dict(self) -> dict[str, Any]:
        """As JSON types."""
        return asdict(self)


EDITABLE = (
    "first_name", "last_name", "company", "language", "country", "phone", "email", "street", "postcode", "city",
)  # fmt: skip
"""Fields of an account that an agent may change."""


@dataclass(frozen=True)
class Contact:
    """A person who calls for an account."""

    id: str
    account: str
    first_name: str
    last_name: str
    role: str = ""
    phone: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class Order:
    """Something bought, and where it is."""

    number: str
    account: str
    product: str
    status: str
    ordered: str
    """A day, as 2026-03-31, like the others."""
    expected: str | None = None
    delivered: str | None = None
    carrier: str = ""
    tracking: str = ""


@dataclass(frozen=True)
class Contract:
    """A subscription."""

    number: str
    account: str
    product: str
    status: str
    started: str
    ends: str | None = None
    """End of the minimum term, or of the contract when it is ending."""
    monthly: str = ""
    """Price a month with two decimals, "39.90"."""
    currency: str = ""


@dataclass(frozen=True)
class Case:
    """Something a department is working on for a customer."""

    number: str
    account: str
    department: str
    topic: str
    status: str
    opened: str
    """A day, or a moment in ISO 8601."""
    promised: str | None = None
    """Day by which an answer was promised."""
    text: str = ""
    opened_by: str = ""
    """The agent; empty for imported ones."""


@dataclass(frozen=True)
class Note:
    """What an agent wrote down."""

    id: str
    account: str
    at: str
    """ISO 8601 in UTC."""
    author: str
    text: str


@dataclass(frozen=True)
class Call:
    """A call that an agent confirmed to be this customer's."""

    id: str
    """The call's id."""
    account: str
    at: str
    """ISO 8601 in UTC."""
    agent: str
    text: str = ""


@dataclass(frozen=True)
class Change:
    """What an agent changed of an account."""

    id: str
    """As in the details of its entry in the audit trail."""
    at: str
    """ISO 8601 in UTC."""
    by: str
    field: str
    before: str
    after: str
    salt: str
    """For the seal in the trail; see desk.customers.changes."""


@dataclass(frozen=True)
class Candidate:
    """A customer who may be meant; the agent confirms."""

    account: Account
    score: float
    """0 to 1. The number said makes it 1, a phone number 0.9; a name is worth what it is alike."""
    why: tuple[Why, ...]
    """Strongest first."""

    def to_dict(self) -> dict[str, Any]:
        """The account with score and why, as JSON types."""
        return self.account.to_dict() | {"score": self.score, "why": list(self.why)}


@dataclass(frozen=True)
class Happened:
    """One entry of a customer's time line."""

    at: str
    """A day, or a moment in ISO 8601 in UTC."""
    kind: Kind
    id: str
    """Of the case, note, call or order."""
    what: str
    """Topic of a case, product of an order; empty for notes and calls."""
    status: str
    """Of a case or order; empty for notes and calls."""
    who: str
    """The agent; empty where none is known."""
    text: str


@dataclass(frozen=True)
class File:
    """Everything on one customer, latest first."""

    account: Account
    contacts: tuple[Contact, ...] = ()
    orders: tuple[Order, ...] = ()
    contracts: tuple[Contract, ...] = ()
    cases: tuple[Case, ...] = ()
    notes: tuple[Note, ...] = ()
    calls: tuple[Call, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON types."""
        return {name: list(part) if isinstance(part, tuple) else part for name, part in asdict(self).items()}


def time_line(file: File) -> tuple[Happened, ...]:
    """Cases, notes, calls and orders, latest first."""
    found = [
        *(Happened(case.opened, "case", case.number, case.topic, case.status, case.opened_by, case.text)
          for case in file.cases),
        *(Happened(note.at, "note", note.id, "", "", note.author, note.text) for note in file.notes),
        *(Happened(call.at, "call", call.id, "", "", call.agent, call.text) for call in file.calls),
        *(Happened(order.ordered, "order", order.number, order.product, order.status, "", order.carrier)
          for order in file.orders),
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda entry: (entry.at, entry.kind, entry.id), reverse=True))
