"""What goes wrong is told in the log, and what callers said is not, whoever writes it there."""

from __future__ import annotations

import ast
import asyncio
import gc
import io
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from aiohttp import web

from centralino import logs
from centralino.errors import UserError
from centralino.paths import ROOT
from desk.database import Database, StoreError
from desk.queue.packet import Line, Packet, Summary
from desk.queue.store import QueueStore
from desk.tables import METADATA
from tests.voice.scripted import Scene, ScriptedDialogue, ScriptedRecogniser, line

pytestmark = pytest.mark.unit
LOG = logging.getLogger("voice.telephony.test")
SPOKEN = "jeg har glemt min hemmelige adgangskode"
NUMBERS = (
    "+4520304050",
    "20 30 40 50",
    "0032 470/12.34.56",
    "01.23.45.67.89",
    "4520304050",
    "PJSIP/4520304050-0000000a",
)


class Log:
    """What was logged."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(row) for row in self.stream.getvalue().splitlines()]

    def last(self) -> dict[str, Any]:
        return self.lines()[-1]

    def assert_discreet(self) -> None:
        text = self.stream.getvalue()
        assert not [word for word in SPOKEN.split() if len(word) > 4 and word in text]
        assert not [number for number in NUMBERS if number in text or "4520304050" in text]


@pytest.fixture
def log() -> Iterator[Log]:
    root, hooks = logging.root, (sys.excepthook, threading.excepthook, sys.unraisablehook)
    before = (logging.getLogRecordFactory(), root.handlers[:], root.level, logging.raiseExceptions)
    found = Log()
    logs.setup(found.stream)
    yield found
    logging.setLogRecordFactory(before[0])
    root.handlers[:], root.level, logging.raiseExceptions = before[1:]
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def packet() -> Packet:
    lines = (Line(900, "caller", SPOKEN, 0.9),)
    now = datetime.now(UTC).isoformat()
    return Packet("call-1", now, "da", "sales", "routed", Summary(SPOKEN, SPOKEN), caller=NUMBERS[0], transcript=lines)


def test_a_line_is_json_with_time_place_and_call(log: Log) -> None:
    with logs.on_call("5b1f8a52-1111-4222-8333-123456789012"):
        LOG.warning("the line of %s is silent for %.1f s", "10.1.2.3:5060", 3.25)
    LOG.info("ready")
    first, second = log.lines()
    time = datetime.fromisoformat(first.pop("time"))
    assert time.utcoffset() == timedelta(0)
    assert abs((datetime.now(UTC) - time).total_seconds()) < 5
    assert first == {
        "level": "WARNING",
        "logger": "voice.telephony.test",
        "message": "the line of 10.1.2.3:5060 is silent for 3.2 s",
        "call": "5b1f8a52-1111-4222-8333-123456789012",
    }
    assert "call" not in second


async def test_each_call_logs_under_its_own_id(log: Log) -> None:
    async def call(name: str) -> None:
        with logs.on_call(name):
            await asyncio.sleep(0.01)
            await asyncio.to_thread(LOG.info, "at work")
            await asyncio.create_task(asyncio.sleep(0))
            LOG.info("done")

    await asyncio.gather(call("a"), call("b"))
    assert sorted(row["call"] for row in log.lines()) == ["a", "a", "b", "b"]


async def test_a_call_on_which_everything_breaks_leaves_no_words(log: Log, tmp_path: Path) -> None:
    with logs.on_call("call-1"):
        for name in ("sqlalchemy.engine", "asyncio", "aiohttp.server"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        store = QueueStore(Database(tmp_path / "queue.db"))
        store.place(packet())
        with pytest.raises(RuntimeError):
            await Scene(ScriptedDialogue(RuntimeError(SPOKEN)), ScriptedRecogniser(SPOKEN), lines=[line()]).play()
        _break(store, tmp_path)
        await _handler_fails()
        await _task_is_forgotten()
        _thread_dies()
        LOG.warning("heard %s from %s", SPOKEN, NUMBERS[0])
        LOG.error("failed: %s", ValueError(SPOKEN))
    log.assert_discreet()
    told = {row["logger"]: row for row in log.lines()}
    assert set(told) >= {"voice.telephony.test", "aiohttp.server", "asyncio", "centralino.logs"}
    assert all(row["call"] == "call-1" for row in log.lines() if row["logger"] == "voice.telephony.test")
    assert "ValueError at tests/centralino/test_logs.py:" in told["aiohttp.server"]["error"]
    assert told["asyncio"]["message"].startswith("reported at asyncio/base_events.py:") or told["asyncio"]["error"]


def _break(store: QueueStore, folder: Path) -> None:
    METADATA.drop_all(sa.create_engine(f"sqlite:///{folder / 'queue.db'}"))
    try:
        store.place(packet())
    except StoreError:
        LOG.exception("the packet is not stored")


async def _handler_fails() -> None:
    async def handler(_request: web.Request) -> web.Response:
        raise ValueError(f"{SPOKEN} {NUMBERS[0]}")

    app = web.Application()
    app.router.add_get("/{text}", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as http:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/{NUMBERS[0]}"
        async with http.get(url, headers={"User-Agent": SPOKEN}) as answer:
            assert answer.status == 500
    await runner.cleanup()


async def _task_is_forgotten() -> None:
    async def fails() -> None:
        raise ValueError(SPOKEN)

    task = asyncio.create_task(fails(), name=SPOKEN)
    await asyncio.sleep(0)
    del task
    gc.collect()


def _thread_dies() -> None:
    def fails() -> None:
        raise KeyError(SPOKEN)

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()


def test_the_cause_of_a_failure_is_told_by_type_and_place(log: Log, tmp_path: Path) -> None:
    _break(QueueStore(Database(tmp_path / "queue.db")), tmp_path)
    error = log.last()["error"]
    assert error.startswith("the queue cannot be used: no such table: queue_items at desk/database.py:")
    assert "from OperationalError at sqlalchemy/engine/" in error


@pytest.mark.parametrize("number", NUMBERS)
def test_telephone_numbers_are_withheld_wherever_they_come_from(log: Log, number: str) -> None:
    LOG.warning("call from " + number)
    LOG.warning("call from %s", number)
    LOG.error("call failed: %s", UserError(f"{number}: no such extension"))
    log.assert_discreet()


def test_a_telephone_number_as_a_number(log: Log) -> None:
    LOG.warning("call from %d", 4520304050)
    assert log.last()["message"] == "call from [number]"


def test_ids_addresses_and_small_numbers_are_not_mistaken_for_telephone_numbers(log: Log) -> None:
    call = "12345678-1234-4123-8123-123456789012"
    LOG.info("%s from %s: %s, %d of %d", call, "192.168.100.200:5060", "desk/queue/store.py", 250, 100000)
    assert log.last()["message"] == f"{call} from 192.168.100.200:5060: desk/queue/store.py, 250 of 100000"


def test_libraries_are_heard_from_warnings_on_and_without_their_words(log: Log) -> None:
    library = logging.getLogger("some.library")
    library.setLevel(logging.DEBUG)
    library.debug(SPOKEN)
    library.info(SPOKEN)
    assert log.lines() == []
    library.warning("%s" % SPOKEN, extra={"call": SPOKEN, "error": SPOKEN})  # noqa: UP031
    library.error(SPOKEN, stack_info=True)
    log.assert_discreet()
    assert [row["level"] for row in log.lines()] == ["WARNING", "ERROR"]
    assert log.last()["message"].startswith("reported at tests/centralino/test_logs.py:")


def test_a_handler_that_a_library_brings_along_gets_no_words_either(log: Log) -> None:
    own = io.StringIO()
    library = logging.getLogger("some.other.library")
    library.addHandler(logging.StreamHandler(own))
    library.error("%s", SPOKEN, exc_info=ValueError(SPOKEN))
    library.handlers.clear()
    assert "reported at" in own.getvalue()
    assert "hemmelige" not in own.getvalue()
    log.assert_discreet()


def test_nobody_forges_a_line(log: Log) -> None:
    LOG.error("refused: %s", UserError('x\n{"level": "INFO", "message": "all is well"}'))
    assert len(log.lines()) == 1


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("%s and %s", (1,)),
        ("%d", ("word",)),
        ("100 %", ()),
        ("%(name)s", ({"name": "word"},)),
        ("%s", ({"a": SPOKEN},)),
    ],
)
def test_a_slip_in_a_message_stops_nothing(log: Log, template: str, values: tuple[Any, ...]) -> None:
    LOG.warning(template, *values)
    assert log.last()["level"] == "WARNING"
    log.assert_discreet()


def test_an_error_that_ends_the_process_is_a_line_too() -> None:
    script = f"from centralino import logs; logs.setup(); int({SPOKEN!r})"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert ended.returncode == 1
    (row,) = [json.loads(found) for found in ended.stderr.splitlines()]
    assert (row["level"], row["message"]) == ("CRITICAL", "stopped by an error")
    assert row["error"].startswith("ValueError at ")


def test_our_own_messages_are_fixed_texts_with_values() -> None:
    """The values are looked at before they are logged; a text that was put together beforehand cannot be."""
    offenders = []
    for package in logs.HOUSE:
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if _is_log_call(node) and not isinstance(node.args[0], ast.Constant):
                    offenders.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    assert offenders == []


def _is_log_call(node: ast.AST) -> bool:
    levels = {"debug", "info", "warning", "error", "critical", "exception"}
    function = getattr(node, "func", None)
    named = isinstance(function, ast.Attribute) and function.attr in levels and isinstance(function.value, ast.Name)
    return named and function.value.id in ("LOG", "log", "logger", "logging")  # type: ignore[union-attr]
