"""The own records beyond the contract: trail and change in one transaction, editors at once, events, erasing."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from desk.customers.importing import Importer
from desk.customers.own import OwnCustomers
from desk.customers.protocol import ConflictError, FieldsError
from desk.customers.tables import CASES, NOTES
from desk.database import Database
from desk.events import decode
from desk.tables import EVENTS
from tests.desk.customers.conftest import Trail
from tests.desk.customers.samples import NOW, write

pytestmark = pytest.mark.contract


@pytest.fixture
def trail() -> Trail:
    return Trail()


@pytest.fixture
def customers(database: Database, trail: Trail, tmp_path: Path) -> OwnCustomers:
    Importer(database, trail.record).bring(write(tmp_path), "test", NOW, NOW.date())
    trail.entries.clear()
    return OwnCustomers(database, trail.record)


def test_no_change_without_its_entry_in_the_trail(customers: OwnCustomers, trail: Trail) -> None:
    before = customers.file("148845")
    trail.broken = True
    with pytest.raises(OSError, match="no room"):
        customers.update("148845", {"city": "Torino"}, "mette", NOW, "1")
    with pytest.raises(OSError, match="no room"):
        customers.add_note("148845", "a note", "mette", NOW)
    with pytest.raises(OSError, match="no room"):
        customers.open_case("148845", "billing", "invoice", "mette", NOW)
    with pytest.raises(OSError, match="no room"):
        customers.change_case("K5008", "solved", "mette", NOW)
    assert customers.file("148845") == before


def test_of_many_editors_at_once_one_wins_and_the_others_are_told(customers: OwnCustomers, trail: Trail) -> None:
    seen = customers.account("148845")
    told: list[str] = []
    start = threading.Barrier(8)

    def edit(number: int) -> None:
        start.wait()
        try:
            told.append(customers.update("148845", {"street": f"via Roma {number}"}, "mette", NOW, seen.version).street)
        except ConflictError as error:
            told.append(error.current.street)

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The losers see what the winner wrote.
    assert told == [customers.account("148845").street] * 8
    assert len(trail.entries) == 1


def test_a_button_pressed_by_two_processes_at_once_adds_one(customers: OwnCustomers, database: Database) -> None:
    start = threading.Barrier(6)

    def press() -> None:
        start.wait()
        customers.add_note("148845", "call back", "mette", NOW, "key-1")
        customers.open_case("148845", "billing", "invoice", "mette", NOW, key="key-1")

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(NOTES)).scalar() == 1
        assert connection.execute(sa.select(sa.func.count()).where(CASES.c.key == "key-1")).scalar() == 1


def test_the_key_of_another_customer_s_note_shows_nothing_of_it(customers: OwnCustomers) -> None:
    customers.add_note("148845", "private", "mette", NOW, "key-1")
    with pytest.raises(FieldsError, match="another customer") as error:
        customers.add_note("160816", "mine", "john", NOW, "key-1")
    assert "private" not in str(error.value)


@pytest.mark.parametrize(("topic", "status"), [("weather", "solved"), ("invoice", "sleeping")], ids=["topic", "status"])
def test_words_of_a_case_are_those_of_the_list(customers: OwnCustomers, topic: str, status: str) -> None:
    with pytest.raises(FieldsError, match="use one of"):
        customers.change_case(
            customers.open_case("148845", "billing", topic, "mette", NOW).number, status, "mette", NOW
        )


def test_changes_are_told_as_events_with_ids_alone(customers: OwnCustomers, database: Database) -> None:
    customers.update("148845", {"city": "Torino"}, "mette", NOW, "1")
    customers.add_note("160816", "a secret", "mette", NOW)
    with database.reading() as connection:
        events = [decode(row.event) for row in connection.execute(sa.select(EVENTS).order_by(EVENTS.c.id))]
    assert [(event.kind, dict(event.data)) for event in events] == [
        ("customers", {}),
        ("customer", {"account": "148845"}),
        ("customer", {"account": "160816"}),
    ]


def test_erased_is_gone_from_everywhere_and_the_others_stay(
    customers: OwnCustomers, database: Database, trail: Trail
) -> None:
    customers.find(name="Holm")  # the names are in memory now
    customers.add_note("176756", "a note", "mette", NOW)
    customers.log_call("176756", "call-1", "mette", NOW)
    customers.update("176756", {"company": "Holm og Lund"}, "mette", NOW, "1")
    customers.erase("176756", "admin", NOW)
    with pytest.raises(KeyError):
        customers.account("176756")
    for asked in ({"name": "Line Holm"}, {"phone": "+4512349999"}, {"number": "21264376"}, {"number": "K5019"}):
        assert customers.find(**asked) == []
    assert customers.account("148845").last_name == "Mancini"
    assert trail.entries[-1] == ("admin", "customer.erase", "176756", {})
    with database.reading() as connection:
        assert "Holm" not in _everything(connection)


def _everything(connection: sa.engine.Connection) -> str:
    names = [name for name in sa.inspect(connection).get_table_names() if name.startswith("crm_")]
    assert len(names) == 8
    return " ".join(str(row) for name in names for row in connection.exec_driver_sql(f"SELECT * FROM {name}").all())


@pytest.mark.usefixtures("customers")
def test_numbers_of_new_cases_are_said_easily_and_never_twice(database: Database) -> None:
    class Stuck:
        """Draws the same number a second time."""

        drawn: Mapping[int, int] = {0: 12345678, 1: 12345678, 2: 87654321}
        times = 0

        def randrange(self, _low: int, _high: int) -> int:
            self.times += 1
            return self.drawn[self.times - 1]

    own = OwnCustomers(database, Trail().record, Stuck())  # type: ignore[arg-type]
    made = [own.open_case("148845", "billing", "invoice", "mette", NOW).number for _ in range(2)]
    assert made == ["K12345678", "K87654321"]
