"""Decisions that wrote the same sentence: it leaves the language data with the last of them. In the files of a site."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.corpus.labels import Labels
from bot.corpus.tree import Tree
from centralino.language_data import TreeData
from desk.audit.trail import Trail
from desk.calls.book import CallBook
from desk.database import Database, StoreError
from desk.training.asked import Asked, DecisionError, Text
from desk.training.claims import LONGEST
from desk.training.decisions import PATIENCE_SECONDS, Decisions
from desk.training.gatherer import Gatherer
from desk.training.inbox import Inbox, Wanted
from desk.training.ports import DataError, Example, Written
from desk.training.tidying import tidy
from desk.training.told import Decision
from tests.bot.corpora import ORDERS, VALUES, additions, project
from tests.desk.misunderstood import swapped
from tests.desk.samples import NOW
from tests.desk.training_data import WordVectors

pytestmark = pytest.mark.contract
LATER = NOW + timedelta(days=1)
TEXT = "hvor bliver min pakke af"
OTHERWISE = "Hvor bliver min pakke af?"
HEARD = ("pakke boks hylde", "fiber regning dyr", "åben lørdag sent")


class Watched:
    """Language data that tell a test when something happens to them."""

    def __init__(self, data: TreeData) -> None:
        self._data = data
        self.added: Callable[[], object] = lambda: None
        self.removing: Callable[[], object] = lambda: None

    def add(self, examples: Sequence[Example], by: str, now: datetime, note: str = "") -> tuple[Written, ...]:
        written = self._data.add(examples, by, now, note)
        self.added()
        return written

    def take_back(self, id: str, by: str, now: datetime) -> Written:
        self.removing()
        return self._data.take_back(id, by, now)


class Site:
    """Three groups to decide on, each said by one caller."""

    def __init__(self, database: Database, folder: Path) -> None:
        root = project(folder / "tree")
        tree = Tree(root)
        known = Labels(tree, lambda: VALUES)
        page, book = root / "labels.md", additions(root, folder / "var")
        self.data = TreeData(tree, book, known, page, lambda *_: None, list)
        self.watched = Watched(self.data)
        self.database, self.file = database, root / "data/nlu/da/orders.yml"
        self.decisions = self.of_another()
        for number, text in enumerate(HEARD):
            CallBook(database).write(swapped(f"call-{number}", NOW + timedelta(minutes=number), text))
        Gatherer(database, WordVectors(), lambda: LATER).run()
        groups = {one.text: one.id for one in Inbox(database).groups(Wanted(), LATER)}
        self.groups = [groups[text] for text in HEARD]

    def of_another(self, wait: Callable[[float], None] = lambda _: None) -> Decisions:
        """As another process has them."""
        return Decisions(self.database, self.watched, Trail(self.database).record, wait)  # type: ignore[arg-type]

    def decide(self, number: int, *texts: str, by: str = "tove", to: str = "training") -> Decision:
        return self.decisions.decide(self.asked(number, *texts, to=to), by, LATER)

    def asked(self, number: int, *texts: str, to: str = "training") -> Asked:
        its = tuple(Text("da", text) for text in texts or (TEXT,))
        return Asked(to, (), self.groups[number], "order_status", its)  # type: ignore[arg-type]

    def undo(self, decision: Decision) -> Decision:
        return self.decisions.undo(decision.id, "bo", LATER)

    @property
    def stands(self) -> bool:
        return TEXT in self.file.read_text("utf-8")


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 1, 0)])
def test_a_sentence_leaves_with_the_last_decision_that_holds_it(site: Site, order: tuple[int, ...]) -> None:
    made = [site.decide(0), site.decide(1, OTHERWISE, by="mette"), site.decide(2)]
    assert [bool(one.written[0].id) for one in made] == [True, False, False]
    for number in order[:-1]:
        assert site.undo(made[number]).state == "undone"
        assert site.stands
    site.undo(made[order[-1]])
    assert site.file.read_text("utf-8") == ORDERS
    assert site.decide(0).written[0].id, "it can be learned again"


def test_what_only_one_of_them_wrote_goes_with_it(site: Site) -> None:
    first = site.decide(0, TEXT, "hvornår er den fremme")
    site.decide(1)
    site.undo(first)
    assert (site.stands, "fremme" in site.file.read_text("utf-8")) == (True, False)


def test_one_that_writes_a_sentence_in_two_ways_is_one(site: Site) -> None:
    made = site.decide(0, TEXT, OTHERWISE)
    site.undo(made)
    assert site.file.read_text("utf-8") == ORDERS


def test_what_somebody_else_wrote_stays(site: Site) -> None:
    (own,) = site.data.add([Example("da", TEXT, "order_status")], "an editor", LATER)
    site.undo(site.decide(0))
    assert site.stands
    site.data.take_back(own.id, "an editor", LATER)
    assert not site.stands
    there = site.decide(0, "hvor er min pakke")
    site.undo(there)
    assert site.file.read_text("utf-8") == ORDERS


def test_a_sentence_that_an_editor_saved_over_is_held_by_who_wrote_it_again(site: Site) -> None:
    first = site.decide(0)
    site.file.write_text(ORDERS, "utf-8")
    again = site.decide(1)
    site.undo(first)
    assert site.stands
    site.undo(again)
    assert (site.file.read_text("utf-8"), site.data.missing()) == (ORDERS, ())


def test_decided_while_another_takes_it_out(site: Site) -> None:
    first, waits, done = site.decide(0), threading.Event(), list[Decision]()

    def wait(_: float) -> None:
        waits.set()
        time.sleep(0.02)

    second = site.of_another(wait)
    thread = threading.Thread(target=lambda: done.append(second.decide(site.asked(1), "mette", LATER)))

    def meanwhile() -> None:
        assert site.decisions.show(first.id).state == "undoing"
        thread.start()
        assert waits.wait(10), "the second must not trust in what it sees"

    site.watched.removing = meanwhile
    site.undo(first)
    thread.join(10)
    assert (site.stands, bool(done[0].written[0].id)) == (True, True)


def test_taken_out_between_looking_and_deciding(site: Site) -> None:
    first, looks = site.decide(0), list[bool]()

    def once() -> None:
        looks.append(site.stands)
        if len(looks) == 1:
            site.undo(first)

    site.watched.added = once
    second = site.decide(1, TEXT, "hvornår er den fremme")
    assert (site.stands, looks) == (True, [True, True])
    assert all(one.id for one in second.written)
    site.undo(second)
    assert site.file.read_text("utf-8") == ORDERS


def test_undone_while_it_waits_for_nothing(site: Site) -> None:
    """An undone decision does not make later ones wait for ever where somebody wrote its sentence again."""
    site.undo(site.decide(0))
    site.data.add([Example("da", TEXT, "order_status")], "an editor", LATER)
    assert site.decide(1).state == "done"


def test_one_that_is_never_taken_out_is_told_as_busy_and_leaves_nothing(site: Site) -> None:
    first, waited, refused = site.decide(0), list[float](), list[str]()
    second = site.of_another(waited.append)

    def meanwhile() -> None:
        site.watched.removing = lambda: None
        with pytest.raises(DecisionError) as told:
            second.decide(site.asked(1, TEXT, "hvornår er den fremme"), "mette", LATER)
        refused.append(told.value.code)

    site.watched.removing = meanwhile
    site.undo(first)
    assert (refused, sum(waited)) == (["busy"], pytest.approx(PATIENCE_SECONDS, abs=0.2))
    assert site.file.read_text("utf-8") == ORDERS
    assert site.decide(1).state == "done"


def test_what_cannot_be_taken_out_is_decided_still(site: Site) -> None:
    made = site.decide(0)
    whole = site.file.read_text("utf-8")
    site.file.write_text(whole + "- [", "utf-8")
    with pytest.raises(DataError):
        site.undo(made)
    assert site.decisions.show(made.id) == made
    site.file.write_text(whole, "utf-8")
    assert site.undo(made).state == "undone"
    assert not site.stands


def test_one_whose_undoing_died_stands_again(site: Site) -> None:
    made = site.decide(0)
    site.decisions._leave(made, "bo", LATER)
    tidy(site.database, LATER)
    assert site.decisions.show(made.id).state == "undoing"
    tidy(site.database, LATER + LONGEST)
    assert site.decisions.show(made.id) == made
    site.decisions._leave(made, "bo", LATER)
    assert site.undo(made).state == "undone"
    assert not site.stands


def test_what_cannot_be_stored_stays_where_another_found_it(site: Site) -> None:
    def found_and_failed(*_: object) -> None:
        raise StoreError("the queue cannot be used: disk full")

    failing = Decisions(site.database, site.watched, found_and_failed)  # type: ignore[arg-type]

    def meanwhile() -> None:
        site.watched.added = lambda: None
        site.decide(1)

    site.watched.added = meanwhile
    with pytest.raises(StoreError):
        failing.decide(site.asked(0), "tove", LATER)
    assert site.stands
