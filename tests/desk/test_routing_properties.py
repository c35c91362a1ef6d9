"""What holds of routing whatever the floor."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.routing.model import ANY, Agent, Waiting
from desk.routing.policy import Policy
from desk.routing.rules import assign, order
from desk.routing.skills import Floor
from tests.desk.routing_floors import NOW, agent, agents, item, items, policies

pytestmark = pytest.mark.unit


def able(waiting: list[Waiting], staff: list[Agent], policy: Policy) -> dict[str, set[str]]:
    """Items → idle agents who may take them now, in the order of service."""
    floor, idle = Floor(staff, policy), {one.id for one in staff if one.state == "available"}
    ready = [one for one in order(waiting, NOW, policy) if policy.assignable(one, NOW)]
    return {one.id: set(floor.may_take(one, NOW) & idle) for one in ready}


def largest(choices: list[set[str]]) -> int:
    """The size of the largest matching, by trying everything."""
    if not choices:
        return 0
    without = largest(choices[1:])
    return max([without, *(1 + largest([rest - {one} for rest in choices[1:]]) for one in choices[0])])


@given(items, agents, policies)
def test_each_agent_and_each_item_once(waiting: list[Waiting], staff: list[Agent], policy: Policy) -> None:
    found = assign(waiting, staff, NOW, policy)
    assert len({one.agent_id for one in found}) == len({one.item_id for one in found}) == len(found)


@given(items, agents, policies)
def test_nobody_gets_what_they_cannot_do(waiting: list[Waiting], staff: list[Agent], policy: Policy) -> None:
    people, things = {one.id: one for one in staff}, {one.id: one for one in waiting}
    floor, found = Floor(staff, policy), assign(waiting, staff, NOW, policy)
    taken = {one.agent_id for one in found}
    for one in found:
        who, what = people[one.agent_id], things[one.item_id]
        assert who.state == "available"
        spoken = what.language in who.languages
        assert spoken or who.languages & policy.languages(what.language)
        assert who.tier >= what.tier
        assert what.ready_at <= NOW
        assert policy.is_open(what.department, NOW)
        own = what.department in who.departments or ANY in who.departments
        late = NOW - what.ready_at >= timedelta(seconds=policy.overflow_seconds)
        at_home = own and spoken
        assert at_home or late
        assert at_home or one.overflow
        assert spoken or NOW - what.ready_at >= timedelta(seconds=2 * policy.overflow_seconds)
        assert who.id not in what.excluded or not any(
            other.state == "available" and other.id not in what.excluded | taken
            for other in staff
            if other.id in floor.may_take(what, NOW)
        )


@given(items, agents, policies)
def test_nobody_is_idle_beside_an_item_they_may_take(
    waiting: list[Waiting], staff: list[Agent], policy: Policy
) -> None:
    found = assign(waiting, staff, NOW, policy)
    busy, served = {one.agent_id for one in found}, {one.item_id for one in found}
    for name, choices in able(waiting, staff, policy).items():
        assert name in served or choices <= busy


@given(items, agents, policies)
def test_as_many_as_possible_are_served(waiting: list[Waiting], staff: list[Agent], policy: Policy) -> None:
    choices = [one for one in able(waiting, staff, policy).values() if one]
    assert len(assign(waiting, staff, NOW, policy)) == largest(choices)


@given(items, agents, policies)
def test_nobody_waits_for_one_who_came_later(waiting: list[Waiting], staff: list[Agent], policy: Policy) -> None:
    choices = able(waiting, staff, policy)
    place = {name: number for number, name in enumerate(choices)}
    got = {one.agent_id: one.item_id for one in assign(waiting, staff, NOW, policy)}
    for name in choices.keys() - set(got.values()):
        assert all(place[got[one]] < place[name] for one in choices[name])


@given(items, agents, policies, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_told_does_not_matter(
    waiting: list[Waiting], staff: list[Agent], policy: Policy, rng: random.Random
) -> None:
    found = set(assign(waiting, staff, NOW, policy))
    rng.shuffle(waiting)
    rng.shuffle(staff)
    assert set(assign(waiting, staff, NOW, policy)) == found


@given(items, policies, st.integers(0, 2000))
def test_no_place_is_lost_to_a_later_item_of_the_same_sort(waiting: list[Waiting], policy: Policy, later: int) -> None:
    ordered = order(waiting, NOW + timedelta(seconds=later), policy)
    assert sorted(one.id for one in ordered) == sorted(one.id for one in waiting)
    heads = [one.at_head for one in ordered]
    assert heads == sorted(heads, reverse=True)
    for before, after in pairwise(ordered):
        sort = [(one.at_head, one.kind, one.priority, one.due is None) for one in (before, after)]
        if sort[0] == sort[1] and before.due is None:
            assert before.queued_at <= after.queued_at


def passed_over(seed: int, ageing: float) -> int:
    """An hour of mostly urgent calls, more than one agent can take: how often one is served while a normal call that
    came before it has waited for 120 s or more."""
    rng, policy, free, count = random.Random(seed), Policy(ageing_seconds=ageing), 0, 0
    waiting: dict[str, Waiting] = {}
    for second in range(3600):
        now = NOW + timedelta(seconds=second)
        if rng.random() < 1 / 25:
            priority = "normal" if rng.random() < 0.2 else "high"
            waiting[str(second)] = item(str(second), -second, priority=priority)
        if free <= second:
            for one in assign(waiting.values(), [agent("x")], now, policy):
                free = second + 30
                served = waiting.pop(one.item_id)
                normal = (left for left in waiting.values() if left.priority == "normal")
                aged = (left for left in normal if now - left.queued_at >= timedelta(seconds=120))
                count += any(left.queued_at < served.queued_at for left in aged)
    return count


@pytest.mark.parametrize("seed", range(5))
def test_a_stream_of_urgent_calls_starves_nobody(seed: int) -> None:
    assert passed_over(seed, ageing=120) == 0
    assert passed_over(seed, ageing=100_000) > 10, "without ageing it does"
