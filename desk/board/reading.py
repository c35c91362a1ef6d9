"""The rows of some time, read from the tables one after the other: a year does not have to fit into memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.board.history import Rows
from desk.board.rows import CallRow, ItemRow, StateRow, SurveyRow, TalkRow, ToldRow, WrapUpRow
from desk.calls.tables import CALLS, SURVEYS
from desk.floor.tables import AGENTS, ANNOUNCED, CHANGES
from desk.queue.item import WITHDRAWN
from desk.routing.model import AGENT_STATES, ANY
from desk.tables import ITEMS, Moment

PAGE = 5000
"""Rows that are fetched at a time."""
WAITING = ("waiting", "offered")
A_DAY = timedelta(days=1)
R = TypeVar("R")
parse = datetime.fromisoformat


def _as_they_are(*columns: Any) -> list[Any]:
    """Moments as the driver gives them: what SQLAlchemy does to each would take as long as all the rest."""
    return [sa.type_coerce(column, sa.types.NullType()) for column in columns]


CALL_COLUMNS = (
    *_as_they_are(CALLS.c.began, CALLS.c.ended),
    CALLS.c.department,
    CALLS.c.language,
    CALLS.c.final,
    CALLS.c.reason,
)
ITEM_COLUMNS = (
    *_as_they_are(ITEMS.c.created, ITEMS.c.answered, ITEMS.c.closed),
    ITEMS.c.department,
    ITEMS.c.language,
    ITEMS.c.kind,
    sa.func.coalesce(ITEMS.c.note == WITHDRAWN, sa.false()),
)
WRAP_UP_COLUMNS = (*_as_they_are(CHANGES.c.since, CHANGES.c.until), ITEMS.c.department, ITEMS.c.language)
SURVEY_COLUMNS = (*_as_they_are(SURVEYS.c.asked), SURVEYS.c.score, CALLS.c.department, SURVEYS.c.language)

TOLD_COLUMNS = (
    *_as_they_are(ANNOUNCED.c.at, ITEMS.c.answered),
    ANNOUNCED.c.seconds,
    ITEMS.c.department,
    ITEMS.c.language,
)


@dataclass(frozen=True)
class Filter:
    """Which rows count; None: all."""

    department: str | None = None
    language: str | None = None

    def of(self, department: Any, language: Any) -> list[Any]:
        """As conditions on two columns."""
        wanted = ((department, self.department), (language, self.language))
        return [column == value for column, value in wanted if value is not None]


def rows(connection: Connection, begin: datetime, end: datetime, only: Filter) -> Rows:
    """Of what began in [begin, end); to be used up before the connection is closed, one kind after the other."""

    on_file = connection.dialect.name == "sqlite"

    def read(make: Callable[..., R], query: sa.sql.Select, at: Any, moments: int) -> Iterator[R]:
        """`moments`: so many of the first columns."""
        query = query.where(at >= begin, at < end)
        streamed = connection.execution_options(stream_results=True).execute(query)
        for page in streamed.partitions(PAGE):
            for row in page:
                if on_file:
                    times = [text and parse(text) for text in row[:moments]]
                    yield make(*times, *row[moments:])
                else:
                    yield make(*row)

    calls = sa.select(*CALL_COLUMNS).where(*only.of(CALLS.c.department, CALLS.c.language))
    items = sa.select(*ITEM_COLUMNS).where(*only.of(ITEMS.c.department, ITEMS.c.language))
    surveys = (
        sa.select(*SURVEY_COLUMNS)
        .join(CALLS, CALLS.c.id == SURVEYS.c.call_id)
        .where(*only.of(CALLS.c.department, SURVEYS.c.language))
    )

    told = (
        sa.select(*TOLD_COLUMNS)
        .join(ITEMS, ITEMS.c.id == ANNOUNCED.c.item_id)
        .where(ITEMS.c.answered >= ANNOUNCED.c.at, ITEMS.c.kind == "call")
        .where(*only.of(ITEMS.c.department, ITEMS.c.language))
    )

    def done(state: str, *columns: Any) -> sa.sql.Select:
        """What agents did for calls."""
        # The index is by the end; nothing of it lasts a day.
        recent = (CHANGES.c.until >= begin, CHANGES.c.until < end + A_DAY)
        of_calls = sa.select(*columns).join(ITEMS, ITEMS.c.id == CHANGES.c.item_id).where(ITEMS.c.kind == "call")
        return of_calls.where(CHANGES.c.state == state, *recent, *only.of(ITEMS.c.department, ITEMS.c.language))

    wrap_ups, talks = done("wrap_up", *WRAP_UP_COLUMNS), done("in_call", *WRAP_UP_COLUMNS, CHANGES.c.held_seconds)
    return Rows(
        read(CallRow, calls, CALLS.c.began, 2),
        read(ItemRow, items, ITEMS.c.created, 3),
        read(WrapUpRow, wrap_ups, CHANGES.c.since, 2),
        read(SurveyRow, surveys, SURVEYS.c.asked, 1),
        read(TalkRow, talks, CHANGES.c.since, 2),
        read(ToldRow, told, ANNOUNCED.c.at, 2),
    )


STATE_COLUMNS = (CHANGES.c.agent, CHANGES.c.state, *_as_they_are(CHANGES.c.since, CHANGES.c.until), CHANGES.c.item_id)


def states(connection: Connection, begin: datetime, end: datetime) -> Iterator[StateRow]:
    """What agents did and ended in (begin, end]; to be used up before the connection is closed."""
    on_file = connection.dialect.name == "sqlite"
    ended = (CHANGES.c.state.in_(AGENT_STATES), CHANGES.c.until > begin, CHANGES.c.until <= end)
    streamed = connection.execution_options(stream_results=True).execute(sa.select(*STATE_COLUMNS).where(*ended))
    for page in streamed.partitions(PAGE):
        for agent, state, since, until, item_id in page:
            begun, over = (parse(since), parse(until)) if on_file else (since, until)
            yield StateRow(agent, state, begun, over, item_id)


def freeze(connection: Connection) -> None:
    """Let all queries of a transaction that has just begun see the same; on SQLite they do."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def states_at(connection: Connection, end: datetime, now: datetime) -> list[StateRow]:
    """What agents did at `end` and went on with, in whole; what they do now has no end but now."""
    columns = (CHANGES.c.agent, CHANGES.c.state, CHANGES.c.since, CHANGES.c.until, CHANGES.c.item_id)
    names, later = _names(), CHANGES.alias()
    # The next end of each agent: by the index, however much came after it.
    after = sa.select(later.c.id).where(later.c.agent == names.c.agent, later.c.until > end)
    after = after.where(later.c.state.in_(AGENT_STATES)).order_by(later.c.until, later.c.id).limit(1).correlate(names)
    past = sa.select(*columns).join(names, CHANGES.c.id == after.scalar_subquery()).where(CHANGES.c.since < end)
    present = sa.select(AGENTS.c.id, AGENTS.c.state, AGENTS.c.since, AGENTS.c.item_id).where(AGENTS.c.since < end)
    found = [StateRow(*row) for row in connection.execute(past)]
    rows = connection.execute(present).all()
    return found + [StateRow(row.id, row.state, row.since, max(now, row.since), row.item_id) for row in rows]


def _names() -> sa.sql.expression.CTE:
    """All who ever were agents, each found by the index from the one before."""
    names = sa.select(sa.func.min(CHANGES.c.agent).label("agent")).cte("names", recursive=True)
    following = sa.select(sa.func.min(CHANGES.c.agent)).where(CHANGES.c.agent > names.c.agent).scalar_subquery()
    return names.union_all(sa.select(following).where(names.c.agent.isnot(None)))


def staff(connection: Connection, only: Filter) -> tuple[dict[str, int], int]:
    """How many agents are in each state, of those who may take such calls; how many of them have a caller on hold."""
    counts: dict[str, int] = dict.fromkeys(AGENT_STATES, 0)
    held = 0
    for row in connection.execute(sa.select(AGENTS.c.state, AGENTS.c.departments, AGENTS.c.languages, AGENTS.c.held)):
        departments, languages = json.loads(row.departments), json.loads(row.languages)
        can = only.department is None or only.department in departments or ANY in departments
        counted = can and (only.language is None or only.language in languages)
        counts[row.state] += counted
        held += counted and row.held is not None
    return counts, held


def waiting(connection: Connection, only: Filter, now: datetime) -> list[tuple[str, str, str, datetime]]:
    """Kind, department, language, and since when it waits, of each item that waits for a person. What was passed on
    waits since the agent before let go of it."""
    columns = (ITEMS.c.id, ITEMS.c.kind, ITEMS.c.department, ITEMS.c.language, ITEMS.c.created, ITEMS.c.answered)
    query = sa.select(*columns).where(ITEMS.c.state.in_(WAITING), *only.of(ITEMS.c.department, ITEMS.c.language))
    rows = connection.execute(query).all()
    passed_on = [row.id for row in rows if row.answered is not None]
    let_go = dict[str, datetime]()
    if passed_on:
        recent = (CHANGES.c.state == "in_call") & (CHANGES.c.until > now - A_DAY) & CHANGES.c.item_id.in_(passed_on)
        last = sa.select(CHANGES.c.item_id, sa.func.max(CHANGES.c.until, type_=Moment).label("until"))
        let_go = {row.item_id: row.until for row in connection.execute(last.where(recent).group_by(CHANGES.c.item_id))}
    return [(row.kind, row.department, row.language, let_go.get(row.id, row.created)) for row in rows]
