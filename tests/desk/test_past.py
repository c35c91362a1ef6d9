"""What the next agent learns of a customer's earlier calls."""

from __future__ import annotations

import pytest

from desk.database import Database
from desk.floor.past import Past
from desk.privacy.stores.items import anonymise
from desk.tables import ITEMS
from tests.desk.floors import call, floor, later, queue
from tests.desk.samples import packet

pytestmark = pytest.mark.contract


def test_a_call_is_told_with_its_outcome_and_what_agents_wrote(database: Database) -> None:
    on = floor(database, "mette")
    item = call(database, "a", reason="explicit_request")
    on.pick(item, "mette", later(1))
    on.note(item, "mette", "Technician on Monday.", later(2))
    on.finish(item, "mette", later(3))
    on.change("mette", "wrap_up", "agent", later(4), "follow_up")
    told = Past(database).of_calls(["a", "b"])
    assert list(told) == ["a"]
    (done,) = told["a"]
    assert (done.id, done.kind, done.state, done.agent) == (item, "call", "closed", "mette")
    assert (done.department, done.language, done.reason, done.outcome) == (
        "sales", "da", "explicit_request", "follow_up",
    )  # fmt: skip
    assert (done.summary, done.english) == ("Kunden vil købe fiber.", "The caller wants to buy fibre.")
    assert [(note.author, note.text) for note in done.notes] == [("mette", "Technician on Monday.")]


def test_the_callback_that_came_of_a_call_is_told_with_it(database: Database) -> None:
    first = call(database, "a")
    second = queue(database).place(packet("a", 1, kind="callback")).item_id
    assert [(done.id, done.kind) for done in Past(database).of_calls(["a"])["a"]] == [
        (first, "call"), (second, "callback"),
    ]  # fmt: skip


def test_nothing_is_told_of_what_retention_has_emptied(database: Database) -> None:
    on = floor(database, "mette")
    item = call(database, "a")
    on.note(item, "mette", "has a new baby", later(1))
    with database.transaction() as connection:
        anonymise(connection, connection.execute(ITEMS.select()).all())
    assert Past(database).of_calls(["a"]) == {}
    assert Past(database).of_calls([]) == {}
