"""Customers, as they are told."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from desk.web.told import Message

NUMBER = "200017"


class AccountBody(Message):
    """A customer."""

    id: str = Field(..., description="For the addresses under /api/v1/customers.", example=NUMBER)
    number: str = Field(..., description="As customers know and say it.", example=NUMBER)
    first_name: str = Field(..., description="May be empty.", example="Freja")
    last_name: str = Field(..., description="Family name.", example="Holm")
    company: str = Field("", description="Empty for private customers.", example="")
    language: str = Field("", description="Preferred: `fr`, `nl`, `it`, `da`, `en`; empty: not known.", example="da")
    country: str = Field("", description="ISO 3166.", example="DK")
    phone: str = Field("", description="E.164.", example="+4520304050")
    email: str = Field("", description="E-mail address.", example="freja@holm.example")
    street: str = Field("", description="With the number.", example="Nørrebrogade 12")
    postcode: str = Field("", description="As the country writes it.", example="2200")
    city: str = Field("", description="Of the postal address.", example="København")
    version: str = Field("", description="Changes with each edit; send it back with yours.", example="3")

    class Config:
        title = "Account"


class CandidateBody(AccountBody):
    """A customer who may be meant."""

    score: float = Field(..., description="0 to 1: how much speaks for it.", example=0.9)
    why: list[str] = Field(
        ...,
        description="Found by: `number`, `order`, `contract`, `case`, `phone`, `contact_phone`, `email`, `name`, "
        "`company`, `contact`; strongest first.",
        example=["phone"],
    )

    class Config:
        title = "Candidate"


class ContactBody(Message):
    """A person who calls for an account."""

    id: str = Field(..., description="Of the contact.")
    account: str = Field(..., description="Id of the account.", example=NUMBER)
    first_name: str = Field(..., description="May be empty.", example="Lars")
    last_name: str = Field(..., description="Family name.", example="Holm")
    role: str = Field("", description="What the person does there.", example="IT")
    phone: str = Field("", description="E.164.")
    email: str = Field("", description="E-mail address.")

    class Config:
        title = "Contact"


class OrderBody(Message):
    """Something bought."""

    number: str = Field(..., description="As customers know it.", example="100042")
    account: str = Field(..., description="Id of the account.", example=NUMBER)
    product: str = Field(..., description="Key of the product.", example="fiber")
    status: str = Field(..., description="Such as `shipped` or `delivered`.", example="shipped")
    ordered: str = Field(..., description="A day.", example="2026-11-20")
    expected: str | None = Field(None, description="A day.", example="2026-11-28")
    delivered: str | None = Field(None, description="A day.")
    carrier: str = Field("", description="Who brings it.", example="PostNord")
    tracking: str = Field("", description="Number of the parcel.")

    class Config:
        title = "Order"


class ContractBody(Message):
    """A subscription."""

    number: str = Field(..., description="As customers know it.", example="C-2031")
    account: str = Field(..., description="Id of the account.", example=NUMBER)
    product: str = Field(..., description="Key of the product.", example="fiber")
    status: str = Field(..., description="Such as `active` or `ending`.", example="active")
    started: str = Field(..., description="A day.", example="2025-03-01")
    ends: str | None = Field(None, description="End of the minimum term, or of the contract. A day.")
    monthly: str = Field("", description="Price a month.", example="39.90")
    currency: str = Field("", description="ISO 4217.", example="EUR")

    class Config:
        title = "Contract"


class CaseBody(Message):
    """Something a department is working on."""

    number: str = Field(..., description="As customers know it.", example="K10234567")
    account: str = Field(..., description="Id of the account.", example=NUMBER)
    department: str = Field(..., description="Key of the department.", example="technical_support")
    topic: str = Field(..., description="Such as `fault` or `invoice`.", example="fault")
    status: str = Field(..., description="`open`, `waiting_for_customer` or `solved`.", example="open")
    opened: str = Field(..., description="A day or a moment.", example="2026-11-26")
    promised: str | None = Field(None, description="Day by which an answer was promised.")
    text: str = Field("", description="What it is about.")
    opened_by: str = Field("", description="Name of the user; empty: not known.", example="mette")

    class Config:
        title = "Case"


class CustomerNoteBody(Message):
    """What somebody wrote about a customer."""

    id: str = Field(..., description="Of the note.")
    account: str = Field(..., description="Id of the account.", example=NUMBER)
    at: str = Field(..., description="ISO 8601 in UTC.")
    author: str = Field(..., description="Name of the user.", example="mette")
    text: str = Field(..., description="As it was written.")

    class Config:
        title = "CustomerNote"


class CustomerCallBody(Message):
    """A call that was confirmed to be this customer's."""

    id: str = Field(..., description="Of the call.")
    account: str = Field(..., description="Id of the account.", example=NUMBER)
    at: str = Field(..., description="ISO 8601 in UTC.")
    agent: str = Field(..., description="Name of the user.", example="mette")
    text: str = Field("", description="What it was about.")

    class Config:
        title = "CustomerCall"


class FileBody(Message):
    """Everything on one customer, latest first."""

    account: AccountBody = Field(..., description="The customer.")
    contacts: list[ContactBody] = Field(..., description="People who call for it.")
    orders: list[OrderBody] = Field(..., description="What was bought.")
    contracts: list[ContractBody] = Field(..., description="Subscriptions.")
    cases: list[CaseBody] = Field(..., description="What departments work on, or did.")
    notes: list[CustomerNoteBody] = Field(..., description="What agents wrote.")
    calls: list[CustomerCallBody] = Field(..., description="Calls that were confirmed to be theirs.")

    class Config:
        title = "File"


class RemarkBody(Message):
    """What an agent wrote about a call."""

    at: str = Field(..., description="ISO 8601 in UTC.", example="2026-11-26T09:12:40.000000+00:00")
    author: str = Field(..., description="Name of the user.", example="mette")
    text: str = Field(..., description="As it was written.", example="Technician on Monday.")

    class Config:
        title = "Remark"


class HandledBody(Message):
    """What became of a call, or of the callback or voicemail that came of it."""

    id: str = Field(..., description="Of the item of the queue.", example="5b1f8a52-9c41-4d2e-8f0a-2b7c6d1e0f93")
    kind: str = Field(..., description="`call`, `callback` or `voicemail`.", example="call")
    state: str = Field(..., description="`waiting`, `offered`, `taken` or `closed`.", example="closed")
    department: str = Field(..., description="Key of the department.", example="technical_support")
    language: str = Field(..., description="Of the caller.", example="da")
    reason: str = Field(..., description="Why the bot handed it on.", example="explicit_request")
    outcome: str | None = Field(None, description="Code of the wrap-up; null: none yet.", example="follow_up")
    agent: str | None = Field(None, description="Who has it, or had it last.", example="mette")
    summary: str = Field(..., description="In the caller's language.", example="Kunden har intet internet.")
    english: str = Field(..., description="The same in English.", example="The caller has no internet.")
    notes: list[RemarkBody] = Field(..., description="Oldest first.")

    class Config:
        title = "Handled"


class HappenedBody(Message):
    """One entry of a customer's time line."""

    at: str = Field(..., description="A day, or a moment in ISO 8601 in UTC.", example="2026-11-26")
    kind: str = Field(..., description="`case`, `note`, `call` or `order`.", example="case")
    id: str = Field(..., description="Of the case, note, call or order.", example="K10234567")
    what: str = Field(..., description="Topic of a case, product of an order; empty otherwise.", example="fault")
    status: str = Field(..., description="Of a case or order; empty otherwise.", example="open")
    who: str = Field(..., description="Name of the user; empty: not known.", example="mette")
    text: str = Field(..., description="What was written.")
    handled: list[HandledBody] = Field(
        [], description="Of a call: what people did about it, oldest first; empty once its retention period is over."
    )

    class Config:
        title = "Happened"


class ChangeBody(Message):
    """What somebody changed of an account."""

    id: str = Field(..., description="As `change` in the details of its entry in the audit trail.", example="9c1f")
    at: datetime = Field(..., description="When.")
    by: str = Field(..., description="Name of the user.", example="mette")
    field: str = Field(..., description="Of the account.", example="city")
    before: str = Field(..., description="What it said before.", example="Aarhus")
    after: str = Field(..., description="What it says since.", example="Odense")
    sealed: bool = Field(..., description="Whether the values fit the seal in the audit trail: nobody altered them.")

    class Config:
        title = "AccountChange"
