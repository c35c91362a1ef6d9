"""The desk's process as a child of the media process, behind its front, and users who ask it over HTTP."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import aiohttp
from prometheus_client import CollectorRegistry

from centralino.desk_process import DeskProcess
from centralino.web.forward import Forward
from centralino.web.key import load_key
from centralino.web.metrics import Observed
from centralino.web.server import Served, Server
from desk.context import ContextStore
from desk.database import Database
from tests.desk.web.site import PASSWORD
from tests.open_company import always_open
from tests.own_tree import own_tree

START_SECONDS = 300.0
"""It steps back for whatever else runs on the machine."""


@dataclass
class Front:
    """Front and child."""

    url: str
    child: DeskProcess
    forward: Forward
    http: aiohttp.ClientSession
    csrf: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    async def ready(self) -> None:
        """As soon as the desk answers."""
        async with asyncio.timeout(START_SECONDS):
            while not await self.forward.ready():
                await asyncio.sleep(0.1)

    async def log_in(self, name: str) -> None:
        """Before `ask` for this user."""
        async with self.http.post(f"{self.url}/api/v1/session", json={"name": name, "password": PASSWORD}) as answer:
            assert answer.status == 200
            self.csrf[name] = (await answer.json())["csrf"]
            self.cookies[name] = answer.cookies["centralino_session"].value

    async def ask(self, name: str, method: str, path: str, sent: Any = None) -> tuple[int, Any]:
        """Status and body; 0 when the connection broke."""
        headers = {"X-CSRF-Token": self.csrf[name], "Cookie": f"centralino_session={self.cookies[name]}"}
        try:
            async with self.http.request(method, f"{self.url}/api/v1{path}", json=sent, headers=headers) as answer:
                return answer.status, await answer.json()
        except aiohttp.ClientError:
            return 0, None


@asynccontextmanager
async def front(folder: Path, address: str) -> AsyncIterator[Front]:
    """Running, on a database."""
    (folder / "centralino.yml").write_text(f'desk:\n  database: "{address}"\n')
    own = {
        "CENTRALINO_SETTINGS": str(folder / "centralino.yml"),
        "CENTRALINO_VAR": str(folder / "var"),
        **always_open(folder),
        **own_tree(folder),
    }
    registry, socket = CollectorRegistry(), folder / "desk.sock"

    async def report() -> dict[str, str | None]:
        return {}

    contexts = ContextStore(Database(address))
    jar = aiohttp.DummyCookieJar()
    with patch.dict(os.environ, own):
        async with (
            DeskProcess(socket) as child,
            Forward(socket) as forward,
            aiohttp.ClientSession(cookie_jar=jar) as http,
        ):
            served = Served(report, registry, Observed(registry, ()), contexts, load_key(folder), desk=forward)
            async with Server(served, port=0) as running:
                found = Front(f"http://127.0.0.1:{running.port}", child, forward, http)
                await found.ready()
                yield found
