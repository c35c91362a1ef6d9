"""Files of customer data into the own tables: all of them or nothing.

What an agent has changed since stays, unless it differs in the file from what the file said before: each row keeps
what it was last imported with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.customers.csv_file import BadFilesError, CsvFile, read
from desk.customers.protocol import Record
from desk.customers.sheets import Sheet, Value, parse, sheet_of
from desk.customers.tables import ACCOUNTS, alone
from desk.database import Database
from desk.events import Events

DEMO_FILES = ("customers.csv", "orders.csv", "contracts.csv", "cases.csv")
ORDER = ("accounts", "contacts", "orders", "contracts", "cases")
"""Accounts first: the others refer to them."""
AT_ONCE = 500
"""Rows that are looked up in one statement."""


@dataclass
class Counted:
    """What became of the rows of one kind."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass
class _Pile:
    """All rows of one kind."""

    sheet: Sheet
    rows: dict[str, dict[str, Value]] = field(default_factory=dict)
    """By number; those in order."""
    seen: dict[str, str] = field(default_factory=dict)
    """Number → file and line."""


class Importer:
    """Into one site's tables."""

    def __init__(self, database: Database, record: Record) -> None:
        """`record`: writes to the audit trail."""
        self._database, self._record, self._events = database, record, Events(database)

    def bring(self, paths: Sequence[Path], by: str, now: datetime, today: date) -> dict[str, Counted]:
        """Import files; `today` gives days written as today+2 their meaning. Kind → counts. Raises BadFilesError with
        every problem there is, and nothing is changed then; StoreError."""
        files, problems = _read(paths)
        with self._database.reading() as connection:
            countries = dict(connection.execute(sa.select(ACCOUNTS.c.number, ACCOUNTS.c.country)).all())
        # What takes long is done before others have to wait.
        piles = _parse(files, countries, today, problems)
        if problems:
            raise BadFilesError(problems)
        with self._database.transaction() as connection:
            alone(connection)
            _check_again(connection, piles)
            counts = {name: _store(connection, piles[name], now) for name in ORDER if name in piles}
            self._events.publish(connection, "customers", {})
            for name, counted in counts.items():
                details = {key: str(value) for key, value in vars(counted).items()}
                self._record(connection, by, "customers.import", name, details, now)
        self._events.wake()
        return counts

    def bring_into_empty(self, folder: Path, by: str, now: datetime, today: date) -> dict[str, Counted]:
        """Import the files of a company's folder unless there are customers already; no counts then. Raises
        BadFilesError, StoreError."""
        paths = [folder / name for name in DEMO_FILES if (folder / name).exists()]
        with self._database.reading() as connection:
            there = connection.execute(sa.select(ACCOUNTS.c.number).limit(1)).first()
        # Two that come at once import the same twice, which changes nothing.
        return {} if there or not paths else self.bring(paths, by, now, today)


def _read(paths: Sequence[Path]) -> tuple[list[tuple[Sheet, CsvFile]], list[str]]:
    files: list[tuple[Sheet, CsvFile]] = []
    problems: list[str] = []
    for path in paths:
        try:
            file = read(path)
        except BadFilesError as error:
            problems += error.problems
            continue
        sheet, wrong = sheet_of(file)
        problems += wrong
        if sheet is not None and not wrong:
            files.append((sheet, file))
    return sorted(files, key=lambda pair: ORDER.index(pair[0].name)), problems


def _check_again(connection: Connection, piles: Mapping[str, _Pile]) -> None:
    """Raises BadFilesError when a customer that rows belong to was erased while they were read."""
    wanted = {str(row["account"]) for pile in piles.values() for row in pile.rows.values() if "account" in row}
    there = set(connection.execute(sa.select(ACCOUNTS.c.number)).scalars())
    given = piles["accounts"].rows.keys() if "accounts" in piles else set[str]()
    if gone := wanted - there - given:
        raise BadFilesError([f"{len(gone)} customers of these rows were erased meanwhile; import again"])


def _parse(
    files: Iterable[tuple[Sheet, CsvFile]], countries: dict[str, str], today: date, problems: list[str]
) -> dict[str, _Pile]:
    """All rows, with what is wrong added to the problems. `countries`: of the customers that there are."""
    piles: dict[str, _Pile] = {}
    for sheet, file in files:
        pile = piles.setdefault(sheet.name, _Pile(sheet))
        for line in file.lines:
            customer = line.values.get("customer", line.values.get("account", line.values.get("customer_number", "")))
            values, wrong = parse(sheet, file, line, countries.get(customer, ""), today)
            number = str(values.get("number", ""))
            if number in pile.seen:
                wrong.append(file.problem(line.number, f"is in {pile.seen[number]} already", "number"))
            elif number:
                pile.seen[number] = f"{file.path}:{line.number}"
            if sheet.table is ACCOUNTS:
                # A row with another mistake still is there for those that refer to it: one message is enough.
                countries.setdefault(line.values.get("number", ""), "")
                countries[number] = str(values.get("country", ""))
            elif customer not in countries:
                column = next(name for name in ("customer", "account", "customer_number") if name in file.columns)
                wrong.append(file.problem(line.number, "no such customer; import the customers first", column))
            problems += wrong
            if not wrong:
                pile.rows[number] = values
    return piles


def _store(connection: Connection, pile: _Pile, now: datetime) -> Counted:
    counted, new = Counted(), list[dict[str, Any]]()
    table, numbers = pile.sheet.table, list(pile.rows)
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        there = {row.number: row for row in connection.execute(sa.select(table).where(table.c.number.in_(some)))}
        for number in some:
            values = pile.rows[number]
            if number not in there:
                new.append(_new(pile.sheet, values, now))
            elif _merge(connection, table, there[number], values, now):
                counted.changed += 1
            else:
                counted.unchanged += 1
    if new:
        connection.execute(table.insert(), new)
    counted.added = len(new)
    return counted


def _new(sheet: Sheet, values: Mapping[str, Value], now: datetime) -> dict[str, Any]:
    missing = {name: None if isinstance(sheet.table.c[name].type, sa.Date) else "" for name in sheet.forms}
    row: dict[str, Any] = {**sheet.defaults, **missing, **values, "changed": now, "imported": _written(values)}
    return row


def _merge(connection: Connection, table: sa.Table, row: Row, values: Mapping[str, Value], now: datetime) -> bool:
    """Whether anything but the record of the import was changed."""
    written = _written(values)
    if written == row.imported:
        return False
    before, after = json.loads(row.imported or "{}"), json.loads(written)
    said = {name: value for name, value in values.items() if name not in before or before[name] != after[name]}
    changes: dict[str, Any] = {name: value for name, value in said.items() if value != row._mapping[name]}
    if changes:
        changes["changed"] = now
        if table is ACCOUNTS:
            changes["version"] = row.version + 1
    kept = json.dumps(before | after, ensure_ascii=False, sort_keys=True)
    connection.execute(table.update().where(table.c.number == row.number).values(**changes, imported=kept))
    return bool(changes)


def _written(values: Mapping[str, Value]) -> str:
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)
