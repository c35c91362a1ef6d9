"""What supervisors and callers thought of agents' calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.calls.tables import CALLS, MARKS, SURVEYS


@dataclass(frozen=True)
class Opinion:
    """Of one agent's calls."""

    reviews: int = 0
    """Calls that supervisors have marked; a call that two have marked counts twice."""
    mark: float | None = None
    """Mean of all marks in them, 1 to 5."""
    surveys: int = 0
    """Callers who gave a score."""
    score: float | None = None
    """Their mean, 1 to 5."""


def opinions(connection: Connection, begin: datetime, end: datetime) -> Mapping[str, Opinion]:
    """Agent → of the calls that began in [begin, end) and that this agent was the last to take."""
    theirs = (CALLS.c.began >= begin, CALLS.c.began < end, CALLS.c.agent.isnot(None))
    mark = sa.cast(MARKS.c.mark, sa.Float)
    marked = sa.select(CALLS.c.agent, MARKS.c.call_id, MARKS.c.reviewer, sa.func.sum(mark), sa.func.count())
    marked = marked.join(MARKS, MARKS.c.call_id == CALLS.c.id).where(*theirs)
    score = sa.cast(SURVEYS.c.score, sa.Float)
    asked = sa.select(CALLS.c.agent, sa.func.count(), sa.func.avg(score))
    asked = asked.join(SURVEYS, SURVEYS.c.call_id == CALLS.c.id).where(SURVEYS.c.score.isnot(None), *theirs)
    reviews = dict[str, list[tuple[float, int]]]()
    for row in connection.execute(marked.group_by(CALLS.c.agent, MARKS.c.call_id, MARKS.c.reviewer)):
        reviews.setdefault(row[0], []).append((row[3], row[4]))
    scores = {row[0]: (row[1], row[2]) for row in connection.execute(asked.group_by(CALLS.c.agent))}
    return {
        agent: Opinion(*_mean(reviews.get(agent, [])), *scores.get(agent, (0, None)))
        for agent in reviews.keys() | scores.keys()
    }


def _mean(reviews: list[tuple[float, int]]) -> tuple[int, float | None]:
    marks = sum(count for _, count in reviews)
    return len(reviews), sum(total for total, _ in reviews) / marks if marks else None
