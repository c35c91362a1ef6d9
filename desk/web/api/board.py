"""The floor now, for supervisors."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from fastapi import APIRouter, Depends
from pydantic import Field

from desk.board.groups import By, starts
from desk.board.reading import Filter
from desk.board.targets import LONGEST
from desk.web.api.figures import FiguresBody, figures
from desk.web.api.spans import Only
from desk.web.forms import Sent, now
from desk.web.guard.principal import Me, Need
from desk.web.stores import Desk, House, Stores
from desk.web.told import Message

router = APIRouter(prefix="/api/v1", tags=["board"])


class ServiceLevel(Message):
    """What callers are promised, and how far that is kept."""

    share: float | None = Field(None, description="Answered in time today, 0 to 1; null: nobody yet.", example=0.83)
    target: float = Field(..., description="Share that is promised.", example=0.8)
    seconds: float = Field(..., description="In time: within so many.", example=20.0)


class TargetBody(Sent):
    """The service level that callers are promised."""

    share: float = Field(..., gt=0, le=1, description="Of calls, 0 to 1.", example=0.8)
    seconds: float = Field(..., gt=0, le=LONGEST, description="Answered within so many.", example=20.0)

    class Config:
        title = "Target"


class Handoffs(Message):
    """Calls of today that went to people."""

    by_reason: dict[str, int] = Field(..., description="Why.", example={"explicit_request": 12})
    by_language: dict[str, int] = Field(..., description="In which language.", example={"da": 7})
    by_department: dict[str, int] = Field(..., description="To which department; empty: none.", example={"sales": 5})


class Survey(Message):
    """What callers of today thought."""

    mean: float | None = Field(None, description="1 to 5; null: nobody answered.", example=4.4)
    answers: int = Field(..., description="How many did.", example=21)


class BoardBody(FiguresBody):
    """The floor as it stands, and the figures of today."""

    at: datetime = Field(..., description="As of this moment.")
    waiting: int = Field(..., description="Calls that wait for a person.", example=3)
    waiting_by_department: dict[str, int] = Field(..., description="Of those.", example={"sales": 2})
    waiting_by_language: dict[str, int] = Field(..., description="Of those.", example={"da": 1})
    waiting_callbacks: int = Field(..., description="Callbacks that nobody has taken.", example=1)
    waiting_voicemails: int = Field(..., description="Voicemails that nobody has taken.", example=0)
    agents: dict[str, int] = Field(..., description="State → how many agents.", example={"available": 4})
    held: int = Field(..., description="Callers who are on hold with an agent.", example=1)
    service_level: ServiceLevel = Field(..., description="Of today.")  # type: ignore[assignment]
    handoffs: Handoffs = Field(..., description="Of today.")
    survey: Survey = Field(..., description="Of today.")
    hour: FiguresBody = Field(..., description="Of the last sixty minutes.")

    class Config:
        title = "Board"


@router.get("/board", dependencies=[Depends(Need("board.read"))])
def board(desk: Desk, house: House, only: Only) -> BoardBody:
    """The floor as it stands, and the figures of today, which begins at midnight at the head office. With a department
    or a language: of such calls, and of the agents who may take them."""
    at = now()
    live, target = desk.board.live(at, house.zone, only), desk.board.target
    today, told = live.today, figures(live.today)
    level = ServiceLevel(share=today.service_level, target=target.share, seconds=target.seconds)
    handoffs = Handoffs(
        by_reason=dict(today.handoffs),
        by_language=_handed_off(desk, house.zone, at, "language", only),
        by_department=_handed_off(desk, house.zone, at, "department", only),
    )
    return BoardBody(
        **{**told, "service_level": level, "longest_wait_seconds": live.longest_wait},
        at=at,
        waiting=live.waiting,
        waiting_by_department=dict(live.waiting_by_department),
        waiting_by_language=dict(live.waiting_by_language),
        waiting_callbacks=live.callbacks,
        waiting_voicemails=live.voicemails,
        agents=dict(live.agents),
        held=live.held,
        handoffs=handoffs,
        survey=Survey(mean=today.score, answers=today.surveys),
        hour=FiguresBody(**figures(live.hour)),
    )


@router.put("/board/target", dependencies=[Depends(Need("board.act"))])
def set_target(sent: TargetBody, me: Me, desk: Desk) -> TargetBody:
    """Promise something else than the settings do. All figures are held against it, those of the past as well."""
    target = desk.board.targets.set(sent.share, sent.seconds, me.name, now())
    return TargetBody(share=target.share, seconds=target.seconds)


def _handed_off(desk: Stores, zone: tzinfo, at: datetime, by: By, only: Filter) -> dict[str, int]:
    midnight = starts(at, at + timedelta(seconds=1), "day", zone)[0]
    lines = desk.board.history(midnight, at, by, zone, at, only).lines
    counts = {line.key: sum(line.figures.handoffs.values()) for line in lines}
    return {key: count for key, count in counts.items() if count}
