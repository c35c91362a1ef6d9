"""What the files of an import hold: which columns, and in which form."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

import sqlalchemy as sa

from desk.customers.csv_file import CsvFile, Line
from desk.customers.fields import NUMBER, FieldError, clean
from desk.customers.model import CASE_STATUSES, CASE_TOPICS, CONTRACT_STATUSES, ORDER_STATUSES
from desk.customers.tables import ACCOUNTS, CASES, CONTACTS, CONTRACTS, ORDERS

Value = str | int | date | None
Form = Callable[[str, str, date], Value]
"""Value, country of the row, today → the value to store. Raises FieldError; nothing is given for an empty value."""


@dataclass(frozen=True)
class Sheet:
    """A kind of file."""

    name: str
    table: sa.Table
    forms: Mapping[str, Form]
    """Columns in the order in which they are told."""
    required: frozenset[str]
    defaults: Mapping[str, Value] = field(default_factory=dict)
    """Of a new row, for columns of the table that are no columns of the file."""


def _number(value: str, _country: str, _today: date) -> str:
    if not NUMBER.fullmatch(value):
        raise FieldError("number", "no number; use up to 32 of A-Z a-z 0-9 _ -")
    return value


def _day(value: str, _country: str, today: date) -> date:
    relative = re.fullmatch(r"today(?:([+-]\d{1,5}))?", value)
    if relative:
        return today + timedelta(days=int(relative.group(1) or 0))
    try:
        # Not what else Python reads as a date, such as 20260331.
        return date.fromisoformat(value if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else "")
    except ValueError:
        raise FieldError("day", "no date; write it as 2026-03-31, or as today-3") from None


def _price(value: str, _country: str, _today: date) -> str:
    if not re.fullmatch(r"\d{1,12}[.,]\d\d", value):
        raise FieldError("price", "no amount; write it as 39.90")
    return value.replace(",", ".")


def _currency(value: str, _country: str, _today: date) -> str:
    if not re.fullmatch(r"[A-Za-z]{3}", value):
        raise FieldError("currency", "no currency; write it as EUR")
    return value.upper()


def _one_of(words: tuple[str, ...]) -> Form:
    def form(value: str, _country: str, _today: date) -> str:
        if value in words:
            return value
        near = difflib.get_close_matches(value, words, n=1)
        raise FieldError("unknown_word", f"unknown; did you mean {near[0]}?" if near else f"use {', '.join(words)}")

    return form


def _clean(name: str, value: str, country: str, _today: date) -> str:
    return clean(name, value, country)


def _texts(*names: str) -> dict[str, Form]:
    return {name: partial(_clean, name) for name in names}


_PLACE = ("company", "language", "country", "phone", "email", "street", "postcode", "city")
SHEETS = (
    Sheet(
        "orders",
        ORDERS,
        {"number": _number, "account": _number, **_texts("product"), "status": _one_of(ORDER_STATUSES)}
        | {"ordered": _day, "expected": _day, "delivered": _day, **_texts("carrier", "tracking")},
        frozenset({"number", "account", "product", "status", "ordered"}),
    ),
    Sheet(
        "contracts",
        CONTRACTS,
        {"number": _number, "account": _number, **_texts("product"), "status": _one_of(CONTRACT_STATUSES)}
        | {"started": _day, "ends": _day, "monthly": _price, "currency": _currency},
        frozenset({"number", "account", "product", "status", "started"}),
    ),
    Sheet(
        "cases",
        CASES,
        {"number": _number, "account": _number, **_texts("department"), "topic": _one_of(CASE_TOPICS)}
        | {"status": _one_of(CASE_STATUSES), "opened": _day, "promised": _day, **_texts("text")},
        frozenset({"number", "account", "department", "topic", "status", "opened"}),
        {"opened_by": "", "opened_at": None, "key": None},
    ),
    Sheet(
        "contacts",
        CONTACTS,
        {"number": _number, "account": _number, **_texts("first_name", "last_name", "role", "phone", "email")},
        frozenset({"number", "account", "last_name"}),
    ),
    Sheet(
        "accounts",
        ACCOUNTS,
        {"number": _number, **_texts("first_name", "last_name", *_PLACE)},
        frozenset({"number", "last_name", "language", "country"}),
        {"version": 1},
    ),
)
"""Told apart by their columns, the most particular ones first."""
OTHER_NAMES = {"customer": "account", "customer_number": "account"}


def named(column: str) -> str:
    """As it is called here."""
    return OTHER_NAMES.get(column, column)


def sheet_of(file: CsvFile) -> tuple[Sheet | None, list[str]]:
    """What the file holds, and what is wrong with its columns."""
    columns = [named(column) for column in file.columns]
    for sheet in SHEETS:
        if sheet.required <= set(columns):
            break
    else:
        hint = "; ".join(f"{sheet.name}: {', '.join(_told(sheet))}" for sheet in SHEETS)
        return None, [file.problem(1, f"these columns are of no table; name them so: {hint}")]
    unknown = [column for column in file.columns if named(column) not in sheet.forms]
    remedy = f"unknown in a table of {sheet.name}; remove it, or use one of {', '.join(_told(sheet))}"
    return sheet, [file.problem(1, remedy, column) for column in unknown]


def parse(sheet: Sheet, file: CsvFile, line: Line, country: str, today: date) -> tuple[dict[str, Value], list[str]]:
    """The values of a row in their form, and its problems. `country`: of the account of a contact."""
    values: dict[str, Value] = {}
    problems: list[str] = []
    for column in sorted(file.columns, key=lambda name: name != "country"):
        name, said = named(column), line.values[column]
        try:
            if not said and name in sheet.required:
                raise FieldError("missing", "it is empty; fill it in")
            empty = None if isinstance(sheet.table.c[name].type, sa.Date) else ""
            values[name] = sheet.forms[name](said, country, today) if said else empty
        except FieldError as error:
            problems.append(file.problem(line.number, str(error), column))
        if name == "country":
            country = str(values.get(name) or "")
    return values, problems


def _told(sheet: Sheet) -> list[str]:
    return ["customer" if name == "account" else name for name in sheet.forms]
