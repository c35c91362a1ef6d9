"""The board shows what the tables hold, on both databases; what leaves as CSV arrives whole and harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from desk.audit.trail import Trail
from desk.board import export, history, reading
from desk.board.board import Board
from desk.board.figures import Target
from desk.board.groups import By, TooManyError
from desk.board.opinions import Opinion
from desk.board.reading import Filter
from desk.board.rows import StateRow
from desk.calls.book import CallBook
from desk.calls.form import Form
from desk.calls.messages import Begun, Left, Over
from desk.calls.reviews import Reviews
from desk.calls.surveys import Surveys
from desk.database import Database
from desk.events.protocol import Event, decode
from desk.floor.floor import Floor
from desk.queue.store import WITHDRAWN, QueueStore
from desk.tables import EVENTS
from tests.desk.samples import packet

pytestmark = pytest.mark.unit
ROME = ZoneInfo("Europe/Rome")
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
"""In Rome."""


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def called(
    database: Database, name: str, begins: float, lasts: float, final: str, reason: str | None, department: str,
    language: str, caller: str | None = "+390212345678",
) -> None:  # fmt: skip
    begun = Begun(name, at(begins), "phone", language, caller, "+390200100", "media-1")
    left = Left(name, at(begins + lasts), "bot", final, reason, department, None, language)
    CallBook(database).write([begun, left])


def queued(database: Database, name: str, begins: float, **changes: object) -> str:
    changes = {"created": at(begins).isoformat(), **changes}
    return QueueStore(database).place(packet(name, **changes)).item_id


@pytest.fixture
def busy(database: Database) -> Database:
    """The day before, an hour ago, and now."""
    called(database, "yesterday", -24 * 60, 2, "answered", None, "sales", "it")
    called(database, "a", -90, 1, "answered", None, "billing", "fr")
    called(database, "b", -50, 2, "routed", "routed", "sales", "da")
    called(database, "c", -40, 3, "handoff", "explicit_request", "sales", "it")
    CallBook(database).begun("d", "phone", "nl", None, None, at(-1))
    store = QueueStore(database)
    store.take("mette", at(-48 + 0.25), queued(database, "b", -48))
    store.close(store.of_call("b").id, at(-40))  # type: ignore[union-attr]
    store.withdraw(queued(database, "c", -37), at(-36), "the caller hung up")
    store.withdraw(queued(database, "x", -30), at(-29), WITHDRAWN)
    queued(database, "d", -0.5, language="nl", department="billing")
    queued(database, "e", -600, kind="callback")
    return database


def test_now(busy: Database) -> None:
    live = Board(busy).live(NOON, ROME)
    assert (live.waiting, live.longest_wait, live.callbacks, live.voicemails) == (1, 30, 1, 0)
    assert (live.waiting_by_department, live.waiting_by_language) == ({"billing": 1}, {"nl": 1})
    assert (live.hour.calls, live.hour.running) == (3, 1)
    assert (live.today.calls, live.today.contained, live.today.containment) == (4, 1, pytest.approx(1 / 3))
    # b after 15 s; c gave up after a minute; d waits for 30 s already; x changed its mind.
    assert (live.today.offered, live.today.in_time, live.today.abandoned, live.today.waiting) == (3, 1, 1, 1)
    assert (live.today.asa, live.today.talk) == (15, 465)
    assert live.today.handoffs == {"routed": 1, "explicit_request": 1}


def test_agents_and_their_work(database: Database) -> None:
    floor = Floor(database)
    for name, departments in (("mette", "sales"), ("john", "billing"), ("anna", "*")):
        floor.enrol(name, ["da"], departments.split(), 1, at(-300))
        floor.change(name, "available", "agent", at(-200))
    first = queued(database, "a", -100)
    floor.waits(first, "media-1", at(-100))
    floor.pick(first, "mette", at(-99))
    floor.hold(first, "mette", True, at(-98))
    assert Board(database).live(at(-97.5), ROME).held == 1
    floor.hold(first, "mette", False, at(-97))
    floor.finish(first, "mette", at(-95), "resolved")
    floor.change("mette", "available", "agent", at(-93))
    floor.change("john", "on_break", "agent", at(-50), "lunch")
    board = Board(database)
    live = board.live(NOON, ROME)
    assert {state: count for state, count in live.agents.items() if count} == {"available": 2, "on_break": 1}
    assert sum(board.live(NOON, ROME, Filter("billing", "da")).agents.values()) == 2
    assert sum(board.live(NOON, ROME, Filter(language="fr")).agents.values()) == 0
    assert (live.today.asa, live.today.talk, live.today.acw, live.today.aht) == (60, 240, 120, 360)
    assert (live.today.hold, live.held) == (60, 0)
    assert board.figures(at(-200), NOON, NOON, Filter("billing")).acw is None
    work = board.people(at(-97), NOON, NOON)
    mette, john = work["mette"], work["john"]
    # Two of the four minutes of the call lie within.
    assert (mette.calls, mette.talk, mette.acw) == (1, 120, 120)
    assert mette.seconds["available"] == 93 * 60
    assert mette.occupancy == pytest.approx(4 / 97)
    assert (john.seconds["on_break"], john.occupancy, john.talk) == (50 * 60, 0, None)
    # Of a time that is over: what reaches beyond its end counts up to there, and what came after it does not.
    before = board.people(at(-98), at(-96), NOON)
    assert (before["mette"].seconds["in_call"], before["mette"].calls) == (120, 1)
    assert before["john"].seconds["available"] == 120
    assert (mette.opinion, john.opinion) == (Opinion(), Opinion())


def test_the_work_of_many_days_is_read_day_by_day(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    floor, day = Floor(database), 24 * 60
    floor.enrol("mette", ["da"], ["sales"], 1, at(-10 * day))
    for number in range(9, 0, -1):
        floor.change("mette", "available", "agent", at(-number * day))
        floor.change("mette", "on_break", "agent", at(-number * day + 60), "lunch")
    looks = list[int]()
    states = reading.states

    def counted(*asked: Any) -> Iterator[StateRow]:
        rows = list(states(*asked))
        looks.append(len(rows))
        yield from rows

    monkeypatch.setattr(reading, "states", counted)
    mette = Board(database).people(at(-9.5 * day), NOON, NOON)["mette"]
    assert (mette.seconds["available"], mette.seconds["on_break"]) == (9 * 3600, 9 * 23 * 3600)
    assert len(looks) == 10
    assert max(looks) <= 3
    assert sum(looks) == 18
    with pytest.raises(TooManyError, match="366 days"):
        Board(database).people(at(-367 * day), NOON, NOON)


def test_what_was_thought_of_an_agents_calls(database: Database) -> None:
    form = Form("quality", {"greeting": {"en": "Greets"}, "help": {"en": "Helps"}})
    reviews, surveys = Reviews(database, form), Surveys(database)
    floor = Floor(database)
    floor.enrol("mette", ["da"], ["sales"], 1, at(-300))
    floor.change("mette", "available", "agent", at(-200))
    for number, marks in enumerate([(5, 4), (1, 2)]):
        name = f"call-{number}"
        CallBook(database).write([Begun(name, at(-60 + number), "phone", "da")])
        item = queued(database, name, -60 + number)
        QueueStore(database).take("mette", at(-58 + number), item)
        QueueStore(database).close(item, at(-57 + number))
        CallBook(database).write([Over(name, at(-57 + number))])
        reviews.give(name, "trainer", dict(zip(form.criteria, marks, strict=True)), "", NOON)
        surveys.asked(name, "da", at(-57))
    reviews.give("call-0", "supervisor", {"greeting": 3, "help": 3}, "", NOON)
    surveys.scored("call-0", 4, "key")
    board = Board(database)
    assert board.people(at(-120), NOON, NOON)["mette"].opinion == Opinion(3, 3, 1, 4)
    assert board.people(at(-59.5), NOON, NOON)["mette"].opinion == Opinion(1, 1.5, 0, None)
    head, line = read(list(export.people(board.people(at(-120), NOON, NOON))))
    told = dict(zip(head, line, strict=True))
    assert (told["agent"], told["calls"], told["mark"], told["in_call"]) == ("mette", "2", "3", "120")


def test_a_call_that_was_passed_on_waits_anew_but_was_answered(database: Database) -> None:
    floor = Floor(database)
    floor.enrol("mette", ["da"], ["sales"], 1, at(-60))
    floor.change("mette", "available", "agent", at(-60))
    floor.enrol("expert", ["da"], ["billing"], 2, at(-60))
    item = queued(database, "a", -20)
    floor.waits(item, "media-1", at(-20))
    floor.pick(item, "mette", at(-19))
    floor.pass_on(item, "mette", "billing", 2, "wants a refund", at(-3))
    live = Board(database).live(NOON, ROME)
    assert (live.waiting, live.longest_wait, live.waiting_by_department) == (1, 180, {"billing": 1})
    assert (live.today.answered, live.today.asa, live.today.waiting) == (1, 60, 0)


def test_one_department_or_language(busy: Database) -> None:
    board = Board(busy, Target(0.8, 10))
    assert board.live(NOON, ROME, Filter(department="sales")).waiting == 0
    found = board.figures(at(-120), NOON, NOON, Filter("sales", "da"))
    assert (found.calls, found.offered, found.in_time) == (1, 2, 0)


def test_history(busy: Database) -> None:
    board = Board(busy)
    days = board.history(at(-36 * 60), NOON, "day", ROME, NOON)
    assert [(line.key, line.figures.calls) for line in days.lines] == [
        ("2026-03-01T00:00+01:00", 1),
        ("2026-03-02T00:00+01:00", 4),
    ]
    assert days.total.calls == 5
    hours = board.history(at(-120), NOON, "hour", ROME, NOON)
    assert [(line.key[11:16], line.figures.calls, line.figures.answered) for line in hours.lines] == [
        ("10:00", 1, 0),
        ("11:00", 3, 1),
    ]
    languages = board.history(at(-120), NOON, "language", ROME, NOON)
    assert [(line.key, line.figures.calls) for line in languages.lines] == [("da", 1), ("fr", 1), ("it", 1), ("nl", 1)]


@pytest.mark.parametrize("by", ["day", "week", "department", "language"])
def test_long_reports_are_those_of_their_rows(busy: Database, by: By) -> None:
    board, begin = Board(busy), at(-40 * 24 * 60)
    for name, hours in (("old", 30 * 24), ("older", 31 * 24), ("open", 29 * 24)):
        called(busy, name, -hours * 60, 3, "callback", "silence", "billing", "nl")
    CallBook(busy).begun("runs", "phone", "en", None, None, at(-28 * 24 * 60))
    with busy.reading() as connection:
        rows = reading.rows(connection, begin, NOON, Filter())
        expected = history.report(rows, begin, NOON, by, ROME, board.target, NOON)
    first = board.history(begin, NOON, by, ROME, NOON)
    assert first == board.history(begin, NOON, by, ROME, NOON)
    assert [line.key for line in first.lines] == [line.key for line in expected.lines]
    assert [line.figures.finals for line in first.lines] == [line.figures.finals for line in expected.lines]
    assert first.total == expected.total
    # A call of a month ago that ended only now.
    CallBook(busy).write([Left("runs", NOON, "bot", "answered", language="en")])
    again = board.history(begin, NOON, by, ROME, NOON)
    assert (first.total.contained, again.total.contained, again.total.running) == (2, 3, 1)


def test_scores_count_where_they_were_asked(busy: Database) -> None:
    surveys = Surveys(busy)
    for name, score in (("a", 5), ("b", 2)):
        surveys.asked(name, "fr", at(-30))
        surveys.scored(name, score, "key")
    surveys.asked("c", "it", at(-30))
    board = Board(busy)
    today = board.live(NOON, ROME).today
    assert (today.surveys, today.score) == (2, 3.5)
    assert board.figures(at(-60), NOON, NOON, Filter("billing")).score == 5


def read(pieces: list[bytes]) -> list[list[str]]:
    data = b"".join(pieces)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") >= 1
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def test_a_report_as_csv(busy: Database) -> None:
    report = Board(busy).history(at(-120), NOON, "hour", ROME, NOON)
    head, *lines = read(list(export.history(report, "hour")))
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    assert [row["hour"] for row in rows] == ["2026-03-02T10:00+01:00", "2026-03-02T11:00+01:00", "total"]
    assert [row["calls"] for row in rows] == ["1", "3", "4"]
    assert (rows[1]["asa"], rows[1]["service_level"], rows[0]["asa"]) == ("15", "0.333", "")
    assert (rows[2]["final_routed"], rows[2]["handoff_explicit_request"]) == ("1", "1")


def test_calls_as_csv_are_no_formulas(database: Database) -> None:
    odd = ['=HYPERLINK("http://x.example")', "+4520304050", "-1", "@SUM(A1)", "a,b", 'say "hi"', "\tx", "é\nf"]
    for number, caller in enumerate(odd):
        called(database, f"call-{number}", number, 1, "answered", None, "sales", "fr", caller)
    CallBook(database).write([Over("call-0", at(0))])
    head, *lines = read(list(export.calls(CallBook(database), Surveys(database), NOON, at(60), ROME)))
    callers = [line[head.index("caller")] for line in reversed(lines)]
    assert callers == ["'" + odd[0], "'+4520304050", "'-1", "'@SUM(A1)", "a,b", 'say "hi"', "'\tx", "é\nf"]
    assert lines[-1][head.index("began")] == "2026-03-02T12:00:00+01:00"


def test_many_calls_are_read_page_by_page(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "PAGE", 7)
    book = CallBook(database)
    book.write([Begun(f"call-{number:02}", at(number // 3), "phone", "fr") for number in range(50)])
    lines = read(list(export.calls(book, Surveys(database), NOON, at(60), ROME)))[1:]
    assert [line[0] for line in lines] == [f"call-{number:02}" for number in reversed(range(50))]


def test_a_supervisor_promises_something_else(busy: Database) -> None:
    board, other = Board(busy, Target(0.8, 20, 3)), Board(busy, Target(0.8, 20, 3))
    before = board.history(at(-120), NOON, "department", ROME, NOON).total
    assert other.targets.set(0.9, 10, "supervisor", NOON) == board.target == Target(0.9, 10, 3)
    assert (before.in_time, board.history(at(-120), NOON, "department", ROME, NOON).total.in_time) == (1, 0)
    with busy.reading() as connection:
        told = connection.execute(sa.select(EVENTS.c.event).order_by(EVENTS.c.id)).scalars().all()
    assert decode(told[-1]) == Event("target")
    (entry,) = Trail(busy).entries(action="target_set")
    assert (entry.who, dict(entry.details)) == ("supervisor", {"share": "0.9", "seconds": "10"})
    for share, seconds in ((0, 20), (1.1, 20), (0.8, 0), (0.8, 4000)):
        with pytest.raises(ValueError, match="share of calls"):
            board.targets.set(share, seconds, "supervisor", NOON)
