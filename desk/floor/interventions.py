"""What supervisors do to agents, as the audit trail keeps it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from sqlalchemy.engine import Connection

from desk.floor.change import Witness

Record = Callable[[Connection, str, str, str, Mapping[str, str], datetime], None]
"""See desk.audit.trail.Trail.record."""


def skills(
    record: Record,
    who: str,
    agent: str,
    languages: Collection[str],
    departments: Collection[str],
    tier: int,
    now: datetime,
) -> Witness:
    """`agent.skills`: what somebody may be given from now on."""
    details = {"languages": ",".join(sorted(languages)), "departments": ",".join(sorted(departments))}
    details["tier"] = str(tier)
    return lambda connection: record(connection, who, "agent.skills", agent, details, now)


def dismissal(record: Record, who: str, agent: str, now: datetime) -> Witness:
    """`agent.dismissed`: somebody takes no calls any more."""
    return lambda connection: record(connection, who, "agent.dismissed", agent, {}, now)


def state(record: Record, who: str, agent: str, to: str, reason: str | None, now: datetime) -> Witness:
    """`agent.state`: somebody else has said what an agent does."""
    details = {"state": to} | ({"reason": reason} if reason else {})
    return lambda connection: record(connection, who, "agent.state", agent, details, now)


def listening(
    record: Record, connection: Connection, who: str, agent: str, mode: str, call: str | None, now: datetime
) -> None:
    """`call.listen` or `call.whisper`: somebody is on an agent's line. `call`: id of the item that is there."""
    record(connection, who, f"call.{mode}", agent, {"item": call} if call else {}, now)
