"""Live events over HTTP: what happens, in its order, to everybody who listens and to nobody else."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue

import httpx
import pytest

from desk.events import RESYNC, Event, Events
from desk.web.fan import Listener
from tests.desk.web.site import PASSWORD, Site, wait_for

pytestmark = pytest.mark.contract
Told = tuple[str, dict[str, str]]


@contextmanager
def listening(client: httpx.Client) -> Iterator[Queue[Told]]:
    """What a browser is told from here on, `resync` first."""
    told: Queue[Told] = Queue()
    with client.stream("GET", "/api/v1/events", timeout=None) as stream:
        assert stream.status_code == 200
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        reading = threading.Thread(target=_read, args=(stream, told), daemon=True)
        reading.start()
        assert told.get(timeout=20) == ("resync", {})
        yield told


def _read(stream: httpx.Response, told: Queue[Told]) -> None:
    kind = ""
    try:
        for line in stream.iter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                told.put((kind, json.loads(line.removeprefix("data: "))))
    except httpx.HTTPError:
        pass


def of_item(told: Queue[Told], item: str, until: str) -> list[str]:
    """Kinds of the events of an item, up to one kind."""
    kinds: list[str] = []
    while until not in kinds:
        kind, data = told.get(timeout=20)
        if data.get("item") == item:
            kinds.append(kind)
    return kinds


def test_everybody_hears_what_happens_in_its_order(desk: Site) -> None:
    for name in ("bob", "carla"):
        desk.free(name).put("/api/v1/me/state", json={"state": "on_break", "reason": "rest"})
    anna = desk.free("anna")
    with listening(desk.user("supervisor")) as one, listening(desk.user("carla")) as other:
        item = desk.call()
        wait_for(lambda: (anna.get("/api/v1/me").json()["item"] or {}).get("id") == item)
        for verb, sent in (("accept", {}), ("hold", {}), ("resume", {}), ("notes", {"text": "secret"}), ("finish", {})):
            assert anna.post(f"/api/v1/queue/{item}/{verb}", json=sent).status_code == 200
        happened = ["placed", "waits", "offered", "taken", "held", "resumed", "noted", "closed"]
        assert of_item(one, item, "closed") == happened
        assert of_item(other, item, "closed") == happened


def test_the_stream_ends_with_the_session(desk: Site) -> None:
    """Whoever is disabled hears no more after the next heartbeat."""
    admin = desk.user("admin")
    new = {"name": "leaver", "password": PASSWORD, "role": "agent", "language": "en"}
    assert admin.post("/api/v1/users", json=new).status_code == 201
    client = desk.user("leaver")
    with client.stream("GET", "/api/v1/events", timeout=40) as stream:
        lines = stream.iter_lines()
        assert next(lines) == "retry: 2000"
        assert admin.put("/api/v1/users/leaver", json={"disabled": True}).status_code == 200
        assert list(lines)[-1] == "", "it ends by itself"


async def test_who_is_too_slow_is_told_to_read_everything_anew() -> None:
    listener = Listener(buffer=10)
    for number in range(25):
        listener.tell(Event("placed", {"item": str(number)}))
    told = []
    while (event := await listener.next(0)) is not None:
        told.append(event)
    assert told[0] == RESYNC
    assert [event.data["item"] for event in told[1:]] == [str(number) for number in range(21, 25)]
    assert len(told) <= 10


def test_a_browser_that_reads_nothing_holds_up_nobody(desk: Site) -> None:
    host, _, port = desk.url.removeprefix("http://").partition(":")
    cookie = desk.user("anna").cookies["centralino_session"]
    with socket.socket() as stuck:
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        stuck.connect((host, int(port)))
        request = f"GET /api/v1/events HTTP/1.1\r\nHost: x\r\nCookie: centralino_session={cookie}\r\n\r\n"
        stuck.sendall(request.encode())
        with listening(desk.user("supervisor")) as told:
            item = desk.call()
            events = Events(desk.database)
            with desk.database.transaction() as connection:
                for _ in range(1500):
                    events.publish(connection, "noted", {"item": item})
                events.publish(connection, "last", {"item": item})
            events.wake()
            heard = []
            while "last" not in heard:
                heard.append(told.get(timeout=20)[0])
            assert heard.count("noted") == 1500 or "resync" in heard
