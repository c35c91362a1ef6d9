"""Who may take what: language × department × tier among the agents who are at work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from desk.routing.model import ANY, Agent, AgentState, Waiting
from desk.routing.policy import Policy

STAFFED: frozenset[AgentState] = frozenset({"available", "reserved", "in_call", "wrap_up"})
"""States of agents who will take a next call. On a break one will not, so calls do not wait for a tier on its break."""


@dataclass(frozen=True)
class Candidates:
    """Staffed agents who may take an item, by id."""

    own: frozenset[str]
    """At once: of its department, of the lowest tier that is staffed."""
    helpers: frozenset[str]
    """Only after overflow: of higher tiers and of the departments that help. None of `own` is among them."""
    spells: int = 1
    """So many times the overflow time has to pass before the helpers may: 2 for those who speak another language."""

    def at(self, overflown: bool) -> frozenset[str]:
        """Those who may take it before or after overflow."""
        return self.own | self.helpers if overflown else self.own


class Floor:
    """The agents at one moment. Answers are kept: many items ask for the same skills."""

    def __init__(self, agents: Iterable[Agent], policy: Policy) -> None:
        self.policy = policy
        self.staffed = tuple(agent for agent in agents if agent.state in STAFFED)
        self._speaking: dict[str, list[Agent]] = {}
        for agent in self.staffed:
            for language in agent.languages:
                self._speaking.setdefault(language, []).append(agent)
        self._known: dict[tuple[str, str, int, frozenset[str], bool], Candidates] = {}

    def candidates(self, item: Waiting) -> Candidates:
        """Staffed agents with the skills for an item."""
        key = (item.language, item.department, item.tier, item.excluded, item.at_head)
        if key not in self._known:
            found = self._among(item, frozenset({item.language}))
            if not found.at(True):
                others = self._among(item, self.policy.languages(item.language))
                found = Candidates(frozenset(), others.at(True), spells=2)
            self._known[key] = found
        return self._known[key]

    def overflows_at(self, item: Waiting) -> datetime:
        """The moment from which helpers may take it."""
        return self.policy.overflows_at(item, self.candidates(item).spells)

    def may_take(self, item: Waiting, now: datetime) -> frozenset[str]:
        """Ids of staffed agents who may take it at this moment, busy or not."""
        return self.candidates(item).at(now >= self.overflows_at(item))

    def _among(self, item: Waiting, languages: frozenset[str]) -> Candidates:
        """Those who speak one of the languages. Who did not answer the item, or has passed it on, is passed over as
        long as there is anybody else in the department. Where only helpers are, who has passed it on comes with them;
        who did not answer need not wait beside it until then."""
        speaking = {agent.id: agent for language in languages for agent in self._speaking.get(language, ())}
        able = [agent for agent in speaking.values() if agent.tier >= item.tier]
        home = [agent for agent in able if _works_for(agent, frozenset({item.department}))]
        helping = self.policy.helpers(item.department)
        away = [agent for agent in able if agent not in home and _works_for(agent, helping)]
        fresh = [agent for agent in home if agent.id not in item.excluded]
        others = [agent for agent in away if agent.id not in item.excluded]
        if not fresh and others and not item.at_head:
            others = [*others, *home]
        elif not fresh:
            fresh, others = home, others or away
        lowest = min((agent.tier for agent in fresh), default=item.tier)
        own = frozenset(agent.id for agent in fresh if agent.tier == lowest)
        return Candidates(own, frozenset(agent.id for agent in (*fresh, *others)) - own)


def _works_for(agent: Agent, departments: frozenset[str]) -> bool:
    return ANY in agent.departments or ANY in departments or not departments.isdisjoint(agent.departments)
