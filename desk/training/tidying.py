"""Groups follow what becomes of calls: what was deleted or erased leaves nothing in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import sqlalchemy as sa

from desk.calls.tables import LINES
from desk.database import Database
from desk.training.decisions import give_up
from desk.training.tables import GATHERER, GROUPS, UTTERANCES
from desk.training.vectors import unpacked

AT_ONCE = 500


def tidy(database: Database, now: datetime) -> None:
    """Decisions that nobody settles are released, utterances whose line is gone go, groups become the sum of what is
    left, empty ones go. Raises StoreError."""
    with database.transaction() as connection:
        give_up(connection, now)
    line = (
        (LINES.c.call_id == UTTERANCES.c.call_id)
        & (LINES.c.leg == UTTERANCES.c.leg)
        & (LINES.c.number == UTTERANCES.c.number)
    )
    gone = sa.select(UTTERANCES.c.id).where(~sa.exists().where(line))
    held = sa.select(UTTERANCES.c.group_id, sa.func.count().label("count")).group_by(UTTERANCES.c.group_id).subquery()
    joined = GROUPS.outerjoin(held, held.c.group_id == GROUPS.c.id)
    size = sa.func.coalesce(held.c.count, 0)
    with database.reading() as connection:
        lost = list(connection.execute(gone).scalars())
    for begin in range(0, len(lost), AT_ONCE):
        with database.transaction() as connection:
            connection.execute(UTTERANCES.delete().where(UTTERANCES.c.id.in_(lost[begin : begin + AT_ONCE])))
    with database.reading() as connection:
        changed = sa.select(GROUPS.c.id).select_from(joined).where(size != GROUPS.c.count)
        shrunk = list(connection.execute(changed).scalars())
    for begin in range(0, len(shrunk), AT_ONCE):
        _sum_up(database, shrunk[begin : begin + AT_ONCE])


def _sum_up(database: Database, groups: Sequence[int]) -> None:
    with database.transaction() as connection:
        # Whoever remembers groups is told by this that they have changed.
        connection.execute(GATHERER.update().values(changes=GATHERER.c.changes + 1))
        for group in groups:
            query = sa.select(UTTERANCES.c.vector).where(UTTERANCES.c.group_id == group)
            vectors = [unpacked(data) for data in connection.execute(query).scalars()]
            if vectors:
                values = {"count": len(vectors), "sum": np.sum(vectors, axis=0).astype("<f4").tobytes()}
                connection.execute(GROUPS.update().where(GROUPS.c.id == group).values(**values))
            else:
                connection.execute(GROUPS.delete().where(GROUPS.c.id == group))
