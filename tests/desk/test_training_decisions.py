"""Decisions are made whole or not at all, once, and can be taken back: on both databases, with examples in a file."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from desk.audit.trail import Trail
from desk.calls.book import CallBook
from desk.database import Database, StoreError
from desk.privacy.personal import Subject
from desk.privacy.stores.calls import CallsPersonal
from desk.training.asked import Asked, DecisionError, Text
from desk.training.claims import LONGEST, claim
from desk.training.decisions import Decisions
from desk.training.gatherer import Gatherer
from desk.training.inbox import Inbox, Wanted
from desk.training.ports import DataError
from desk.training.tables import DECISIONS, UTTERANCES
from desk.training.tidying import tidy
from tests.desk.misunderstood import strayed, swapped
from tests.desk.samples import NOW
from tests.desk.training_data import FileData, WordVectors

pytestmark = pytest.mark.contract
LATER = NOW + timedelta(days=1)
MODEM, PRICE = "kan jeg få byttet mit modem", "hvad koster fiber om måneden hos jer"


class Site:
    """Calls that were gathered, and what is decided on them."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.data, self.trail = database, FileData(folder / "examples"), Trail(database)
        self.decisions = Decisions(database, self.data, self.trail.record)
        self.inbox = Inbox(database)
        self.gatherer = Gatherer(database, WordVectors(), lambda: LATER)
        self.calls = 0
        self.gather(MODEM, MODEM, MODEM + " nu", PRICE)

    def gather(self, *texts: str) -> None:
        for text in texts:
            self.calls += 1
            CallBook(self.database).write(swapped(f"call-{self.calls}", NOW + timedelta(minutes=self.calls), text))
        self.gatherer.run()

    def open(self, status: str = "open") -> list[tuple[str, int]]:
        found = self.inbox.groups(Wanted(status=status), LATER)  # type: ignore[arg-type]
        return sorted((group.text, group.size) for group in found)

    def group(self, text: str = MODEM) -> int:
        return next(one.id for one in self.inbox.groups(Wanted(), LATER) if one.text == text)

    def ids(self, text: str) -> tuple[int, ...]:
        with self.database.reading() as connection:
            every = connection.execute(sa.select(UTTERANCES.c.id).order_by(UTTERANCES.c.id)).scalars().all()
        return tuple(one for one in every if self.inbox.show(one, LATER).text == text)


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


def learn(site: Site, **changes: object) -> Asked:
    texts = (Text("da", "byt mit modem"), Text("nl", "ik wil mijn modem omruilen"))
    values = {"to": "training", "intent": "return_refund", "texts": texts, **changes}
    return Asked(**{"group": site.group(), **values} if "group" not in changes else values)  # type: ignore[arg-type]


def test_a_group_is_one_decision_in_several_languages(site: Site) -> None:
    made = site.decisions.decide(learn(site), "tove", LATER)
    assert (made.by, made.at, made.to, made.intent, made.state, made.utterances) == (
        "tove", LATER, "training", "return_refund", "done", 3,
    )  # fmt: skip
    assert [(one.language, one.text, one.file, one.line, one.commit) for one in made.written] == [
        ("da", "byt mit modem", "data/nlu/da/orders.yml", 1, "c0ffee"),
        ("nl", "ik wil mijn modem omruilen", "data/nlu/da/orders.yml", 2, "c0ffee"),
    ]
    assert [row["to"] for row in site.data.rows()] == ["training", "training"]
    assert (site.open(), site.open("decided")) == ([(PRICE, 1)], [(MODEM, 3)])
    (entry,) = site.trail.entries(action="training.decided")
    assert (entry.who, entry.what) == ("tove", f"decision {made.id}")
    assert entry.details == {"to": "training", "intent": "return_refund", "utterances": "3", "texts": "2"}
    assert site.decisions.latest() == [made]


def test_a_commit_that_is_missing_is_told_with_its_reason(site: Site) -> None:
    site.data.uncommitted = "a merge is under way"
    made = site.decisions.decide(learn(site), "tove", LATER)
    assert {(one.commit, one.uncommitted) for one in made.written} == {(None, "a merge is under way")}
    assert site.decisions.latest() == [made]


def test_some_utterances_into_the_test_set_and_those_with_the_same_words(site: Site) -> None:
    one = site.ids(MODEM)[0]
    asked = learn(site, group=None, utterances=(one,), to="test", texts=(Text("da", MODEM),))
    assert site.decisions.decide(asked, "tove", LATER).utterances == 2
    assert site.open() == [(PRICE, 1), (MODEM + " nu", 1)]
    assert [row["to"] for row in site.data.rows()] == ["test"]


def test_what_is_decided_does_not_come_back_and_the_group_grows_on(site: Site) -> None:
    group = site.group()
    made = site.decisions.decide(learn(site), "tove", LATER)
    site.gather(MODEM.upper(), MODEM + " i dag")
    (since,) = [one for one in site.inbox.groups(Wanted(), LATER) if one.text != PRICE]
    assert (since.id, since.text, since.size, since.decision) == (group, MODEM + " i dag", 1, made.id)
    site.decisions.undo(made.id, "tove", LATER)
    assert site.open() == [(PRICE, 1), (MODEM, 5)]


def test_erasing_a_caller_names_what_was_decided_on_their_calls(site: Site) -> None:
    made = site.decisions.decide(learn(site), "tove", LATER)
    calls = CallsPersonal(site.database)
    assert calls.erase(Subject(calls=frozenset({"call-4"})), LATER).decisions == (), "nothing is decided on it"
    assert calls.erase(Subject(calls=frozenset({"call-1", "call-2"})), LATER).decisions == (made.id,)
    assert site.decisions.show(made.id).state == "done"


def test_rejecting_writes_nothing(site: Site) -> None:
    made = site.decisions.decide(Asked("rejected", group=site.group()), "tove", LATER)
    assert (made.written, site.data.rows()) == ((), [])
    assert (site.open(), site.open("rejected")) == ([(PRICE, 1)], [(MODEM, 3)])


def test_what_cannot_be_written_is_not_decided(site: Site) -> None:
    site.data.broken = True
    with pytest.raises(DataError, match="mend it"):
        site.decisions.decide(learn(site), "tove", LATER)
    assert site.open() == [(PRICE, 1), (MODEM, 3)]
    assert (site.decisions.latest(), site.trail.entries()) == ([], [])
    site.data.broken = False
    assert site.decisions.decide(learn(site), "tove", LATER).state == "done"


def test_what_cannot_be_stored_is_taken_out_of_the_file_again(site: Site) -> None:
    def fails(*_: object) -> None:
        raise StoreError("the queue cannot be used: disk full")

    with pytest.raises(StoreError):
        Decisions(site.database, site.data, fails).decide(learn(site), "tove", LATER)
    assert (site.data.rows(), site.open()) == ([], [(PRICE, 1), (MODEM, 3)])


def test_a_double_click_is_one_decision(site: Site) -> None:
    asked, found = learn(site), list[int]()
    clicks = [
        threading.Thread(target=lambda: found.append(site.decisions.decide(asked, "tove", LATER).id)) for _ in range(4)
    ]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert len(found) == 4
    assert (len(set(found)), site.data.additions) == (1, 1)
    by_ids = learn(site, group=None, utterances=site.ids(PRICE))
    assert site.decisions.decide(by_ids, "tove", LATER) == site.decisions.decide(by_ids, "tove", LATER)


def test_somebody_was_faster(site: Site) -> None:
    ids = site.ids(MODEM)
    site.decisions.decide(Asked("rejected", (ids[0],)), "tove", LATER)
    for asked in (learn(site, group=None, utterances=ids), Asked("rejected", (*ids, *site.ids(PRICE)))):
        with pytest.raises(DecisionError) as refused:
            site.decisions.decide(asked, "bo", LATER)
        assert refused.value.code == "conflict"
    assert site.data.rows() == []
    assert site.open() == [(PRICE, 1), (MODEM + " nu", 1)]


def test_a_decision_is_taken_back_once(site: Site) -> None:
    made = site.decisions.decide(learn(site), "tove", LATER)
    site.data.take_back(made.written[0].id, "an editor", LATER)
    undone = site.decisions.undo(made.id, "bo", LATER)
    assert (undone.state, undone.undone, undone.undone_by) == ("undone", LATER, "bo")
    assert (site.data.rows(), site.open()) == ([], [(PRICE, 1), (MODEM, 3)])
    assert site.decisions.undo(made.id, "tove", LATER) == undone
    assert [entry.action for entry in site.trail.entries()] == ["training.undone", "training.decided"]
    again = site.decisions.decide(learn(site), "tove", LATER)
    assert again.id != made.id
    with pytest.raises(KeyError):
        site.decisions.undo(again.id + 1, "tove", LATER)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"texts": (Text("da", "mit kort er ••••1234"),)}, r"text 1 \(da\) still holds ••••"),
        ({"texts": ()}, "at least one text"),
        ({"intent": None}, "choose an intent"),
        ({"utterances": (1,)}, "either utterances or a group"),
        ({"to": "rejected"}, "leave them out"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(site: Site, changes: dict[str, object], told: str) -> None:
    with pytest.raises(DecisionError, match=told):
        site.decisions.decide(learn(site, **changes), "tove", LATER)
    assert site.open() == [(PRICE, 1), (MODEM, 3)]


def test_unknown_utterances(site: Site) -> None:
    for asked in (
        Asked("rejected", (9999,)),
        Asked("rejected", group=9999),
        Asked("rejected", (*site.ids(MODEM), 9999)),
    ):
        with pytest.raises(KeyError):
            site.decisions.decide(asked, "tove", LATER)
    assert len(site.open()) == 2


def test_a_decision_whose_process_died_is_given_up(site: Site) -> None:
    with site.database.transaction() as connection:
        claim(connection, learn(site), "tove", LATER)
    tidy(site.database, LATER)
    assert site.open() == [(PRICE, 1)]
    tidy(site.database, LATER + LONGEST)
    assert site.open() == [(PRICE, 1), (MODEM, 3)]
    with site.database.reading() as connection:
        assert connection.execute(sa.select(DECISIONS)).all() == []


def test_languages_do_not_mix(site: Site) -> None:
    CallBook(site.database).write(strayed("call-nl", NOW, "nl", MODEM))
    site.gatherer.run()
    site.decisions.decide(learn(site), "tove", LATER)
    assert site.open() == [(PRICE, 1), (MODEM, 1)]
