"""The company files, read and checked. Every mistake is a UserError with file, line and remedy."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from bot.directory.company import Company
from bot.directory.fields import check_phone, check_zone, day, digits, price, schedule
from bot.directory.model import (
    CASE_STATUSES,
    CASE_TOPICS,
    CONTRACT_STATUSES,
    DEPARTMENT_GROUPS,
    ORDER_STATUSES,
    Case,
    Contract,
    Customer,
    Department,
    Order,
    Person,
    Product,
    Profile,
    Site,
)
from bot.directory.record import Record, read_one, read_table, suggest
from bot.messages import LANGUAGES
from centralino import paths
from centralino.errors import UserError

T = TypeVar("T")
Links = Mapping[str, Mapping[str, object]]
"""Tables that entries refer to."""

DEPARTMENT_KEYS = (
    "reception", "outbound_campaigns", "technical_support", "customer_service", "sales", "account_management",
    "quality_assurance", "training", "workforce_planning", "it_support", "human_resources", "performance_management",
    "language_support", "escalations", "fraud_prevention", "social_media", "analytics",
)  # fmt: skip
"""The keys that training data, rules and reports use; every company describes each of them."""


@lru_cache(maxsize=1)
def company() -> Company:
    """The company of this process (CENTRALINO_COMPANY, else data/company), loaded once. Raises UserError."""
    return load_company(paths.COMPANY)


def load_company(folder: Path, today: date | None = None) -> Company:
    """Read and check a company folder.

    `today` gives days written as "today+2" their meaning; the system's date when left out. Raises UserError.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder: set CENTRALINO_COMPANY to the folder with the company files")
    today = today or date.today()
    sites = _table(folder, "sites", "id", _site)
    profile = _profile(read_one(folder, "company"), sites)
    departments = _table(folder, "departments", "key", partial(_department, sites=sites))
    missing = [key for key in DEPARTMENT_KEYS if key not in departments]
    if missing:
        raise UserError(f"{folder / 'departments.yml'}: department '{missing[0]}' is missing: describe it there")
    people = _table(folder, "people", "id", partial(_person, departments=departments, sites=sites))
    products = _table(folder, "products", "key", _product, required=False)
    customers = _table(folder, "customers", "number", _customer, required=False)
    links: Links = {"customers": customers, "products": products, "departments": departments}
    return Company(
        profile=profile,
        sites=sites,
        departments=departments,
        people=people,
        products=products,
        customers=customers,
        orders=_table(folder, "orders", "number", partial(_order, links=links, today=today), required=False),
        contracts=_table(folder, "contracts", "number", partial(_contract, links=links, today=today), required=False),
        cases=_table(folder, "cases", "number", partial(_case, links=links, today=today), required=False),
    )


def _table(folder: Path, name: str, key: str, build: Callable[[str, Record], T], required: bool = True) -> dict[str, T]:
    return {entry: build(entry, record) for entry, record in read_table(folder, name, key, required)}


def _fields(model: type, *more: str) -> set[str]:
    return {field.name for field in dataclasses.fields(model)} | set(more)


def _known(record: Record, key: str, table: Mapping[str, object], what: str) -> str:
    value = record.text(key)
    if value not in table:
        raise record.fault(f"unknown {what} '{value}'", suggest(value, table.keys()), key)
    return value


def _profile(record: Record, sites: Mapping[str, Site]) -> Profile:
    record.allow(_fields(Profile))
    return Profile(
        name=record.text("name"),
        main_site=_known(record, "main_site", sites, "site"),
        home_sites={language: _known(record.sub("home_sites"), language, sites, "site") for language in LANGUAGES},
        phone=check_phone(record, "phone"),
        email=record.text("email"),
        website=record.text("website", ""),
    )


def _site(key: str, record: Record) -> Site:
    record.allow(_fields(Site, "hours", "subdivision") - {"id", "schedule"})
    country, zone = record.text("country"), check_zone(record)
    return Site(
        id=key,
        names=record.texts("names"),
        synonyms=record.phrases("synonyms"),
        street=record.text("street"),
        postcode=record.text("postcode"),
        city=record.text("city"),
        cities=record.texts("cities"),
        country=country,
        timezone=zone,
        phone=check_phone(record, "phone"),
        email=record.text("email"),
        schedule=schedule(record, country, zone, record.text("subdivision", "")),
        parking=record.texts("parking"),
        transport=record.texts("transport"),
    )


def _department(key: str, record: Record, sites: Mapping[str, Site]) -> Department:
    record.allow(_fields(Department, "hours") - {"key", "schedule"})
    if key not in DEPARTMENT_KEYS:
        raise record.fault(f"unknown department '{key}'", suggest(key, DEPARTMENT_KEYS))
    site = sites[_known(record, "site", sites, "site")]
    own = site.schedule
    return Department(
        key=key,
        group=record.choice("group", DEPARTMENT_GROUPS),
        names=record.texts("names"),
        synonyms=record.phrases("synonyms"),
        topics=record.phrases("topics"),
        descriptions=record.texts("descriptions"),
        extension=digits(record, "extension"),
        phone=check_phone(record, "phone"),
        email=record.text("email"),
        site=site.id,
        schedule=schedule(record, own.country, own.timezone, own.subdivision) if "hours" in record.fields else own,
    )


def _person(key: str, record: Record, departments: Mapping[str, Department], sites: Mapping[str, Site]) -> Person:
    record.allow(_fields(Person))
    languages = record.words("languages")
    for language in languages:
        if language not in LANGUAGES:
            raise record.fault(f"unknown language '{language}'", f"use one of {', '.join(LANGUAGES)}", "languages")
    return Person(
        id=key,
        first_name=record.text("first_name"),
        last_name=record.text("last_name"),
        gender=record.choice("gender", ("f", "m"), ""),
        department=_known(record, "department", departments, "department"),
        site=_known(record, "site", sites, "site"),
        extension=digits(record, "extension"),
        phone=check_phone(record, "phone"),
        email=record.text("email"),
        languages=languages,
        first_sounds=record.words("first_sounds"),
        last_sounds=record.words("last_sounds"),
    )


def _product(key: str, record: Record) -> Product:
    record.allow(LANGUAGES)
    return Product(key, {language: record.text(language) for language in LANGUAGES})


def _customer(key: str, record: Record) -> Customer:
    record.allow(_fields(Customer))
    return Customer(
        number=digits(record, "number", 6, key),
        first_name=record.text("first_name"),
        last_name=record.text("last_name"),
        company=record.text("company", ""),
        language=record.choice("language", LANGUAGES),
        country=record.text("country"),
        phone=check_phone(record, "phone"),
        email=record.text("email", ""),
        street=record.text("street", ""),
        postcode=record.text("postcode", ""),
        city=record.text("city", ""),
    )


def _order(key: str, record: Record, links: Links, today: date) -> Order:
    record.allow(_fields(Order))
    ordered = day(record, "ordered", today)
    if ordered is None:
        raise record.fault("field 'ordered' is missing", "add it")
    return Order(
        number=digits(record, "number", 8, key),
        customer=_known(record, "customer", links["customers"], "customer"),
        product=_known(record, "product", links["products"], "product"),
        status=record.choice("status", ORDER_STATUSES),
        ordered=ordered,
        expected=day(record, "expected", today),
        delivered=day(record, "delivered", today),
        carrier=record.text("carrier", ""),
        tracking=record.text("tracking", ""),
    )


def _contract(key: str, record: Record, links: Links, today: date) -> Contract:
    record.allow(_fields(Contract))
    started = day(record, "started", today)
    if started is None:
        raise record.fault("field 'started' is missing", "add it")
    return Contract(
        number=key,
        customer=_known(record, "customer", links["customers"], "customer"),
        product=_known(record, "product", links["products"], "product"),
        status=record.choice("status", CONTRACT_STATUSES),
        started=started,
        ends=day(record, "ends", today),
        monthly=price(record, "monthly"),
        currency=record.text("currency"),
    )


def _case(key: str, record: Record, links: Links, today: date) -> Case:
    record.allow(_fields(Case))
    opened = day(record, "opened", today)
    if opened is None:
        raise record.fault("field 'opened' is missing", "add it")
    return Case(
        number=key,
        customer=_known(record, "customer", links["customers"], "customer"),
        department=_known(record, "department", links["departments"], "department"),
        topic=record.choice("topic", CASE_TOPICS),
        status=record.choice("status", CASE_STATUSES),
        opened=opened,
        promised=day(record, "promised", today),
    )
