"""Calls of the past run again on another model, turn by turn."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from desk.training.replays import Replay, ReplayError
from desk.web.forms import Sent, now
from desk.web.guard.principal import Need
from desk.web.problems import Problem, declared, known
from desk.web.stores import Desk
from desk.web.told import Message

router = APIRouter(
    prefix="/api/v1/training/replays", tags=["training"], dependencies=[Depends(Need("training.act"))]
)  # fmt: skip
MODEL = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$"
ReplayId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Of the replay.", example="0f" * 16)]


class NewReplay(Sent):
    """A call, and the model to run it on."""

    call: str = Field(..., regex=r"^[A-Za-z0-9_.:@+-]{1,128}$", description="Id of the call.", example="1764164000.12")
    model: str = Field(..., regex=MODEL, description="`live`, or the id of a candidate or version.", example="live")
    against: str | None = Field(
        None, regex=MODEL, description="Another model to compare with; null: with what was kept of the call."
    )


class ReplayBody(Message):
    """A replay, under way or over."""

    id: str = Field(..., description="Of the replay.")
    call: str = Field(..., description="Of the call.", example="1764164000.12")
    model: str = Field(..., description="It is run on.", example="live")
    against: str | None = Field(None, description="The other model, where there is one.")
    state: str = Field(..., description="`waiting`, `running`, `ready` or `failed`.", example="running")
    begun: datetime = Field(..., description="When it was asked for.")
    share: float = Field(..., description="Of the work that is done, 0 to 1.", example=0.5)
    error: str | None = Field(None, description="Why it failed.")
    comparison: dict[str, Any] | None = Field(
        None, description="Turn by turn: kept, on the model, on the other one, and what differs."
    )

    class Config:
        title = "Replay"


@router.post("", status_code=201, responses=declared(404))
def begin(sent: NewReplay, desk: Desk) -> ReplayBody:
    """Run a call again, in the background and with a queue of its own: nobody is told of it. One runs at a time."""
    try:
        with known("call"):
            return _body(desk.replays.begin(sent.call, sent.model, sent.against, now()))
    except ReplayError as error:
        raise Problem(422, str(error)) from error


@router.get("/{replay}", responses=declared(404))
def show(replay: ReplayId, desk: Desk) -> ReplayBody:
    """How far it is, and the comparison once it is ready. Kept for a day, and no longer than the call."""
    with known("replay"):
        return _body(desk.replays.show(replay, now()))


def _body(replay: Replay) -> ReplayBody:
    return ReplayBody(**asdict(replay))
