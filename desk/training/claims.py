"""Utterances are taken for a decision, so that nobody else decides on them, and released when it comes to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.training.asked import Asked, DecisionError
from desk.training.tables import DECISIONS, UTTERANCES

LONGEST = timedelta(minutes=5)
"""Writing takes no longer: who has not settled by then has died."""


@dataclass(frozen=True)
class Claimed:
    """Whose the utterances are."""

    decision: int
    new: bool
    """False: the same was decided before."""


def claim(connection: Connection, asked: Asked, by: str, now: datetime) -> Claimed:
    """Raises DecisionError, KeyError."""
    rows = _rows(connection, asked)
    if not rows:
        raise KeyError(asked.group)
    opened = [row for row in rows if row.decision_id is None]
    if len(opened) < len(rows):
        return Claimed(_same(connection, asked, rows), False)
    status = "rejected" if asked.to == "rejected" else "decided"
    values = {"at": now, "by": by, "to": asked.to, "intent": asked.intent, "state": "writing", "asked": asked.digest}
    made = connection.execute(DECISIONS.insert().values(**values, utterances=0, written="[]"))
    decision = int(made.inserted_primary_key[0])
    # The same words elsewhere are the same question; keys tell languages apart.
    other = UTTERANCES.alias()
    keys = sa.select(other.c.text_key).where(_chosen(asked, other), other.c.decision_id.is_(None))
    these = _chosen(asked, UTTERANCES) | UTTERANCES.c.text_key.in_(keys)
    taken = UTTERANCES.update().where(these, UTTERANCES.c.decision_id.is_(None))
    count = connection.execute(taken.values(decision_id=decision, status=status)).rowcount
    connection.execute(DECISIONS.update().where(DECISIONS.c.id == decision).values(utterances=count))
    return Claimed(decision, True)


def _chosen(asked: Asked, table: Any) -> Any:
    return table.c.id.in_(sorted(set(asked.utterances))) if asked.group is None else table.c.group_id == asked.group


def _rows(connection: Connection, asked: Asked) -> list[Row]:
    query = sa.select(UTTERANCES.c.id, UTTERANCES.c.decision_id).order_by(UTTERANCES.c.id).with_for_update()
    if asked.group is None:
        wanted = sorted(set(asked.utterances))
        rows = list(connection.execute(query.where(_chosen(asked, UTTERANCES))))
        if len(rows) < len(wanted):
            raise KeyError(next(one for one in wanted if one not in {row.id for row in rows}))
        return rows
    its = _chosen(asked, UTTERANCES)
    opened = list(connection.execute(query.where(its, UTTERANCES.c.decision_id.is_(None))))
    return opened or list(connection.execute(query.where(its)))


def _same(connection: Connection, asked: Asked, rows: Sequence[Row]) -> int:
    """The decision that was made on all of them, if it is this one."""
    found = {row.decision_id for row in rows if row.decision_id is not None}
    this = DECISIONS.c.id.in_(sorted(found)) & (DECISIONS.c.asked == asked.digest) & (DECISIONS.c.state != "undone")
    decision = connection.execute(sa.select(sa.func.max(DECISIONS.c.id)).where(this)).scalar()
    if decision is None:
        raise DecisionError("somebody has decided on some of these already; read the group anew", "conflict")
    return int(decision)


def release(connection: Connection, decision: int) -> None:
    """Its utterances are open again."""
    its = UTTERANCES.c.decision_id == decision
    connection.execute(UTTERANCES.update().where(its).values(decision_id=None, status="open"))
