"""Calls that come while callers wait too long already."""

from __future__ import annotations

import pytest

from bot.messages import CallInfo
from centralino.pressure import LEAST, RECENT_SECONDS, Pressure
from voice.legs.audiosocket_server import AudioSocketServer
from voice.session.events import Event

pytestmark = pytest.mark.unit


class House:
    """Callers who are heard, on a clock of our own."""

    def __init__(self, limit: float = 1.0) -> None:
        self.now = 1000.0
        self.pressure = Pressure(limit, lambda: self.now)

    def heard(self, *waits: float) -> bool:
        for number, seconds in enumerate(waits):
            sink = self.pressure.sink(CallInfo(f"call-{number}", "en"))
            sink(Event("heard", 5000, {"text": "hello", "waited_ms": round(seconds * 1000)}))
            sink(Event("said", 5500, {"text": "hello"}))
        return self.pressure.high


def test_one_slow_turn_is_no_busy_house() -> None:
    assert not House().heard(*[6.0] * (LEAST - 1))
    assert not House().heard(6.0, *[0.2] * LEAST)


def test_when_most_wait_too_long_others_go_to_people_until_it_is_over() -> None:
    house = House()
    assert house.heard(*[1.4] * LEAST)
    assert not house.heard(*[0.1] * (LEAST + 1)), "it has got better"
    assert house.heard(*[1.4] * LEAST)
    house.now += RECENT_SECONDS + 1
    assert not house.pressure.high, "nobody speaks any more"


def test_it_can_be_switched_off() -> None:
    assert not House(0).heard(*[9.0] * 10)


async def test_the_lines_say_so() -> None:
    house = House()

    async def serve(call: str, leg: object) -> None:
        pass

    lines = AudioSocketServer(serve, slow=lambda: house.pressure.high)
    assert lines.full is None
    house.heard(*[1.4] * LEAST)
    assert lines.full == "slow"
    assert AudioSocketServer(serve, limit=0).full == "busy"
