"""Files of customer data: whole or not at all, the same again changes nothing, and each bad line is named."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from desk.customers.csv_file import BadFilesError
from desk.customers.importing import Counted, Importer
from desk.customers.own import OwnCustomers
from desk.customers.protocol import ConflictError
from desk.database import Database
from tests.desk.customers.conftest import Trail
from tests.desk.customers.samples import FILES, NOW, write

pytestmark = pytest.mark.contract
DEMO = Path(__file__).parents[3] / "data" / "company"
TODAY = NOW.date()


@pytest.fixture
def trail() -> Trail:
    return Trail()


@pytest.fixture
def importer(database: Database, trail: Trail) -> Importer:
    return Importer(database, trail.record)


@pytest.fixture
def customers(database: Database, trail: Trail) -> OwnCustomers:
    return OwnCustomers(database, trail.record)


def bring(importer: Importer, *paths: Path) -> dict[str, tuple[int, int, int]]:
    counts = importer.bring(paths, "cli", NOW, TODAY)
    return {name: (row.added, row.changed, row.unchanged) for name, row in counts.items()}


def test_the_demo_company_comes_in_as_it_stands_once(importer: Importer, customers: OwnCustomers, trail: Trail) -> None:
    counts = importer.bring_into_empty(DEMO, "serve", NOW, TODAY)
    assert counts == {"accounts": Counted(100), "orders": Counted(120), "contracts": Counted(135), "cases": Counted(37)}
    assert customers.find(name="Mancini")[0].account.phone == "+390212340201"
    assert len(trail.entries) == 4
    # What agents have done since is not imported over at the next start.
    customers.update("148845", {"phone": "02 1234 9999"}, "mette", NOW, "1")
    assert importer.bring_into_empty(DEMO, "serve", NOW, TODAY) == {}
    assert customers.account("148845").phone == "+390212349999"


def test_the_same_files_again_change_nothing_in_any_order(
    importer: Importer, customers: OwnCustomers, tmp_path: Path
) -> None:
    paths = write(tmp_path)
    assert bring(importer, *reversed(paths)) == {
        "accounts": (8, 0, 0), "contacts": (1, 0, 0), "orders": (2, 0, 0), "contracts": (2, 0, 0), "cases": (2, 0, 0),
    }  # fmt: skip
    before = customers.file("176756")
    assert bring(importer, *paths) == {
        "accounts": (0, 0, 8), "contacts": (0, 0, 1), "orders": (0, 0, 2), "contracts": (0, 0, 2), "cases": (0, 0, 2),
    }  # fmt: skip
    assert customers.file("176756") == before


def test_what_changed_in_the_file_comes_in_and_what_an_agent_changed_stays(
    importer: Importer, customers: OwnCustomers, tmp_path: Path
) -> None:
    bring(importer, *write(tmp_path))
    edited = customers.update("148845", {"phone": "02 1234 9999", "city": "Torino"}, "mette", NOW, "1")
    later = FILES["customers.csv"].replace("via Vitruvio 19", "via Roma 1")
    (tmp_path / "customers.csv").write_text(later)
    assert bring(importer, tmp_path / "customers.csv") == {"accounts": (0, 1, 7)}
    account = customers.account("148845")
    assert (account.street, account.phone, account.city) == ("via Roma 1", "+390212349999", "Torino")
    # An agent who still has the old one on the screen is told.
    assert account.version != edited.version
    assert bring(importer, tmp_path / "customers.csv") == {"accounts": (0, 0, 8)}


def test_a_case_that_an_agent_solved_stays_solved(importer: Importer, customers: OwnCustomers, tmp_path: Path) -> None:
    paths = write(tmp_path)
    bring(importer, *paths)
    customers.change_case("K5008", "solved", "mette", NOW)
    assert bring(importer, *paths)["cases"] == (0, 0, 2)
    assert customers.file("148845").cases[0].status == "solved"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with mark"])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["unix", "windows"])
def test_encodings_separators_and_line_ends_of_spreadsheets(
    importer: Importer, customers: OwnCustomers, tmp_path: Path, mark: bytes, separator: str, ending: str
) -> None:
    text = FILES["customers.csv"].replace(",", separator)
    text += separator * 10 + "\n"  # how spreadsheets end a table
    path = tmp_path / "Kunden 2026.csv"
    path.write_bytes(mark + text.replace("\n", ending).encode())
    assert bring(importer, path) == {"accounts": (8, 0, 0)}
    assert customers.account("190122").name == "Søren Kjærgård"


def test_quotes_hold_separators_and_line_ends(importer: Importer, customers: OwnCustomers, tmp_path: Path) -> None:
    text = FILES["customers.csv"].replace("rue de Fer 32", '"rue de Fer 32,\n2e étage"')
    (tmp_path / "a.csv").write_text(text.replace("+390212340201", "12") + "9,x\n")
    with pytest.raises(BadFilesError) as error:
        bring(importer, tmp_path / "a.csv")
    # The line on which the row begins, as an editor counts.
    assert [problem.split(" ")[0] for problem in error.value.problems] == [f"{tmp_path}/a.csv:11:"]
    (tmp_path / "a.csv").write_text(text)
    bring(importer, tmp_path / "a.csv")
    assert customers.account("160816").street == "rue de Fer 32, 2e étage"


def test_every_bad_line_is_named_with_column_and_remedy_and_nothing_comes_in(
    importer: Importer, customers: OwnCustomers, tmp_path: Path, trail: Trail
) -> None:
    accounts = FILES["customers.csv"].replace("+3221230204", "12").replace("karim.robert@", "karim.robert")
    accounts = accounts.replace("3011 AA", "301 AA").replace(",it,IT,", ",xx,IT,").replace("251262", "148845")
    orders = FILES["orders.csv"].replace("in_preparation", "in_prep").replace("today-20", "20.2.2026")
    cases = FILES["cases.csv"].replace("148845", "999999").replace("return,", ",")
    write(tmp_path, customers=accounts, orders=orders, cases=cases)
    paths = [tmp_path / name for name in ("customers.csv", "orders.csv", "cases.csv")]
    with pytest.raises(BadFilesError) as error:
        bring(importer, *paths)
    assert [problem.removeprefix(f"{tmp_path}/") for problem in error.value.problems] == [
        "customers.csv:2: column 5 (language): unknown language; use one of fr, nl, it, da, en",
        "customers.csv:3: column 7 (phone): no phone number; write it with + and the country code, as +33123456789",
        "customers.csv:3: column 8 (email): no e-mail address; write it as name@company.com",
        "customers.csv:7: column 10 (postcode): no postcode of NL; write it as 1054 RB",
        f"customers.csv:8: column 1 (number): is in {tmp_path}/customers.csv:2 already",
        "orders.csv:2: column 4 (status): unknown; did you mean in_preparation?",
        "orders.csv:3: column 5 (ordered): no date; write it as 2026-03-31, or as today-3",
        "cases.csv:2: column 2 (customer): no such customer; import the customers first",
        "cases.csv:3: column 4 (topic): it is empty; fill it in",
    ]
    assert customers.find(text="148845 160816 Barbier") == []
    assert trail.entries == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "1: nothing is in it"),
        (b"a,b\n1,2\n", "1: these columns are of no table"),
        ("number,last_name,language,country\n1,Müller,fr,FR\n".encode("latin-1"), "2: not UTF-8"),
        ("number,last_name\n".encode("utf-16"), "1: not UTF-8"),
        (b"number,last_name,language,country\n1,a\0b,fr,FR\n", "2: not text"),
        (b"number,last_name,language,country\n1,a,fr\n", "2: fewer values (3) than columns (4)"),
        (b"number,last_name,language,country\n1,a,b,fr,FR\n", "2: more values (5) than columns (4)"),
        (b'number,last_name,language,country\n1,"a,fr,FR\n', "2: no CSV"),
        (b"number,number,last_name,language,country\n1,1,a,fr,FR\n", "1: column 1 (number) is there twice"),
        (
            b"number,last_name,language,country,shoe\n1,a,fr,FR,44\n",
            "1: column 5 (shoe): unknown in a table of accounts",
        ),
        (b"number,last_name,language,country\n1 2,a,fr,FR\n", "2: column 1 (number): no number"),
    ],
)
def test_files_that_are_none(importer: Importer, tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(BadFilesError) as error:
        bring(importer, path)
    assert error.value.problems[0].startswith(f"{path}:{message}")
    assert all("\n" not in problem for problem in error.value.problems)


def test_a_file_that_is_not_there(importer: Importer, tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BadFilesError, match=f"^{path}: .*; name a CSV file"):
            bring(importer, path)


def test_days_are_reckoned_from_the_day_of_the_import(
    importer: Importer, customers: OwnCustomers, tmp_path: Path
) -> None:
    paths = write(tmp_path)
    bring(importer, *paths)
    assert customers.file("198702").orders[0].expected == "2026-03-07"
    counts = importer.bring(paths, "cli", NOW, TODAY + timedelta(days=1))
    assert counts["orders"] == Counted(changed=2)
    assert customers.file("198702").orders[0].expected == "2026-03-08"


def test_two_imports_at_once_are_as_good_as_one(database: Database, trail: Trail, tmp_path: Path) -> None:
    paths = write(tmp_path)
    counts: list[dict[str, Counted]] = []

    def one() -> None:
        counts.append(Importer(database, trail.record).bring(paths, "cli", NOW, TODAY))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(count["accounts"].added for count in counts) == [0, 0, 0, 8]


def test_agents_work_on_while_files_come_in_and_nobody_blocks_the_other(
    importer: Importer, customers: OwnCustomers, tmp_path: Path
) -> None:
    paths = write(tmp_path)
    bring(importer, *paths)
    failed: list[Exception] = []
    done = threading.Event()

    def move(number: str, city: str) -> None:
        for _ in range(50):
            with suppress(ConflictError):  # the import was faster: once more, on what the account is now
                customers.update(number, {"city": city}, "mette", NOW, customers.account(number).version)
                return
        raise AssertionError("an agent never gets a change through")

    def work(number: str) -> None:
        try:
            for turn in range(12):
                move(number, f"Town {turn}")
                customers.open_case(number, "billing", "invoice", "mette", NOW)
                customers.add_note(number, "a note", "mette", NOW)
        except Exception as error:
            failed.append(error)

    def again() -> None:
        turn = 0
        # Without a moment between two files the accounts are always just being changed.
        while not done.wait(0.05):
            turn += 1
            text = FILES["customers.csv"].replace("via Vitruvio 19", f"via Roma {turn}")
            text = text.replace("rue de Fer 32", f"rue Neuve {turn}")
            (tmp_path / "customers.csv").write_text(text)
            try:
                bring(importer, *paths)
            except Exception as error:
                failed.append(error)

    importing = threading.Thread(target=again)
    agents = [threading.Thread(target=work, args=(number,)) for number in ("148845", "160816", "148845")]
    for thread in (importing, *agents):
        thread.start()
    for thread in agents:
        thread.join()
    customers.erase("331821", "admin", NOW)
    done.set()
    importing.join()
    assert failed == []
    assert customers.account("148845").city.startswith("Town ")
    assert customers.account("148845").street.startswith("via Roma ")
    assert [len(customers.file(number).cases) for number in ("148845", "160816")] == [1 + 24, 12]


def test_an_import_whose_trail_cannot_be_written_leaves_nothing(
    importer: Importer, customers: OwnCustomers, trail: Trail, tmp_path: Path
) -> None:
    trail.broken = True
    with pytest.raises(OSError, match="no room"):
        bring(importer, *write(tmp_path))
    assert customers.find(name="Mancini") == []
