"""`centralino desk`, running, and people who use it over HTTP."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from centralino.paths import ROOT
from desk.accounts.accounts import Accounts
from desk.database import Database
from desk.floor.floor import Floor
from tests.desk.samples import packet
from tests.desk.stores import Stores
from tests.open_company import always_open
from tests.own_models import own_models
from tests.own_tree import own_tree

PASSWORD = "four horses on a roof"
ROLES = ("agent", "supervisor", "trainer", "admin")
AGENTS = ("anna", "bob", "carla")
READY_SECONDS = 60.0
LINE = "tests"
SECONDS = 120
"""An answer may take so long: these tests have the least share of the processors (scripts/run-tests)."""


@dataclass
class Site(Stores):
    """A desk and its database."""

    folder: Path
    database: Database
    process: subprocess.Popen[str]
    url: str
    clients: dict[str, httpx.Client] = field(default_factory=dict)
    placed: int = 0

    def stranger(self) -> httpx.Client:
        """Somebody who has not logged in."""
        return httpx.Client(base_url=self.url, timeout=SECONDS)

    def user(self, name: str) -> httpx.Client:
        """Somebody who has, with a browser of their own."""
        if name not in self.clients:
            client = self.stranger()
            answer = client.post("/api/v1/session", json={"name": name, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            client.headers["X-CSRF-Token"] = answer.json()["csrf"]
            self.clients[name] = client
        return self.clients[name]

    def token(self, user: str, *scopes: str) -> httpx.Client:
        """Another system that acts for a user."""
        sent = {"name": f"for {user}", "user": user, "scopes": list(scopes)}
        answer = self.user("admin").post("/api/v1/tokens", json=sent)
        assert answer.status_code == 201, answer.text
        return httpx.Client(
            base_url=self.url, timeout=SECONDS, headers={"Authorization": f"Bearer {answer.json()['token']}"}
        )

    def call(self, **changes: object) -> str:
        """Somebody waits on our line; returns the item."""
        self.placed += 1
        now = datetime.now(UTC)
        placed = self.queue.place(packet(f"call-{self.placed}", created=now.isoformat(), **changes))
        self.floor.waits(placed.item_id, LINE, now)
        return placed.item_id

    def free(self, name: str) -> httpx.Client:
        """An agent who is available, whatever they were doing."""
        client = self.user(name)
        me = client.get("/api/v1/me").json()
        if me["agent"]["state"] in ("reserved", "in_call"):
            verb = "refuse" if me["agent"]["state"] == "reserved" else "finish"
            client.post(f"/api/v1/queue/{me['item']['id']}/{verb}", json={})
        if me["agent"]["state"] in ("in_call", "wrap_up"):
            client.put("/api/v1/me/state", json={"state": "wrap_up", "reason": "resolved"})
        if me["agent"]["state"] != "available":
            answer = client.put("/api/v1/me/state", json={"state": "available"})
            assert answer.status_code == 200, answer.text
        return client

    def log(self) -> str:
        """All that it logged."""
        return (self.folder / "log").read_text("utf-8", "replace")


def people(database: Database) -> None:
    """One of each role, and agents who sell in Danish and English."""
    accounts, floor, now = Accounts(database), Floor(database), datetime.now(UTC)
    for role in ROLES:
        accounts.add(role, PASSWORD, role, "en", now)
    for name in AGENTS:
        accounts.add(name, PASSWORD, "agent", "da", now)
        floor.enrol(name, ["da", "en"], ["sales"], 1, now)


@contextmanager
def site(folder: Path, address: str, *options: str, settings: str = "", candidates: int = 0) -> Iterator[Site]:
    """Running, with its people. `settings`: further lines of `desk`; `candidates`: models that may be kept."""
    database = Database(address)
    people(database)
    # No test trains a model by asking for what any address answers.
    desk = f'desk:\n  database: "{address}"\n{settings}'
    (folder / "centralino.yml").write_text(f"{desk}training:\n  keep_candidates: {candidates}\n")
    process, url = start(folder, *options)
    running = Site(folder, database, process, url)
    stop = threading.Event()
    beating = threading.Thread(target=_beat, args=(Floor(database), stop))
    beating.start()
    try:
        yield running
    finally:
        stop.set()
        beating.join()
        end(process)
        database.close()


def _beat(floor: Floor, stop: threading.Event) -> None:
    """The process that has the callers' lines lives."""
    while not stop.is_set():
        floor.beat(LINE, datetime.now(UTC))
        stop.wait(5)


def start(folder: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
    """The process, and where it listens."""
    environment = {
        **os.environ,
        "CENTRALINO_VAR": str(folder / "var"),
        "CENTRALINO_SETTINGS": str(folder / "centralino.yml"),
        "PYTHONPATH": str(ROOT),
        **always_open(folder),
        **own_models(folder),
        **own_tree(folder),
    }
    command = [sys.executable, "-m", "centralino", "desk", *(options or ("--port", "0"))]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True, stdin=subprocess.DEVNULL
        )
    assert process.stdout is not None
    found = re.search(r"http://\S+?(?=/$)", process.stdout.readline().strip())
    assert found, (folder / "log").read_text()
    return process, found[0]


def wait_for(answers: Any, seconds: float = READY_SECONDS) -> Any:
    """What `answers` returns, as soon as it is something."""
    until = time.monotonic() + seconds
    while True:
        found = answers()
        if found:
            return found
        assert time.monotonic() < until, "nothing came"
        time.sleep(0.05)


def end(process: subprocess.Popen[str]) -> None:
    """As an operator ends it."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
