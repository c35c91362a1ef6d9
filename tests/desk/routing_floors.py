"""Agents and items for the tests of routing, made by hand and at random."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from desk.routing.model import AGENT_STATES, ANY, Agent, AgentState, Waiting
from desk.routing.policy import Policy

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    """A moment before NOW."""
    return NOW - timedelta(seconds=seconds)


def agent(
    name: str, languages: str = "en", departments: str = "sales", *, tier: int = 1, state: AgentState = "available",
    idle: float = 60.0,
) -> Agent:  # fmt: skip
    """Languages and departments are separated by spaces; `idle`: seconds since the state began."""
    return Agent(name, frozenset(languages.split()), frozenset(departments.split()), tier, state, ago(idle), None)


def item(name: str, waited: float = 10.0, language: str = "en", department: str = "sales", **more: object) -> Waiting:
    """`waited`: seconds before NOW that its place counts from."""
    return Waiting(name, language, department, ago(waited), **more)  # type: ignore[arg-type]


LANGUAGES, DEPARTMENTS, NAMES = ("fr", "da", "en"), ("sales", "support", "billing"), tuple("abcdefg")
seconds = st.integers(0, 900)

agents = st.lists(
    st.builds(
        Agent,
        st.sampled_from(NAMES),
        st.frozensets(st.sampled_from(LANGUAGES), min_size=1),
        st.frozensets(st.sampled_from((*DEPARTMENTS, ANY)), min_size=1),
        st.integers(1, 3),
        st.sampled_from((*AGENT_STATES, "available", "available")),
        st.builds(ago, seconds),
        st.none(),
    ),
    max_size=7,
    unique_by=lambda one: one.id,
)
items = st.lists(
    st.builds(
        Waiting,
        st.integers(0, 99).map(str),
        st.sampled_from(LANGUAGES),
        st.sampled_from(DEPARTMENTS),
        st.builds(ago, seconds),
        kind=st.sampled_from(("call", "call", "callback", "voicemail")),
        tier=st.integers(1, 3),
        priority=st.sampled_from(("normal", "high")),
        at_head=st.booleans(),
        due=st.none() | st.builds(ago, st.integers(-300, 300)),
        excluded=st.frozensets(st.sampled_from(NAMES), max_size=2),
    ),
    max_size=9,
    unique_by=lambda one: one.id,
)
policies = st.builds(
    Policy,
    ageing_seconds=st.integers(60, 600),
    overflow_seconds=st.integers(0, 600),
    overflow=st.dictionaries(st.sampled_from(DEPARTMENTS), st.frozensets(st.sampled_from((*DEPARTMENTS, ANY)))),
    language_overflow=st.dictionaries(
        st.sampled_from(LANGUAGES), st.frozensets(st.sampled_from(LANGUAGES), max_size=2), max_size=1
    ),
    is_open=st.sampled_from((lambda *_: True, lambda department, _: department != "billing")),
)
