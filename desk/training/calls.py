"""Calls that are over and have not been looked through yet, and what is worth a look in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.calls.tables import CALLS, INTENTS, LINES
from desk.training.pairing import Turn, pair
from desk.training.tables import GATHERED, UTTERANCES
from desk.training.worth import Worth, learnable, text_key, worth

BACK = timedelta(days=2)
"""How long after its end the record of a call may come, as after an outage of the database."""
LANGUAGES = ("fr", "nl", "it", "da", "en")


@dataclass(frozen=True)
class Ended:
    """A call that is over."""

    call_id: str
    ended: datetime
    language: str
    reason: str | None


@dataclass(frozen=True)
class Found:
    """An utterance worth a look."""

    call_id: str
    worth: Worth
    at: datetime

    @property
    def place(self) -> tuple[str, int, int]:
        """Of its line."""
        return self.call_id, self.worth.turn.leg, self.worth.turn.number

    @property
    def key(self) -> str:
        """See text_key."""
        return text_key(self.worth.turn.text, self.worth.turn.language)


def over(connection: Connection, limit: int, everything: bool = False) -> list[Ended]:
    """The oldest of those that are not gathered. `everything`: also where the record came later than BACK."""
    new = sa.or_(GATHERED.c.call_id.is_(None), GATHERED.c.ended != CALLS.c.ended)
    query = (
        sa.select(CALLS.c.id, CALLS.c.ended, CALLS.c.language, CALLS.c.reason)
        .select_from(CALLS.outerjoin(GATHERED, GATHERED.c.call_id == CALLS.c.id))
        .where(CALLS.c.ended.isnot(None), new)
        .order_by(CALLS.c.ended, CALLS.c.id)
        .limit(limit)
    )
    latest = None if everything else connection.execute(sa.select(sa.func.max(GATHERED.c.ended))).scalar()
    if latest is not None:
        query = query.where(CALLS.c.ended >= latest - BACK)
    return [Ended(row.id, row.ended, row.language, row.reason) for row in connection.execute(query)]


def found(connection: Connection, calls: Sequence[Ended]) -> list[Found]:
    """In these calls, without what has been found there before."""
    ids = [call.call_id for call in calls]
    lines, intents = _rows(connection, LINES, ids), _rows(connection, INTENTS, ids)
    query = sa.select(UTTERANCES.c.call_id, UTTERANCES.c.leg, UTTERANCES.c.number)
    known = {tuple(row) for row in connection.execute(query.where(UTTERANCES.c.call_id.in_(ids)))}
    every = [one for call in calls for one in _of(call, lines.get(call.call_id, ()), intents.get(call.call_id, ()))]
    return [one for one in every if one.place not in known and one.worth.turn.language in LANGUAGES]


def said(connection: Connection, calls: Mapping[str, str]) -> dict[str, list[Turn]]:
    """Every utterance that there is something to learn from, of calls by their id and language. A call that is not
    kept any more has none."""
    lines, intents = _rows(connection, LINES, list(calls)), _rows(connection, INTENTS, list(calls))
    return {
        id_: [turn for turn in pair(lines.get(id_, ()), intents.get(id_, ()), language) if learnable(turn)]
        for id_, language in calls.items()
    }


def _rows(connection: Connection, table: sa.Table, ids: Sequence[str]) -> dict[str, list[Row]]:
    query = sa.select(table).where(table.c.call_id.in_(ids)).order_by(table.c.call_id, table.c.leg, table.c.number)
    return {call_id: list(rows) for call_id, rows in groupby(connection.execute(query), lambda row: str(row.call_id))}


def _of(call: Ended, lines: Sequence[Any], intents: Sequence[Any]) -> Iterable[Found]:
    for one in worth(pair(lines, intents, call.language), call.reason):
        yield Found(call.call_id, one, moment(one.turn.leg, one.turn.at_ms))


def moment(leg: int, at_ms: int) -> datetime:
    """Of milliseconds since 1970 and since then."""
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=leg + at_ms)


def still(connection: Connection, calls: Sequence[Ended]) -> set[str]:
    """Those that are there as they were. On PostgreSQL they stay so until the transaction ends."""
    ids = [call.call_id for call in calls]
    query = sa.select(CALLS.c.id, CALLS.c.ended).where(CALLS.c.id.in_(ids)).order_by(CALLS.c.id).with_for_update()
    now = {row.id: row.ended for row in connection.execute(query)}
    return {call.call_id for call in calls if now.get(call.call_id) == call.ended}
