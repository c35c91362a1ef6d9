"""Figures of the floor, as they are told."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from desk.board.figures import Figures
from desk.web.told import Message


class FiguresBody(Message):
    """Of some stretch of time. Shares are 0 to 1; null where there is nothing to reckon from."""

    calls: int = Field(..., description="That began.", example=120)
    handed_off: int = Field(..., description="Went to people.", example=55)
    handoffs_by_reason: dict[str, int] = Field(..., description="Of these, why.", example={"explicit_request": 12})
    answered: int = Field(..., description="Taken by a person.", example=50)
    abandoned: int = Field(..., description="Hung up while they waited for a person.", example=3)
    lost: int = Field(..., description="Cut off by a failure of this system.", example=0)
    callbacks: int = Field(..., description="Asked for.", example=4)
    voicemails: int = Field(..., description="Left.", example=2)
    abandonment: float | None = Field(None, description="Share of those who waited that hung up.", example=0.06)
    containment: float | None = Field(None, description="Share ended by the bot's answer.", example=0.54)
    service_level: float | None = Field(None, description="Share answered within the target's seconds.", example=0.83)
    asa_seconds: float | None = Field(None, description="Mean wait of those who were answered.", example=14.5)
    aht_seconds: float | None = Field(None, description="Mean handling time: talk and after-call work.", example=260.0)
    hold_seconds: float | None = Field(None, description="Mean time on hold in a conversation.", example=11.0)
    acw_seconds: float | None = Field(None, description="Mean after-call work.", example=40.0)
    longest_wait_seconds: float | None = Field(None, description="Of anybody in it.", example=95.0)
    told_waits: int = Field(..., description="Waits told to callers whom a person then answered.", example=40)
    told_error_seconds: float | None = Field(
        None, description="Mean difference between these and the real waits.", example=12.0
    )
    told_near: float | None = Field(
        None, description="Share of these that were off by 25 % of the real wait at most.", example=0.8
    )
    score: float | None = Field(None, description="Mean of the survey, 1 to 5.", example=4.4)
    surveys: int = Field(..., description="Callers who gave a score.", example=21)

    class Config:
        title = "Figures"


SAME = (
    "calls", "answered", "abandoned", "lost", "callbacks", "voicemails", "abandonment", "containment", "service_level",
    "score", "surveys",
)  # fmt: skip


def figures(found: Figures) -> dict[str, Any]:
    """The fields of FiguresBody."""
    told: dict[str, Any] = {name: getattr(found, name) for name in SAME}
    seconds = {"asa_seconds": found.asa, "aht_seconds": found.aht, "acw_seconds": found.acw}
    seconds["hold_seconds"] = found.hold
    waits = {"told_waits": found.told, "told_error_seconds": found.told_error, "told_near": found.told_near}
    handed_off = sum(found.handoffs.values())
    return {
        **told,
        **seconds,
        **waits,
        "handed_off": handed_off,
        "handoffs_by_reason": dict(found.handoffs),
        "longest_wait_seconds": found.longest_wait,
    }
