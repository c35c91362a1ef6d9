"""What the queue asks of its table, in words that both databases know. Put together once: done at each call, it would
take longer than the database does."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from desk.tables import ITEMS

RECENT = 50
"""Finished calls that the handling time is taken from."""
ORDER = (ITEMS.c.priority, ITEMS.c.queued_at, ITEMS.c.id)
"""In which items are taken, behind those at the head; the id decides between those of one moment."""
IN_ORDER = (ITEMS.c.at_head.desc(), *ORDER)
KEY = (ITEMS.c.call_id, ITEMS.c.kind)
"""Of which there is one item."""
KEPT = {ITEMS.c.id, ITEMS.c.created, ITEMS.c.queued_at, ITEMS.c.at_head, ITEMS.c.answered, *KEY}
"""What an item that is placed again keeps."""


def _parameters(*columns: sa.Column) -> list[sa.sql.elements.BindParameter]:
    return [sa.bindparam(column.name, type_=column.type) for column in columns]


def _place() -> sa.sql.elements.TextClause:
    new = sqlite.insert(ITEMS)
    changed = {column.name: new.excluded[column.name] for column in ITEMS.c if column not in KEPT}
    # As a text, because SQLAlchemy 1.4 would compile it anew each time; PostgreSQL has the same words for it.
    words = new.on_conflict_do_update(KEY, set_=changed).compile(dialect=sqlite.dialect(paramstyle="named"))
    return sa.text(str(words)).bindparams(*_parameters(*ITEMS.c))


PLACE = _place()
"""Parameters: all columns. An item that is there keeps id and time; two processes at once do not fail."""
OF_CALL = sa.select(ITEMS).where(*(column == value for column, value in zip(KEY, _parameters(*KEY), strict=True)))
"""Parameters: KEY."""
COUNT = sa.select(sa.func.count()).where(ITEMS.c.state == "waiting", ITEMS.c.department == sa.bindparam("department"))
"""Of those who wait in a department."""
_HEAD = sa.bindparam("at_head", type_=ITEMS.c.at_head.type)
AHEAD = COUNT.where(
    (ITEMS.c.at_head > _HEAD) | ((ITEMS.c.at_head == _HEAD) & (sa.tuple_(*ORDER) < sa.tuple_(*_parameters(*ORDER))))
)
"""Of those before one. Parameters: the department, at_head and ORDER."""
FINISHED = (
    sa.select(ITEMS.c.taken, ITEMS.c.closed)
    .where(ITEMS.c.department == sa.bindparam("department"), ITEMS.c.closed.isnot(None), ITEMS.c.taken.isnot(None))
    .order_by(ITEMS.c.closed.desc())
    .limit(RECENT)
)
"""The latest of a department."""
_BEFORE = sa.func.nullif(ITEMS.c.answered, ITEMS.c.taken)
GIVE_BACK = (
    ITEMS.update()
    .where(ITEMS.c.id == sa.bindparam("item"), ITEMS.c.state == "taken")
    .values(state="waiting", at_head=True, agent=None, taken=None, offered=None, answered=_BEFORE)
)
"""Whoever took it did not answer, so that nobody has, unless it was before."""
NEXT = sa.select(ITEMS).where(ITEMS.c.state == "waiting").order_by(*IN_ORDER).limit(1)
NEXT_OF = NEXT.where(ITEMS.c.department == sa.bindparam("department"))
