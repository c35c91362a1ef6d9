"""Customers from the command line and by setting: what an operator types, and what is told when it is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from centralino import customers, desk, settings
from centralino.cli import main
from centralino.errors import UserError
from centralino.settings import CustomerRecords
from desk.customers.own import OwnCustomers
from desk.customers.protocol import OutOfReachError
from desk.customers.rest import RestCustomers
from desk.database import Database

pytestmark = pytest.mark.unit
COMPANY = Path(__file__).parents[2] / "data" / "company"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FILES = [str(COMPANY / f"{name}.csv") for name in ("cases", "contracts", "customers", "orders")]


def no_trail(*_entry: object) -> None:
    """Keeps nothing."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(desk, "QUEUE_FILE", tmp_path / "queue.db")
    monkeypatch.setattr(settings, "FILE", tmp_path / "centralino.yml")
    settings.load.cache_clear()
    yield tmp_path
    settings.load.cache_clear()


@pytest.fixture
def database(here: Path) -> Database:
    return Database(here / "queue.db")


@pytest.mark.usefixtures("here")
def test_the_demo_company_is_imported_found_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["customers", "import", *FILES, "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["table"]: row["added"] for row in told} == {
        "accounts": 100, "orders": 120, "contracts": 135, "cases": 37,
    }  # fmt: skip
    assert main(["customers", "find", "--phone", "02 1234 0201", "--name", "lora manchini", "--json"]) == 0
    best = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (best["number"], set(best["why"])) == ("148845", {"phone", "name"})
    assert main(["customers", "show", "148845"]) == 0
    shown = capsys.readouterr().out
    assert "last name   Mancini" in shown
    assert "K5008 fault open" in shown
    assert main(["customers", "find", "--number", "999999"]) == 1
    assert main(["customers", "changes", "148845"]) == 0
    assert capsys.readouterr().out.endswith("Nothing was changed here.\n")


def test_who_changed_what_is_told_from_the_command_line(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["customers", "import", *FILES]) == 0
    OwnCustomers(database, no_trail).update("148845", {"city": "Torino"}, "mette", NOW, "1")
    capsys.readouterr()
    assert main(["customers", "changes", "148845"]) == 0
    line = capsys.readouterr().out.split()
    assert line[:3] == ["2026-03-02T09:00:00", "mette", "city"]
    assert line[-2:] == ["→", "Torino"]


@pytest.mark.usefixtures("here")
def test_what_is_typed_wrong_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for words, told in (
        (["find"], "give --number, --phone, --name or --text"),
        (["show", "1"], "no customer '1'"),
        (["changes", "1"], "no customer '1'"),
    ):
        assert main(["customers", *words]) == 2
        error = capsys.readouterr().err
        assert told in error
        assert error.count("\n") == 1


def test_a_bad_file_is_told_line_by_line_and_nothing_comes_in(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = here / "orders.csv"
    bad.write_text("number,customer,product,status,ordered\n1,148845,tv,shipped,yesterday\n2,7,tv,shipped,today\n")
    assert main(["customers", "import", FILES[2], str(bad)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.removeprefix(str(bad)) for line in lines] == [
        ":2: column 5 (ordered): no date; write it as 2026-03-31, or as today-3",
        ":3: column 2 (customer): no such customer; import the customers first",
        "nothing was imported",
    ]
    assert main(["customers", "find", "--number", "148845"]) == 1


def test_files_are_not_brought_into_records_that_others_keep(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "centralino.yml").write_text("desk:\n  customers:\n    source: https://crm.example/api\n")
    assert main(["customers", "import", *FILES]) == 2
    assert "names an outside CRM" in capsys.readouterr().err


def test_serve_fills_empty_records_once(database: Database) -> None:
    own = CustomerRecords()
    assert customers.fill(CustomerRecords(fill=False), database, no_trail, COMPANY, NOW) == 0
    assert customers.fill(own, database, no_trail, COMPANY, NOW) == 100
    assert customers.fill(own, database, no_trail, COMPANY, NOW) == 0


def test_serve_starts_without_the_customers_of_a_broken_file(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "customers.csv").write_text("number,last_name,language,country\n1,Holm,da,DK\n2,,da,DK\n")
    assert customers.fill(CustomerRecords(), database, no_trail, tmp_path, NOW) == 0
    assert "customers.csv:3: column 2 (last_name): it is empty" in caplog.text
    assert customers.fill(CustomerRecords(), database, no_trail, tmp_path / "none", NOW) == 0


def test_engines_by_setting(database: Database, tmp_path: Path) -> None:
    assert isinstance(customers.open_customers(CustomerRecords(), database, no_trail), OwnCustomers)
    token = tmp_path / "token"
    token.write_text("abc\n")
    outside = CustomerRecords("https://crm.example/api", str(token), mapping={"account.last_name": "Surname"})
    assert isinstance(customers.open_customers(outside, database, no_trail), RestCustomers)


@pytest.mark.parametrize(
    ("records", "told"),
    [
        (CustomerRecords("crm.example"), "write it as https://crm.example/api"),
        (CustomerRecords("ftp://crm.example"), "write it as https://crm.example/api"),
        (CustomerRecords("https://user:secret@crm.example"), "write it as https://crm.example/api"),
        (CustomerRecords("https://[crm"), "write it as https://crm.example/api"),
        (CustomerRecords("https://crm.example:99999"), "write it as https://crm.example/api"),
        (CustomerRecords("https://crm.example", "/none/token"), "token_file: /none/token holds no token"),
        (CustomerRecords("http://10.1.0.9/api", "/none/token"), "use https://"),
        (CustomerRecords("https://crm.example", seconds=0), "desk.customers.seconds: 0; use up to 30"),
        (CustomerRecords("https://crm.example", mapping={"account.lastname": "x"}), "did you mean account.last_name"),
    ],
)
def test_settings_that_cannot_be_are_told_at_the_start(database: Database, records: CustomerRecords, told: str) -> None:
    with pytest.raises(UserError, match=told) as error:
        customers.open_customers(records, database, no_trail)
    assert "secret" not in str(error.value)


def test_a_token_file_that_is_taken_away_later_does_not_end_the_call(database: Database, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("abc")
    outside = customers.open_customers(CustomerRecords("http://127.0.0.1:1", str(token)), database, no_trail)
    token.unlink()
    with pytest.raises(OutOfReachError, match="holds no token"):
        outside.account("1")
