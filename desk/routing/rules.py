"""The rules: in which order items are served, and by whom.

To be asked on every event of the floor, and every few seconds besides: an item may age or overflow, and a department
may open, while nothing else happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from desk.routing.matching import Matching
from desk.routing.model import Agent, Assignment, Waiting
from desk.routing.policy import Policy
from desk.routing.skills import Floor

HIGH, NORMAL, LATER = 0, 1, 2
"""Effective priorities, the first served first."""


def effective_priority(item: Waiting, now: datetime, policy: Policy) -> int:
    """HIGH, NORMAL or LATER, ageing included."""
    voicemail = item.kind == "voicemail"
    ageing = policy.voicemail_ageing_seconds if voicemail else policy.ageing_seconds
    if item.priority == "high" or now - item.ready_at >= timedelta(seconds=ageing):
        return HIGH
    return LATER if voicemail else NORMAL


def order(waiting: Iterable[Waiting], now: datetime, policy: Policy) -> list[Waiting]:
    """The items as they are served: those at the head, then by effective priority, then first come, first served."""

    def place(item: Waiting) -> tuple[bool, int, datetime, str]:
        return not item.at_head, effective_priority(item, now, policy), item.queued_at, item.id

    return sorted(waiting, key=place)


def assign(
    waiting: Iterable[Waiting], agents: Sequence[Agent], now: datetime, policy: Policy
) -> tuple[Assignment, ...]:
    """Give as many items as possible to available agents, each agent one at most.

    Items are served in order, and each goes to the agent who has been idle longest, those who refused it after all
    others. When the agents who may take it have all just been given something, these items go to other idle agents if
    that frees one. So nobody sits idle beside an item that they may take, and no item is dropped for a later one.
    """
    idle = sorted((agent for agent in agents if agent.state == "available"), key=lambda agent: (agent.since, agent.id))
    if not idle:
        return ()
    floor = Floor(agents, policy)
    rank = {agent.id: number for number, agent in enumerate(idle)}
    matching = Matching()
    own: dict[str, frozenset[str]] = {}
    for item in order((item for item in waiting if policy.assignable(item, now)), now, policy):
        if len(own) == len(idle):
            break
        # Who did not want it comes last, however long they have been idle.
        able = sorted(floor.may_take(item, now) & rank.keys(), key=lambda who: (who in item.excluded, rank[who]))
        if matching.add(item.id, able):
            own[item.id] = floor.candidates(item).own
    return tuple(Assignment(item, matching.agent_of[item], matching.agent_of[item] not in own[item]) for item in own)
