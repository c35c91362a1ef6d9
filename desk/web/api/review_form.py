"""The form by which calls are marked."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from pydantic import Field

from desk.web.guard.principal import Need
from desk.web.stores import Desk
from desk.web.told import Message

router = APIRouter(prefix="/api/v1/review-form", tags=["calls"])


class FormBody(Message):
    """What is marked."""

    name: str = Field(..., description="Of the form.", example="quality")
    criteria: dict[str, dict[str, str]] = Field(
        ..., description="Key → language → as supervisors read it.", example={"greeting": {"en": "Greets by name"}}
    )

    class Config:
        title = "ReviewForm"


@router.get("", dependencies=[Depends(Need("quality.read"))])
async def form(desk: Desk) -> FormBody:
    """Each criterion gets a mark from 1 (worst) to 5."""
    found = desk.reviews.form
    return FormBody(name=found.name, criteria={key: dict(names) for key, names in found.criteria.items()})
