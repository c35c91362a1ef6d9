"""How one sentence is understood, and why."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from desk.web.api.candidates import VERSION, refusals
from desk.web.forms import LANGUAGE, Sent
from desk.web.guard.principal import Need
from desk.web.problems import declared
from desk.web.stores import Desk
from desk.web.told import Message

router = APIRouter(prefix="/api/v1/training", tags=["training"], dependencies=[Depends(Need("training.act"))])


class Attempt(Sent):
    """A sentence to try."""

    text: str = Field(..., min_length=1, max_length=1000, description="What a caller says.", example="er I åbne lørdag")
    language: str = Field(..., regex=LANGUAGE, description="In which it is said.", example="da")
    model: str | None = Field(None, regex=VERSION, description="A candidate or a former model; null: the live one.")


class RankedBody(Message):
    """A possible reading."""

    intent: str = Field(..., description="Name of the intent.", example="ask_opening_hours")
    confidence: float = Field(..., description="0 to 1.", example=0.93)


class FoundBody(Message):
    """Something that was found in the text."""

    entity: str = Field(..., description="Its kind.", example="day")
    value: str = Field(..., description="What it means.", example="2026-11-28")
    start: int = Field(..., description="Characters before it.", example=10)
    end: int = Field(..., description="Characters up to its end.", example=16)


class NearBody(Message):
    """A training example."""

    text: str = Field(..., description="As it stands in the training data.")
    intent: str = Field(..., description="That it is an example of.", example="ask_opening_hours")
    language: str = Field(..., description="Of the text.", example="da")
    likeness: float = Field(..., description="To the sentence, up to 1.", example=0.91)


class OutsideBody(Message):
    """Why the bot would not act on it."""

    probability: float = Field(..., description="Of being out of scope, 0 to 1.", example=0.02)
    likeness_inside: float = Field(..., description="To the nearest examples of what callers want.", example=0.9)
    likeness_outside: float = Field(..., description="To the nearest examples out of scope.", example=0.4)
    reason: Literal["none", "unlike_anything", "like_out_of_scope_examples", "below_threshold"] = Field(
        ..., description="`none`: it would."
    )


class TriedBody(Message):
    """What became of a sentence. Nothing of it is kept."""

    text: str = Field(..., description="As it was sent.")
    language: str = Field(..., description="As it was sent.", example="da")
    intent: str = Field(..., description="The best reading; `nlu_fallback` for a text without words.")
    confidence: float = Field(..., description="0 to 1.", example=0.93)
    fallback: bool = Field(..., description="The bot would not act on it without asking.")
    ranking: list[RankedBody] = Field(..., description="The best readings, best first.")
    entities: list[FoundBody] = Field(..., description="In the order of the text.")
    nearest: list[NearBody] | None = Field(
        None, description="Training examples, the nearest first; null: the model is of a time when they were not kept."
    )
    outside: OutsideBody = Field(..., description="Why the bot would not act on it.")
    model: str = Field(..., description="Version of the model that read it.", example="20261127-101500-3fa2")

    class Config:
        title = "Tried"


@router.post("/try", responses=declared(404, 409))
def attempt(sent: Attempt, desk: Desk) -> TriedBody:
    """How a sentence is understood by the live model, a candidate or a former one."""
    with refusals():
        found: Any = desk.models.attempt(sent.text, sent.language, sent.model)
    return TriedBody(**found)
