"""Marks that supervisors give to calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.calls import statements
from desk.calls.form import Form
from desk.calls.tables import CALLS, MARKS, REVIEWS
from desk.database import Database

WORST, BEST = 1, 5


def identity(text: str) -> str:
    """The text as it is."""
    return text


class ReviewError(ValueError):
    """The marks do not fit the form; the message says which."""


@dataclass(frozen=True)
class Review:
    """Of one call by one supervisor."""

    call_id: str
    reviewer: str
    form: str
    marks: Mapping[str, int]
    """Criterion → WORST to BEST."""
    comment: str
    at: datetime

    @property
    def mean(self) -> float:
        """Of all its marks."""
        return sum(self.marks.values()) / len(self.marks)


class Reviews:
    """The reviews of one site. Safe to use from several threads and processes at once."""

    def __init__(self, database: Database, form: Form, mask: Callable[[str], str] = identity) -> None:
        """`database`: the one that the calls are in; `mask`: applied to comments before they are stored."""
        self.form = form
        self._mask = mask
        self._transaction, self._reading = database.transaction, database.reading

    def give(self, call_id: str, reviewer: str, marks: Mapping[str, int], comment: str, now: datetime) -> Review:
        """Store marks for every criterion of the form, in place of an earlier review of the call by the same person.
        Raises ReviewError, KeyError where there is no such call, StoreError."""
        self._check(marks)
        review = Review(call_id, reviewer, self.form.name, dict(marks), self._mask(comment), now)
        with self._transaction() as connection:
            if connection.execute(sa.select(CALLS.c.id).where(CALLS.c.id == call_id)).first() is None:
                raise KeyError(call_id)
            _store(connection, review)
        return review

    def _check(self, marks: Mapping[str, int]) -> None:
        unknown, missing = marks.keys() - self.form.criteria.keys(), self.form.criteria.keys() - marks.keys()
        if unknown or missing:
            raise ReviewError(f"the form {self.form.name} has {', '.join(self.form.criteria)}; each needs a mark")
        for key, mark in marks.items():
            if isinstance(mark, bool) or not isinstance(mark, int) or not WORST <= mark <= BEST:
                raise ReviewError(f"the mark for {key} has to be a number from {WORST} to {BEST}")

    def of(self, call_id: str) -> list[Review]:
        """The reviews of a call, oldest first. Raises StoreError."""
        return self._find(REVIEWS.c.call_id == call_id)

    def given(self, begin: datetime, end: datetime) -> list[Review]:
        """Those given in [begin, end), oldest first. Raises StoreError."""
        return self._find((REVIEWS.c.at >= begin) & (REVIEWS.c.at < end))

    def _find(self, which: sa.sql.ColumnElement) -> list[Review]:
        same = (MARKS.c.call_id == REVIEWS.c.call_id) & (MARKS.c.reviewer == REVIEWS.c.reviewer)
        columns = (*REVIEWS.c, MARKS.c.criterion, MARKS.c.mark)
        query = sa.select(*columns).join(MARKS, same).where(which)
        query = query.order_by(REVIEWS.c.at, REVIEWS.c.call_id, REVIEWS.c.reviewer)
        marks, rows = dict[tuple[str, str], dict[str, int]](), dict[tuple[str, str], sa.engine.Row]()
        with self._reading() as connection:
            for row in connection.execute(query):
                key = (row.call_id, row.reviewer)
                rows[key] = row
                marks.setdefault(key, {})[row.criterion] = row.mark
        return [
            Review(row.call_id, row.reviewer, row.form, marks[key], row.comment, row.at) for key, row in rows.items()
        ]


def _store(connection: Connection, review: Review) -> None:
    key = {"call_id": review.call_id, "reviewer": review.reviewer}
    row = key | {"form": review.form, "comment": review.comment, "at": review.at}
    connection.execute(statements.REVIEW, statements.fitted(REVIEWS, row))
    # A form that was changed meanwhile may have had other criteria.
    old = (MARKS.c.call_id == review.call_id) & (MARKS.c.reviewer == review.reviewer)
    connection.execute(MARKS.delete().where(old))
    rows = [key | {"criterion": criterion, "mark": mark} for criterion, mark in review.marks.items()]
    connection.execute(MARKS.insert(), rows)
