"""People who take calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends
from pydantic import Field

from desk.floor import interventions
from desk.routing.model import ANY, Agent, AgentState
from desk.web.forms import NAME, WORD, AgentId, Sent, now
from desk.web.guard.principal import Me, Need
from desk.web.problems import Problem, declared, known
from desk.web.settings import Company
from desk.web.stores import Desk, House
from desk.web.told import Message

router = APIRouter(prefix="/api/v1/agents", tags=["agents"])


class AgentBody(Message):
    """A person who takes calls."""

    id: str = Field(..., regex=NAME, description="Name of the user.", example="mette")
    languages: list[str] = Field(..., description="In which the agent takes calls.", example=["da", "en"])
    departments: list[str] = Field(..., description=f"Keys of departments; `{ANY}`: all.", example=["sales"])
    tier: int = Field(..., description="1: first line, to 3.", example=1)
    state: str = Field(
        ...,
        description="`logged_out`, `available`, `reserved` (the phone rings), `in_call`, `wrap_up` or `on_break`.",
        example="available",
    )
    since: datetime = Field(..., description="When the state began.")
    reason: str | None = Field(
        None, description="Of a break; outcome of the call in `wrap_up`; why one was logged out.", example="lunch"
    )
    held: datetime | None = Field(None, description="Since when the agent's caller is on hold; null: nobody is.")

    class Config:
        title = "Agent"


class NewcomerBody(Message):
    """A user with the role of an agent who has no skills yet, and so no calls."""

    name: str = Field(..., regex=NAME, description="Of the user.", example="mette")
    language: str = Field(..., description="Of the user's pages.", example="da")

    class Config:
        title = "Newcomer"


class Skills(Sent):
    """What an agent may be given."""

    languages: list[str] = Field(..., min_items=1, max_items=5, description="In which calls are taken.", example=["da"])
    departments: list[str] = Field(
        ..., min_items=1, max_items=64, description=f"Keys of departments, or `{ANY}` for all.", example=["sales"]
    )
    tier: int = Field(1, ge=1, le=3, description="1: first line, to 3.")


class State(Sent):
    """What an agent is to do next."""

    state: AgentState = Field(
        ..., description="Such as `available`, `on_break`, `wrap_up`, `logged_out`.", example="on_break"
    )
    reason: str | None = Field(
        None,
        regex=WORD,
        description="Code of a break (always), of the outcome in `wrap_up`, of a log-out by a supervisor.",
        example="lunch",
    )


def agent_body(agent: Agent) -> AgentBody:
    """As it is told."""
    told: dict[str, Any] = {name: getattr(agent, name) for name in ("id", "tier", "state", "since", "reason", "held")}
    return AgentBody(**told, languages=sorted(agent.languages), departments=sorted(agent.departments))


@router.get("", dependencies=[Depends(Need("agents.read"))])
def agents(desk: Desk) -> list[AgentBody]:
    """Everybody who takes calls, at work or not."""
    return [agent_body(agent) for agent in desk.floor.agents()]


@router.get("/newcomers", dependencies=[Depends(Need("agents.act"))])
def newcomers(desk: Desk) -> list[NewcomerBody]:
    """Users with the role of an agent who take no calls until somebody gives them skills, by name."""
    enrolled = {agent.id for agent in desk.floor.agents()}
    return [
        NewcomerBody(name=user.name, language=user.language)
        for user in desk.accounts.users()
        if user.role == "agent" and not user.disabled and user.name not in enrolled
    ]


@router.put("/{agent}", dependencies=[Depends(Need("agents.act"))], responses=declared(404))
def set_skills(agent: AgentId, sent: Skills, me: Me, desk: Desk, house: House) -> AgentBody:
    """Make a user an agent, or change what one may be given. A call that runs is not touched. It is written in the
    audit trail: `agent.skills`."""
    _check(sent, house.company)
    with known("user"):
        desk.accounts.user(agent)
    skills, at = (sent.languages, sent.departments, sent.tier), now()
    witness = interventions.skills(desk.trail.record, me.name, agent, *skills, at)
    return agent_body(desk.floor.enrol(agent, *skills, at, witness))


@router.put("/{agent}/state", dependencies=[Depends(Need("agents.act"))], responses=declared(404, 409))
def set_state(agent: AgentId, sent: State, me: Me, desk: Desk) -> AgentBody:
    """Change what somebody else is doing: end a break or a wrap-up, log somebody out. Nobody takes a call away from one
    who is talking. It is written in the audit trail: `agent.state`."""
    at = now()
    witness = interventions.state(desk.trail.record, me.name, agent, sent.state, sent.reason, at)
    with known("agent"):
        return agent_body(desk.floor.change(agent, sent.state, "supervisor", at, sent.reason, witness))


def _check(sent: Skills, company: Company) -> None:
    unknown = set(sent.departments) - company.keys - {ANY}
    if unknown:
        raise Problem(422, "departments: no such department; see GET /api/v1/company")
    if not set(sent.languages) <= set(company.languages):
        raise Problem(422, f"languages: use some of {', '.join(company.languages)}")
