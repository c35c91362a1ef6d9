"""A floor to be simulated: who works there, who calls, how long things take."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from desk.routing.model import ANY, Agent
from desk.routing.policy import Policy

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""Moment 0 of every simulation."""


@dataclass(frozen=True)
class Scenario:
    """Times in seconds; all but the ringing are exponential, arrivals are Poisson."""

    agents: tuple[Agent, ...]
    languages: Mapping[str, float]
    """Share of the calls."""
    departments: Mapping[str, float]
    """Share of the calls, the same in every language."""
    handling_s: Mapping[str, float]
    """Mean by department, from answer to the end of the call."""
    calls_an_hour: float = 1_000.0
    wrap_up_s: float = 0.0
    patience_s: float | None = None
    """Mean; None = nobody hangs up."""
    ring_s: tuple[float, float] = (0.0, 0.0)
    """Shortest and longest time to answer, uniform."""
    no_answer: float = 0.0
    """Share of offers that ring for NO_ANSWER_S and go to the head of the queue, the agent on a break of BREAK_S."""
    high: float = 0.0
    """Share of calls of high priority."""
    policy: Policy = field(default_factory=Policy)


NO_ANSWER_S, BREAK_S = 20.0, 300.0


def one_skill(count: int, load: float) -> Scenario:
    """What Erlang C assumes: `count` agents who all take everything, handling times that make the load."""
    skills = frozenset({"en"}), frozenset({ANY})
    agents = tuple(Agent(f"a{n:03}", *skills, 1, "available", START, None) for n in range(count))
    return Scenario(agents, {"en": 1.0}, {"reception": 1.0}, {"reception": load * count * 3.6})


LANGUAGES = {"fr": 0.32, "nl": 0.28, "it": 0.16, "da": 0.10, "en": 0.14}
DEPARTMENTS = {
    "customer_service": 0.34, "technical_support": 0.28, "sales": 0.16, "account_management": 0.12, "reception": 0.10,
}  # fmt: skip
HANDLING_S = {
    "customer_service": 220.0, "technical_support": 330.0, "sales": 260.0, "account_management": 300.0,
    "reception": 90.0,
}  # fmt: skip
SECOND_LANGUAGE = {"fr": ("en", "nl"), "nl": ("en", "fr"), "it": ("fr", "en"), "da": ("en",), "en": ("fr", "nl", "it")}


def five_languages(count: int, seed: int) -> Scenario:
    """A European contact centre: agents by mother tongue as the calls are, most with a second language, each in one to
    three departments; callers who give up, calls that ring unanswered, wrap-up, a few urgent calls."""
    rng = random.Random(seed)
    agents = []
    for number, language in enumerate(_spread(LANGUAGES, count)):
        second = {rng.choice(SECOND_LANGUAGE[language])} if rng.random() < 0.6 else set()
        work = {name: share * HANDLING_S[name] for name, share in DEPARTMENTS.items()}
        departments = set(rng.choices(list(work), list(work.values()), k=3))
        skills = frozenset({language} | second), frozenset(departments)
        agents.append(Agent(f"a{number:03}", *skills, 1, "available", START, None))
    return Scenario(
        tuple(agents), LANGUAGES, DEPARTMENTS, HANDLING_S, wrap_up_s=30.0, patience_s=240.0, ring_s=(2.0, 8.0),
        no_answer=0.01, high=0.05, policy=Policy(ageing_seconds=180.0, overflow_seconds=60.0),
    )  # fmt: skip


def _spread(shares: Mapping[str, float], count: int) -> list[str]:
    """`count` names in these shares, by largest remainder."""
    exact = {name: share * count for name, share in shares.items()}
    whole = {name: int(value) for name, value in exact.items()}
    for name in sorted(exact, key=lambda name: whole[name] - exact[name])[: count - sum(whole.values())]:
        whole[name] += 1
    return [name for name, number in whole.items() for _ in range(number)]
