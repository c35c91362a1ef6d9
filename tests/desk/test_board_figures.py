"""Figures against examples that were reckoned by hand, with the definitions of docs/operate/board.md."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from desk.board import history
from desk.board.figures import Figures, Target
from desk.board.history import Rows
from desk.board.rows import CallRow, ItemRow, SurveyRow, WrapUpRow

pytestmark = pytest.mark.unit
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TARGET = Target(share=0.8, seconds=20, short_seconds=5)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def call(
    begins: float, lasts: float | None, final: str | None, reason: str | None = None, department: str | None = "sales"
) -> CallRow:
    ended = None if lasts is None else after(begins + lasts)
    return CallRow(after(begins), ended, department, "fr", final, reason)


def item(queued: float, taken: float | None, closed: float | None, kind: str = "call", back: bool = False) -> ItemRow:
    """Seconds from NOON until it is queued; from there until it is taken and closed."""
    moments = [None if seconds is None else after(queued + seconds) for seconds in (taken, closed)]
    return ItemRow(after(queued), *moments, "sales", "fr", kind, back)


def figures(now: float = 3600, **rows: list[object]) -> Figures:
    return history.total(Rows(**rows), TARGET, after(now))  # type: ignore[arg-type]


def test_of_nothing_there_is_nothing_to_reckon() -> None:
    found = figures()
    assert (found.calls, found.offered, found.service_level, found.asa, found.containment) == (0, 0, None, None, None)


def test_service_level() -> None:
    # Answered after 10, 20 and 21 s; hung up after 30 s and, too short to count, after 4 s: 2 of 4 in time.
    found = figures(items=[item(0, 10, 100), item(0, 20, 100), item(0, 21, 100), item(0, None, 30), item(0, None, 4)])
    assert (found.offered, found.answered, found.in_time, found.abandoned, found.short) == (4, 3, 2, 1, 1)
    assert found.service_level == 0.5
    assert found.abandonment == 0.25
    assert found.asa == 17
    assert found.longest_wait == 30


def test_who_waits_longer_than_promised_counts_already() -> None:
    found = figures(now=60, items=[item(0, 10, 50), item(20, None, None), item(50, None, None)])
    assert (found.waiting, found.offered, found.in_time) == (2, 2, 1)
    assert found.service_level == 0.5
    assert found.longest_wait == 40
    assert found.abandonment == 0


def test_handling_time() -> None:
    # Talks of 90 and 150 s, one still going on; wrap-ups of 30 and 10 s.
    wrap_ups = [WrapUpRow(NOON, after(30)), WrapUpRow(NOON, after(10))]
    found = figures(items=[item(0, 10, 100), item(0, 50, 200), item(0, 5, None)], wrap_ups=wrap_ups)
    assert (found.talk, found.acw, found.aht) == (120, 20, 140)
    assert figures(items=[item(0, 10, 100)]).aht == 90
    assert figures(wrap_ups=wrap_ups).aht is None


def test_only_calls_for_people_have_a_service_level() -> None:
    found = figures(
        items=[
            item(0, 9000, 9100, "callback"),
            item(0, None, None, "voicemail"),
            item(0, None, 3, back=True),
            item(0, None, 300, back=True),
        ]
    )
    assert (found.offered, found.callbacks, found.voicemails, found.longest_wait) == (0, 1, 1, None)


def test_containment() -> None:
    # Of 5 calls that count 2 were answered by the bot alone: neither the one that is running, nor the one that hung up
    # at once, nor the one that our own failure ended is among them.
    calls = [
        call(0, 60, "answered"),
        call(10, 100, "answered"),
        call(20, 300, "routed", "routed"),
        call(30, 200, "callback", "explicit_request"),
        call(40, 5, "abandoned"),
        call(50, 4.9, "abandoned"),
        call(60, 20, "lost"),
        call(70, None, None),
        call(80, None, "handoff", "explicit_request"),
    ]
    found = figures(calls=calls)
    assert (found.calls, found.running, found.contained, found.lost, found.abandoned_early) == (9, 2, 2, 1, 1)
    assert found.containment == 0.4
    assert found.finals == {"answered": 2, "routed": 1, "callback": 1, "abandoned": 2, "lost": 1, "handoff": 1}
    assert found.handoffs == {"routed": 1, "explicit_request": 2}
    assert found.call_seconds == pytest.approx((60 + 100 + 300 + 200 + 5 + 4.9 + 20) / 7)


def test_the_target_can_be_set() -> None:
    rows = Rows(items=[item(0, 10, 100), item(0, 50, 100), item(0, None, 8)])
    found = history.total(rows, Target(0.9, 60, 10), after(200))
    assert (found.service_level, found.short) == (1.0, 1)


def test_callers_who_gave_no_score_do_not_count() -> None:
    surveys = [SurveyRow(NOON, score, "sales", "fr") for score in (5, None, 2, None)]
    found = figures(surveys=surveys)
    assert (found.surveys, found.score) == (2, 3.5)


def _some(rng: random.Random) -> Rows:
    names, finals = ("sales", "billing", None), ("answered", "routed", "abandoned", "lost", None)
    day = 86_400
    calls = [
        call(
            rng.uniform(0, day), rng.choice((None, rng.uniform(0, 60))), rng.choice(finals), "routed", rng.choice(names)
        )
        for _ in range(300)
    ]
    items = [
        item(rng.uniform(0, day), rng.choice((None, rng.uniform(0, 60))), rng.choice((None, rng.uniform(60, 300))))
        for _ in range(300)
    ]
    return Rows(calls, items, [WrapUpRow(after(9), after(rng.uniform(10, 40))) for _ in range(20)])


@pytest.mark.parametrize("by", ["hour", "day", "department", "language"])
def test_lines_add_up_to_the_total(by: str) -> None:
    rows = _some(random.Random(4))
    made = history.report(rows, NOON, after(86_400), by, UTC, TARGET, after(90_000))  # type: ignore[arg-type]
    total = history.total(rows, TARGET, after(90_000))
    for name in ("calls", "running", "contained", "offered", "answered", "in_time", "abandoned", "short", "waiting"):
        assert sum(getattr(line.figures, name) for line in made.lines) == getattr(total, name), name
        assert getattr(made.total, name) == getattr(total, name), name
    for name in ("asa", "talk", "acw", "aht", "service_level", "containment", "abandonment", "longest_wait"):
        assert getattr(made.total, name) == pytest.approx(getattr(total, name)), name
    assert made.total.finals == total.finals


def test_groups_by_name() -> None:
    calls = [call(0, 9, "answered"), call(1, 9, "answered", department=None), call(2, 9, "routed", "routed", "billing")]
    made = history.report(Rows(calls), NOON, after(60), "department", UTC, TARGET, after(60))
    assert [(line.key, line.figures.calls, line.figures.contained) for line in made.lines] == [
        ("", 1, 1),
        ("billing", 1, 0),
        ("sales", 1, 1),
    ]
