"""What the directory holds: one frozen dataclass a noun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.directory.hours import Schedule

Texts = Mapping[str, str]
"""The same text in each of the five languages, by language code."""
Phrases = Mapping[str, tuple[str, ...]]
"""Several wordings in each of the five languages, by language code."""


@dataclass(frozen=True)
class Profile:
    """The organisation as a whole."""

    name: str
    main_site: str
    """Id of the head office."""
    home_sites: Texts
    """Id of the site that answers when the caller names none, by the language of the call."""
    phone: str
    """E.164."""
    email: str
    website: str


@dataclass(frozen=True)
class Site:
    """A place that callers can visit."""

    id: str
    names: Texts
    """As said in a sentence: "the shop in Lyon"."""
    synonyms: Phrases
    """Other ways callers name it: the city, the street, the quarter."""
    street: str
    postcode: str
    city: str
    cities: Texts
    """The city's name in each language ("København", "Copenhague", ...)."""
    country: str
    """ISO 3166 two-letter code."""
    timezone: str
    phone: str
    """E.164."""
    email: str
    schedule: Schedule
    parking: Texts
    transport: Texts


@dataclass(frozen=True)
class Department:
    """A group that calls are routed to."""

    key: str
    group: str
    """core, support or specialised."""
    names: Texts
    synonyms: Phrases
    """Other names of the department, as callers say them."""
    topics: Phrases
    """What callers want from it ("invoices"): weaker evidence than a name."""
    descriptions: Texts
    extension: str
    phone: str
    """E.164."""
    email: str
    site: str
    """Id of the site where it sits: gives time zone and holidays."""
    schedule: Schedule


@dataclass(frozen=True)
class Person:
    """An employee who can be asked for by name."""

    id: str
    first_name: str
    last_name: str
    gender: str
    """f, m or empty: only used to tell "Mrs Jansen" from "Mr Jansen"."""
    department: str
    site: str
    extension: str
    phone: str
    """E.164."""
    email: str
    languages: tuple[str, ...]
    """Spoken, the mother tongue first."""
    first_sounds: tuple[str, ...] = ()
    """Respellings of a first name that is not said as written ("Shivawn" for Siobhán)."""
    last_sounds: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Product:
    """Something that is sold, with its name as said in a sentence."""

    key: str
    names: Texts


@dataclass(frozen=True)
class Customer:
    """A customer of the organisation."""

    number: str
    """Six digits."""
    first_name: str
    last_name: str
    company: str
    """Empty for private customers."""
    language: str
    country: str
    phone: str
    """E.164."""
    email: str
    street: str
    postcode: str
    city: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Order:
    """An order and where it is."""

    number: str
    """Eight digits."""
    customer: str
    product: str
    status: str
    """One of ORDER_STATUSES."""
    ordered: date
    expected: date | None
    """Day of delivery as promised; None when it is not known."""
    delivered: date | None
    carrier: str
    tracking: str


@dataclass(frozen=True)
class Contract:
    """A running or ended subscription."""

    number: str
    customer: str
    product: str
    status: str
    """One of CONTRACT_STATUSES."""
    started: date
    ends: date | None
    """End of the minimum term, or of the contract when it is ending; None when it can end at any time."""
    monthly: str
    """Price a month with two decimals, "39.90"."""
    currency: str


@dataclass(frozen=True)
class Case:
    """Something a department is working on for a customer."""

    number: str
    customer: str
    department: str
    topic: str
    """One of CASE_TOPICS."""
    status: str
    """One of CASE_STATUSES."""
    opened: date
    promised: date | None
    """Day by which an answer was promised."""


ORDER_STATUSES = (
    "received",
    "in_preparation",
    "shipped",
    "out_for_delivery",
    "ready_for_pickup",
    "delivered",
    "delayed",
    "returned",
    "cancelled",
)
CONTRACT_STATUSES = ("active", "suspended", "ending", "ended")
CASE_STATUSES = ("open", "waiting_for_customer", "solved")
CASE_TOPICS = ("fault", "invoice", "delivery", "return", "complaint", "fraud", "login", "installation")
DEPARTMENT_GROUPS = ("core", "support", "specialised")
