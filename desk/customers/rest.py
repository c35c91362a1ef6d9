"""Customer records in an outside CRM, over REST; see crm.openapi.yml and docs/integrate/crm.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy.engine import Connection

from desk.customers import changes
from desk.customers.changes import keep
from desk.customers.checks import changed_fields, check_call, key_of, word, written
from desk.customers.evidence import Evidence, weigh
from desk.customers.fields import Problem, is_text
from desk.customers.http import Answer, Http
from desk.customers.mapping import BadAnswerError, CrmMapping, international
from desk.customers.model import (
    Account,
    Call,
    Candidate,
    Case,
    Change,
    Contact,
    Contract,
    File,
    Happened,
    Note,
    Order,
    Why,
    time_line,
)
from desk.customers.protocol import LIMIT, ConflictError, FieldsError, OutOfReachError, Record
from desk.customers.wanted import Wanted, wanted
from desk.database import Database
from desk.events import Events
from desk.events.protocol import ID
from desk.tables import text as moment

T = TypeVar("T")
ASKED = 50
"""Accounts that are asked for: the CRM may be poor at choosing, the desk is not."""
CONFLICTS, REFUSED = (409, 412), (400, 422)
CANNOT = (404, 405, 501)
"""Answers of a CRM that does not know of deleting, or has deleted it."""


class RestCustomers:
    """See the protocol Customers. What it changes is written to the audit trail once the CRM has it."""

    outside = True

    def __init__(self, http: Http, mapping: CrmMapping, database: Database, record: Record) -> None:
        """`database`: of the desk, which the audit trail is in; `record`: writes to that."""
        self._http, self._mapping = http, mapping
        self._transaction, self._reading = database.transaction, database.reading
        self._record, self._events = record, Events(database)

    def find(
        self,
        number: str | None = None,
        phone: str | None = None,
        name: str | None = None,
        text: str | None = None,
        limit: int = LIMIT,
    ) -> list[Candidate]:
        """See Customers. The CRM proposes, and the desk ranks by the fields of what it proposes."""
        name, text = readable(name), readable(text)
        asked = wanted(number, phone, name, text)
        if asked.empty:
            return []
        given = {"number": readable(number), "phone": international(readable(phone), ""), "name": name, "text": text}
        answer = self._ask(
            "GET", self._mapping.path("find"), self._http.ends, query=self._mapping.query({**given, "limit": ASKED})
        )
        items = self._read(lambda: self._mapping.items(answer.data))
        found = {account.id: (account, self._mapping.why(item)) for item in items for account in [self._account(item)]}
        accounts = {account_id: account for account_id, (account, _) in found.items()}
        evidence = weigh(accounts.values(), (), asked)
        _believe(evidence, {account_id: why for account_id, (_, why) in found.items()}, asked)
        return evidence.candidates(accounts, limit)

    def account(self, account_id: str) -> Account:
        """See Customers."""
        return self._get(account_id, self._http.ends)

    def file(self, account_id: str) -> File:
        """See Customers. Seven requests within the time of one."""
        ends = self._http.ends
        found = self._get(account_id, ends)
        return File(
            found,
            tuple(self._list("contacts", "contact", Contact, found.id, ends)),
            tuple(_latest(self._list("orders", "order", Order, found.id, ends), "ordered")),
            tuple(_latest(self._list("contracts", "contract", Contract, found.id, ends), "started")),
            tuple(_latest(self._list("cases", "case", Case, found.id, ends), "opened")),
            tuple(_latest(self._list("notes", "note", Note, found.id, ends), "at")),
            tuple(_latest(self._list("calls", "call", Call, found.id, ends), "at")),
        )

    def history(self, account_id: str) -> list[Happened]:
        """See Customers."""
        return list(time_line(self.file(account_id)))

    def update(self, account_id: str, changes: Mapping[str, str], by: str, now: datetime, version: str) -> Account:
        """See Customers. A CRM without versions cannot notice that two edit at once."""
        ends = self._http.ends
        before = self._get(account_id, ends)
        changed = changed_fields(before, changes)
        if not changed:
            return before
        if before.version and before.version != version:
            raise ConflictError(before)
        headers = {"If-Match": before.version} if before.version else {}
        path, body = self._mapping.path("account", account_id), self._mapping.write("account", changed)
        answer = self._ask("PATCH", path, ends, body=body, headers=headers, conflicts=True)
        after = self._get(account_id, ends)
        if answer.status in CONFLICTS and changed_fields(after, changes):
            raise ConflictError(after)
        with self._changing(before.id) as connection:
            keep(connection, self._record, before, changed, by, now)
        return after

    def changes(self, account_id: str) -> list[Change]:
        """See Customers. Those that were made here."""
        with self._reading() as connection:
            return changes.of(connection, account_id) if is_text(account_id) else []

    def erase(self, account_id: str, by: str, now: datetime) -> None:
        """See Customers: what was changed here. The CRM itself is erased by those who keep it."""
        with self._changing(account_id) as connection:
            changes.erase(connection, account_id)
            self._record(connection, by, "customer.erase", account_id, {}, now)

    def add_note(self, account_id: str, text: str, by: str, now: datetime, key: str | None = None) -> Note:
        """See Customers."""
        values = {"text": written(text, required=True), "author": by, "at": moment(now)}
        made = self._add("notes", "note", Note, account_id, values, key_of(key))
        self._note("customer.note", account_id, {"note": made.id}, by, now)
        return made

    def open_case(
        self,
        account_id: str,
        department: str,
        topic: str,
        by: str,
        now: datetime,
        text: str = "",
        key: str | None = None,
    ) -> Case:
        """See Customers. Topics are the CRM's own."""
        values = {"department": word("department", department), "topic": word("topic", topic), "text": written(text)}
        values |= {"opened_by": by, "opened": moment(now)}
        made = self._add("cases", "case", Case, account_id, values, key_of(key))
        self._note("customer.case", account_id, {"case": made.number}, by, now)
        return made

    def change_case(self, number: str, status: str, by: str, now: datetime) -> Case:
        """See Customers. Statuses are the CRM's own."""
        body = self._mapping.write("case", {"status": word("status", status)})
        answer = self._ask("PATCH", self._mapping.path("case", number), self._http.ends, body=body, number=number)
        case = self._read(lambda: self._mapping.read("case", Case, answer.data))
        self._note("customer.case", case.account, {"case": number, "field": "status", "after": status}, by, now)
        return case

    def log_call(self, account_id: str, call_id: str, by: str, now: datetime, text: str = "") -> None:
        """See Customers."""
        check_call(call_id)
        path = self._mapping.path("call", call_id)
        values = {"account": account_id, "at": moment(now), "agent": by, "text": written(text)}
        if path:
            self._ask("PUT", path, self._http.ends, body=self._mapping.write("call", values), number=account_id)

    def forget_call(self, account_id: str, call_id: str) -> None:
        """See Customers. A CRM that cannot keeps it until the call is said of another."""
        check_call(call_id)
        path, ends = self._mapping.path("call", call_id), self._http.ends
        if path and any(call.id == call_id for call in self._list("calls", "call", Call, account_id, ends)):
            answer = self._http.ask("DELETE", path, ends)
            if answer.status >= 400 and answer.status not in CANNOT:
                raise OutOfReachError(f"the customer records refuse the request (status {answer.status})")

    def _get(self, account_id: str, ends: float) -> Account:
        answer = self._ask("GET", self._mapping.path("account", account_id), ends, number=account_id)
        return self._account(answer.data)

    def _account(self, data: Any) -> Account:
        return self._read(lambda: self._mapping.account(data))

    def _list(self, path: str, kind: str, model: type[T], account_id: str, ends: float) -> list[T]:
        where = self._mapping.path(path, account_id)
        if not where:
            return []
        answer = self._ask("GET", where, ends, number=account_id)
        return self._read(
            lambda: [
                self._mapping.read(kind, model, item, account=account_id) for item in self._mapping.items(answer.data)
            ]
        )

    def _add(self, path: str, kind: str, model: type[T], account_id: str, values: Mapping[str, str], key: str) -> T:
        where, body = self._mapping.path(path, account_id), self._mapping.write(kind, values)
        answer = self._ask("POST", where, self._http.ends, body=body, number=account_id, key=key)
        return self._read(lambda: self._mapping.read(kind, model, answer.data, account=account_id, **values))

    def _ask(
        self, method: str, path: str, ends: float, number: str | None = None, conflicts: bool = False, **request: Any
    ) -> Answer:
        """`number`: of what is asked about. Raises KeyError when there is none, FieldsError, OutOfReachError."""
        if not path:
            raise OutOfReachError("the customer records have no such thing; see desk.customers.mapping")
        answer = self._http.ask(method, path, ends, **request)
        if answer.status in REFUSED and method != "GET":
            raise FieldsError(self._problems(answer.data))
        if answer.status == 404 and number is not None:
            raise KeyError(number)
        if answer.status >= 400 and not (conflicts and answer.status in CONFLICTS):
            raise OutOfReachError(f"the customer records refuse the request (status {answer.status}); see the mapping")
        return answer

    def _problems(self, data: Any) -> dict[str, Problem]:
        """Of fields that the CRM refuses, if it says which."""
        errors = data.get("errors") if isinstance(data, dict) else None
        names = [self._mapping.field_of("account", str(name)) or str(name) for name in errors or {"record": ""}]
        return {name: Problem("refused", "the customer records refuse it") for name in names}

    def _read(self, reading: Callable[[], T]) -> T:
        try:
            return reading()
        except BadAnswerError as error:
            raise OutOfReachError(f"the customer records answer otherwise than expected: {error}") from None

    def _note(self, action: str, account_id: str, details: Mapping[str, str], by: str, now: datetime) -> None:
        with self._changing(account_id) as connection:
            self._record(connection, by, action, account_id, details, now)

    @contextmanager
    def _changing(self, account_id: str) -> Iterator[Connection]:
        """Of what the desk itself keeps; the CRM has the change already."""
        with self._transaction() as connection:
            if ID.fullmatch(account_id):
                self._events.publish(connection, "customer", {"account": account_id})
            yield connection
        self._events.wake()


def readable(value: str | None) -> str:
    """Without what cannot be sent."""
    return "".join(letter for letter in value or "" if is_text(letter))


def _latest(records: list[T], field: str) -> list[T]:
    return sorted(records, key=lambda record: str(getattr(record, field)), reverse=True)


def _believe(evidence: Evidence, reasons: Mapping[str, str], asked: Wanted) -> None:
    """What the CRM knows and the fields of the account do not tell, such as the number of an order."""
    for account_id, why in reasons.items():
        if why in ("order", "contract", "case", "contact_phone"):
            evidence.add(account_id, cast(Why, why))
        elif account_id not in evidence and (asked.numbers or asked.phones) and not (asked.names or asked.words):
            evidence.add(account_id, "records")
