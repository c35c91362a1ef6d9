"""The desk's process as a child of the media process: killed at any moment, it takes nothing with it and comes back."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from pathlib import Path

import pytest

from centralino.desk_process import LONGEST_SECONDS, SHORTEST_SECONDS, STEADY_SECONDS, pause
from centralino.paths import ROOT
from centralino.web.forward import Forward
from desk.database import Database
from tests.desk.web.front import START_SECONDS, front
from tests.desk.web.killing import Outages, lost, started_again_at_once
from tests.desk.web.site import AGENTS, PASSWORD, people

pytestmark = pytest.mark.chaos
KILLS = 5
"""On each of the two databases; bench/desk_kills.py does it a hundred times."""


async def test_killed_while_agents_work_it_loses_nothing(tmp_path: Path, address: str) -> None:
    database = Database(address)
    people(database)
    with started_again_at_once():
        async with front(tmp_path, address) as running:
            outages = Outages(running, database, AGENTS, random.Random(20261126))
            await outages.run(KILLS)
    assert outages.found == []
    assert lost(database, outages.told) == []
    assert outages.told.writes > 3 * len(AGENTS)
    database.close()


async def test_it_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    """Killed, that one can end nothing any more."""
    socket = tmp_path / "desk.sock"
    program = (
        "import asyncio, sys; from pathlib import Path; from centralino.desk_process import DeskProcess\n"
        "async def main():\n"
        f"    async with DeskProcess(Path({str(socket)!r})) as child:\n"
        "        while child.pid is None: await asyncio.sleep(0.01)\n"
        "        print(child.pid, flush=True)\n"
        "        await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    environment = {**os.environ, "CENTRALINO_VAR": str(tmp_path / "var"), "PYTHONPATH": str(ROOT)}

    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE, env=environment
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    async with Forward(socket) as forward, asyncio.timeout(START_SECONDS):
        while not await forward.ready():
            await asyncio.sleep(0.1)
        assert socket.stat().st_mode & 0o777 == 0o600, "who may connect is believed when it tells for whom it asks"
        assert os.getsid(pid) == pid
        parent.kill()
        await parent.wait()
        while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
            await asyncio.sleep(0.1)


async def test_the_front_tells_who_asks(tmp_path: Path) -> None:
    address = str(tmp_path / "queue.db")
    people(Database(address))
    async with front(tmp_path, address) as running:
        forged = {"X-Forwarded-For": "10.9.9.9", "X-Forwarded-Proto": "https"}
        sent = {"name": "admin", "password": PASSWORD}
        async with running.http.post(f"{running.url}/api/v1/session", json=sent, headers=forged) as answer:
            assert not answer.cookies["centralino_session"]["secure"]
        await running.log_in("admin")
        _, entries = await running.ask("admin", "GET", "/trail?action=login")
        assert {entry["details"]["address"] for entry in entries} == {"127.0.0.1"}
        async with running.http.get(f"{running.url}/", headers={"Accept-Language": "da"}) as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")


def test_it_is_started_again_at_once_and_ever_later_when_it_keeps_dying() -> None:
    waits, wait = [], 0.0
    for _ in range(12):
        wait = pause(wait, ran=1.0)
        waits.append(wait)
    assert waits[0] == SHORTEST_SECONDS
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_SECONDS
    assert pause(LONGEST_SECONDS, ran=STEADY_SECONDS) == SHORTEST_SECONDS
