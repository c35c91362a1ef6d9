"""Conversations in PostgreSQL and Redis: any process goes on with them, none is left over, and an outage is told."""

from __future__ import annotations

import asyncio
import os
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.dialogue.process import ProcessDialogue
from bot.dialogue.protocol import DialogueError
from bot.messages import CallerTurn, CallInfo
from tests.desk.postgres import Cluster, cluster
from tests.redis_server import RedisServer, redis_server

pytestmark = [pytest.mark.dialogue, pytest.mark.slow]
SAID = "my name is Aurelia Zwetsloot and I'd like to be called back"


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture(scope="module")
def locks() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@pytest.fixture
def database(server: Cluster) -> Iterator[str]:
    with server.database() as url:
        yield url


def endpoints(file: Path, database: str, locks: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa's file, with the passwords in the environment as Rasa's users have them."""
    monkeypatch.setenv("TRACKERS", database)
    monkeypatch.setenv("LOCKS_PASSWORD", locks.password)
    monkeypatch.setenv("CENTRALINO_ENDPOINTS", str(file))
    file.write_text(
        "tracker_store:\n  type: SQL\n  url: ${TRACKERS}\n"
        "lock_store:\n  type: redis\n  url: 127.0.0.1\n  password: ${LOCKS_PASSWORD}\n  db: 1\n"
        f"  port: {locks.port}\n"
    )


def kept(database: str) -> list[str]:
    """All that is stored of conversations."""
    engine = sa.create_engine(database)
    with engine.connect() as connection:
        rows = [str(data) for data in connection.execute(sa.text("SELECT data FROM events")).scalars()]
    engine.dispose()
    return rows


async def test_a_call_goes_on_in_another_process_and_is_deleted_at_its_end(
    database: str, locks: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoints(tmp_path / "endpoints.yml", database, locks, monkeypatch)
    monkeypatch.setenv("CENTRALINO_VAR", str(tmp_path))
    dialogue, call = await ProcessDialogue.spawn(), CallInfo(f"test-{uuid.uuid4()}", "da")
    try:
        assert (await dialogue.start(call)).language == "da"
        asks = await dialogue.turn(call.call_id, CallerTurn("speech", "jeg vil gerne ringes op"))
        assert asks.expects.state == "digits"

        assert dialogue.pid is not None
        os.kill(dialogue.pid, signal.SIGKILL)
        with pytest.raises(DialogueError):
            await dialogue.turn(call.call_id, CallerTurn("keys", "12340201"))
        await dialogue.restart()
        # The number alone means something only to who knows what was asked.
        answer = await dialogue.turn(call.call_id, CallerTurn("keys", "12340201"))
        assert (answer.language, answer.expects.state) == ("da", "yes_no")
        assert any("12 34 02 01" in text for text in answer.replies)

        assert any("ringes op" in row for row in kept(database))
        await dialogue.end(call.call_id)
        assert kept(database) == []
        assert locks.client().keys("*") == []
        await _without_locks(dialogue, locks)
    finally:
        await dialogue.close()


async def _without_locks(dialogue: ProcessDialogue, locks: RedisServer) -> None:
    """An outage in mid-call is an error of the dialogue, at which the call goes to a person, and tells nothing."""
    call = CallInfo(f"test-{uuid.uuid4()}", "en")
    await dialogue.start(call)
    locks.stop()
    with pytest.raises(DialogueError) as failed:
        await asyncio.wait_for(dialogue.turn(call.call_id, CallerTurn("speech", SAID)), 30)
    assert "Aurelia" not in str(failed.value)


async def test_a_store_out_of_reach_is_told_at_the_start(
    server: Cluster, locks: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoints(tmp_path / "endpoints.yml", server.url("no_such_database"), locks, monkeypatch)
    with pytest.raises(DialogueError) as failed:
        await ProcessDialogue.spawn()
    assert "endpoints.yml" in str(failed.value)
    assert "no_such_database" in str(failed.value)
    assert server.password not in str(failed.value)
    assert "\n" not in str(failed.value)
