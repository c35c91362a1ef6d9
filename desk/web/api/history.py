"""How it was: figures of the past, for supervisors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from desk.board.groups import By
from desk.board.history import Report
from desk.board.people import Work
from desk.web.api.figures import FiguresBody, figures
from desk.web.api.spans import Asked, Only
from desk.web.forms import now
from desk.web.guard.principal import Need
from desk.web.stores import Desk, House
from desk.web.told import Message

router = APIRouter(prefix="/api/v1/history", tags=["board"])
Cut = Annotated[By, Query(description="Stretches of local time, or groups.", example="day")]


class HistoryRow(FiguresBody):
    """One line of a report."""

    key: str = Field(..., description="Beginning of the stretch; or department, or language.", example="2026-11-26")
    target: float = Field(..., description="Service level that is promised.", example=0.8)

    class Config:
        title = "HistoryRow"


class HistoryBody(Message):
    """A report."""

    rows: list[HistoryRow] = Field(..., description="In the order of time, or by name.")
    total: FiguresBody = Field(..., description="Of all rows.")

    class Config:
        title = "History"


class WorkBody(Message):
    """What an agent did."""

    agent: str = Field(..., description="Name of the user.", example="mette")
    seconds: dict[str, float] = Field(..., description="State → time in it.", example={"in_call": 5400.0})
    calls: int = Field(..., description="Conversations that went on in the time.", example=21)
    talk_seconds: float | None = Field(None, description="Mean of a call, with this agent.", example=257.0)
    acw_seconds: float | None = Field(None, description="Mean after-call work.", example=41.0)
    occupancy: float | None = Field(
        None, description="Share of the time at work that was calls and wrap-ups, 0 to 1.", example=0.72
    )
    reviews: int = Field(..., description="Forms that supervisors filled in for these calls.", example=3)
    mark: float | None = Field(None, description="Mean of all marks in these, 1 to 5.", example=4.2)
    surveys: int = Field(..., description="Callers who gave a score.", example=12)
    score: float | None = Field(None, description="Their mean, 1 to 5.", example=4.6)

    class Config:
        title = "Work"


def report(desk: Desk, house: House, span: Asked, only: Only, by: Cut = "day") -> Report:
    """What is asked for."""
    return desk.board.history(*span.or_last_week(), by, house.zone, now(), only)


Reported = Annotated[Report, Depends(report)]


@router.get("", dependencies=[Depends(Need("history.read"))])
def history(desk: Desk, found: Reported) -> HistoryBody:
    """How it was. Stretches in which nothing happened are there too. A call counts where it began. Without a beginning:
    the seven days before the end; without an end: until now."""
    share = desk.board.target.share
    rows = [HistoryRow(key=line.key, target=share, **figures(line.figures)) for line in found.lines]
    return HistoryBody(rows=rows, total=FiguresBody(**figures(found.total)))


def people(desk: Desk, span: Asked) -> Mapping[str, Work]:
    """What each agent did in the time that is asked for."""
    return desk.board.people(*span.or_last_week(), now())


Worked = Annotated[Mapping[str, Work], Depends(people)]


@router.get("/agents", dependencies=[Depends(Need("history.read"))])
def history_of_agents(found: Worked) -> list[WorkBody]:
    """What agents did, by name: what reaches beyond the time counts in part. Also those who are no longer there.
    422 for more than 366 days."""
    return [
        WorkBody(
            agent=agent,
            seconds=dict(work.seconds),
            calls=work.calls,
            talk_seconds=work.talk,
            acw_seconds=work.acw,
            occupancy=work.occupancy,
            **asdict(work.opinion),
        )
        for agent, work in found.items()
    ]
