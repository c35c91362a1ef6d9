"""Who gets what, in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk.routing.model import Agent, Waiting
from desk.routing.policy import Policy
from desk.routing.rules import assign, order
from tests.desk.routing_floors import NOW, agent, item

pytestmark = pytest.mark.unit
POLICY = Policy(ageing_seconds=300, overflow_seconds=120, overflow={"sales": frozenset({"support"})})


def given(waiting: list[Waiting], agents: list[Agent], policy: Policy = POLICY, now: datetime = NOW) -> dict[str, str]:
    return {one.item_id: one.agent_id for one in assign(waiting, agents, now, policy)}


def names(waiting: list[Waiting], now: datetime = NOW) -> str:
    return "".join(one.id for one in order(waiting, now, POLICY))


def test_head_then_high_then_first_come() -> None:
    waiting = [item("c", 20), item("d", 10), item("b", 5, priority="high"), item("a", 1, at_head=True)]
    assert names(waiting) == "abcd"


def test_normal_reaches_high_after_its_time() -> None:
    waiting = [item("n", 299), item("h", 5, priority="high")]
    assert names(waiting) == "hn"
    assert names(waiting, NOW + timedelta(seconds=1)) == "nh"


def test_a_callback_keeps_the_place_of_its_call() -> None:
    assert names([item("b", 100), item("a", 200, kind="callback")]) == "ab"


def test_a_callback_at_a_chosen_time_is_first_then_and_not_assigned_before() -> None:
    due = NOW + timedelta(seconds=60)
    waiting, agents = [item("callback", 290, kind="callback", due=due), item("call", 20)], [agent("a")]
    assert given(waiting, agents) == {"call": "a"}
    assert given(waiting, agents, now=due) == {"callback": "a"}
    urgent = item("urgent", 0, priority="high")
    assert given([*waiting, urgent], agents, now=due) == {"urgent": "a"}, "its ageing begins when it is due"


def test_a_voicemail_gives_way_to_people_on_the_line_for_a_day() -> None:
    assert names([item("v", 80_000, kind="voicemail"), item("c", 1)]) == "cv"
    assert names([item("v", 90_000, kind="voicemail"), item("c", 1)]) == "vc"


def test_the_agent_idle_longest_comes_first() -> None:
    agents = [agent("short", idle=10), agent("long", idle=90), agent("middle", idle=50)]
    assert given([item("a", 20), item("b", 10)], agents) == {"a": "long", "b": "middle"}


@pytest.mark.parametrize("state", ["logged_out", "reserved", "in_call", "wrap_up", "on_break"])
def test_only_the_available_are_given_anything(state: str) -> None:
    assert given([item("a")], [agent("x", state=state)]) == {}  # type: ignore[arg-type]


def test_language_and_department_both_count() -> None:
    agents = [agent("language", "da", "support"), agent("department", "en", "sales"), agent("any", "da", "*", idle=1)]
    assert given([item("a", language="da")], agents) == {"a": "any"}


def test_an_agent_moves_so_that_two_are_served() -> None:
    agents = [agent("both", "en da", idle=90), agent("english", idle=10)]
    assert given([item("first", 20), item("second", 10, "da")], agents) == {"first": "english", "second": "both"}


def test_overflow_after_its_time_to_the_departments_of_the_table() -> None:
    agents = [agent("x", departments="support"), agent("y", departments="billing", idle=90)]
    assert given([item("a", 119)], agents) == {}
    found = assign([item("a", 120)], agents, NOW, POLICY)
    assert [(one.agent_id, one.overflow) for one in found] == [("x", True)]


def test_overflow_to_any_department_where_the_table_is_silent_and_to_none_where_it_is_empty() -> None:
    agents = [agent("x", departments="support")]
    assert given([item("a", 120, department="billing")], agents) == {"a": "x"}
    assert given([item("a", 120, department="billing")], agents, Policy(overflow={"billing": frozenset()})) == {}


def test_a_tier_waits_for_its_own_people_while_one_is_at_work() -> None:
    second = agent("second", tier=2)
    assert given([item("a")], [second, agent("first", state="in_call")]) == {}
    assert given([item("a")], [second, agent("first", state="on_break")]) == {"a": "second"}
    assert given([item("a", tier=2)], [agent("first")]) == {}, "never to a lower tier"
    assert given([item("a")], [agent("third", tier=3), agent("second", tier=2, idle=1)]) == {"a": "second"}


def test_overflow_takes_nobody_away() -> None:
    agents = [agent("second", tier=2), agent("helper", departments="support", state="in_call")]
    assert given([item("a", 500)], agents) == {"a": "second"}


def test_who_did_not_answer_is_passed_over_while_there_is_somebody_else() -> None:
    waiting = [item("a", at_head=True, excluded=frozenset({"x"}))]
    assert given(waiting, [agent("x"), agent("y", state="in_call")]) == {}
    assert given(waiting, [agent("x")]) == {"a": "x"}


def test_nothing_is_assigned_while_the_department_is_closed() -> None:
    closes = NOW - timedelta(seconds=30)
    policy = replace(POLICY, is_open=lambda _, moment: moment < closes)
    waiting, agents = [item("call", 60), item("callback", 60, kind="callback")], [agent("x"), agent("y")]
    assert given(waiting, agents, policy) == {}
    assert given(waiting, agents, policy, closes - timedelta(seconds=1)) == {"call": "x", "callback": "y"}


def test_calls_from_before_closing_time_may_still_be_served() -> None:
    closes = NOW - timedelta(seconds=30)
    policy = replace(POLICY, is_open=lambda _, moment: moment < closes, after_hours_seconds=60)
    waiting = [item("call", 40), item("late", 10), item("callback", 40, kind="callback")]
    agents = [agent("x"), agent("y"), agent("z")]
    assert given(waiting, agents, policy) == {"call": "x"}
    assert given(waiting, agents, policy, NOW + timedelta(seconds=40)) == {}


def test_a_higher_tier_helps_after_overflow_and_a_lower_one_never() -> None:
    busy = agent("first", state="in_call")
    second, third = agent("second", tier=2), agent("third", tier=3, idle=10)
    assert given([item("a", 119)], [busy, second]) == {}
    (found,) = assign([item("a", 120)], [busy, second], NOW, POLICY)
    assert (found.agent_id, found.overflow) == ("second", True)
    escalated = item("a", 500, tier=2)
    assert given([escalated], [agent("first"), agent("second", tier=2, state="in_call")]) == {}
    assert given([escalated], [agent("first"), agent("second", tier=2, state="in_call"), third]) == {"a": "third"}


def test_who_did_not_want_it_does_not_sit_idle_beside_it_until_helpers_may_take_it() -> None:
    refused = item("a", 20, excluded=frozenset({"x"}), at_head=True)
    x, helper = agent("x"), agent("helper", departments="support", idle=900)
    (found,) = assign([refused], [x, helper], NOW, POLICY)
    assert (found.agent_id, found.overflow) == ("x", False)
    assert given([refused], [x, helper, agent("y", state="in_call")]) == {}, "there is somebody else"
    first, second = agent("x"), agent("second", tier=2)
    assert given([refused], [first, second]) == {"a": "second"}, "and at once, as of a tier that nobody staffs"
    late = item("a", 120, excluded=frozenset({"x"}), at_head=True)
    assert given([late], [agent("x", idle=900), helper]) == {"a": "helper"}, "and later others before them"


def test_who_has_passed_it_on_does_not_get_it_back_while_helpers_could_take_it() -> None:
    passed_on = frozenset({"x"})
    x, helper = agent("x", idle=900), agent("helper", departments="support")
    assert given([item("a", 119, excluded=passed_on)], [x, helper]) == {}
    assert given([item("a", 120, excluded=passed_on)], [x, helper]) == {"a": "helper"}
    busy = agent("helper", departments="support", state="in_call")
    assert given([item("a", 119, excluded=passed_on)], [x, busy]) == {}
    assert given([item("a", 120, excluded=passed_on)], [x, busy]) == {"a": "x"}, "nobody else is free"
    assert given([item("a", 5, excluded=passed_on)], [x]) == {"a": "x"}, "nobody else is at work"


def test_another_language_takes_over_where_the_table_says_so_and_nobody_at_work_speaks_it() -> None:
    policy = replace(POLICY, language_overflow={"fr": frozenset({"en"})})
    english, french = agent("english"), agent("french", "fr", state="in_call")
    assert given([item("a", 9000, "fr")], [english]) == {}, "not by itself"
    assert given([item("a", 239, "fr")], [english], policy) == {}
    assert given([item("a", 240, "fr")], [english], policy) == {"a": "english"}
    assert given([item("a", 9000, "fr")], [english, french], policy) == {}, "somebody speaks it"
    assert given([item("a", 9000, "en")], [agent("french", "fr")], policy) == {}, "not the other way round"
