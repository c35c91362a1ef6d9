"""The way of a call over HTTP: it waits, rings, is taken, noted, passed on, finished; and never by two."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from desk.accounts.tables import SESSIONS
from desk.audit.trail import Trail
from desk.customers.model import Account
from desk.customers.tables import ACCOUNTS
from desk.floor.tables import AGENTS as ON_THE_FLOOR
from desk.queue.packet import Packet
from tests.desk.samples import packet
from tests.desk.web.site import AGENTS, Site, wait_for

pytestmark = pytest.mark.contract


def offered(client: httpx.Client) -> dict[str, Any]:
    """What rings at an agent's, as soon as it does."""

    def item() -> dict[str, Any] | None:
        found = client.get("/api/v1/me").json()["item"]
        return found if found and found["state"] == "offered" else None

    found: dict[str, Any] = wait_for(item)
    return found


def everybody_on_a_break(desk: Site) -> None:
    for name in AGENTS:
        assert desk.free(name).put("/api/v1/me/state", json={"state": "on_break", "reason": "rest"}).status_code == 200


def post(client: httpx.Client, item: str, verb: str, **sent: Any) -> httpx.Response:
    return client.post(f"/api/v1/queue/{item}/{verb}", json=sent)


def test_a_call_rings_is_taken_noted_and_finished(desk: Site) -> None:
    everybody_on_a_break(desk)
    placed = desk.call(caller="+4520304050", slots={"customer_number": "200017"})
    waiting = desk.user("anna").get("/api/v1/queue").json()
    brief = next(one for one in waiting if one["id"] == placed)
    assert (brief["state"], brief["line"], brief["caller"]) == ("waiting", "desk", "+4520304050")
    anna = desk.free("anna")
    item = offered(anna)
    assert (item["id"], item["agent"]) == (placed, "anna")
    assert item["packet"]["summary"]["english"] == "The caller wants to buy fibre."
    taken = post(anna, placed, "accept").json()
    assert taken["state"] == "taken"
    assert anna.get("/api/v1/me").json()["agent"]["state"] == "in_call"
    assert post(anna, placed, "notes", text="Has fibre at the office.").json()["notes"][0]["author"] == "anna"
    finished = post(anna, placed, "finish", outcome="resolved").json()
    assert (finished["state"], finished["outcome"]) == ("closed", "resolved")
    me = anna.get("/api/v1/me").json()
    assert (me["agent"]["state"], me["agent"]["reason"], me["item"]["id"]) == ("wrap_up", "resolved", placed)


def test_a_refused_call_goes_to_the_next_one(desk: Site) -> None:
    everybody_on_a_break(desk)
    anna = desk.free("anna")
    placed = desk.call()
    assert offered(anna)["id"] == placed
    returned = post(anna, placed, "refuse").json()
    assert (returned["state"], returned["at_head"]) == ("waiting", True)
    assert anna.get("/api/v1/me").json()["agent"]["reason"] == "refused"
    bob = desk.free("bob")
    assert offered(bob)["id"] == placed
    assert post(bob, placed, "accept").status_code == 200


def test_passed_on_it_keeps_its_notes(desk: Site) -> None:
    everybody_on_a_break(desk)
    desk.floor.enrol("expert", ["da"], ["technical_support"], 2, datetime.now(UTC))
    anna = desk.free("anna")
    placed = desk.call()
    offered(anna)
    post(anna, placed, "accept")
    post(anna, placed, "notes", text="First note.")
    passed = post(anna, placed, "pass_on", department="technical_support", tier=2, note="Second note.").json()
    assert (passed["department"], passed["tier"], passed["state"]) == ("technical_support", 2, "waiting")
    assert [note["text"] for note in passed["notes"]] == ["First note.", "Second note."]
    assert post(anna, placed, "pass_on", department="technical_support", tier=2).json()["error"] == "too_late"
    other = post(desk.user("bob"), placed, "pass_on", department="no_such", tier=1)
    assert (other.status_code, other.json()["error"]) == (422, "invalid")


def test_a_call_goes_where_somebody_is_and_that_is_known_before(desk: Site) -> None:
    everybody_on_a_break(desk)
    anna = desk.free("anna")
    placed = desk.call()
    offered(anna)
    post(anna, placed, "accept")
    found = anna.get(f"/api/v1/queue/{placed}/destinations").json()
    told = {(one["department"], one["tier"]): one for one in found}
    assert told["sales", 1]["refused"] is None
    assert told["sales", 1]["open"] is True
    assert told["sales", 3]["refused"] == "nobody"
    refused = post(anna, placed, "pass_on", department="sales", tier=3)
    assert (refused.status_code, refused.json()["error"]) == (409, "nobody")
    assert anna.get("/api/v1/me").json()["item"]["id"] == placed
    assert anna.get(f"/api/v1/queue/{'0' * 8}{placed[8:]}/destinations").status_code == 404
    post(anna, placed, "finish", outcome="resolved")


def test_two_who_want_the_same_call(desk: Site) -> None:
    everybody_on_a_break(desk)
    for turn in range(5):
        anna, bob = desk.free("anna"), desk.free("bob")
        # Not on our line yet: nobody is offered it, but it is in the list.
        placed = desk.queue.place(_packet(f"wanted-{turn}")).item_id
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(partial(post, item=placed, verb="pick"), (anna, bob)))
        assert sorted(answer.status_code for answer in answers) == [200, 409], [answer.text for answer in answers]
        late = next(answer for answer in answers if answer.status_code == 409)
        assert late.json()["error"] == "too_late"
        winner = next(answer for answer in answers if answer.status_code == 200).json()["agent"]
        states = {name: desk.floor.agent(name).state for name in ("anna", "bob")}
        assert states.pop(winner) == "in_call"
        assert list(states.values()) == ["available"]


def test_a_call_is_accepted_once_and_by_its_agent(desk: Site) -> None:
    everybody_on_a_break(desk)
    anna, bob = desk.free("anna"), desk.user("bob")
    placed = desk.call()
    offered(anna)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda client: post(client, placed, "accept"), (anna, bob) * 3))
    good = [answer for answer in answers if answer.status_code == 200]
    assert [answer.json()["agent"] for answer in good] == ["anna"]
    assert {answer.json()["error"] for answer in answers if answer.status_code != 200} == {"too_late"}


def test_who_has_a_caller_cannot_just_leave(desk: Site) -> None:
    everybody_on_a_break(desk)
    anna = desk.free("anna")
    placed = desk.call()
    offered(anna)
    post(anna, placed, "accept")
    answer = anna.delete("/api/v1/session")
    assert (answer.status_code, answer.json()["error"]) == (409, "state")
    assert anna.get("/api/v1/me").json()["item"]["id"] == placed


def test_hold_is_told_to_who_has_the_line(desk: Site) -> None:
    everybody_on_a_break(desk)
    anna = desk.free("anna")
    placed = desk.call()
    offered(anna)
    assert post(anna, placed, "hold").status_code == 409
    post(anna, placed, "accept")
    assert post(desk.user("bob"), placed, "hold").status_code == 409
    held = post(anna, placed, "hold")
    assert held.status_code == 200
    floor = {agent["id"]: agent["held"] for agent in desk.user("supervisor").get("/api/v1/agents").json()}
    assert held.json()["held"] is not None
    assert (floor["anna"], floor["bob"]) == (held.json()["held"], None)
    assert anna.get("/api/v1/me").json()["item"]["held"] == floor["anna"]
    after = post(anna, placed, "resume").json()
    assert after["held"] is None
    assert after["held_seconds"] > 0


def test_a_console_that_is_open_is_known_and_using_the_session_is_another_thing(desk: Site) -> None:
    anna = desk.free("anna")

    def used() -> list[datetime]:
        with desk.database.reading() as connection:
            return list(connection.execute(sa.select(SESSIONS.c.seen).where(SESSIONS.c.name == "anna")).scalars())

    def seen() -> object:
        with desk.database.reading() as connection:
            return connection.execute(sa.select(ON_THE_FLOOR.c.seen).where(ON_THE_FLOOR.c.id == "anna")).scalar()

    before = datetime.now(UTC) - timedelta(minutes=10)
    with desk.database.transaction() as connection:
        connection.execute(SESSIONS.update().where(SESSIONS.c.name == "anna").values(seen=before))
    assert anna.post("/api/v1/me/here").status_code == 204
    assert set(used()) == {before}
    wait_for(seen)


def test_the_customer_is_proposed_confirmed_and_known_from_then_on(desk: Site) -> None:
    everybody_on_a_break(desk)
    account = _customer(desk)
    anna = desk.free("anna")
    placed = desk.call(caller=account.phone)
    item = offered(anna)
    assert item["customer"] is None
    assert [one["number"] for one in item["candidates"]] == [account.number]
    assert item["candidates"][0]["why"] == ["phone"]
    assert post(anna, placed, "customer", number="no-such").status_code == 404
    confirmed = post(anna, placed, "customer", number=account.number).json()
    assert (confirmed["customer"]["last_name"], confirmed["candidates"]) == ("Holm", [])
    assert anna.get("/api/v1/me").json()["item"]["customer"]["number"] == account.number
    calls = anna.get(f"/api/v1/customers/{account.id}").json()["calls"]
    assert [call["id"] for call in calls] == [item["call_id"]]
    for _ in range(2):
        withdrawn = anna.delete(f"/api/v1/queue/{placed}/customer").json()
        assert withdrawn["customer"] is None
        assert [one["number"] for one in withdrawn["candidates"]] == [account.number]
    assert anna.get(f"/api/v1/customers/{account.id}").json()["calls"] == []
    told = [(entry.who, entry.action, entry.details) for entry in Trail(desk.database).entries(what=account.id)]
    assert told == [("anna", f"customer.{done}", {"item": placed}) for done in ("unconfirm", "confirm")]


def test_what_is_not_there_is_told_as_such(desk: Site) -> None:
    anna, nothing = desk.user("anna"), "5b1f8a52-9c41-4d2e-8f0a-2b7c6d1e0f93"
    for verb, sent in {"accept": {}, "refuse": {}, "pick": {}, "finish": {}, "notes": {"text": "a"}}.items():
        answer = post(anna, nothing, verb, **sent)
        assert (answer.status_code, answer.json()["error"]) == (404, "unknown"), verb
    assert anna.get(f"/api/v1/queue/{nothing}").status_code == 404
    assert anna.get("/api/v1/packets/made-up").status_code == 404
    assert anna.get("/api/v1/calls/made-up").status_code == 404


def test_somebody_who_is_no_agent_takes_nothing(desk: Site) -> None:
    placed = desk.queue.place(_packet("nobody")).item_id
    assert desk.user("supervisor").get("/api/v1/me").json()["agent"] is None
    answer = post(desk.user("supervisor"), placed, "pick")
    assert (answer.status_code, answer.json()["message"]) == (404, "you are not enrolled as an agent")
    assert desk.user("anna").get(f"/api/v1/queue/{placed}").json()["state"] == "waiting"


def _packet(call: str) -> Packet:
    return packet(call, created=datetime.now(UTC).isoformat())


def _customer(desk: Site) -> Account:
    """Somebody new with a telephone of her own."""
    row = {
        "number": "A1", "first_name": "Freja", "last_name": "Holm", "company": "", "language": "da", "country": "DK",
        "phone": "+4520999888", "email": "", "street": "", "postcode": "2200", "city": "Aarhus", "version": 1,
        "changed": datetime.now(UTC),
    }  # fmt: skip
    with desk.database.transaction() as connection:
        connection.execute(ACCOUNTS.insert().values(**row))
    return Account("A1", "A1", "Freja", "Holm", phone="+4520999888")
