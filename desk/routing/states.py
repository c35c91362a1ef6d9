"""What an agent may be doing next, and who may say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from desk.routing.model import Agent, AgentState

Actor = Literal["agent", "supervisor", "system"]
"""`system`: the desk itself — the call distribution, a phone that is not answered, a timer, a lost connection."""

AGENT, FLOOR, ALL, SYSTEM = (
    frozenset[Actor]({"agent"}),
    frozenset[Actor]({"agent", "supervisor"}),
    frozenset[Actor]({"agent", "supervisor", "system"}),
    frozenset[Actor]({"system"}),
)

ALLOWED: Mapping[tuple[AgentState, AgentState], frozenset[Actor]] = {
    ("logged_out", "available"): AGENT,
    ("logged_out", "on_break"): AGENT,
    ("available", "reserved"): SYSTEM,
    ("available", "in_call"): AGENT,  # takes a certain item from the list
    ("available", "on_break"): FLOOR,
    ("available", "logged_out"): ALL,
    ("reserved", "in_call"): frozenset({"agent", "system"}),
    ("reserved", "available"): SYSTEM,  # the caller hung up while it rang
    ("reserved", "on_break"): frozenset({"agent", "system"}),  # refused, not answered
    ("reserved", "logged_out"): SYSTEM,
    ("in_call", "wrap_up"): frozenset({"agent", "system"}),
    ("in_call", "on_break"): SYSTEM,  # took it, and then did not answer the phone
    ("in_call", "logged_out"): SYSTEM,
    ("wrap_up", "wrap_up"): AGENT,  # chooses the outcome
    ("wrap_up", "available"): ALL,
    ("wrap_up", "on_break"): FLOOR,
    ("wrap_up", "logged_out"): ALL,
    ("on_break", "available"): FLOOR,
    ("on_break", "on_break"): FLOOR,  # another reason, timed anew
    ("on_break", "logged_out"): ALL,
}
"""Every change there is. Nobody takes a call away from an agent who is talking, except a lost connection."""


@dataclass(frozen=True)
class Reasons:
    """The codes of a house."""

    on_break: frozenset[str] = frozenset({"rest", "lunch", "meeting", "training", "technical", "refused", "no_answer"})
    wrap_up: frozenset[str] = frozenset(
        {
            "resolved", "follow_up", "transferred", "escalated", "callback_agreed", "no_answer", "caller_gone",
            "wrong_number", "other",
        }
    )  # fmt: skip
    logged_out: frozenset[str] = frozenset({"connection_lost", "shift_end", "supervisor"})


class StateError(ValueError):
    """The agent's state cannot be changed so; the message says why."""


def change(
    agent: Agent, to: AgentState, by: Actor, now: datetime, reason: str | None = None, reasons: Reasons | None = None
) -> Agent:
    """The agent in the new state. Raises StateError.

    A break needs a reason, and so does a log-out by anybody but the agent. Wrap-up may begin without one, but the agent
    gives the outcome of the call before leaving it; a timer or a supervisor may end it without. Choosing the outcome
    does not restart the time of the wrap-up.
    """
    actors = ALLOWED.get((agent.state, to))
    if actors is None:
        raise StateError(f"agent {agent.id} is {agent.state} and cannot become {to}")
    if by not in actors:
        raise StateError(f"{by} cannot change agent {agent.id} from {agent.state} to {to}; {_either(actors)} can")
    _check_reason(agent, to, by, reason, reasons or Reasons())
    if agent.state == to == "wrap_up":
        return replace(agent, reason=reason)
    return replace(agent, state=to, since=now, reason=reason, held=None)


def _check_reason(agent: Agent, to: AgentState, by: Actor, reason: str | None, reasons: Reasons) -> None:
    known: Mapping[AgentState, frozenset[str]] = {
        "on_break": reasons.on_break,
        "wrap_up": reasons.wrap_up,
        "logged_out": reasons.logged_out,
    }
    codes = known.get(to, frozenset())
    if reason is not None and reason not in codes:
        raise StateError(f"no such reason for {to}: {reason!r}; there are {', '.join(sorted(codes)) or 'none'}")
    choosing = agent.state == to == "wrap_up"
    if reason is None and (to == "on_break" or choosing or (to == "logged_out" and by != "agent")):
        raise StateError(f"{to} of agent {agent.id} needs a reason: one of {', '.join(sorted(codes))}")
    if agent.state == "wrap_up" and not choosing and by == "agent" and agent.reason is None:
        raise StateError(f"agent {agent.id} has not given the outcome of the call yet")


def _either(actors: frozenset[Actor]) -> str:
    return " or ".join(sorted(actors))
