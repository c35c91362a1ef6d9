"""One caller: found, exported and erased in every store, and nobody else; what is too old goes on time."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import soundfile
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.calls.book import CallBook
from desk.calls.messages import Begun, Recorded
from desk.calls.tables import CALLS as CALL_RECORDS
from desk.context import ContextStore
from desk.database import Database, StoreError
from desk.privacy import left, rules
from desk.privacy.messages import Messages
from desk.privacy.personal import Subject
from desk.privacy.recordings import Recordings
from desk.privacy.registry import Registry
from desk.privacy.retention import Retention, Rule
from desk.privacy.stores.contexts import TokensPersonal, TransfersPersonal
from desk.privacy.stores.items import ItemsPersonal
from desk.privacy.stores.sounds import MessagesPersonal, RecordingsPersonal
from desk.privacy.vault import Vault, load_keyring
from desk.queue.packet import Callback, Customer, Line, Packet
from desk.queue.store import QueueStore
from desk.tables import ITEMS, TOKENS, TRANSFERS
from tests.desk.samples import NOW, packet
from tests.desk.test_recordings import tone

pytestmark = pytest.mark.contract
PHONE, OTHER = "+4530224466", "+4530224467"
DAY = timedelta(days=1)
Entries = list[tuple[str, str, str, Mapping[str, str]]]


class Site:
    """Stores with two callers: three calls of the one, one of the other."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.queue, self.contexts, self.book = QueueStore(database), ContextStore(database), CallBook(database)
        self.vault = Vault(folder / "recordings", load_keyring(folder / "key"))
        self.recordings = Recordings(database, self.vault, 30 * DAY)
        self.folder = folder / "messages"
        self.folder.mkdir()
        self.messages = Messages(Vault(self.folder, load_keyring(folder / "key")))
        self.entries: Entries = []
        self.items = {name: self._call(name, **changes) for name, changes in CALLS.items()}

    def _call(self, call: str, **changes: object) -> str:
        said = (Line(0, "caller", f"words of {call}", 0.9),)
        item = self.queue.place(packet(call, transcript=said, message=f"message of {call}", **changes)).item_id
        self.contexts.issue(call, item, NOW)
        self.contexts.record_transfer(call, "queue", "sales", "answered", NOW)
        begun, writer = self.recordings.begin(call, "consent", NOW)
        writer.write(tone(1))
        writer.close()
        self.recordings.finish(begun.id, 1.0)
        self.book.write([Begun(call, NOW, "phone", "da"), Recorded(call, begun.id)])
        self._message(call)
        return item

    def _message(self, call: str) -> None:
        """Of one call it lies there as it came before messages were sealed."""
        if call == "call-b":
            (self.folder / "call-b.wav").write_bytes(b"RIFF of call-b")
        else:
            self.messages.keep(call, f"sound of {call}".encode())
        for path in self.folder.iterdir():
            os.utime(path, (NOW.timestamp(), NOW.timestamp()))

    def close(self, *calls: str) -> None:
        for call in calls:
            self.queue.take("maria", NOW, self.items[call])
            self.queue.close(self.items[call], NOW, f"note on {call}")

    def record(
        self, connection: Connection, who: str, action: str, what: str, details: Mapping[str, str], _now: datetime
    ) -> None:
        connection.execute(sa.select(1))
        self.entries.append((who, action, what, dict(details)))

    def registry(self) -> Registry:
        stores = (
            ItemsPersonal(self.database),
            RecordingsPersonal(self.recordings),
            MessagesPersonal(self.messages),
            TokensPersonal(self.database),
            TransfersPersonal(self.database),
        )
        return Registry(self.database, stores, self.record)

    def retention(self, *first: Rule, batch: int = 2) -> Retention:
        kept = (
            rules.RecordingsRule(self.vault, 30 * DAY),
            rules.MessagesRule(self.folder, 90 * DAY),
            rules.TranscriptsRule(90 * DAY),
            rules.PacketsRule(365 * DAY),
            rules.ItemsRule(730 * DAY),
            rules.RowsRule("transfers", TRANSFERS.c.at, 730 * DAY),
        )
        return Retention(self.database, (*first, *kept), self.record, batch)

    def everything(self) -> str:
        """All that is in the tables, and the names of all files."""
        with self.database.reading() as connection:
            rows = [row for table in (ITEMS, TOKENS, TRANSFERS) for row in connection.execute(sa.select(table))]
        return str(rows) + str(sorted(self.folder.iterdir())) + str(self.vault.names())


CALLS: dict[str, dict[str, object]] = {
    "call-a": {"caller": PHONE},
    "call-b": {"callback": Callback(PHONE), "kind": "callback"},
    "call-c": {"caller": OTHER, "customer": Customer("512840", "Mette Holm")},
    "call-d": {"caller": OTHER},
}


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@pytest.mark.parametrize(
    ("subject", "calls"),
    [
        (Subject(phone=PHONE), {"call-a", "call-b"}),
        (Subject(phone="004530224466"), {"call-a", "call-b"}),
        (Subject(customer="512840"), {"call-c"}),
        (Subject(calls=frozenset({"call-d"})), {"call-d"}),
        (Subject(phone="+30224466"), set()),
        (Subject(customer=""), set()),
    ],
)
def test_a_caller_is_found_by_what_is_known_and_nobody_else(site: Site, subject: Subject, calls: set[str]) -> None:
    assert site.registry().find(subject).calls == calls


def test_the_export_holds_everything_of_the_caller_and_of_nobody_else(site: Site, tmp_path: Path) -> None:
    site.close("call-a")
    registry, out = site.registry(), tmp_path / "out.zip"
    counts = registry.export(registry.find(Subject(phone=PHONE)), out, "eva", NOW)
    assert counts == dict.fromkeys(("queue_items", "recordings", "messages", "context_tokens", "transfers"), 2)
    with zipfile.ZipFile(out) as packed:
        items = sorted(json.loads(packed.read("queue_items.json")), key=lambda item: str(item["call_id"]))
        assert [item["packet"]["transcript"][0]["text"] for item in items] == ["words of call-a", "words of call-b"]
        assert items[0]["note"] == "note on call-a"
        assert packed.read("messages/message-call-a.wav").endswith(b"sound of call-a")
        assert packed.read("messages/message-call-b.wav") == b"RIFF of call-b"
        sound = next(name for name in packed.namelist() if name.startswith("recordings/"))
        assert len(soundfile.read(io.BytesIO(packed.read(sound)))[0]) == 16000
        assert not any("call-c" in name or "call-d" in name for name in packed.namelist())
        assert b"call-d" not in b"".join(packed.read(name) for name in packed.namelist())
    assert out.stat().st_mode & 0o077 == 0
    assert [entry[:3] for entry in site.entries] == [("eva", "privacy.export", "phone ending 466")]


def test_an_export_that_fails_leaves_nothing(site: Site, tmp_path: Path) -> None:
    registry = site.registry()
    subject = registry.find(Subject(phone=PHONE))
    site.vault.path(site.recordings.of_call("call-b")[0].id).write_bytes(b"broken")
    with pytest.raises(Exception, match="no file of the vault"):
        registry.export(subject, tmp_path / "out.zip", "eva", NOW)
    assert not list(tmp_path.glob("*zip*"))
    assert site.entries == []


def test_erasing_leaves_only_what_counts_calls(site: Site) -> None:
    site.close("call-a", "call-b")
    others = site.queue.show(site.items["call-d"])
    registry = site.registry()
    results = registry.erase(registry.find(Subject(phone=PHONE)), "eva", NOW)
    assert {name: (result.gone, result.in_use) for name, result in results.items()} == dict.fromkeys(
        ("queue_items", "recordings", "messages", "context_tokens", "transfers"), (2, 0)
    )
    left = site.everything()
    for trace in (PHONE, "30224466", "call-a", "call-b"):
        assert trace not in left, trace
    assert site.queue.show(site.items["call-d"]) == others
    assert len(site.vault.names()) == 2
    assert [call for call in CALLS if site.messages.of(call)] == ["call-c", "call-d"]
    erased = site.queue.show(site.items["call-a"])
    assert (erased.department, erased.state, erased.agent, erased.note) == ("sales", "closed", "maria", None)
    Packet.from_dict(erased.packet)
    action = ("eva", "privacy.erase", "phone ending 466")
    assert site.entries == [(*action, dict.fromkeys(sorted(results), "2"))]
    assert registry.find(Subject(phone=PHONE)).calls == frozenset()


def test_sound_on_another_machine_goes_when_its_caller_was_erased_here(site: Site, tmp_path: Path) -> None:
    site.close("call-a")
    there = Vault(tmp_path / "recordings-there", load_keyring(tmp_path / "key"))
    away = Vault(tmp_path / "messages-there", load_keyring(tmp_path / "key"))
    site.vault.folder.rename(there.folder)
    site.folder.rename(away.folder)
    own = (
        left.LeftRule("recordings_left", there, left.recordings),
        left.LeftRule("voicemail_left", away, left.voicemail),
    )
    later = datetime.now(UTC) + 2 * DAY
    assert [Retention(site.database, own, site.record).due(at) for at in (later, NOW)] == [
        {"recordings_left": 0, "voicemail_left": 0}
    ] * 2
    registry = site.registry()
    assert registry.erase(Subject(calls=frozenset({"call-a"})), "eva", NOW)["queue_items"].gone == 1
    with site.database.transaction() as connection:
        connection.execute(CALL_RECORDS.delete().where(CALL_RECORDS.c.id == "call-a"))
    assert Retention(site.database, own, site.record).due(datetime.now(UTC))["recordings_left"] == 0, "it is too new"
    done = Retention(site.database, own, site.record).run(later)
    assert done.counts == {"recordings_left": 1, "voicemail_left": 1}
    assert (len(there.names()), len(away.names())) == (3, 2)


def test_a_call_that_still_waits_is_left_and_told(site: Site) -> None:
    site.close("call-a")
    registry = site.registry()
    subject = registry.find(Subject(phone=PHONE))
    assert registry.erase(subject, "eva", NOW)["queue_items"].in_use == 1
    assert site.queue.show(site.items["call-b"]).packet["callback"]["number"] == PHONE
    site.close("call-b")
    assert registry.erase(registry.find(Subject(phone=PHONE)), "eva", NOW)["queue_items"].gone == 1
    assert PHONE not in site.everything()


def test_erasing_that_was_stopped_in_the_middle_is_finished_the_next_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.close("call-a", "call-b")
    registry = site.registry()

    def fails(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(TransfersPersonal, "erase", fails)
    with pytest.raises(StoreError):
        registry.erase(registry.find(Subject(phone=PHONE)), "eva", NOW)
    monkeypatch.undo()
    registry.erase(registry.find(Subject(phone=PHONE)), "eva", NOW)
    assert PHONE not in site.everything()
    assert "call-a" not in site.everything()


def test_each_kind_goes_when_its_time_has_come(site: Site) -> None:
    site.close("call-a", "call-b", "call-c")
    retention = site.retention()

    def run(days: float) -> dict[str, int]:
        now = NOW + days * DAY
        due = retention.due(now)
        done = retention.run(now)
        assert done.counts == due
        assert done.failed == {}
        assert retention.run(now).counts == dict.fromkeys(due, 0), "it is done once"
        return {kind: count for kind, count in done.counts.items() if count}

    assert run(29.9) == {}
    assert run(30) == {"recordings": 4}
    assert site.vault.names() == []
    assert {site.book.show(call).recording_id for call in CALLS} == {None}, "nobody is offered what is gone"
    assert run(90) == {"voicemail": 4, "transcripts": 3}
    assert list(site.folder.iterdir()) == []
    assert "words of call-a" not in site.everything()
    assert "words of call-d" in site.everything(), "it waits still"
    assert PHONE in site.everything()
    assert run(365) == {"packets": 3}
    assert PHONE not in site.everything()
    assert run(730) == {"call_records": 3, "transfers": 4}
    assert [item.call_id for item in site.queue.list(None)] == ["call-d"]


def test_what_is_deleted_is_counted_in_the_audit_trail(site: Site) -> None:
    site.retention(batch=3).run(NOW + 31 * DAY)
    assert site.entries == [
        ("retention", "privacy.retention", "recordings", {"deleted": "3"}),
        ("retention", "privacy.retention", "recordings", {"deleted": "1"}),
    ]


def test_a_kind_that_fails_does_not_keep_the_others(site: Site) -> None:
    class Broken:
        kind = "sessions"

        def count(self, _connection: Connection, _now: datetime) -> int:
            return 1

        def delete(self, _connection: Connection, _now: datetime, _limit: int) -> int:
            raise OSError("no such disk")

    done = site.retention(Broken()).run(NOW + 31 * DAY)
    assert done.failed == {"sessions": "no such disk"}
    assert done.counts["recordings"] == 4


def test_retention_that_was_stopped_goes_on_where_it_was(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    remove, removed = Vault.remove, list[str]()

    def stops(vault: Vault, name: str) -> bool:
        removed.append(name)
        if len(removed) == 2:
            raise KeyboardInterrupt
        return remove(vault, name)

    monkeypatch.setattr(Vault, "remove", stops)
    with pytest.raises(KeyboardInterrupt):
        site.retention().run(NOW + 31 * DAY)
    monkeypatch.undo()
    assert site.retention().run(NOW + 31 * DAY).counts["recordings"] == 4
    assert site.vault.names() == []
    assert sum(int(entry[3]["deleted"]) for entry in site.entries) == 4


def test_a_shorter_period_holds_for_what_was_recorded_before(site: Site) -> None:
    rule = rules.RecordingsRule(site.vault, 7 * DAY)
    with site.database.transaction() as connection:
        assert rule.delete(connection, NOW + 6 * DAY, 100) == 0
        assert rule.delete(connection, NOW + 7 * DAY, 100) == 4
