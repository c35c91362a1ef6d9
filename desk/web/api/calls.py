"""Records of calls, with what was said."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from desk.calls.messages import CallRecord
from desk.calls.reviews import Review
from desk.web.api.items import NoteBody
from desk.web.api.spans import Asked, Department, Language
from desk.web.forms import EARLIEST, LATEST, NAME, Sent, now
from desk.web.guard.principal import Me, Need
from desk.web.problems import declared, known
from desk.web.stores import Desk, Stores
from desk.web.told import Message

router = APIRouter(prefix="/api/v1/calls", tags=["calls"])
CallId = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_.:@+-]{1,128}$", description="Of the call.", example="1764164000.12")
]


class LineBody(Message):
    """One thing said."""

    at_ms: int = Field(..., description="Milliseconds since the call began.", example=4200)
    speaker: str = Field(..., description="`caller`, `bot` or `agent`.", example="caller")
    text: str = Field(..., description="With card and account numbers masked.")
    language: str | None = Field(None, description="In which it was said.", example="da")
    confidence: float | None = Field(None, description="Of the recogniser, 0 to 1; null for the bot.", example=0.91)

    class Config:
        title = "Line"


class IntentBody(Message):
    """A reading of what the caller wants."""

    at_ms: int = Field(..., description="Milliseconds since the call began.", example=4900)
    intent: str = Field(..., description="Name of the intent.", example="make_purchase")
    confidence: float = Field(..., description="0 to 1.", example=0.93)
    fallback: bool = Field(..., description="The bot would not act on it without asking.")

    class Config:
        title = "Intent"


class CallBrief(Message):
    """A call, without what was said."""

    id: str = Field(..., description="Of the call.", example="1764164000.12")
    channel: str = Field(..., description="`phone`, `browser`, `microphone` or `file`.", example="phone")
    language: str = Field(..., description="Of the call; `auto` while it is unknown.", example="da")
    languages: list[str] = Field(..., description="Those that were spoken, in their order.", example=["da"])
    caller: str | None = Field(None, description="Number of the caller.", example="+4520304050")
    dialled: str | None = Field(None, description="Number that was dialled.", example="+4511900100")
    began: datetime = Field(..., description="When the call came.")
    bot_answered: datetime | None = Field(None, description="When the bot said its first word.")
    bot_ended: datetime | None = Field(None, description="When the bot's part was over.")
    ended: datetime | None = Field(None, description="Null while it runs.")
    ended_by: str | None = Field(None, description="`bot`, `caller`, `agent`, `failure` or `lost`.", example="caller")
    final: str | None = Field(
        None,
        description="`answered`, `routed`, `handoff`, `callback`, `voicemail`, `abandoned`, `lost`; null: not settled.",
        example="handoff",
    )
    reason: str | None = Field(None, description="Why it was handed on.", example="explicit_request")
    department: str | None = Field(None, description="Key of the department.", example="sales")
    item_id: str | None = Field(None, description="Its item of the queue.")
    agent: str | None = Field(None, description="Who took it.", example="mette")
    queue_seconds: float | None = Field(None, description="From its place in the queue until a person took it.")
    recording_id: str | None = Field(None, description="Of its sound, where it was kept.")
    score: int | None = Field(None, description="What the caller answered to the survey, 1 to 5.", example=5)

    class Config:
        title = "CallBrief"


class ReviewBody(Message):
    """Marks that somebody gave to a call."""

    reviewer: str = Field(..., description="Name of the user.", example="trainer")
    marks: dict[str, int] = Field(..., description="Criterion of the form → 1 (worst) to 5.", example={"greeting": 4})
    comment: str = Field(..., description="May be empty.")
    at: datetime = Field(..., description="When.")

    class Config:
        title = "Review"


class CallBody(CallBrief):
    """A call, while it runs and afterwards."""

    transcript: list[LineBody] = Field(..., description="What was said until now.")
    intents: list[IntentBody] = Field(..., description="What was understood until now.")
    outcome: str | None = Field(None, description="Code of the agent's wrap-up.", example="resolved")
    notes: list[NoteBody] = Field(..., description="What agents wrote about it and its callback, oldest first.")
    reviews: list[ReviewBody] = Field(..., description="Oldest first; empty for who may not see them.")

    class Config:
        title = "Call"


class NewReview(Sent):
    """Marks for every criterion of the form."""

    marks: dict[str, int] = Field(..., description="Criterion → 1 (worst) to 5.", example={"greeting": 4})
    comment: str = Field("", max_length=4000, description="In any language.")


def _review(review: Review) -> ReviewBody:
    return ReviewBody(reviewer=review.reviewer, marks=dict(review.marks), comment=review.comment, at=review.at)


async def _wanted(
    department: Department = "",
    language: Language = "",
    agent: Annotated[str, Query(pattern=f"{NAME}|^$", description="Taken by this one only.", example="mette")] = "",
    caller: Annotated[
        str, Query(pattern=r"^(\+?\d{2,20})?$", description="From this number.", example="+4512340206")
    ] = "",
) -> dict[str, Any]:
    wanted = {"department": department, "language": language, "agent": agent, "caller": caller}
    return {name: value for name, value in wanted.items() if value}


Wanted = Annotated[dict[str, Any], Depends(_wanted)]
"""Columns of calls, and what they have to be."""


@router.get("", dependencies=[Depends(Need("history.read"))])
def calls(
    desk: Desk,
    span: Asked,
    wanted: Wanted,
    limit: Annotated[int, Query(ge=1, le=500, description="At most so many.")] = 100,
) -> list[CallBrief]:
    """Calls that began in the time asked for, the latest first."""
    found = desk.calls.between(span.begin or EARLIEST, span.end or LATEST, limit, **wanted)
    scores = desk.surveys.scores(call.id for call in found)
    return [CallBrief(**_fields(CallBrief, call), score=scores.get(call.id)) for call in found]


@router.get("/{call}", dependencies=[Depends(Need("calls.read"))], responses=declared(404))
def show(call: CallId, me: Me, desk: Desk) -> CallBody:
    """A call with all that was said until now. Events of the kind `call` tell that there is more."""
    with known("call"):
        found = desk.calls.show(call)
    survey, reviews = desk.surveys.of(call), desk.reviews.of(call) if me.may("quality.read") else []
    more = {"score": survey.score if survey else None, "reviews": [_review(one) for one in reviews]}
    return CallBody(**{**_fields(CallBody, found), **more, **_of_item(desk, found)})


@router.post("/{call}/reviews", status_code=201, dependencies=[Depends(Need("quality.act"))], responses=declared(404))
def review(call: CallId, sent: NewReview, me: Me, desk: Desk) -> ReviewBody:
    """Mark a call, in place of an earlier review of it by the same person. The form: GET /api/v1/review-form."""
    with known("call"):
        return _review(desk.reviews.give(call, me.name, sent.marks, sent.comment, now()))


def _of_item(desk: Stores, call: CallRecord) -> dict[str, Any]:
    """What its agents left behind; the notes of its callback as well, for that is the same story."""
    notes, outcome = [NoteBody(**asdict(note)) for note in desk.floor.notes_of_call(call.id)], None
    with suppress(KeyError):  # erased, or kept for a shorter time than the call
        # While the bot still has the call, its record does not name the item yet.
        item = desk.queue.show(call.item_id) if call.item_id else desk.queue.of_call(call.id)
        outcome = item.outcome if item is not None else None
    return {"outcome": outcome, "notes": notes}


def _fields(body: type[BaseModel], call: CallRecord) -> dict[str, Any]:
    found = asdict(call)
    return {name: found[name] for name in body.__fields__ if name in found}
