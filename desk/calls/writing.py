"""How each change to the record of a call is stored. Doing it again changes nothing."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.calls import statements
from desk.calls.messages import (
    Begun,
    Change,
    Left,
    Masked,
    Over,
    Recorded,
    Said,
    Settled,
    Spoke,
    Understood,
)
from desk.calls.tables import CALLS, INTENTS, LINES

BEGAN, SAID, ENDED = "call_began", "said", "call_ended"
"""Kinds of events; each tells the `call`."""


def apply(connection: Connection, change: Change) -> str | None:
    """Store it; returns the kind of the event to be told of it. Text must have been masked."""
    match change:
        case Begun():
            return _begin(connection, change)
        case Spoke():
            connection.execute(statements.SPEAK, {"id": change.call_id, "language": change.language[:8]})
        case Said():
            connection.execute(statements.ADD_LINE, statements.fitted(LINES, vars(change)))
            return SAID
        case Masked():
            this = (LINES.c.call_id == change.call_id) & (LINES.c.leg == change.leg)
            text = statements.fitted(LINES, {"text": change.text})
            connection.execute(LINES.update().where(this & (LINES.c.number == change.number)).values(**text))
            return SAID
        case Understood():
            connection.execute(statements.ADD_INTENT, statements.fitted(INTENTS, vars(change)))
            return SAID
        case Settled():
            _change(connection, change.call_id, **_outcome(change))
        case Left():
            return _leave(connection, change)
        case Over():
            return _end(connection, change)
        case Recorded():
            _change(connection, change.call_id, recording_id=change.recording_id)
    return None


def _begin(connection: Connection, change: Begun) -> str:
    row: dict[str, Any] = dict.fromkeys(column.name for column in CALLS.c)
    row |= {"id": change.call_id, "channel": change.channel, "language": change.language, "holder": change.holder}
    row |= {"caller": change.caller, "dialled": change.dialled, "began": change.at, "bot_answered": change.at}
    row["languages"] = "" if change.language == "auto" else change.language
    connection.execute(statements.BEGIN, statements.fitted(CALLS, row))
    if change.language != "auto":
        connection.execute(statements.SPEAK, {"id": change.call_id, "language": change.language[:8]})
    return BEGAN


def _outcome(change: Settled | Left) -> dict[str, Any]:
    return {
        "final": change.final,
        "reason": change.reason,
        "department": change.department,
        "item_id": change.item,
    }


def _leave(connection: Connection, change: Left) -> str | None:
    _change(connection, change.call_id, bot_ended=change.at, **_outcome(change))
    if change.language != "auto":
        connection.execute(statements.SPEAK, {"id": change.call_id, "language": change.language[:8]})
    return None if change.goes_on else _end(connection, Over(change.call_id, change.at, change.by))


def _end(connection: Connection, change: Over) -> str | None:
    """A call that was given up for lost gets its true end."""
    taken = connection.execute(statements.ITEM, {"call_id": change.call_id}).first()
    values: dict[str, Any] = {"ended": change.at, "ended_by": change.by or (None if taken else "caller")}
    if taken is not None:
        waited = (taken.answered - taken.created).total_seconds()
        values |= {"agent": taken.agent, "queue_seconds": max(waited, 0.0)}
    # Who knows nothing of how it came out has hung up on the bot.
    values["final"] = sa.case((CALLS.c.final == "lost", None), else_=CALLS.c.final)
    values["final"] = sa.func.coalesce(values["final"], "abandoned")
    return ENDED if _change(connection, change.call_id, statements.RUNS, **values) else None


def _change(connection: Connection, call_id: str, only: Any = None, **values: Any) -> bool:
    where = CALLS.c.id == call_id if only is None else (CALLS.c.id == call_id) & only
    plain = {name: value for name, value in values.items() if not isinstance(value, sa.sql.ClauseElement)}
    return bool(
        connection.execute(CALLS.update().where(where).values(values | statements.fitted(CALLS, plain))).rowcount
    )
