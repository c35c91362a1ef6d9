"""Figures of the past, stretch by stretch or group by group. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from desk.board import groups
from desk.board.figures import Figures, Tally, Target
from desk.board.groups import By
from desk.board.rows import CallRow, ItemRow, SurveyRow, TalkRow, ToldRow, WrapUpRow

Row = CallRow | ItemRow | WrapUpRow | TalkRow | SurveyRow | ToldRow


@dataclass(frozen=True)
class Rows:
    """What happened in some time."""

    calls: Iterable[CallRow] = ()
    items: Iterable[ItemRow] = ()
    wrap_ups: Iterable[WrapUpRow] = ()
    surveys: Iterable[SurveyRow] = ()
    talks: Iterable[TalkRow] = ()
    told: Iterable[ToldRow] = ()


@dataclass(frozen=True)
class Line:
    """One row of a report."""

    key: str
    """The beginning of a stretch, ISO 8601 in the report's time zone; a department (empty: none); a language."""
    figures: Figures


@dataclass(frozen=True)
class Report:
    """A report with its total."""

    lines: list[Line] = field(default_factory=list)
    total: Figures = field(default_factory=Figures)


def total(rows: Rows, target: Target, now: datetime) -> Figures:
    """Of all rows together."""
    tally = Tally(target, now)
    _count(rows, lambda _row: tally)
    return tally.figures()


def report(rows: Rows, begin: datetime, end: datetime, by: By, zone: tzinfo, target: Target, now: datetime) -> Report:
    """Cut up `by`; each row counts where it began. Stretches in which nothing happened are there too. Raises
    TooManyError."""
    if by in groups.NAMES:
        return assembled(by_name(rows, by, target, now), by, target, now)
    edges = groups.starts(begin, end, by, zone)
    tallies = [Tally(target, now) for _ in edges]
    where = groups.place(edges)
    _count(rows, lambda row: tallies[where(row.at)])
    labels = [groups.label(edge, zone) for edge in edges]
    return assembled(dict(zip(labels, tallies, strict=True)), by, target, now)


def assembled(tallies: Mapping[str, Tally], by: By, target: Target, now: datetime) -> Report:
    """Names in their order, stretches as they come."""
    whole = Tally(target, now)
    for tally in tallies.values():
        whole.merge(tally)
    keys = sorted(tallies) if by in groups.NAMES else list(tallies)
    return Report([Line(key, tallies[key].figures()) for key in keys], whole.figures())


def by_name(rows: Rows, by: By | None, target: Target, now: datetime) -> dict[str, Tally]:
    """By department or language; None: all under an empty name."""
    tallies = dict[str, Tally]()

    def of(row: Row) -> Tally:
        name = row.department if by == "department" else row.language if by == "language" else ""
        key = name or ""
        if key not in tallies:
            tallies[key] = Tally(target, now)
        return tallies[key]

    _count(rows, of)
    return tallies


def _count(rows: Rows, of: Callable[[Row], Tally]) -> None:
    for call in rows.calls:
        of(call).call(call)
    for item in rows.items:
        of(item).item(item)
    for wrap_up in rows.wrap_ups:
        of(wrap_up).wrap_up(wrap_up)
    for survey in rows.surveys:
        of(survey).survey(survey)
    for talk in rows.talks:
        of(talk).talk(talk)
    for told in rows.told:
        of(told).told(told)
