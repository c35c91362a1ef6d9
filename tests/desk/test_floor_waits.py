"""What callers are told of their wait, whether it was true, and the queue of those who take calls by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from centralino.queue_book import QueueBook
from desk.board import reading
from desk.board.board import ALL, Board
from desk.board.reading import Filter
from desk.board.rows import ToldRow
from desk.database import Database
from desk.floor import measured
from desk.floor.floor import Floor
from desk.queue.store import QueueStateError
from desk.routing.policy import Policy
from tests.desk.floors import arrive, call, floor, inconsistencies, later, queue
from tests.desk.samples import NOW, packet

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "KEPT_SECONDS", 0.0)


def told_waits(database: Database, since: datetime = NOW, only: Filter = ALL) -> list[ToldRow]:
    with database.reading() as connection:
        return list(reading.rows(connection, since, later(3600), only).told)


def test_where_nobody_is_at_work_no_wait_is_told(database: Database) -> None:
    on = floor(database, "mette")
    on.change("mette", "logged_out", "agent", NOW)
    placed = queue(database).place(packet("a"))
    assert (placed.position, placed.wait_seconds) == (1, None)
    assert queue(database).estimate("sales", "da") == (2, None)
    assert on.estimate("sales", "da", NOW) is None
    assert told_waits(database) == []


def test_nobody_who_speaks_the_language_is_nobody(database: Database) -> None:
    floor(database, "mette")
    assert queue(database).estimate("sales", "da") == (1, 30)
    assert queue(database).estimate("sales", "fr") == (1, None)


def test_a_closed_department_has_no_wait(database: Database) -> None:
    floor(database, "mette")
    closed = queue(database, Policy(is_open=lambda *_: False))
    assert closed.place(packet("a")).wait_seconds is None


def test_the_wait_is_that_of_the_agents_there_are(database: Database) -> None:
    on = floor(database, "mette")
    on.pick(call(database, "a"), "mette", NOW)
    alone = queue(database).estimate("sales", "da")[1]
    for number in range(6):
        arrive(on, f"other{number}")
        on.pick(call(database, f"b{number}"), f"other{number}", NOW)
    seven = queue(database).estimate("sales", "da")[1]
    assert alone is not None
    assert seven is not None
    assert alone >= 3 * seven


def test_calls_as_long_as_they_were_measured(database: Database) -> None:
    on = floor(database, "mette")
    for number in range(40):
        begun = later(number * 1000)
        item = queue(database).place(packet(f"c{number}")).item_id
        on.pick(item, "mette", begun)
        on.finish(item, "mette", begun + timedelta(seconds=900), "resolved")
        on.change("mette", "available", "agent", begun + timedelta(seconds=910))
    last = later(40_000)
    on.pick(queue(database).place(packet("now")).item_id, "mette", last)
    found = on.estimate("sales", "da", last)
    assert found is not None
    assert 600 <= found.seconds <= 1000
    with database.reading() as connection:
        known = measured.read(connection, last)
    assert known.wrap_up.mean == pytest.approx(10, abs=4)
    assert known.by_department["sales"].mean == pytest.approx(900, rel=0.2)


def test_callers_who_gave_up_are_measured(database: Database) -> None:
    on = floor(database, "mette")
    for number in range(10):
        item = call(database, f"c{number}")
        if number < 5:
            on.line_gone(item, later(60), "hung up")
        else:
            on.pick(item, "mette", later(60))
            on.finish(item, "mette", later(60), "resolved")
            on.change("mette", "available", "agent", later(60))
    with database.reading() as connection:
        assert measured.read(connection, later(60)).hang_up_rate == pytest.approx(5 / 600)


def test_what_was_told_and_what_became_of_it(database: Database) -> None:
    on = floor(database, "mette")
    item = call(database, "a")
    told = queue(database).placement(item).wait_seconds
    on.announce(item, 1, 90, later(20))
    assert told_waits(database) == []
    on.tick(later(25))
    on.accept(item, "mette", later(30))
    first, second = told_waits(database)
    assert (first.seconds, first.real, first.error) == (told, 30, told - 30 if told else None)
    assert (second.seconds, second.real, second.error) == (90, 10, 80)
    assert told_waits(database, later(10)) == [second]
    assert told_waits(database, only=Filter("billing")) == []
    board = Board(database).figures(NOW, later(60), later(60))
    assert (board.told, board.told_error) == (2, (abs(first.error) + 80) / 2)
    assert board.told_near == (0.5 if abs(first.error) <= 7.5 else 0)


def test_a_call_passed_on_was_answered_when_it_was_first_taken(database: Database) -> None:
    on = floor(database, "mette", "john")
    item = call(database, "a")
    on.pick(item, "mette", later(30))
    on.pass_on(item, "mette", "sales", 1, "", later(60))
    on.pick(item, "john", later(90))
    assert [wait.real for wait in told_waits(database)] == [30]


def test_who_takes_by_hand_is_in_a_call_and_then_wraps_up(database: Database) -> None:
    on, store = floor(database, "mette"), queue(database)
    item = store.place(packet("a")).item_id
    store.take("mette", later(5))
    assert on.agent("mette").state == "in_call"
    store.close(item, later(60), "sold")
    assert on.agent("mette").state == "wrap_up"
    store.place(packet("b"))
    assert store.take("mette", later(70)) is not None, "the next one ends the wrap-up"
    store.place(packet("c"))
    with pytest.raises(QueueStateError, match="mette is in_call; centralino agents state mette available"):
        store.take("mette", later(80))
    assert store.take("somebody else", later(90)) is not None
    assert inconsistencies(database) == []


def test_a_telephone_caller_who_hangs_up_while_an_agent_is_rung(database: Database) -> None:
    on, item = floor(database, "mette"), call(database, "a")
    on.tick(NOW)
    QueueBook(lambda: queue(database), lambda: later(5)).over("a")
    assert (queue(database).show(item).state, on.agent("mette").state) == ("closed", "available")


def test_given_back_means_not_answered(database: Database) -> None:
    on, store = floor(database, "mette"), queue(database)
    item = store.place(packet("a")).item_id
    store.take("mette", later(5))
    assert store.give_back(item)
    assert (on.agent("mette").state, on.agent("mette").reason) == ("on_break", "no_answer")
    assert store.show(item).answered is None
    assert inconsistencies(database) == []


def test_withdrawn_while_it_rings(database: Database) -> None:
    on, store = floor(database, "mette"), queue(database)
    item = call(database, "a")
    on.tick(NOW)
    assert store.take("john", NOW) is None, "it is on its way to mette"
    assert store.withdraw(item, later(5))
    assert on.agent("mette").state == "available"
    assert inconsistencies(database) == []


@pytest.mark.parametrize("taken", [False, True])
def test_a_call_that_comes_again_is_with_nobody(database: Database, taken: bool) -> None:
    on, store = floor(database, "mette"), queue(database)
    item = call(database, "a")
    on.tick(NOW)
    if taken:
        on.accept(item, "mette", NOW)
    assert store.place(packet("a", 3)).item_id == item
    assert on.agent("mette").state == ("wrap_up" if taken else "available")
    assert store.show(item).state == "waiting"
    assert inconsistencies(database) == []


def test_waits_of_an_item_that_is_closed(database: Database) -> None:
    on, store = Floor(database), queue(database)
    item = store.place(packet("a")).item_id
    store.withdraw(item, NOW)
    with pytest.raises(QueueStateError, match="closed"):
        on.waits(item, "media-1", NOW)
