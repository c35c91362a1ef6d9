"""The trail shows every way of tampering with it, names the place, and holds what several processes do in one order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.audit import chain
from desk.audit.chain import Head
from desk.audit.tables import HEAD, TRAIL
from desk.audit.trail import Trail
from desk.database import Database, StoreError
from desk.tables import text
from tests.desk.samples import NOW
from tests.desk.test_races import in_processes

pytestmark = pytest.mark.contract
ENTRIES = 6


@pytest.fixture
def trail(database: Database) -> Trail:
    """With ENTRIES entries."""
    made = Trail(database)
    for number in range(1, ENTRIES + 1):
        with database.transaction() as connection:
            details = {"role": f"rôle {number}\n\x00", "a": '"'}
            made.record(connection, "mette", "role_changed", f"user-{number}", details, NOW + timedelta(0, number))
    return made


def rows(connection: Connection) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in connection.execute(sa.select(TRAIL).order_by(TRAIL.c.number))]


def write(connection: Connection, entries: list[dict[str, Any]], renumber: bool = True, rehash: int = 0) -> None:
    """Put `entries` in place of all; from the number `rehash` on the chain is reckoned anew."""
    connection.execute(TRAIL.delete())
    before = chain.BEGINNING
    for number, entry in enumerate(entries, 1):
        entry = entry | ({"number": number} if renumber else {})
        if rehash and number >= rehash:
            hashed = {"at": text(entry["at"]), "previous": before}
            whole = {name: value for name, value in entry.items() if name != "hash"}
            entry = whole | {"previous": before} | {"hash": chain.digest(**(whole | hashed))}
        connection.execute(TRAIL.insert().values(**entry))
        before = entry["hash"]


def set_head(connection: Connection, number: int | None = None) -> None:
    """To the entry with that number, the last one if none is told."""
    query = sa.select(TRAIL.c.number, TRAIL.c.hash).order_by(TRAIL.c.number.desc())
    row = connection.execute(query if number is None else query.where(TRAIL.c.number == number)).first()
    assert row is not None
    connection.execute(HEAD.update().values(number=row.number, hash=row.hash))


def change(connection: Connection) -> None:
    connection.execute(TRAIL.update().where(TRAIL.c.number == 3).values(who="john"))


def change_details_by_a_space(connection: Connection) -> None:
    connection.execute(TRAIL.update().where(TRAIL.c.number == 3).values(details=TRAIL.c.details + " "))


def change_the_time_by_a_microsecond(connection: Connection) -> None:
    at = NOW + timedelta(seconds=3, microseconds=1)
    connection.execute(TRAIL.update().where(TRAIL.c.number == 3).values(at=at))


def change_and_hash_anew(connection: Connection) -> None:
    entries = rows(connection)
    entries[2]["who"] = "john"
    kept = entries[3:]
    write(connection, entries[:3], rehash=3)
    for entry in kept:
        connection.execute(TRAIL.insert().values(**entry))


def change_the_last_and_hash_anew(connection: Connection) -> None:
    entries = rows(connection)
    entries[-1]["who"] = "john"
    write(connection, entries, rehash=ENTRIES)


def remove(connection: Connection) -> None:
    connection.execute(TRAIL.delete().where(TRAIL.c.number.in_((3, 4))))


def remove_the_first(connection: Connection) -> None:
    connection.execute(TRAIL.delete().where(TRAIL.c.number == 1))


def remove_and_close_the_gap(connection: Connection) -> None:
    entries = rows(connection)
    del entries[2]
    write(connection, entries)
    set_head(connection)


def insert(connection: Connection) -> None:
    entries = rows(connection)
    entries.insert(2, dict(entries[4], who="john"))
    forged = entries[:3]
    write(connection, entries)
    connection.execute(TRAIL.delete().where(TRAIL.c.number <= 3))
    rest = rows(connection)
    write(connection, forged, rehash=3)
    for entry in rest:
        connection.execute(TRAIL.insert().values(**entry))
    set_head(connection)


def insert_before_the_first(connection: Connection) -> None:
    connection.execute(TRAIL.insert().values(**dict(rows(connection)[0], number=0)))


def insert_at_the_end(connection: Connection) -> None:
    entries = rows(connection)
    write(connection, [*entries, dict(entries[0])], rehash=ENTRIES + 1)


def reorder(connection: Connection) -> None:
    entries = rows(connection)
    entries[2], entries[3] = entries[3], entries[2]
    write(connection, entries)


def cut_off(connection: Connection) -> None:
    connection.execute(TRAIL.delete().where(TRAIL.c.number > 4))


def cut_off_all(connection: Connection) -> None:
    connection.execute(TRAIL.delete())


def cut_off_with_the_head(connection: Connection) -> None:
    cut_off(connection)
    set_head(connection)


def remove_the_head(connection: Connection) -> None:
    connection.execute(HEAD.delete())


def write_anew(connection: Connection) -> None:
    entries = rows(connection)
    entries[2]["who"] = "john"
    write(connection, entries, rehash=3)
    set_head(connection)


def empty(connection: Connection) -> None:
    connection.execute(TRAIL.delete())
    connection.execute(HEAD.update().values(number=0, hash=chain.BEGINNING))


@pytest.mark.parametrize(
    ("tamper", "number", "kind"),
    [
        (change, 3, "changed"),
        (change_details_by_a_space, 3, "changed"),
        (change_the_time_by_a_microsecond, 3, "changed"),
        (change_and_hash_anew, 3, "changed"),
        (change_the_last_and_hash_anew, ENTRIES, "changed"),
        (remove, 3, "removed"),
        (remove_the_first, 1, "removed"),
        (remove_and_close_the_gap, 3, "removed"),
        (insert, 3, "inserted"),
        (insert_before_the_first, 0, "inserted"),
        (insert_at_the_end, ENTRIES + 1, "inserted"),
        (reorder, 3, "reordered"),
        (cut_off, 5, "cut off"),
        (cut_off_all, 1, "cut off"),
        (remove_the_head, ENTRIES + 1, "cut off"),
    ],
)
def test_tampering_is_found_where_it_begins(
    database: Database, trail: Trail, tamper: Callable[[Connection], None], number: int, kind: str
) -> None:
    assert trail.verify().broken is None
    with database.transaction() as connection:
        tamper(connection)
    broken = trail.verify().broken
    assert broken is not None
    assert (broken.number, broken.kind) == (number, kind), broken.words


@pytest.mark.parametrize(
    ("tamper", "number", "kind"),
    [(cut_off_with_the_head, 5, "cut off"), (write_anew, ENTRIES, "rewritten"), (empty, 1, "cut off")],
)
def test_who_reckons_it_all_anew_is_found_by_a_head_that_was_noted(
    database: Database, trail: Trail, tamper: Callable[[Connection], None], number: int, kind: str
) -> None:
    noted = Head.parse(str(trail.head()))
    with database.transaction() as connection:
        trail.record(connection, "mette", "logout", "mette", {}, NOW)
    assert trail.verify(noted).broken is None, "entries after it are no harm"
    with database.transaction() as connection:
        connection.execute(TRAIL.delete().where(TRAIL.c.number > ENTRIES))
        set_head(connection)
        tamper(connection)
    assert trail.verify().broken is None, "without the noted head it looks whole"
    broken = trail.verify(noted).broken
    assert broken is not None
    assert (broken.number, broken.kind) == (number, kind)


def test_what_sqlite_lets_in_where_a_time_should_be_is_found(tmp_path: Any) -> None:
    database = Database(tmp_path / "queue.db")
    trail = Trail(database)
    with database.transaction() as connection:
        trail.record(connection, "mette", "login", "mette", {}, NOW)
        connection.exec_driver_sql("UPDATE audit_trail SET at = 'yesterday', details = x'ff'")
    assert trail.verify().broken is not None


def test_a_trail_without_entries_is_whole(database: Database) -> None:
    verified = Trail(database).verify(Head())
    assert (verified.head, verified.broken) == (Head(), None)


def test_entries_come_latest_first_by_pages_and_filters(database: Database, trail: Trail) -> None:
    with database.transaction() as connection:
        trail.record(connection, "john", "login", "john", {"address": "10.0.0.1"}, NOW)
    assert [entry.number for entry in trail.entries(3)] == [7, 6, 5]
    assert [entry.number for entry in trail.entries(3, before=5)] == [4, 3, 2]
    assert [entry.number for entry in trail.entries(3, who="john")] == [7]
    assert [entry.number for entry in trail.entries(2, before=6, action="role_changed")] == [5, 4]
    assert [entry.number for entry in trail.entries(what="user-2")] == [2]
    first = trail.entries(1, before=2)[0]
    assert dict(first.details) == {"role": "rôle 1\n\x00", "a": '"'}
    assert first.at == NOW + timedelta(seconds=1)
    assert trail.head().number == 7


def test_what_was_not_stored_is_not_in_the_trail(database: Database, trail: Trail) -> None:
    with database.transaction() as connection:
        trail.record(connection, "john", "login", "john", {}, NOW)
        connection.rollback()
    assert trail.head().number == ENTRIES
    assert trail.verify().broken is None


@pytest.mark.parametrize(
    "entry",
    [
        {"who": "x" * 129},
        {"who": "a\nb"},
        {"action": ""},
        {"what": "a\x00b"},
        {"details": {"n": 5}},
    ],
)
def test_what_cannot_stand_in_it_is_refused(database: Database, entry: dict[str, Any]) -> None:
    trail = Trail(database)
    whole: dict[str, Any] = {"who": "mette", "action": "login", "what": "mette", "details": {}} | entry
    with pytest.raises(ValueError, match="entry"), database.transaction() as connection:
        trail.record(connection, **whole, now=NOW)
    assert trail.entries() == []


def test_a_head_that_is_none_is_told() -> None:
    for noted in ("", "7", "7:abc", "-1:" + "0" * 64):
        with pytest.raises(ValueError, match="centralino audit head"):
            Head.parse(noted)


def _record_many(address: str, number: int, together: Barrier) -> list[str]:
    database = Database(address)
    trail = Trail(database)

    def work(count: int) -> str:
        with database.transaction() as connection:
            trail.record(connection, f"worker-{number}", "counted", str(count), {}, NOW + timedelta(seconds=count))
        return f"worker-{number}/{count}"

    together.wait(60)
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(work, range(50)))


def test_processes_that_record_at_once_make_one_chain(address: str) -> None:
    recorded = [entry for got in in_processes(_record_many, address) for entry in got]
    database = Database(address)
    trail = Trail(database)
    verified = trail.verify()
    assert verified.broken is None
    assert verified.head.number == len(recorded) == 100
    assert sorted(f"{entry.who}/{entry.what}" for entry in trail.entries(200)) == sorted(recorded)
    database.close()


def test_verify_while_others_record_sees_one_moment(address: str) -> None:
    database = Database(address)
    trail = Trail(database)

    def work(count: int) -> None:
        with database.transaction() as connection:
            trail.record(connection, "worker", "counted", str(count), {}, NOW)

    with ThreadPoolExecutor(4) as pool:
        working = [pool.submit(work, count) for count in range(150)]
        while not all(done.done() for done in working):
            assert trail.verify().broken is None
    assert trail.verify().head.number == 150
    database.close()


def test_a_trail_whose_head_is_gone_takes_no_more(database: Database, trail: Trail) -> None:
    with database.transaction() as connection:
        connection.execute(HEAD.delete())
    with pytest.raises(StoreError), database.transaction() as connection:
        trail.record(connection, "mette", "login", "mette", {}, NOW)


def test_the_hash_is_that_of_the_documented_words(trail: Trail) -> None:
    """Whoever checks a trail with another program needs nothing but docs/operate/accounts.md."""
    entry = trail.entries(1)[0]
    words = (
        f'{{"action":"role_changed","at":"{text(entry.at)}","number":6,"previous":"{entry.previous}",'
        '"what":"user-6","who":"mette"}{"a":"\\"","role":"r\\u00f4le 6\\n\\u0000"}'
    )
    assert hashlib.sha256(words.encode()).hexdigest() == entry.hash
