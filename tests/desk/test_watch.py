"""Consoles that are open, and agents who are missed: when, and when not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.database import Database, StoreError
from desk.floor.floor import Floor
from desk.web.watch import Watch
from tests.desk.floors import floor, later

pytestmark = pytest.mark.unit


class Clock:
    """Seconds since the process began."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def on(tmp_path: Path) -> Floor:
    return floor(Database(tmp_path / "queue.db"), "mette")


async def test_a_page_that_is_loaded_anew_costs_nothing_and_one_that_stays_away_does(on: Floor) -> None:
    clock = Clock()
    watch = Watch(on, 30, clock=clock)
    for at in (0, 10, 35):  # loaded anew after the second
        watch.here("mette")
        clock.at = at
        await watch.look(later(at))
    assert on.agent("mette").state == "available"
    clock.at = 70
    await watch.look(later(70))
    assert (on.agent("mette").state, on.agent("mette").reason) == ("logged_out", "connection_lost")


async def test_nobody_is_missed_who_could_not_be_heard(on: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    on.seen(["mette"], later(0))
    clock = Clock()
    watch = Watch(on, 30, clock=clock)  # of a process that has just begun, long after
    await watch.look(later(500))
    clock.at = 40

    def away(*_: Any) -> None:
        raise StoreError("away")

    with monkeypatch.context() as without:
        without.setattr(on, "seen", away)
        await watch.look(later(540))
    clock.at = 60
    await watch.look(later(560))
    assert on.agent("mette").state == "available"
    clock.at = 71
    await watch.look(later(571))
    assert on.agent("mette").state == "logged_out"


@pytest.mark.parametrize(("seconds", "but"), [(0, ()), (30, ("mette",))])
async def test_who_has_a_phone_is_not_missed_nor_is_anybody_where_that_is_off(
    on: Floor, seconds: float, but: tuple[str, ...]
) -> None:
    clock = Clock()
    watch = Watch(on, seconds, but, clock=clock)
    watch.here("mette")
    await watch.look(later(0))
    clock.at = timedelta(hours=9).total_seconds()
    await watch.look(later(clock.at))
    assert on.agent("mette").state == "available"
