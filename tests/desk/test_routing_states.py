"""An agent's state changes only as it may, and by whom it may."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from desk.routing.model import AGENT_STATES, AgentState
from desk.routing.states import ALLOWED, Actor, Reasons, StateError, change
from tests.desk.routing_floors import NOW, agent, ago

pytestmark = pytest.mark.unit
REASON: dict[AgentState, str] = {"on_break": "rest", "wrap_up": "resolved", "logged_out": "shift_end"}


@pytest.mark.parametrize(("before", "after", "by"), list(product(AGENT_STATES, AGENT_STATES, get_args(Actor))))
def test_every_change_is_in_the_table_or_refused(before: AgentState, after: AgentState, by: Actor) -> None:
    someone = agent("mette", state=before)
    if before == "wrap_up":
        someone = change(someone, "wrap_up", "agent", NOW, "resolved")
    if by in ALLOWED.get((before, after), ()):
        assert change(someone, after, by, NOW, REASON.get(after)).state == after
    else:
        with pytest.raises(StateError, match="mette"):
            change(someone, after, by, NOW, REASON.get(after))


def test_a_change_is_timed_and_leaves_the_old_agent_as_it_was() -> None:
    someone = agent("mette", idle=60)
    changed = change(someone, "on_break", "agent", NOW, "lunch")
    assert (changed.since, changed.reason) == (NOW, "lunch")
    assert (someone.state, someone.since) == ("available", ago(60))
    assert change(changed, "available", "supervisor", NOW).reason is None


@pytest.mark.parametrize(("to", "by"), [("on_break", "agent"), ("logged_out", "supervisor"), ("logged_out", "system")])
def test_some_changes_need_a_reason(to: AgentState, by: Actor) -> None:
    with pytest.raises(StateError, match="needs a reason: one of"):
        change(agent("mette"), to, by, NOW)


def test_an_agent_logs_out_without_a_reason() -> None:
    assert change(agent("mette"), "logged_out", "agent", NOW).reason is None


def test_unknown_reasons_are_refused_and_those_of_the_house_accepted() -> None:
    with pytest.raises(StateError, match="no such reason for on_break: 'gym'"):
        change(agent("mette"), "on_break", "agent", NOW, "gym")
    gym = Reasons(on_break=frozenset({"gym"}))
    assert change(agent("mette"), "on_break", "agent", NOW, "gym", gym).reason == "gym"
    with pytest.raises(StateError, match="there are none"):
        change(agent("mette"), "reserved", "system", NOW, "gym")


def test_wrap_up_ends_with_an_outcome_unless_its_time_is_over() -> None:
    wrapping = change(agent("mette", state="in_call"), "wrap_up", "system", ago(20))
    with pytest.raises(StateError, match="has not given the outcome"):
        change(wrapping, "available", "agent", NOW)
    with pytest.raises(StateError, match="needs a reason"):
        change(wrapping, "wrap_up", "agent", NOW)
    chosen = change(wrapping, "wrap_up", "agent", NOW, "follow_up")
    assert (chosen.reason, chosen.since) == ("follow_up", ago(20)), "its time runs on"
    assert change(chosen, "available", "agent", NOW).state == "available"
    assert change(wrapping, "available", "system", NOW).state == "available"


def test_no_answer_is_a_break_that_the_system_gives() -> None:
    ringing = change(agent("mette"), "reserved", "system", NOW)
    assert change(ringing, "on_break", "system", NOW, "no_answer").reason == "no_answer"
