"""Who may book a callback, and what is kept of it."""

from __future__ import annotations

import pytest

from desk.audit.trail import Trail
from desk.database import Database
from desk.queue.booking import Booking
from desk.queue.item import Placement, QueueStateError
from desk.queue.packet import Callback
from tests.desk.floors import arrive, call, floor, inconsistencies, later, queue
from tests.desk.samples import NOW, packet

pytestmark = pytest.mark.contract
OLD, NEW = "+4520304050", "+4520999777"


@pytest.fixture(autouse=True)
def _consistent(database: Database) -> object:
    yield
    assert inconsistencies(database) == []


def book(
    database: Database, about: str, by: str, number: str = NEW, time: str | None = None, anybodys: bool = False
) -> Placement:
    """For the call `a`."""
    booking = Booking(about, by, anybodys, Trail(database).record)
    return queue(database).place(packet("a", kind="callback", callback=Callback(number, time)), 1, booking)


def trail(database: Database) -> list[tuple[str, str, str, dict[str, str]]]:
    return [(one.who, one.action, one.what, dict(one.details)) for one in Trail(database).entries()]


def test_an_agent_books_for_the_call_they_have_and_while_they_wrap_up(database: Database) -> None:
    on = floor(database, "mette")
    item = call(database, "a")
    on.tick(NOW)
    on.accept(item, "mette", NOW)
    callback = book(database, item, "mette").item_id
    on.finish(item, "mette", later(60))
    assert book(database, item, "mette", time=later(900).isoformat()).item_id == callback
    about = {"item": item}
    assert trail(database) == [
        ("mette", "callback.booked", callback, {**about, "fields": "time"}),
        ("mette", "callback.booked", callback, about),
    ]
    on.change("mette", "wrap_up", "agent", later(70), "callback_agreed")
    on.change("mette", "available", "agent", later(70))
    with pytest.raises(QueueStateError, match="not with mette"):
        book(database, item, "mette", OLD)


@pytest.mark.parametrize("state", ["waiting", "closed"])
def test_nobody_moves_a_callback_that_they_do_not_have(database: Database, state: str) -> None:
    on = floor(database, "mette")
    arrive(on, "john", "billing")
    callback = queue(database).place(packet("a", kind="callback", callback=Callback(OLD))).item_id
    if state == "closed":
        on.pick(callback, "mette", NOW)
        on.finish(callback, "mette", later(60), "resolved")
    with pytest.raises(QueueStateError, match="not with john"):
        book(database, callback, "john")
    shown = queue(database).show(callback)
    assert (shown.state, shown.packet["callback"]["number"], trail(database)) == (state, OLD, [])
    book(database, callback, "chief", anybodys=True)
    assert queue(database).show(callback).state == "waiting"
    assert trail(database) == [("chief", "callback.booked", callback, {"item": callback, "fields": "number"})]


@pytest.mark.parametrize("state", ["offered", "taken"])
def test_a_callback_that_somebody_has_in_hand_stays_theirs(database: Database, state: str) -> None:
    on = floor(database, "mette")
    arrive(on, "john", "billing")
    item = queue(database).place(packet("a", department="billing")).item_id
    on.pick(item, "john", NOW)
    callback = book(database, item, "john", OLD).item_id
    on.tick(NOW)
    if state == "taken":
        on.accept(callback, "mette", later(1))
    for who, anybodys in (("john", False), ("chief", True)):
        with pytest.raises(QueueStateError, match="somebody else is about to call"):
            book(database, item, who, anybodys=anybodys)
    shown = queue(database).show(callback)
    assert (shown.state, shown.agent, shown.packet["callback"]["number"]) == (state, "mette", OLD)
    assert len(trail(database)) == 1


def test_who_has_a_callback_in_hand_puts_it_off(database: Database) -> None:
    on = floor(database, "mette")
    callback = queue(database).place(packet("a", kind="callback", callback=Callback(OLD))).item_id
    on.pick(callback, "mette", NOW)
    assert book(database, callback, "mette", OLD, later(900).isoformat()).item_id == callback
    on.change("mette", "wrap_up", "agent", later(60), "no_answer")
    shown = queue(database).show(callback)
    assert (shown.state, shown.agent, shown.outcome) == ("waiting", None, None), "an outcome is of what is over"
