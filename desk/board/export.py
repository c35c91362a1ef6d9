"""Reports as CSV that a spreadsheet opens as it is: RFC 4180, UTF-8 with a byte order mark, piece by piece."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

from desk.board.figures import Figures
from desk.board.groups import By
from desk.board.history import Line, Report
from desk.board.people import Work
from desk.calls.book import CallBook
from desk.calls.messages import FINALS, CallRecord
from desk.calls.surveys import Surveys
from desk.queue.packet import REASONS
from desk.routing.model import AGENT_STATES

MARK = b"\xef\xbb\xbf"
"""Without it Excel reads UTF-8 as something else."""
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet takes a text that begins so for a formula (OWASP, CSV injection)."""
PAGE = 500
PLAIN = tuple(part.name for part in dataclasses.fields(Figures) if part.name not in ("finals", "handoffs"))
WORK, OPINION = ("calls", "talk", "acw", "occupancy"), ("reviews", "mark", "surveys", "score")
CALL_COLUMNS = (
    "id", "began", "ended", "ended_by", "channel", "language", "caller", "dialled", "final", "reason", "department",
    "agent", "queue_seconds", "recording_id",
)  # fmt: skip


def cell(value: Any) -> str:
    """A value as text that no spreadsheet computes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.lstrip(" ").startswith(DANGEROUS) else text


def encode(rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """The file, piece by piece."""
    yield MARK
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([cell(value) for value in row])
        yield line.getvalue().encode("utf-8")


def history(report: Report, by: By) -> Iterator[bytes]:
    """A report, a line each and the total last. Times are seconds, shares 0 to 1."""
    finals, reasons = [f"final_{name}" for name in FINALS], [f"handoff_{name}" for name in REASONS]
    head = [[by, *PLAIN, *finals, *reasons]]
    lines = [*report.lines, Line("total", report.total)]
    return encode([*head, *([line.key, *_values(line.figures)] for line in lines)])


def _values(figures: Figures) -> list[Any]:
    plain = [getattr(figures, name) for name in PLAIN]
    return [*plain, *_counts(figures.finals, FINALS), *_counts(figures.handoffs, REASONS)]


def _counts(found: Mapping[str, int], names: Iterable[str]) -> list[int]:
    return [found.get(name, 0) for name in names]


def people(found: Mapping[str, Work]) -> Iterator[bytes]:
    """What agents did, a line each. Times are seconds, shares 0 to 1."""
    head = ["agent", *AGENT_STATES, *WORK, *OPINION]
    return encode([head, *([agent, *_worked(work)] for agent, work in found.items())])


def _worked(work: Work) -> list[Any]:
    times = [work.seconds[state] for state in AGENT_STATES]
    return [*times, *(getattr(work, name) for name in WORK), *(getattr(work.opinion, name) for name in OPINION)]


def calls(
    book: CallBook, surveys: Surveys, begin: datetime, end: datetime, zone: tzinfo, **equal: str
) -> Iterator[bytes]:
    """All calls that began in [begin, end), latest first, read page by page. `equal`: see CallBook.between. Raises
    StoreError while it is read."""
    return encode(_call_rows(book, surveys, begin, end, zone, equal))


def _call_rows(
    book: CallBook, surveys: Surveys, begin: datetime, end: datetime, zone: tzinfo, equal: Mapping[str, str]
) -> Iterator[Iterable[Any]]:
    yield (*CALL_COLUMNS, "score")
    before: tuple[datetime, str] | None = None
    while page := book.between(begin, end, PAGE, before, **equal):
        scores = surveys.scores(call.id for call in page)
        yield from ([*_call(call, zone), scores.get(call.id)] for call in page)
        before = (page[-1].began, page[-1].id)


def _call(call: CallRecord, zone: tzinfo) -> Iterable[Any]:
    for name in CALL_COLUMNS:
        value = getattr(call, name)
        yield value.astimezone(zone).isoformat(timespec="seconds") if isinstance(value, datetime) else value
