"""What the record of calls asks of its tables, in words that both databases know; see desk.queue.statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from desk.calls.tables import CALLS, HOLDERS, INTENTS, LINES, MARKS, REVIEWS, SURVEYS
from desk.tables import ITEMS


def upsert(table: sa.Table, changed: Iterable[str] | None = None) -> sa.sql.elements.TextClause:
    """Parameters: all columns. Of a row that is there `changed` is replaced; None: everything but its key."""
    new = sqlite.insert(table)
    key = list(table.primary_key)
    names = [column.name for column in table.c if column not in set(key)] if changed is None else list(changed)
    replaced = {name: new.excluded[name] for name in names}
    words = new.on_conflict_do_update(key, set_=replaced) if names else new.on_conflict_do_nothing(key)
    made = str(words.compile(dialect=sqlite.dialect(paramstyle="named")))
    return sa.text(made).bindparams(*(sa.bindparam(column.name, type_=column.type) for column in table.c))


def fitted(table: sa.Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the columns can hold them: what another system sends may be too long, or hold a NUL."""
    return {name: _fit(table.c[name].type, value) for name, value in values.items()}


def _fit(kind: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    clean = value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return clean[: kind.length] if isinstance(kind, sa.String) and kind.length else clean


BEGIN = upsert(CALLS, ("holder", "ended", "ended_by", "bot_ended"))
"""A call that comes back runs again."""
ADD_LINE, ADD_INTENT = upsert(LINES, ()), upsert(INTENTS, ())
BEAT = upsert(HOLDERS)
ASK, REVIEW, MARK = upsert(SURVEYS, ()), upsert(REVIEWS), upsert(MARKS)

SPEAK = sa.text(
    "UPDATE calls SET language = :language, languages = CASE WHEN :language = 'auto' THEN languages"
    " WHEN languages = '' THEN :language"
    " WHEN ' ' || languages || ' ' LIKE '% ' || :language || ' %' THEN languages"
    " ELSE substr(languages || ' ' || :language, 1, 64) END WHERE id = :id"
).bindparams(sa.bindparam("id", type_=sa.String), sa.bindparam("language", type_=sa.String))
"""The languages of a call in the order in which they were first spoken."""

RUNS = (CALLS.c.ended.is_(None)) | (CALLS.c.ended_by == "lost")
"""Not known to be over: whoever was given up may have been only cut off from the database."""
ITEM = (
    sa.select(ITEMS.c.agent, ITEMS.c.answered, ITEMS.c.created)
    .where(ITEMS.c.call_id == sa.bindparam("call_id"), ITEMS.c.answered.isnot(None))
    .order_by(ITEMS.c.answered.desc())
    .limit(1)
)
"""What a person has taken of a call."""
