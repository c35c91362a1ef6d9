"""The record of calls and the customer records: a caller's are given out and erased, and nobody else's."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.board.board import Board
from desk.board.figures import Target
from desk.calls.book import CallBook
from desk.calls.form import load
from desk.calls.messages import Begun, Left, Recorded, Said, Understood
from desk.calls.reviews import Reviews
from desk.calls.surveys import Surveys
from desk.calls.tables import CALLS, INTENTS, LINES, OF_A_CALL
from desk.customers.importing import Importer
from desk.customers.own import OwnCustomers
from desk.database import Database
from desk.floor.floor import Floor
from desk.privacy import call_rules
from desk.privacy.personal import Subject
from desk.privacy.registry import Registry
from desk.privacy.retention import Retention, Rule
from desk.privacy.stores.calls import CallsPersonal
from desk.privacy.stores.customers import CustomersPersonal
from desk.privacy.stores.items import ItemsPersonal
from desk.queue.confirmed import ConfirmedCustomers
from desk.queue.store import QueueStore
from desk.tables import EVENTS, METADATA
from tests.desk.customers.samples import FILES
from tests.desk.samples import NOW, packet

pytestmark = pytest.mark.contract
PHONE, CUSTOMER, OTHER = "+390212340201", "148845", "176756"
"""The customer's phone is the first caller's."""
LEG = int(NOW.timestamp() * 1000)
SECOND = timedelta(seconds=1)


def record(_c: Connection, _who: str, _action: str, _what: str, _details: Mapping[str, str], _now: datetime) -> None:
    """No trail."""


class Site:
    """A call from a customer, one of another caller, and the customers of a small company."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.book, self.queue = database, CallBook(database), QueueStore(database)
        self.customers, self.floor = OwnCustomers(database, record), Floor(database)
        files = folder / "company"
        files.mkdir()
        for name, text in FILES.items():
            (files / name).write_text(text, "utf-8")
        Importer(database, record).bring_into_empty(files, "eva", NOW, NOW.date())
        self.call("call-a", PHONE, "storia di Laura")
        self.call("call-b", "+4512340213", "Sørens historie")
        self.customers.log_call(CUSTOMER, "call-a", "maria", NOW, "told about call-a")
        self.customers.add_note(CUSTOMER, "likes to be called late", "maria", NOW)
        account = self.customers.account(CUSTOMER)
        self.customers.update(CUSTOMER, {"street": "via Nuova 1"}, "maria", NOW, account.version)
        self.registry = Registry(
            database, (ItemsPersonal(database), CallsPersonal(database), CustomersPersonal(database)), record
        )

    def call(self, name: str, caller: str, words: str) -> None:
        self.book.write(
            [
                Begun(name, NOW, "phone", "it", caller, "100", "media-1"),
                Said(name, LEG, 1, 100, "caller", words, "it", 0.9),
                Understood(name, LEG, 2, 200, "make_purchase", 0.9),
                Recorded(name, f"rec-{name}"),
                Left(name, NOW + 9 * SECOND, "bot", "answered", None, "sales", None, "it"),
            ]
        )
        Surveys(self.database).asked(name, "it", NOW)
        Surveys(self.database).scored(name, 4, "key")
        form = load()
        Reviews(self.database, form).give(name, "sofia", dict.fromkeys(form.criteria, 5), f"asked {words}", NOW)

    def everything(self) -> str:
        """All that is in the tables of the desk, but for what tells processes of changes."""
        tables = [table for table in METADATA.sorted_tables if table is not EVENTS]
        with self.database.reading() as connection:
            return str([connection.execute(sa.select(table)).all() for table in tables])


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


def test_all_of_a_customer_is_given_out(site: Site, tmp_path: Path) -> None:
    subject = site.registry.find(Subject(phone=PHONE))
    assert subject.calls == {"call-a"}
    site.registry.export(subject, tmp_path / "out.zip", "eva", NOW)
    with zipfile.ZipFile(tmp_path / "out.zip") as packed:
        (call,), (customer,) = (json.loads(packed.read(f"{name}.json")) for name in ("calls", "customers"))
        everything = b"".join(map(packed.read, packed.namelist())).decode()
    assert (call["caller"], call["call_lines"][0]["text"]) == (PHONE, "storia di Laura")
    assert call["reviews"][0]["comment"] == "asked storia di Laura"
    assert call["surveys"][0]["score"] == 4
    assert customer["crm_accounts"][0]["street"] == "via Nuova 1"
    assert customer["crm_contracts"][0]["started"] == (NOW - timedelta(days=1029)).date().isoformat()
    assert customer["crm_notes"][0]["text"] == "likes to be called late"
    assert customer["crm_changes"][0]["before"] == "via Vitruvio 19"
    assert customer["crm_cases"][0]["number"] == "K5008"
    for of_another in ("call-b", "Søren", "Holm"):
        assert of_another not in everything


@pytest.mark.parametrize("subject", [Subject(phone=PHONE), Subject(customer=CUSTOMER)])
def test_erasing_leaves_the_figures_and_nobody_behind_them(site: Site, subject: Subject) -> None:
    def figures() -> object:
        end = NOW + 60 * SECOND
        return Board(site.database, Target(0.8, 20, 5)).figures(NOW - SECOND, end, end)

    before = figures()
    found = site.registry.find(subject)
    site.registry.erase(found, "eva", NOW)
    left = site.everything()
    for trace in (
        PHONE,
        PHONE[1:],
        CUSTOMER,
        "call-a",
        "Laura",
        "Mancini",
        "Vitruvio",
        "via Nuova",
        "called late",
        "K5008",
    ):
        assert trace not in left, trace
    assert figures() == before
    kept = next(call for call in site.book.between(NOW, NOW + SECOND) if call.id != "call-b")
    assert (kept.caller, kept.final, kept.department, kept.ended) == (None, "answered", "sales", NOW + 9 * SECOND)
    assert [intent.intent for intent in site.book.show(kept.id).intents] == ["make_purchase"]
    assert site.book.show("call-b").transcript[0].text == "Sørens historie"
    assert site.customers.account(OTHER).last_name == "Holm"
    assert site.registry.find(subject).calls == frozenset()


def test_a_contact_is_erased_without_the_customer_it_belongs_to(site: Site) -> None:
    site.registry.erase(site.registry.find(Subject(phone="+4512349999")), "eva", NOW)
    file = site.customers.file(OTHER)
    assert (file.contacts, len(file.contracts), file.account.last_name) == ((), 1, "Holm")


def test_a_call_that_runs_is_left_and_told(site: Site) -> None:
    site.book.write([Begun("call-c", NOW, "phone", "it", PHONE), Said("call-c", LEG, 1, 0, "caller", "pronto", "it")])
    results = site.registry.erase(site.registry.find(Subject(phone=PHONE)), "eva", NOW)
    assert (results["calls"].gone, results["calls"].in_use) == (1, 1)
    assert site.book.show("call-c").transcript[0].text == "pronto"


def test_what_agents_found_out_of_an_item_goes_with_its_caller(site: Site) -> None:
    item = site.queue.place(packet("call-x")).item_id
    ConfirmedCustomers(site.database).confirm(item, "9917", "maria", NOW, anybodys=True)
    site.floor.note(item, "maria", "has a new baby", NOW)
    site.queue.take("maria", NOW, item)
    site.queue.close(item, NOW, "done")
    subject = site.registry.find(Subject(customer="9917"))
    assert subject.calls == {"call-x"}
    attached = ItemsPersonal(site.database).export(subject)[0]
    assert (attached["item_notes"][0]["text"], attached["item_customers"][0]["account"]) == ("has a new baby", "9917")
    site.registry.erase(subject, "eva", NOW)
    for trace in ("9917", "baby", "call-x"):
        assert trace not in site.everything(), trace


def test_each_part_of_a_call_goes_when_its_time_has_come(site: Site) -> None:
    day = timedelta(days=1)
    # An erased call's words that came late have no record any more.
    site.book.write([Said("call-gone", LEG, 1, 100, "caller", "parole tardive", "it", 0.9)])
    kept: tuple[Rule, ...] = (
        call_rules.PartsRule("call_lines", LINES, 90 * day),
        call_rules.CommentsRule(90 * day),
        call_rules.CallersRule(365 * day),
        call_rules.PartsRule("call_intents", INTENTS, 730 * day),
        call_rules.CallsRule(730 * day),
    )
    retention = Retention(site.database, kept, record, batch=1)

    def run(days: float) -> dict[str, int]:
        now = NOW + days * day + 10 * SECOND
        due, done = retention.due(now), retention.run(now)
        assert (done.counts, done.failed) == (due, {})
        assert set(retention.run(now).counts.values()) == {0}, "it is done once"
        return {kind: count for kind, count in done.counts.items() if count}

    assert run(89.9) == {}
    assert run(90) == {"call_lines": 3, "review_comments": 2}
    assert "storia" not in site.everything()
    assert run(365) == {"callers": 2}
    assert [call.caller for call in site.book.between(NOW, NOW + SECOND)] == [None, None]
    assert run(730) == {"call_intents": 2, "calls": 2}
    with site.database.reading() as connection:
        left = [connection.execute(sa.select(table)).all() for table in (CALLS, *OF_A_CALL)]
    assert left == [[]] * len(left)
