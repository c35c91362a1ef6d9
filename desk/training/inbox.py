"""What trainers have before them: groups of utterances, and each utterance with what was said around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.calls.masking import WITHHELD
from desk.calls.tables import CALLS, LINES
from desk.database import Database
from desk.privacy.tables import RECORDINGS
from desk.training.tables import UTTERANCES
from desk.training.worth import WHYS

Status = Literal["open", "decided", "rejected"]
WEEK = timedelta(days=7)
NEAREST = 5
"""Utterances of a group that its text may be taken from."""
BEFORE, NEXT = 3, 4
"""Lines before and after an utterance that are shown: it may answer a question of the bot."""
ITS_LINE = (
    (LINES.c.call_id == UTTERANCES.c.call_id)
    & (LINES.c.leg == UTTERANCES.c.leg)
    & (LINES.c.number == UTTERANCES.c.number)
    & (LINES.c.text != WITHHELD)
)


@dataclass(frozen=True)
class Wanted:
    """Which utterances."""

    language: str | None = None
    why: str | None = None
    status: Status = "open"

    @property
    def where(self) -> Any:
        """As a condition."""
        found = UTTERANCES.c.status == self.status
        if self.language:
            found &= UTTERANCES.c.language == self.language
        return found & UTTERANCES.c.why.contains(self.why) if self.why else found


@dataclass(frozen=True)
class Group:
    """Utterances of one kind, of those that are wanted."""

    id: int
    language: str
    size: int
    text: str
    """The one nearest to their middle."""
    intent: str
    """The one that most were read as."""
    confidence: float
    """Mean."""
    why: dict[str, int]
    first: datetime
    last: datetime
    growth: int
    """Those of the last seven days less those of the seven before."""
    meant: str | None = None
    """What most callers who said it otherwise came to mean."""
    decision: int | None = None
    """The latest on any utterance of the group: what is open now came since, or was left."""


@dataclass(frozen=True)
class Said:
    """A line before or after an utterance."""

    speaker: str
    text: str


@dataclass(frozen=True)
class Utterance:
    """One of a group."""

    id: int
    call_id: str
    leg: int
    number: int
    at: datetime
    at_ms: int
    """Since the leg began."""
    ended_ms: int | None
    language: str
    text: str
    intent: str
    confidence: float
    why: tuple[str, ...]
    meant: str | None
    status: str
    decision: int | None
    outcome: str | None
    """`final` of the call."""
    reason: str | None
    before: tuple[Said, ...] = field(default=())
    next: tuple[Said, ...] = field(default=())
    recording: bool = False
    """Whether its sound is kept somewhere."""


class Inbox:
    """Of one database. Safe to use from several threads and processes at once. All methods raise StoreError."""

    def __init__(self, database: Database) -> None:
        self._reading = database.reading

    def groups(
        self, wanted: Wanted, now: datetime, limit: int = 50, after: tuple[int, int] | None = None
    ) -> list[Group]:
        """The groups of a page."""
        return self.page(wanted, now, limit, after)[0]

    def page(
        self, wanted: Wanted, now: datetime, limit: int = 50, after: tuple[int, int] | None = None
    ) -> tuple[list[Group], tuple[int, int] | None]:
        """The largest first, and size and id of the last one where there may be more: `after` for the next page. A
        group all of whose lines have just been withdrawn is left out."""
        with self._reading() as connection:
            rows = connection.execute(_totals(wanted, now, limit, after)).all()
            ids = [row.group_id for row in rows]
            texts, read = _texts(connection, wanted, ids), _read(connection, wanted, ids)
            decisions = _decisions(connection, ids)
        last = (rows[-1].size, rows[-1].group_id) if len(rows) == limit else None
        return [
            Group(
                row.group_id, row.language, row.size, texts[row.group_id], *read[row.group_id][:1], row.confidence,
                {why: count for why in WHYS if (count := int(getattr(row, why)))}, row.first, row.last,
                int(row.recent - row.earlier), read[row.group_id][1], decisions.get(row.group_id),
            )
            for row in rows
            if row.group_id in texts and row.group_id in read
        ], last  # fmt: skip

    def total(self, wanted: Wanted) -> int:
        """How many groups there are."""
        with self._reading() as connection:
            query = sa.select(sa.func.count(sa.distinct(UTTERANCES.c.group_id))).where(wanted.where)
            return int(connection.execute(query).scalar_one())

    def counts(self) -> dict[str, tuple[int, int]]:
        """Language → groups and utterances that are open."""
        groups, utterances = sa.func.count(sa.distinct(UTTERANCES.c.group_id)), sa.func.count()
        query = sa.select(UTTERANCES.c.language, groups.label("groups"), utterances.label("utterances"))
        query = query.where(UTTERANCES.c.status == "open").group_by(UTTERANCES.c.language)
        with self._reading() as connection:
            return {row.language: (row.groups, row.utterances) for row in connection.execute(query)}

    def of_group(
        self, group: int, status: Status, now: datetime, limit: int = 50, before: int | None = None
    ) -> list[Utterance]:
        """The latest first, `before` one of them. Raises KeyError when there is no such group."""
        where = (UTTERANCES.c.group_id == group) & (UTTERANCES.c.status == status)
        if before is not None:
            where &= UTTERANCES.c.id < before
        with self._reading() as connection:
            found = _utterances(connection, where, limit)
            if not found and before is None:
                known = sa.select(UTTERANCES.c.id).where(UTTERANCES.c.group_id == group).limit(1)
                if connection.execute(known).first() is None:
                    raise KeyError(group)
            return _with_lines(connection, found, now)

    def show(self, utterance: int, now: datetime) -> Utterance:
        """Raises KeyError."""
        with self._reading() as connection:
            found = _with_lines(connection, _utterances(connection, UTTERANCES.c.id == utterance, 1), now)
        if not found:
            raise KeyError(utterance)
        return found[0]


def _totals(wanted: Wanted, now: datetime, limit: int, after: tuple[int, int] | None) -> sa.sql.Select:
    one, size = UTTERANCES.c, sa.func.count()

    def those(condition: Any, name: str) -> Any:
        return sa.func.sum(sa.case((condition, 1), else_=0)).label(name)

    query = sa.select(
        one.group_id, one.language, size.label("size"), sa.func.avg(one.confidence).label("confidence"),
        sa.func.min(one.at).label("first"), sa.func.max(one.at).label("last"),
        *(those(one.why.contains(why), why) for why in WHYS), those(one.at >= now - WEEK, "recent"),
        those((one.at >= now - 2 * WEEK) & (one.at < now - WEEK), "earlier"),
    )  # fmt: skip
    query = query.where(wanted.where).group_by(one.group_id, one.language)
    if after is not None:
        query = query.having(sa.or_(size < after[0], sa.and_(size == after[0], one.group_id > after[1])))
    return query.order_by(size.desc(), one.group_id).limit(limit)


def _texts(connection: Connection, wanted: Wanted, groups: Sequence[int]) -> dict[int, str]:
    order = sa.func.row_number().over(
        partition_by=UTTERANCES.c.group_id, order_by=(UTTERANCES.c.likeness.desc(), UTTERANCES.c.id)
    )
    ranked = sa.select(UTTERANCES.c.id, order.label("rank"))
    ranked = ranked.where(wanted.where, UTTERANCES.c.group_id.in_(groups)).subquery()
    # More than one: the line of the first may have been withdrawn.
    query = (
        sa.select(UTTERANCES.c.group_id, LINES.c.text)
        .select_from(ranked.join(UTTERANCES, UTTERANCES.c.id == ranked.c.id).join(LINES, ITS_LINE))
        .where(ranked.c.rank <= NEAREST)
        .order_by(ranked.c.rank.desc())
    )
    return {row.group_id: row.text for row in connection.execute(query)}


def _read(connection: Connection, wanted: Wanted, groups: Sequence[int]) -> dict[int, tuple[str, str | None]]:
    """The intent that most were read as, and the one that most were meant as."""
    one, count = UTTERANCES.c, sa.func.count().label("count")
    query = sa.select(one.group_id, one.intent, one.meant, count).where(wanted.where, one.group_id.in_(groups))
    intents, meant = dict[int, dict[str, int]](), dict[int, dict[str, int]]()
    for row in connection.execute(query.group_by(one.group_id, one.intent, one.meant)):
        for counted, name in ((intents, row.intent), (meant, row.meant)):
            if name is not None:
                of_group = counted.setdefault(row.group_id, {})
                of_group[name] = of_group.get(name, 0) + row.count
    return {group: (_most(names), _most(meant.get(group, {})) or None) for group, names in intents.items()}


def _most(counted: dict[str, int]) -> str:
    return min(counted, key=lambda name: (-counted[name], name), default="")


def _decisions(connection: Connection, groups: Sequence[int]) -> dict[int, int]:
    latest = sa.func.max(UTTERANCES.c.decision_id).label("latest")
    query = sa.select(UTTERANCES.c.group_id, latest).where(
        UTTERANCES.c.group_id.in_(groups), UTTERANCES.c.decision_id.isnot(None)
    )
    return {row.group_id: row.latest for row in connection.execute(query.group_by(UTTERANCES.c.group_id))}


def _utterances(connection: Connection, where: Any, limit: int) -> list[Utterance]:
    one = UTTERANCES.c
    query = (
        sa.select(
            one.id, one.call_id, one.leg, one.number, one.at, LINES.c.at_ms, LINES.c.ended_ms, one.language,
            LINES.c.text, one.intent, one.confidence, one.why, one.meant, one.status,
            one.decision_id.label("decision"), CALLS.c.final.label("outcome"), CALLS.c.reason,
        )
        .select_from(UTTERANCES.join(LINES, ITS_LINE).outerjoin(CALLS, CALLS.c.id == one.call_id))
        .where(where).order_by(one.id.desc()).limit(limit)
    )  # fmt: skip
    rows = [dict(row._mapping) for row in connection.execute(query)]
    return [Utterance(**row | {"why": tuple(row["why"].split())}) for row in rows]


def _with_lines(connection: Connection, found: Sequence[Utterance], now: datetime) -> list[Utterance]:
    calls = sorted({one.call_id for one in found})
    if not calls:
        return []
    lines = connection.execute(
        sa.select(LINES).where(LINES.c.call_id.in_(calls)).order_by(LINES.c.leg, LINES.c.number)
    ).all()
    kept = connection.execute(
        sa.select(RECORDINGS).where(RECORDINGS.c.call_id.in_(calls), RECORDINGS.c.expires > now)
    ).all()
    return [_complete(one, lines, kept) for one in found]


def _complete(one: Utterance, lines: Sequence[Any], kept: Sequence[Any]) -> Utterance:
    leg = [line for line in lines if (line.call_id, line.leg) == (one.call_id, one.leg)]
    before = [line for line in leg if line.number < one.number]
    after = [line for line in leg if line.number > one.number]
    recording = any(
        row.call_id == one.call_id and row.began <= one.at < row.began + timedelta(seconds=row.seconds or 0)
        for row in kept
    )
    ended = one.ended_ms
    if ended is None and after:
        ended = max(after[0].at_ms, one.at_ms)
    told = {**vars(one), "ended_ms": ended, "recording": recording}
    return Utterance(**told | {"before": _said(before[-BEFORE:]), "next": _said(after[:NEXT])})


def _said(lines: Sequence[Any]) -> tuple[Said, ...]:
    return tuple(Said(line.speaker, line.text) for line in lines)
