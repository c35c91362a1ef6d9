"""The same customers in each engine: own tables on both databases, and a CRM behind HTTP."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.engine import Connection

from desk.customers.http import Http, Limits
from desk.customers.importing import Importer
from desk.customers.mapping import CrmMapping
from desk.customers.own import OwnCustomers
from desk.customers.protocol import Customers
from desk.customers.rest import RestCustomers
from desk.database import Database
from tests.desk.customers.crm_server import TOKEN
from tests.desk.customers.samples import NOW, write
from tests.desk.postgres import Cluster


class Trail:
    """Takes what the audit trail would keep, in the transaction that it is given."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, str, str, dict[str, str]]] = []
        self.broken = False

    def record(
        self, connection: Connection, who: str, action: str, what: str, details: Mapping[str, str], now: datetime
    ) -> None:
        assert connection.in_transaction()
        assert now.tzinfo is not None
        if self.broken:
            raise OSError("no room for the audit trail")
        self.entries.append((who, action, what, dict(details)))


@dataclass
class Site:
    """An engine with its audit trail."""

    customers: Customers
    database: Database
    trail: Trail


@dataclass
class CrmServer:
    """The CRM's process."""

    url: str
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30))

    def load(self, files: list[dict[str, Any]], names: Mapping[str, str] | None = None) -> None:
        self.client.post(f"{self.url}/_test/load", json={"files": files, "names": dict(names or {})}).raise_for_status()

    def fail(self, times: int = 1, **how: Any) -> None:
        """See crm_server: method, path, status, headers, body, type, delay, drop, drip, after."""
        self.client.post(f"{self.url}/_test/fail", json={"times": times, **how}).raise_for_status()

    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"{self.url}/_test/log").raise_for_status().json()
        return found

    def requests(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.told()["log"]
        return found


@contextmanager
def running() -> Iterator[CrmServer]:
    """A CRM in a process of its own."""
    command = [sys.executable, "-m", "tests.desk.customers.crm_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield CrmServer(f"http://127.0.0.1:{int(process.stdout.readline())}")
        process.kill()


@pytest.fixture(scope="session")
def crm_process() -> Iterator[CrmServer]:
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The sample customers as the CRM keeps them."""
    folder = tmp_path_factory.mktemp("seed")
    database, trail = Database(folder / "seed.db"), Trail()
    Importer(database, trail.record).bring(write(folder), "test", NOW, NOW.date())
    own = OwnCustomers(database, trail.record)
    seed = [own.file(found.account.id).to_dict() for found in own.find(text=" ".join(NUMBERS), limit=50)]
    database.close()
    assert len(seed) == len(NUMBERS)
    return seed


NUMBERS = ("148845", "160816", "176756", "190122", "198702", "208061", "251262", "331821")


@pytest.fixture
def crm(crm_process: CrmServer, files: list[dict[str, Any]]) -> CrmServer:
    """With the sample customers."""
    crm_process.load(files)
    return crm_process


def over_rest(crm: CrmServer, database: Database, trail: Trail, seconds: float = 20.0, **options: Any) -> RestCustomers:
    """An adapter to the CRM; `options`: mapping, retry_writes, token, clock."""
    limits = Limits(seconds, options.get("retry_writes", False))
    more = {"clock": options["clock"]} if "clock" in options else {}
    http = Http(crm.url, options.get("token", lambda: TOKEN), limits, random.Random(1), **more)
    return RestCustomers(http, CrmMapping(options.get("mapping")), database, trail.record)


ENGINES = ("sqlite", "postgresql", "rest")


@pytest.fixture(params=ENGINES)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """Each engine with the sample customers."""
    with ExitStack() as stack:
        if request.param == "rest":
            yield _outside(stack, request.getfixturevalue("crm"), tmp_path)
        else:
            yield _own(stack, request, tmp_path)


@pytest.fixture(scope="session", params=ENGINES)
def standing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, files: list[dict[str, Any]]
) -> Iterator[Site]:
    """The same, made once, for tests that change nothing."""
    folder = tmp_path_factory.mktemp("standing")
    with ExitStack() as stack:
        if request.param == "rest":
            server = stack.enter_context(running())
            server.load(files)
            yield _outside(stack, server, folder)
        else:
            yield _own(stack, request, folder)


def _outside(stack: ExitStack, crm: CrmServer, folder: Path) -> Site:
    database, trail = Database(folder / "queue.db"), Trail()
    stack.callback(database.close)
    return Site(over_rest(crm, database, trail), database, trail)


def _own(stack: ExitStack, request: pytest.FixtureRequest, folder: Path) -> Site:
    if request.param == "postgresql":
        server: Cluster = request.getfixturevalue("postgres")
        database = Database(stack.enter_context(server.database()))
    else:
        database = Database(folder / "queue.db")
    stack.callback(database.close)
    trail, given = Trail(), folder / "files"
    given.mkdir()
    Importer(database, trail.record).bring(write(given), "test", NOW, NOW.date())
    trail.entries.clear()
    return Site(OwnCustomers(database, trail.record), database, trail)
