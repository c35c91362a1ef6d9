"""What one `centralino serve` takes on: calls at a time, calls while it goes down; what its settings say of numbers."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterator

import pytest

from bot.replies import loader
from tests.telephony.conftest import Bot, NewCaller, NewPhone, NewProvider
from tests.telephony.pbx import Pbx
from tests.telephony.serving import NUMBERS, SUPPORT_LINE, Serving, serve
from tests.telephony.waiting import within

pytestmark = pytest.mark.telephony

OUTSIDE = "+32470999999"


@pytest.fixture(scope="module")
def serving(bot_of_all: Bot, _asterisk: Pbx, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One call at a time, and whoever wants any person is put through to a number outside."""
    bot_of_all.gives_way()
    running = serve(_asterisk, tmp_path_factory.mktemp("limits") / "var", calls="1", people=f'"{OUTSIDE}"')
    yield running
    running.stop()


def talks(serving: Serving) -> None:
    within(15, lambda: serving.metric("centralino_calls_running") == 1, "the bot talks")


def test_a_dialled_number_with_its_own_greeting_and_people_outside(
    serving: Serving, caller: NewCaller, provider: NewProvider
) -> None:
    outside = provider()
    call = caller(SUPPORT_LINE, keys="0", stays_ms=25_000)
    outside.wait_for("ACK sip:", 40)
    assert f"INVITE sip:{OUTSIDE}@" in outside.messages()
    token = re.search(r"^X-Centralino-Context: (\S+)", outside.messages(), re.M)
    assert token
    packet = json.loads(serving.packet(token[1]))
    greetings = loader.load()["da"]["utter_greeting_support"].wordings
    first = next(line["text"] for line in packet["transcript"] if line["speaker"] == "bot")
    assert first in {wording.text.replace("{company}", "Lumora") for wording in greetings}
    assert packet["language"] == "da"
    assert call.wait(40) == 0
    became = [("outside", "answered")]
    within(10, lambda: [(t.kind, t.status) for t in serving.transfers(packet["call_id"])] == became, "it is recorded")


def test_one_call_too_many_is_with_a_person_at_once(serving: Serving, phone: NewPhone, caller: NewCaller) -> None:
    person = phone("2001")
    first = caller(NUMBERS["en"], stays_ms=20_000)
    talks(serving)
    second = caller(NUMBERS["en"], stays_ms=20_000)
    person.wait("CALL_ESTABLISHED", 5)
    assert first.running
    assert second.running
    assert serving.metric("centralino_calls_running") == 1
    assert serving.metric("centralino_audiosocket_connections_total", result="busy") == 1


def test_told_to_stop_running_calls_finish_and_new_ones_go_to_people(
    serving: Serving, phone: NewPhone, caller: NewCaller
) -> None:
    """Last: it takes the system down."""
    person = phone("2001")
    running = caller(NUMBERS["fr"], stays_ms=20_000)
    talks(serving)
    serving.process.send_signal(signal.SIGTERM)
    within(10, lambda: "running calls finish" in serving.log(), "it goes down")
    caller(NUMBERS["fr"], stays_ms=20_000)
    person.wait("CALL_ESTABLISHED", 5)
    assert running.running
    assert serving.process.poll() is None
    assert running.wait(40) == 0
    assert serving.process.wait(20) == 0
    printed = ("Starting: ", "Answering calls", "Call page: ", "Desk, ", "Health, ", "Stopping: ")
    rest = [line for line in serving.log().splitlines() if not line.startswith(printed)]
    assert all({"time", "level", "logger", "message"} <= set(json.loads(line)) for line in rest)
