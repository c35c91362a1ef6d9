"""The addresses over real HTTP: what monitoring sees, and who gets a packet."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from prometheus_client import CollectorRegistry

from centralino.errors import UserError
from centralino.web import server
from centralino.web.key import load_key
from centralino.web.metrics import Observed
from centralino.web.server import Served, Server
from desk.context import ContextStore
from desk.database import Database
from desk.queue.packet import Packet, Summary, check
from desk.queue.store import QueueStore

pytestmark = pytest.mark.unit
NOW = datetime.now(UTC)


@dataclass
class Site:
    """A running server and what is behind it."""

    url: str
    served: Served
    token: str
    http: aiohttp.ClientSession
    folder: Path

    async def get(self, path: str, key: str | None = None) -> tuple[int, str, Mapping[str, str]]:
        headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
        async with self.http.get(self.url + path, headers=headers) as answer:
            return answer.status, await answer.text(), answer.headers

    async def context(self, token: str | None = None, key: str | None = None) -> tuple[int, str, Mapping[str, str]]:
        return await self.get(f"/context/{token or self.token}", self.served.key if key is None else key)


async def ready() -> dict[str, str | None]:
    return dict.fromkeys(("dialogue", "recogniser", "synthesiser", "queue", "pbx"))


@asynccontextmanager
async def site(folder: Path, **changes: object) -> AsyncIterator[Site]:
    queue = folder / "queue.db"
    summary = Summary("Kunden vil købe fiber.", "The caller wants to buy fibre.")
    packet = Packet("call-1", NOW.isoformat(), "da", "sales", "routed", summary, caller="+4520304050")
    item = QueueStore(Database(queue)).place(packet).item_id
    contexts, registry = ContextStore(Database(queue)), CollectorRegistry()
    served = Served(ready, registry, Observed(registry, {"sales"}), contexts, load_key(folder))
    served = replace(served, **changes)  # type: ignore[arg-type]
    async with Server(served, port=0) as running, aiohttp.ClientSession() as http:
        token = contexts.issue("call-1", item, NOW)
        yield Site(f"http://127.0.0.1:{running.port}", served, token, http, folder)


async def test_health_tells_that_the_process_lives(tmp_path: Path) -> None:
    async def broken() -> Mapping[str, str | None]:
        raise RuntimeError("everything is down")

    async with site(tmp_path, report=broken) as running:
        assert (await running.get("/health"))[0] == 200


async def test_ready_when_all_parts_are(tmp_path: Path) -> None:
    async with site(tmp_path) as running:
        status, body, _ = await running.get("/ready")
        assert (status, json.loads(body)) == (200, {"ready": True, "not_ready": {}})


async def test_not_ready_names_what_is_missing(tmp_path: Path) -> None:
    async def report() -> Mapping[str, str | None]:
        return {**await ready(), "pbx": "no connection to ARI", "queue": "the disk is full"}

    async with site(tmp_path, report=report) as running:
        status, body, _ = await running.get("/ready")
        assert status == 503
        assert json.loads(body)["not_ready"] == {"pbx": "no connection to ARI", "queue": "the disk is full"}


async def test_not_ready_while_a_part_hangs_or_the_report_breaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "REPORT_SECONDS", 0.2)
    hangs = True

    async def report() -> Mapping[str, str | None]:
        if hangs:
            await asyncio.sleep(60)
        raise ValueError("+4520304050 said something")

    async with site(tmp_path, report=report) as running:
        assert json.loads((await running.get("/ready"))[1])["not_ready"] == {"report": "no answer within 0.2 s"}
        hangs = False
        status, body, _ = await running.get("/ready")
        assert (status, json.loads(body)["not_ready"]) == (503, {"report": "ValueError"})


async def test_metrics_are_prometheus_text(tmp_path: Path) -> None:
    async with site(tmp_path) as running:
        running.served.observed.transfer("queue", "busy")
        status, body, headers = await running.get("/metrics")
        assert status == 200
        assert headers["Content-Type"].startswith("text/plain; version=0.0.4")
        assert 'centralino_transfers_total{kind="queue",status="busy"} 1.0' in body


async def test_the_key_and_the_token_open_the_packet(tmp_path: Path) -> None:
    async with site(tmp_path) as running:
        status, body, headers = await running.context()
        assert status == 200
        check(json.loads(body))
        assert json.loads(body)["summary"]["caller_language"] == "Kunden vil købe fiber."
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Type"].startswith("application/json")


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic {key}", "{key}", "Bearer {key}x"]
)
async def test_without_the_key_there_is_nothing_to_be_had(tmp_path: Path, header: str | None) -> None:
    async with site(tmp_path) as running:
        headers = {} if header is None else {"Authorization": header.format(key=running.served.key)}
        for token in (running.token, "unknown"):
            async with running.http.get(f"{running.url}/context/{token}", headers=headers) as answer:
                assert answer.status == 401, "whether the token is right or not"
                assert answer.headers["WWW-Authenticate"] == "Bearer"
                assert "fibre" not in await answer.text()


async def test_unknown_and_expired_tokens_are_not_found(tmp_path: Path) -> None:
    async with site(tmp_path) as running:
        old = running.served.contexts.issue(
            "call-1", QueueStore(Database(tmp_path / "queue.db")).list()[0].id, NOW - timedelta(25)
        )
        for token in ("unknown", old, "%00", "a" * 3000):
            status, body, headers = await running.context(token)
            assert status == 404, token
            assert headers["Cache-Control"] == "no-store"
            assert json.loads(body) == {"error": "unknown or expired token"}


async def test_too_many_requests_are_told_when_to_come_back(tmp_path: Path) -> None:
    async with site(tmp_path, rate=0.5, burst=3) as running:
        answers = [await running.context() for _ in range(4)]
        assert [status for status, *_ in answers] == [200, 200, 200, 429]
        assert 1 <= int(answers[-1][2]["Retry-After"]) <= 2
        assert (await running.get("/health"))[0] == 200
        await asyncio.sleep(2)
        assert (await running.context())[0] == 200


async def test_guessing_keys_is_limited_too(tmp_path: Path) -> None:
    async with site(tmp_path, rate=0.1, burst=5) as running:
        statuses = [(await running.context(key=f"guess-{number}"))[0] for number in range(8)]
        assert statuses == [401] * 5 + [429] * 3


async def test_only_listed_networks_are_answered(tmp_path: Path) -> None:
    async with site(tmp_path, networks=("10.0.0.0/8", "2001:db8::/32")) as running:
        for path in ("/health", "/ready", "/metrics", f"/context/{running.token}"):
            status, body, _ = await running.get(path, running.served.key)
            assert (status, "fibre" in body) == (403, False)


async def test_the_queue_out_of_reach_is_not_an_unknown_token(tmp_path: Path) -> None:
    async with site(tmp_path) as running:
        with sqlite3.connect(tmp_path / "queue.db") as connection:
            connection.execute("DROP TABLE context_tokens")
        assert (await running.context())[0] == 503


async def test_with_a_wrong_key_no_token_is_looked_up(tmp_path: Path) -> None:
    async with site(tmp_path) as running:
        with sqlite3.connect(tmp_path / "queue.db") as connection:
            connection.execute("DROP TABLE context_tokens")
        assert (await running.context(key="wrong"))[0] == 401, "how long it takes cannot tell a token from another"


async def test_nothing_of_a_request_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with site(tmp_path) as running:
        await running.context()
        await running.context(key="wrong-key")
        await running.context("unknown-token")
        kept = caplog.text
        for secret in (running.token, running.served.key, "wrong-key", "unknown-token", "+4520304050"):
            assert secret not in kept


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    key = load_key(tmp_path)
    file = tmp_path / "secrets" / "context_key"
    assert load_key(tmp_path) == key
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", key)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [found.name for found in file.parent.iterdir()] == ["context_key"]


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    load_key(tmp_path)
    (tmp_path / "secrets" / "context_key").chmod(0o644)
    with pytest.raises(UserError, match="chmod 600"):
        load_key(tmp_path)


def test_an_empty_key_is_refused(tmp_path: Path) -> None:
    load_key(tmp_path)
    (tmp_path / "secrets" / "context_key").write_text("\n")
    with pytest.raises(UserError, match="at least 32 characters"):
        load_key(tmp_path)


async def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    async with site(tmp_path) as running:
        port = int(running.url.rpartition(":")[2])
        with pytest.raises(UserError, match=f"127.0.0.1:{port}"):
            await Server(running.served, port=port).__aenter__()


async def test_a_network_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="write networks as"):
        async with site(tmp_path, networks=("10.0.0.0/99",)):
            pass
