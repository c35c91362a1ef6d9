"""What the desk asks of customer records, whoever keeps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy.engine import Connection

from desk.customers.fields import Problem
from desk.customers.model import Account, Candidate, Case, Change, File, Happened, Note
from desk.database import StoreError

Record = Callable[[Connection, str, str, str, Mapping[str, str], datetime], None]
"""Writes to the audit trail, in the transaction of the connection: who, action, what, details, now."""

LIMIT = 10
"""Candidates: more than a person can choose from while somebody is on the line."""


class OutOfReachError(StoreError):
    """The customer records cannot be asked now. The call goes on without them."""


class ConflictError(ValueError):
    """Somebody else has changed the account since it was read; `current` is how it is now."""

    def __init__(self, current: Account) -> None:
        super().__init__(f"customer {current.number} was changed by somebody else meanwhile; look at it and try again")
        self.current = current


class FieldsError(ValueError):
    """Fields cannot be so; `problems` tells of each field its Problem (code and remedy)."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        super().__init__("; ".join(f"{name}: {problem.remedy}" for name, problem in problems.items()))
        self.problems = dict(problems)


class Customers(Protocol):
    """Accounts with their orders, contracts, cases, notes and calls. Safe to use from several threads at once; every
    method may wait (for a disk or a network) and raise StoreError, of which OutOfReachError is one. Ids that there are
    not raise KeyError. `by` is the agent; `key` is made up by who asks (64 of A-Z a-z 0-9 _ - at most), and the same
    key again is the same note or case: a button that was pressed twice adds one."""

    outside: bool
    """Whether others keep them: what a caller said is not sent there."""

    def find(
        self,
        number: str | None = None,
        phone: str | None = None,
        name: str | None = None,
        text: str | None = None,
        limit: int = LIMIT,
    ) -> list[Candidate]:
        """Who may be meant, best first. `number`: of a customer, order, contract or case. `phone`: as the network
        gives it, or as dialled in the customer's country. `name`: as heard. `text`: any of these, or an e-mail address,
        as typed into a search box or said in a sentence. What several of them point to ranks higher."""
        ...

    def account(self, account_id: str) -> Account:
        """One customer."""
        ...

    def file(self, account_id: str) -> File:
        """Everything on one customer."""
        ...

    def history(self, account_id: str) -> list[Happened]:
        """Cases, notes, calls and orders in one time line, latest first."""
        ...

    def update(self, account_id: str, changes: Mapping[str, str], by: str, now: datetime, version: str) -> Account:
        """Change fields of an account. `version`: of the account as the agent saw it. Raises FieldsError, and
        ConflictError when it has another version now; nothing is changed then. What is already so is no change."""
        ...

    def changes(self, account_id: str) -> list[Change]:
        """What agents changed of the account, latest first; none for one that there is not."""
        ...

    def erase(self, account_id: str, by: str, now: datetime) -> None:
        """Delete everything on a customer that is kept here, which is all there is in the own records."""
        ...

    def add_note(self, account_id: str, text: str, by: str, now: datetime, key: str | None = None) -> Note:
        """Write something down. Raises FieldsError."""
        ...

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
        """Give a department something to do. Raises FieldsError."""
        ...

    def change_case(self, number: str, status: str, by: str, now: datetime) -> Case:
        """Set the status of a case. Raises FieldsError."""
        ...

    def log_call(self, account_id: str, call_id: str, by: str, now: datetime, text: str = "") -> None:
        """The agent has confirmed whose call this is. Said of another customer later, it moves there."""
        ...

    def forget_call(self, account_id: str, call_id: str) -> None:
        """It was not this customer's call after all; nothing changes where it is said of another, or of nobody."""
        ...
