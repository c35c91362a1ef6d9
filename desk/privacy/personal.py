"""Who a caller is to the stores, and what each store that holds something of callers has to be able to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.engine import Connection


@dataclass(frozen=True)
class Subject:
    """Whom it is about: by one of the first two, or by single calls."""

    phone: str | None = None
    """E.164: +4530224466."""
    customer: str | None = None
    """Customer number."""
    calls: frozenset[str] = field(default_factory=frozenset)
    """Ids of the calls."""

    def with_calls(self, calls: Iterable[str]) -> Subject:
        """The same with more calls."""
        return replace(self, calls=self.calls | frozenset(calls))

    def has_phone(self, number: str | None) -> bool:
        """Whether a number is this caller's. Only whole numbers count: who dials from +45 30224466 is somebody else
        than who dials from +33 30224466."""
        return bool(self.phone and number) and digits(str(number)) == digits(str(self.phone))

    def has_customer(self, number: str | None) -> bool:
        """Whether a customer number is this caller's."""
        return bool(self.customer) and number == self.customer

    @property
    def shown(self) -> str:
        """For the audit trail, which must not keep what was erased."""
        if self.phone:
            return f"phone ending {self.phone[-3:]}"
        if self.customer:
            return f"customer ending {self.customer[-3:]}"
        return f"{len(self.calls)} call(s)"


def digits(number: str) -> str:
    """Of a phone number, without the ways to write its beginning."""
    return re.sub(r"\D", "", number).removeprefix("00")


@dataclass(frozen=True)
class File:
    """Something of a caller that is no text."""

    name: str
    pieces: Iterator[bytes]


@dataclass(frozen=True)
class Erased:
    """What became of a caller's data in one store."""

    gone: int = 0
    """Deleted, or without anything that tells whose it was."""
    in_use: int = 0
    """Left, because the call is still going on: erase again when it is over."""
    decisions: tuple[int, ...] = ()
    """Of trainers, made on what was said: what they wrote is theirs, and stays in the language data."""


class Personal(Protocol):
    """A store that holds something of callers."""

    @property
    def name(self) -> str:
        """Of the store, for people and for file names: [a-z_]+."""
        ...

    def find(self, subject: Subject) -> frozenset[str]:
        """Ids of the calls that this store knows to be the caller's, by phone or customer number. Raises StoreError."""
        ...

    def export(self, subject: Subject) -> list[dict[str, Any]]:
        """All that it holds of the caller, as JSON types. Raises StoreError."""
        ...

    def files(self, subject: Subject) -> Iterator[File]:
        """Sound and the like. Raises StoreError, VaultError, OSError."""
        ...

    def erase(self, subject: Subject, now: datetime) -> Erased:
        """Delete it, or take out all that tells whose it was. May be done again. Raises StoreError, VaultError,
        OSError."""
        ...


Record = Callable[[Connection, str, str, str, Mapping[str, str], datetime], None]
"""Writes an entry of the audit trail in the transaction of a connection: who, action, of what, details, now. Details
hold counts and ids, never what a caller said or who they are."""
