"""What agents did in some time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desk.board.opinions import Opinion
from desk.board.rows import StateRow
from desk.routing.model import AGENT_STATES

BUSY = ("in_call", "wrap_up")
READY = (*BUSY, "available", "reserved")
"""At work: neither on a break nor logged out."""


@dataclass(frozen=True)
class Work:
    """Of one agent."""

    seconds: Mapping[str, float]
    """State → time spent in it; every state is there."""
    calls: int
    """That ended or went on in the time: each of them counts once, also when it came back."""
    talk: float | None
    """Mean seconds of a call, with this agent."""
    acw: float | None
    """Mean seconds of a wrap-up."""
    occupancy: float | None
    """Share of the time at work that was calls and wrap-ups, 0 to 1."""
    opinion: Opinion = field(default_factory=Opinion)
    """Of the calls that began in the time."""


def work(rows: Iterable[StateRow], begin: datetime, end: datetime, opinions: Mapping[str, Opinion]) -> dict[str, Work]:
    """Agent → what they did in [begin, end); what reaches beyond it counts in part."""
    spent, seen = dict[str, dict[str, float]](), dict[str, dict[str, set[str]]]()
    for row in rows:
        seconds = (min(row.until, end) - max(row.since, begin)).total_seconds()
        mine = spent.setdefault(row.agent, dict.fromkeys(AGENT_STATES, 0.0))
        items = seen.setdefault(row.agent, {state: set() for state in BUSY})
        if seconds > 0:
            mine[row.state] += seconds
            if row.state in BUSY:
                items[row.state].add(row.item_id or row.since.isoformat())
    return {agent: _of(spent[agent], seen[agent], opinions.get(agent, Opinion())) for agent in sorted(spent)}


def _of(spent: dict[str, float], items: dict[str, set[str]], opinion: Opinion) -> Work:
    calls, wrap_ups = (len(items[state]) for state in BUSY)
    ready = sum(spent[state] for state in READY)
    return Work(
        spent,
        calls,
        spent["in_call"] / calls if calls else None,
        spent["wrap_up"] / wrap_ups if wrap_ups else None,
        sum(spent[state] for state in BUSY) / ready if ready else None,
        opinion,
    )
