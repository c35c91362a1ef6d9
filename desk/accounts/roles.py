"""Roles, and what each may do. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Role = Literal["agent", "supervisor", "trainer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

Scope = Literal["read", "act"]
"""Of API tokens: `read` changes nothing."""
SCOPES: tuple[Scope, ...] = get_args(Scope)

Reading = Literal[
    "company.read",  # departments, reasons, tiers
    "events.read",
    "agents.read",
    "queue.read",  # and the packets of its items
    "customers.read",
    "calls.read",  # records and transcripts
    "board.read",
    "history.read",
    "recordings.read",
    "quality.read",  # scores of calls, results of surveys
    "users.read",
    "trail.read",  # all of the audit trail
    "trail.customers",  # of it: changes of customers' data, with their values, and who heard recordings
]
Acting = Literal[
    "queue.act",  # take, hold, pass on, finish; one's own state
    "customers.act",
    "agents.act",  # skills and states of others
    "calls.listen",  # into a running call, and whisper
    "board.act",  # the service level that is promised
    "quality.act",
    "training.act",  # the language data, what was misunderstood
    "users.act",
    "tokens.act",
    "privacy.act",  # export and erase what is kept of a caller
]
Permission = Literal[Reading, Acting]
READING: frozenset[Permission] = frozenset(get_args(Reading))
PERMISSIONS: frozenset[Permission] = READING | frozenset(get_args(Acting))

_AGENT: frozenset[Permission] = frozenset(
    {
        "company.read",
        "events.read",
        "agents.read",
        "queue.read",
        "queue.act",
        "customers.read",
        "customers.act",
        "calls.read",
    }
)
_SUPERVISOR: frozenset[Permission] = _AGENT | frozenset[Permission](
    {
        "board.read",
        "board.act",
        "history.read",
        "recordings.read",
        "quality.read",
        "quality.act",
        "agents.act",
        "calls.listen",
        "trail.customers",
    }
)
_TRAINER: frozenset[Permission] = frozenset(
    {"company.read", "calls.read", "history.read", "recordings.read", "quality.read", "training.act"}
)
TABLE: Mapping[str, frozenset[Permission]] = {
    "agent": _AGENT,
    "supervisor": _SUPERVISOR,
    "trainer": _TRAINER,
    "admin": PERMISSIONS,
}
"""Role → what it may do. What is not listed here nobody may."""


def may(role: str, permission: Permission) -> bool:
    """Whether a role may do something; no for a role or a permission that does not exist."""
    return permission in TABLE.get(role, frozenset())
