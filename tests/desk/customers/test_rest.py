"""An outside CRM that is slow, down, busy or wrong: what it is asked again, what the agent is told, and that the call
goes on. A real HTTP server in another process does each of these things."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from centralino.customers import findings
from centralino.settings import CustomerRecords
from desk.customers.http import AWAY_SECONDS, MOST_BYTES, TRIES, Http
from desk.customers.mapping import CrmMapping, MappingError
from desk.customers.pop import screen_pop
from desk.customers.protocol import FieldsError, OutOfReachError
from desk.customers.rest import RestCustomers
from desk.database import Database
from tests.desk.customers.conftest import CrmServer, Trail, over_rest
from tests.desk.customers.crm_server import TOKEN
from tests.desk.customers.samples import NOW
from tests.telephony.pbx import free_port

pytestmark = pytest.mark.contract
OPENAPI = Path(__file__).parents[3] / "desk" / "customers" / "crm.openapi.yml"
BUSY = (429, 502, 503)


@pytest.fixture
def trail() -> Trail:
    return Trail()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "queue.db")
    yield opened
    opened.close()


@pytest.fixture
def customers(crm: CrmServer, database: Database, trail: Trail) -> RestCustomers:
    return over_rest(crm, database, trail)


@pytest.mark.parametrize("how", [{"status": status} for status in BUSY] + [{"drop": True}])
def test_looking_is_tried_again_until_it_works(crm: CrmServer, customers: RestCustomers, how: dict[str, Any]) -> None:
    crm.fail(times=2, **how)
    assert customers.account("148845").last_name == "Mancini"
    assert [request["method"] for request in crm.requests()] == ["GET"] * 3


@pytest.mark.parametrize("how", [{"status": status} for status in BUSY] + [{"drop": True}])
def test_a_crm_that_stays_so_is_given_up_and_left_alone_for_a_while(
    crm: CrmServer, database: Database, trail: Trail, how: dict[str, Any]
) -> None:
    now = [100.0]
    customers = over_rest(crm, database, trail, clock=lambda: now[0])
    crm.fail(times=TRIES, **how)
    with pytest.raises(OutOfReachError, match=r"busy \(status|does not answer"):
        customers.account("148845")
    # The next screen pops do not wait for it; an agent's own change is tried all the same.
    with pytest.raises(OutOfReachError, match="a moment ago"):
        customers.find(number="148845")
    assert len(crm.requests()) == TRIES
    customers.add_note("148845", "a note", "mette", NOW)
    now[0] += AWAY_SECONDS + 1
    assert customers.find(number="148845")


@pytest.mark.parametrize("how", [{"status": status} for status in BUSY] + [{"drop": True, "after": True}])
def test_writing_is_not_repeated_unless_the_crm_keeps_to_the_key(
    crm: CrmServer, database: Database, trail: Trail, how: dict[str, Any]
) -> None:
    crm.fail(method="POST", **how)
    with pytest.raises(OutOfReachError):
        over_rest(crm, database, trail).add_note("148845", "once", "mette", NOW)
    assert len(crm.requests()) == 1
    assert trail.entries == []
    crm.fail(method="POST", **how)
    note = over_rest(crm, database, trail, retry_writes=True).add_note("148845", "twice", "mette", NOW)
    first, second = crm.requests()[1:]
    assert first["headers"]["Idempotency-Key"] == second["headers"]["Idempotency-Key"]
    # The server had it the first time where the answer got lost; it is there once.
    assert [row["id"] for row in crm.told()["notes"] if row["text"] == "twice"] == [note.id]


def test_pressing_again_after_a_lost_answer_adds_no_second_note(crm: CrmServer, customers: RestCustomers) -> None:
    crm.fail(method="POST", drop=True, after=True)
    with pytest.raises(OutOfReachError):
        customers.add_note("148845", "call back", "mette", NOW, "key-of-the-form")
    assert customers.add_note("148845", "call back", "mette", NOW, "key-of-the-form").text == "call back"
    assert len(crm.told()["notes"]) == 1


def test_logging_a_call_is_safe_to_repeat(crm: CrmServer, customers: RestCustomers) -> None:
    crm.fail(method="PUT", drop=True, after=True)
    customers.log_call("148845", "call-1", "mette", NOW)
    assert [row["id"] for row in crm.told()["calls"]] == ["call-1"]


def test_it_is_left_alone_as_long_as_it_asks_for(crm: CrmServer, database: Database, trail: Trail) -> None:
    crm.fail(status=429, headers={"Retry-After": "3600"})
    with pytest.raises(OutOfReachError, match=r"busy \(status 429\)"):
        over_rest(crm, database, trail).account("148845")
    assert len(crm.requests()) == 1


@pytest.mark.parametrize("how", [{"delay": 30}, {"drip": True}], ids=["silent", "in drops"])
def test_a_slow_crm_does_not_hold_up_the_screen(
    crm: CrmServer, database: Database, trail: Trail, how: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    crm.fail(times=9, **how)
    customers = over_rest(crm, database, trail, seconds=0.3)
    pop = screen_pop(customers, {"caller": "+390212340201", "slots": {}})
    assert (pop.candidates, pop.trouble) == ((), "out_of_reach")
    assert "cannot be asked" in caplog.text
    assert "390212340201" not in caplog.text


def test_a_crm_that_is_not_there(database: Database, trail: Trail) -> None:
    nobody = CrmServer(f"http://127.0.0.1:{free_port()}")
    customers = over_rest(nobody, database, trail, seconds=2.0)
    assert screen_pop(customers, {"caller": "+390212340201", "slots": {}}).trouble == "out_of_reach"
    with pytest.raises(OutOfReachError, match="does not answer"):
        customers.add_note("148845", "a note", "mette", NOW)
    assert trail.entries == []


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"status": 500}, "an error of its own"),
        ({"status": 401}, "token_file"),
        ({"status": 302, "headers": {"Location": "http://127.0.0.1:1/"}}, "leads elsewhere"),
        ({"status": 200, "body": "<html>", "type": "text/html"}, "not answer in JSON"),
        ({"status": 200, "body": "[]"}, "account.id is missing at 'id'"),
        ({"status": 200, "body": '{"id": {"a": 1}}'}, "account.id is not a text at 'id'"),
        ({"status": 200, "body": '{"id": "1", "phone": [1]}'}, "account.phone is not a text"),
        ({"status": 200, "body": '"' + "x" * MOST_BYTES + '"'}, "more than 4 MB"),
        ({"status": 418}, "refuse the request"),
    ],
)
def test_answers_that_are_none_are_told_with_the_remedy_and_not_repeated(
    crm: CrmServer, customers: RestCustomers, how: dict[str, Any], message: str
) -> None:
    crm.fail(**how)
    with pytest.raises(OutOfReachError, match=message) as error:
        customers.account("148845")
    assert len(crm.requests()) == 1
    assert TOKEN not in str(error.value)


def test_the_doctor_tells_whether_the_crm_answers(crm: CrmServer, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN)
    configured = CustomerRecords(crm.url, str(token))
    assert [(found.state, found.detail) for found in findings(configured)] == [("ok", f"{crm.url} answers")]
    token.write_text("another")
    [found] = findings(configured)
    assert (found.state, "refuses the token" in found.detail) == ("missing", True)
    [found] = findings(CustomerRecords(f"http://127.0.0.1:{free_port()}", seconds=1.0))
    assert found.state == "missing"
    [found] = findings(CustomerRecords(crm.url, mapping={"itens": "x"}))
    assert "did you mean items" in found.detail
    assert list(findings(CustomerRecords())) == []


def test_a_token_that_was_replaced_counts_at_once(crm: CrmServer, database: Database, trail: Trail) -> None:
    token = ["old"]
    customers = over_rest(crm, database, trail, token=lambda: token[0])
    with pytest.raises(OutOfReachError, match="refuses the token"):
        customers.account("148845")
    token[0] = TOKEN
    assert customers.account("148845").number == "148845"


def test_a_field_that_the_crm_refuses_is_named(crm: CrmServer, database: Database, trail: Trail) -> None:
    customers = over_rest(crm, database, trail)
    with pytest.raises(FieldsError) as error:
        customers.update("148845", {"street": "blocked road"}, "mette", NOW, "1")
    assert {name: problem.code for name, problem in error.value.problems.items()} == {"street": "refused"}
    assert trail.entries == []


NAMES = {"last_name": "name.family", "first_name": "name.given", "phone": "contact.mobile", "items": "data.records"}
MAPPING = {
    "account.last_name": "name.family",
    "account.first_name": "name.given",
    "account.phone": "contact.mobile",
    "items": "data.records",
    "path.contracts": "",
    "query.number": "q",
}


def test_other_names_of_fields_are_a_matter_of_settings(
    crm: CrmServer, files: list[dict[str, Any]], database: Database, trail: Trail
) -> None:
    crm.load(files, NAMES)
    customers = over_rest(crm, database, trail, mapping=MAPPING)
    assert customers.account("148845").name == "Laura Mancini"
    assert [found.account.id for found in customers.find(phone="+390212340201")] == ["148845"]
    after = customers.update("148845", {"phone": "02 1234 9999", "last_name": "Manzini"}, "mette", NOW, "1")
    assert (after.name, after.phone) == ("Laura Manzini", "+390212349999")
    sent = next(request["body"] for request in crm.requests() if request["method"] == "PATCH")
    assert sent == {"name": {"family": "Manzini"}, "contact": {"mobile": "+390212349999"}}
    assert customers.file("148845").contracts == ()
    assert len(customers.file("148845").cases) == 1
    customers.find(number="148845")
    assert crm.requests()[-1]["query"] == {"q": "148845", "limit": "50"}


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"account.surname": "x"}, "unknown name 'account.surname'"),
        ({"account.last_nam": "x"}, "did you mean account.last_name"),
        ({"path.find": "customers"}, "must begin with /"),
        ({"path.account": "/customers"}, "needs {id}"),
    ],
)
def test_a_mapping_that_cannot_be_is_told_at_the_start(mapping: dict[str, str], message: str) -> None:
    with pytest.raises(MappingError, match=message):
        CrmMapping(mapping)


def test_the_mapping_of_the_guide_is_one() -> None:
    guide = (OPENAPI.parents[2] / "docs" / "integrate" / "crm.md").read_text("utf-8")
    example = next(block for block in guide.split("```yaml\n")[1:] if "path.find" in block).partition("```")[0]
    mapping = YAML(typ="safe").load(example)["mapping"]
    assert CrmMapping(mapping).path("account", "7") == "/customers/7"
    assert len(mapping) > 10


def test_nothing_that_was_looked_for_goes_to_the_log(
    crm: CrmServer, customers: RestCustomers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    customers.find(name="Mancini", phone="+390212340201")
    assert caplog.text == ""
    assert crm.requests()[-1]["query"]["name"] == "Mancini"


def test_what_a_caller_said_is_not_sent_to_others(crm: CrmServer, customers: RestCustomers) -> None:
    line = {"at_ms": 0, "speaker": "caller", "text": "my secret is 1234"}
    screen_pop(customers, {"caller": "+390212340201", "slots": {}, "transcript": [line]})
    assert crm.requests()[-1]["query"] == {"phone": "+390212340201", "limit": "50"}


def test_pauses_grow_and_differ(crm: CrmServer, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("desk.customers.http.time.sleep", pauses.append)
    crm.fail(times=TRIES, status=503)
    http = Http(crm.url, lambda: TOKEN, rng=random.Random(7))
    with pytest.raises(OutOfReachError):
        http.ask("GET", "/accounts/148845", http.ends)
    shares = [pause / base for base, pause in zip((0.1, 0.2, 0.4), pauses, strict=True)]
    assert all(0.5 <= share <= 1.5 for share in shares)
    assert len(set(shares)) == 3
