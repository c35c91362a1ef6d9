"""Callbacks that agents book and put off, over HTTP and on each kind of database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from desk.customers.tables import ACCOUNTS
from desk.queue.packet import Callback
from tests.desk.web.site import AGENTS, Site

pytestmark = pytest.mark.contract
NUMBER = "+4520999777"


def taken(desk: Site, agent: str, **changes: object) -> tuple[httpx.Client, str]:
    """The agent has picked an item, and nobody else takes one."""
    for name in AGENTS:
        desk.free(name).put("/api/v1/me/state", json={"state": "on_break", "reason": "rest"})
    item = desk.call(**changes)
    client = desk.user(agent)
    client.put("/api/v1/me/state", json={"state": "available"})
    # It may ring at theirs at any moment.
    if client.post(f"/api/v1/queue/{item}/pick").status_code == 409:
        client.post(f"/api/v1/queue/{item}/accept")
    assert desk.queue.show(item).state == "taken"
    return client, item


def book(client: httpx.Client, item: str, number: str, time: datetime | None = None) -> httpx.Response:
    sent: dict[str, Any] = {"number": number, "time": time.isoformat() if time else None}
    return client.post(f"/api/v1/queue/{item}/callback", json=sent)


def test_an_agent_books_a_callback_and_moves_it(desk: Site) -> None:
    _customer(desk)
    anna, item = taken(desk, "anna", caller="+4520304050", priority="high")
    anna.post(f"/api/v1/queue/{item}/customer", json={"number": "B1"})
    anna.post(f"/api/v1/queue/{item}/notes", json={"text": "Only after work."})
    tomorrow = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    booked = book(anna, item, "+45 20 99-97 77", tomorrow)
    assert booked.status_code == 201, booked.text
    callback = booked.json()
    assert (callback["kind"], callback["state"], callback["priority"]) == ("callback", "waiting", "high")
    assert datetime.fromisoformat(callback["due"]) == tomorrow
    assert callback["packet"]["callback"]["number"] == NUMBER
    assert (callback["customer"]["number"], callback["notes"][0]["text"]) == ("B1", "Only after work.")
    assert callback["queued_at"] == anna.get(f"/api/v1/queue/{item}").json()["queued_at"]
    # The call goes on, and what is noted of it afterwards is known to whoever calls back.
    mine = anna.get("/api/v1/me").json()["item"]
    assert (mine["state"], mine["booked"]["item"], mine["booked"]["number"]) == ("taken", callback["id"], NUMBER)
    anna.post(f"/api/v1/queue/{item}/finish", json={"note": "Agreed on tomorrow."})
    moved = book(anna, item, NUMBER).json()
    assert (moved["id"], moved["due"]) == (callback["id"], None)
    assert [note["text"] for note in moved["notes"]] == ["Only after work.", "Agreed on tomorrow."]
    desk.queue.withdraw(callback["id"], datetime.now(UTC))


def test_a_callback_that_is_put_off_waits_again_and_its_agent_wraps_up(desk: Site) -> None:
    anna, item = taken(desk, "anna", kind="callback", caller=None, callback=Callback(NUMBER))
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    put_off = book(anna, item, NUMBER, soon).json()
    assert (put_off["id"], put_off["state"], put_off["agent"]) == (item, "waiting", None)
    assert anna.get("/api/v1/me").json()["agent"]["state"] == "wrap_up"
    anna.put("/api/v1/me/state", json={"state": "wrap_up", "reason": "no_answer"})
    assert anna.put("/api/v1/me/state", json={"state": "on_break", "reason": "rest"}).status_code == 200
    assert desk.queue.show(item).state == "waiting"
    desk.queue.withdraw(item, datetime.now(UTC))


def test_a_callback_that_somebody_is_making_stays_theirs(desk: Site) -> None:
    bob, item = taken(desk, "bob", kind="callback", caller=None, callback=Callback(NUMBER))
    answer = book(desk.user("anna"), item, NUMBER)
    assert (answer.status_code, answer.json()["error"]) == (409, "too_late")
    assert desk.queue.show(item).agent == "bob"
    bob.post(f"/api/v1/queue/{item}/finish", json={"outcome": "resolved"})


def test_a_callback_that_waits_is_moved_by_supervisors_alone(desk: Site) -> None:
    item = desk.call(kind="callback", caller=None, callback=Callback("+4520999555"))
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    answer = book(desk.user("anna"), item, NUMBER, tomorrow)
    assert (answer.status_code, answer.json()["error"]) == (409, "too_late")
    assert book(desk.user("supervisor"), item, NUMBER, tomorrow).status_code == 201
    (entry,) = desk.user("admin").get("/api/v1/trail", params={"what": item}).json()
    assert (entry["who"], entry["action"], entry["details"]["fields"]) == (
        "supervisor", "callback.booked", "number,time",
    )  # fmt: skip
    desk.queue.withdraw(item, datetime.now(UTC))


@pytest.mark.parametrize("number", ["", "Mette", "+", "12", "+45 20 99 97 77 ext. 3"])
def test_what_nobody_can_dial_is_refused(desk: Site, number: str) -> None:
    item = desk.call()
    assert book(desk.user("anna"), item, number).status_code == 422
    desk.queue.withdraw(item, datetime.now(UTC))


@pytest.mark.parametrize("hours", [-1, 24 * 400])
def test_a_time_that_cannot_be_meant_is_refused(desk: Site, hours: int) -> None:
    item = desk.call()
    assert book(desk.user("anna"), item, NUMBER, datetime.now(UTC) + timedelta(hours=hours)).status_code == 422
    assert desk.queue.of_call(desk.queue.show(item).call_id, "callback") is None
    desk.queue.withdraw(item, datetime.now(UTC))


def test_who_withholds_their_number_is_known_by_the_one_to_call_back(desk: Site) -> None:
    _customer(desk)
    item = desk.call(kind="callback", caller=None, callback=Callback("+4520999555"))
    told = desk.user("anna").get(f"/api/v1/queue/{item}").json()
    assert told["caller"] == "+4520999555"
    assert [one["number"] for one in told["candidates"]] == ["B1"]
    desk.queue.withdraw(item, datetime.now(UTC))


def _customer(desk: Site) -> None:
    row = {
        "number": "B1", "first_name": "Freja", "last_name": "Holm", "company": "", "language": "da", "country": "DK",
        "phone": "+4520999555", "email": "", "street": "", "postcode": "2200", "city": "Aarhus", "version": 1,
        "changed": datetime.now(UTC),
    }  # fmt: skip
    with desk.database.transaction() as connection:
        if connection.execute(ACCOUNTS.select().where(ACCOUNTS.c.number == "B1")).first() is None:
            connection.execute(ACCOUNTS.insert().values(**row))
