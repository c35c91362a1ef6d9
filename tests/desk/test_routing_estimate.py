"""The wait that callers are told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.routing.durations import FORGETTING, PRIOR_POINTS, PRIOR_WEIGHT, durations
from desk.routing.estimate import Estimate, Measured, announced, estimate
from desk.routing.model import Agent, Waiting
from desk.routing.policy import Policy
from tests.desk.routing_floors import NOW, agent, item

pytestmark = pytest.mark.unit
CALL_S = 200.0
EVERY = durations(list(np.random.default_rng(3).exponential(CALL_S, 400)), CALL_S)
MEASURED = Measured(EVERY, wrap_up=durations([1.0] * 400, 1.0))
ALONE = Policy(overflow={"sales": frozenset(), "support": frozenset()})


def told(
    one: Waiting, waiting: list[Waiting], agents: list[Agent], measured: Measured = MEASURED, policy: Policy = ALONE
) -> Estimate:
    found = estimate(one, waiting, agents, NOW, policy, measured, np.random.default_rng(1))
    assert found is not None
    return found


def busy(count: int, departments: str = "sales", name: str = "a") -> list[Agent]:
    return [agent(f"{name}{n}", departments=departments, state="in_call") for n in range(count)]


def queue(count: int, department: str = "sales", **more: object) -> list[Waiting]:
    return [item(f"{department}{n}", 100.0 - n, department=department, **more) for n in range(count)]


def test_nobody_at_work_or_closed_is_no_wait_to_speak_of() -> None:
    rng = np.random.default_rng(1)
    for staff in ([], [agent("x", state="on_break")], [agent("x", "da")], [agent("x", departments="support")]):
        assert estimate(item("me"), [], staff, NOW, ALONE, MEASURED, rng) is None
    closed = Policy(is_open=lambda *_: False)
    assert estimate(item("me"), [], [agent("x")], NOW, closed, MEASURED, rng) is None


def test_an_idle_agent_is_no_wait() -> None:
    assert told(item("me"), [], [agent("x"), *busy(3)]) == Estimate(1, 0.0, 30)


def test_many_agents_end_calls_at_their_common_rate() -> None:
    found = told(item("me", 0), queue(29), busy(20))
    assert found.position == 30
    assert found.seconds == pytest.approx(30 * (CALL_S + 1) / 20, rel=0.15)


def test_an_item_already_waiting_counts_once() -> None:
    line = queue(5)
    assert told(line[3], line, busy(2)).position == 4


def test_only_those_who_compete_for_the_same_agents_are_ahead() -> None:
    staff = [*busy(2), *busy(2, "support", "b")]
    apart = told(item("me", 0), queue(20, "support"), staff)
    assert apart.position == 1
    assert apart == told(item("me", 0), [], staff)
    shared = told(item("me", 0), queue(20, "support"), [*busy(2, "sales support"), *busy(2, "support", "b")])
    assert shared.position == 21
    assert shared.seconds > apart.seconds


def test_those_who_may_come_by_overflow_count_from_then_on() -> None:
    staff = [*busy(1), agent("idle", departments="support")]
    policy = Policy(overflow_seconds=60, overflow={"sales": frozenset({"support"})})
    assert told(item("me", 0), queue(3), staff, policy=policy).seconds > 60
    assert told(item("me", 20), [], staff, policy=policy).seconds == 40
    assert told(item("me", 60), [], staff, policy=policy).seconds == 0
    assert told(item("me", 0), [], staff[1:], policy=policy).seconds == 60


def test_a_higher_tier_counts_from_overflow_on_and_another_language_from_twice_that() -> None:
    policy = replace(ALONE, overflow_seconds=60, language_overflow={"fr": frozenset({"en"})})
    staff = [*busy(1), agent("second", tier=2)]
    assert told(item("me", 0), queue(3), staff, policy=policy).seconds > 60
    assert told(item("me", 20), [], staff, policy=policy).seconds == 40
    assert told(item("me", 20, tier=2), [], staff, policy=policy).seconds == 0
    assert told(item("me", 20, "fr"), [], staff, policy=policy).seconds == 100
    assert told(item("me", 120, "fr"), [], staff, policy=policy).seconds == 0


def test_calls_in_progress_are_known_to_have_lasted() -> None:
    measured = Measured(durations([100.0] * 400, 100.0), wrap_up=durations([10.0] * 400, 10.0))
    for state, since, left in (("in_call", 90, 20), ("in_call", 0, 110), ("wrap_up", 4, 6), ("reserved", 0, 110)):
        staff = [agent("x", state=state, idle=since)]  # type: ignore[arg-type]
        assert told(item("me"), [], staff, measured).seconds == pytest.approx(left)


def test_callers_who_hang_up_shorten_the_wait_and_callbacks_do_not() -> None:
    impatient = replace(MEASURED, hang_up_rate=1 / 60)
    long = told(item("me", 0), queue(20), busy(4)).seconds
    assert told(item("me", 0), queue(20), busy(4), impatient).seconds < 0.5 * long
    callbacks = queue(20, kind="callback")
    assert told(item("me", 0), callbacks, busy(4), impatient).seconds == pytest.approx(long, rel=0.1)


def test_ringing_is_part_of_the_wait() -> None:
    assert told(item("me"), [], [agent("x")], replace(MEASURED, answer_seconds=6.0)).seconds == 6.0


def test_departments_have_times_of_their_own() -> None:
    slow = replace(MEASURED, by_department={"sales": durations([900.0] * 400, 900.0)})
    assert told(item("me", 0), queue(4), busy(1), slow).seconds > 3000


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, 30), (44, 30), (46, 60), (80, 90), (119, 120), (140, 120), (160, 180), (580, 600), (700, 600), (1000, 900)],
)
def test_waits_are_said_in_steps(seconds: float, said: int) -> None:
    assert announced(seconds) == said


@given(st.floats(0, 20_000), st.floats(0, 20_000))
def test_a_longer_wait_is_never_said_to_be_shorter(one: float, other: float) -> None:
    assert announced(min(one, other)) <= announced(max(one, other))


def test_before_anything_is_measured_the_assumption_holds() -> None:
    assert durations([], 240.0).mean == pytest.approx(240.0)
    prior = PRIOR_WEIGHT * FORGETTING
    assert durations([1200.0], 240.0).mean == pytest.approx((1200 + 240 * prior) / (1 + prior)), "not swung by one"
    assert durations([60.0] * 400, 240.0).mean == pytest.approx(60, rel=0.01), "forgotten at last"


def test_old_measurements_are_forgotten() -> None:
    assert durations([600.0] * 400 + [60.0] * 300, 240.0).mean < 100


@given(st.lists(st.floats(1, 5_000), max_size=50), st.floats(0, 6_000))
def test_times_left_are_times_measured_less_what_has_passed(measured: list[float], elapsed: float) -> None:
    known = durations(measured, 240.0)
    assert len(known.times) == len(measured) + PRIOR_POINTS
    rng = np.random.default_rng(1)
    left = known.remaining([elapsed], rng, 50)
    assert (left >= 0).all()
    if elapsed < known.times[-1]:
        assert (left <= known.times[-1] - elapsed + 1e-6).all()
    assert set(known.draw(rng, 50)) <= set(known.times)
