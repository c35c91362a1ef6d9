"""Webhooks reach a real receiver: signed, once in effect, after outages and crashes too; a wrong one is told."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from aiohttp import web

from desk.database import Database
from desk.hooks.model import RETRY_SECONDS, Hook
from desk.hooks.outbox import LEASE, Outbox
from desk.hooks.sender import Sender
from desk.hooks.signature import headers, shown
from desk.queue.packet import Callback, Line
from desk.queue.store import QueueStore
from tests.desk.samples import NOW, PROCESSES, packet

pytestmark = pytest.mark.contract
SECRET = b"a secret that nobody else knows"
SAID = "the caller said this"
LATER = NOW + timedelta(hours=1)
ROOT = Path(__file__).parents[2]


@dataclass
class Receiver:
    """Another system: a real HTTP server that keeps what it was told."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    """Status of the next answers; then 204."""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.got.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        status = self.answers.pop(0) if self.answers else 204
        location = {"Location": "http://127.0.0.1:9/elsewhere"} if status == 302 else {}
        return web.Response(status=status, headers=location)

    def told(self) -> list[dict[str, object]]:
        return [json.loads(body) for _, body in self.got]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made, app = Receiver(), web.Application()
    app.router.add_post("/hook", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


def crm(url: str, **changes: object) -> Hook:
    return Hook("crm", url, SECRET, **changes)  # type: ignore[arg-type]


async def send(database: Database, hook: Hook, *moments: object) -> list[int]:
    """A round at each of the moments; how many were sent in each."""
    outbox, sent = Outbox(database), []
    async with httpx.AsyncClient(trust_env=False) as client:
        for moment in moments or (LATER,):
            sent.append(await Sender(outbox, [hook], lambda now=moment: now).send_due(client))  # type: ignore[misc]
    return sent


async def test_each_kind_is_told_once_and_what_the_caller_said_only_where_it_is_wanted(
    database: Database, receiver: Receiver
) -> None:
    store, hook = QueueStore(database), crm(receiver.url)
    store.place(packet("before", -5))
    Outbox(database).set_up([hook, Hook("all", receiver.url, SECRET, packet=True)], NOW)
    said = {"transcript": (Line(0, "caller", SAID),)}
    store.place(packet("a", 1, **said))
    store.place(packet("b", 2, kind="callback", callback=Callback("+4512340201")))
    store.place(packet("c", 3, kind="voicemail", message=SAID))
    store.place(packet("a", 1, **said))
    assert await send(database, hook, LATER, LATER) == [3, 0]
    assert sorted(str(row["type"]) for row in receiver.told()) == [
        "centralino.callback",
        "centralino.hand_off",
        "centralino.voicemail",
    ]
    assert SAID not in str(receiver.got)
    assert await send(database, Hook("all", receiver.url, SECRET, packet=True)) == [3]
    whole = receiver.told()[-3:]
    assert sum(SAID in json.dumps(row) for row in whole) == 2


async def test_the_signature_is_that_of_standard_webhooks(database: Database, receiver: Receiver) -> None:
    # The example of the specification.
    example = headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        NOW.fromtimestamp(1614265330, NOW.tzinfo),
    )
    assert example["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    hook = crm(receiver.url)
    Outbox(database).set_up([hook], NOW)
    QueueStore(database).place(packet("a", 1))
    await send(database, hook)
    ((got, body),) = receiver.got
    # As a receiver checks it, from the secret as it is shown.
    key = base64.b64decode(shown(SECRET).removeprefix("whsec_"))
    signed = f"{got['webhook-id']}.{got['webhook-timestamp']}.".encode() + body
    assert got["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


async def test_failures_are_tried_again_under_the_same_id_and_given_up_in_the_end(
    database: Database, receiver: Receiver
) -> None:
    hook, outbox = crm(receiver.url), Outbox(database)
    outbox.set_up([hook], NOW)
    QueueStore(database).place(packet("a", 1))
    receiver.answers = [500, 302, *[503] * len(RETRY_SECONDS)]
    moment = LATER
    for seconds in RETRY_SECONDS:
        assert await send(database, hook, moment) == [1]
        moment += timedelta(seconds=seconds)
        assert await send(database, hook, moment - timedelta(seconds=1)) == [0], "not before its time"
    assert await send(database, hook, moment) == [1]
    assert await send(database, hook, moment + timedelta(days=30)) == [0]
    assert len({got["webhook-id"] for got, _ in receiver.got}) == 1
    (past,) = outbox.past("crm")
    assert (past.delivered, past.due, past.result) == (None, None, "503")
    receiver.answers = []
    assert outbox.retry("crm", moment) == 1
    assert await send(database, hook, moment) == [1]
    assert outbox.past("crm")[0].delivered is not None


async def test_nobody_there_is_a_failure_in_a_word(database: Database) -> None:
    hook, outbox = crm("http://127.0.0.1:9/hook"), Outbox(database)
    outbox.set_up([hook], NOW)
    QueueStore(database).place(packet("a", 1))
    await send(database, hook)
    assert outbox.past()[0].result == "ConnectError"


async def test_a_receiver_that_is_gone_is_left_alone_until_its_address_changes(
    database: Database, receiver: Receiver
) -> None:
    store, hook, outbox = QueueStore(database), crm(receiver.url), Outbox(database)
    outbox.set_up([hook], NOW)
    store.place(packet("a", 1))
    receiver.answers = [410]
    await send(database, hook)
    store.place(packet("b", 2))
    assert await send(database, hook) == [0]
    moved = crm(receiver.url + "?new")
    outbox.set_up([moved], LATER)
    assert await send(database, moved) == [1]
    assert receiver.told()[-1]["data"]["call_id"] == "b"  # type: ignore[index]


def _claim(address: str, url: str) -> None:
    """Claims what is due, and dies before it is sent."""
    assert Outbox(Database(address)).claim([crm(url)], LATER)
    os.kill(os.getpid(), signal.SIGKILL)


async def test_what_a_dead_process_had_claimed_is_sent_by_another(
    address: str, database: Database, receiver: Receiver
) -> None:
    hook = crm(receiver.url)
    Outbox(database).set_up([hook], NOW)
    QueueStore(database).place(packet("a", 1))
    child = PROCESSES.Process(target=_claim, args=(address, receiver.url))
    child.start()
    await asyncio.to_thread(child.join)
    assert child.exitcode == -signal.SIGKILL
    assert await send(database, hook, LATER, LATER + LEASE) == [0, 1]
    assert len(receiver.got) == 1


async def test_two_processes_send_nothing_twice(database: Database, receiver: Receiver) -> None:
    store, hook = QueueStore(database), crm(receiver.url)
    Outbox(database).set_up([hook], NOW)
    for number in range(60):
        store.place(packet(f"call-{number}", number))
    rounds = await asyncio.gather(*(send(database, hook, *[LATER] * 4) for _ in range(4)))
    assert sum(map(sum, rounds)) == 60
    assert len({got["webhook-id"] for got, _ in receiver.got}) == len(receiver.got) == 60


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{url: 'http://crm.example/hook'}", "needs https"),
        ("{url: 'ftp://crm.example/hook'}", "https://host/path"),
        ("{url: 'https://me:pass@crm.example/hook'}", "without a password"),
        ("{events: [hand_off]}", "https://host/path"),
        ("{url: 'https://crm.example/hook', events: [handoff]}", "no such event: handoff"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(tmp_path: Path, entry: str, told: str) -> None:
    settings = tmp_path / "centralino.yml"
    settings.write_text(f"desk:\n  hooks:\n    crm: {entry}\n")
    done = command(tmp_path, settings, "list")
    assert done.returncode == 2
    assert told in done.stderr
    assert "crm" in done.stderr
    assert done.stderr.count("\n") == 1


def test_secret_and_deliveries_by_the_command_line(tmp_path: Path) -> None:
    settings = tmp_path / "centralino.yml"
    settings.write_text("desk:\n  hooks:\n    crm: {url: 'https://crm.example/hook'}\n")
    secret = command(tmp_path, settings, "secret", "crm").stdout.strip()
    assert secret.startswith("whsec_")
    assert command(tmp_path, settings, "secret", "crm").stdout.strip() == secret
    database = Database(tmp_path / "queue.db")
    Outbox(database).set_up([crm("https://crm.example/hook")], NOW)
    QueueStore(database).place(packet("a", 1))
    Outbox(database).claim([crm("https://crm.example/hook")], LATER)
    (row,) = command(tmp_path, settings, "list", "crm", "--json").stdout.splitlines()
    assert json.loads(row)["event"] == "hand_off"
    assert command(tmp_path, settings, "retry", "crm").stdout == "1 to be sent again\n"
    assert "no webhook 'erp'" in command(tmp_path, settings, "retry", "erp").stderr


def command(var: Path, settings: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CENTRALINO_VAR": str(var), "CENTRALINO_SETTINGS": str(settings)}
    line = [sys.executable, "-m", "centralino", "hooks", *words]
    return subprocess.run(line, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
