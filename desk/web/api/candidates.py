"""Models of the language: candidates beside the live one; promoting, discarding, rolling back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from desk.training.models import Candidate, Model, ModelError
from desk.web.forms import Sent, now
from desk.web.guard.principal import Me, Need
from desk.web.problems import Problem, declared, known
from desk.web.stores import Desk
from desk.web.told import Message

router = APIRouter(prefix="/api/v1/training", tags=["training"], dependencies=[Depends(Need("training.act"))])
VERSION = r"^[a-z0-9][a-z0-9-]{0,63}$"
CandidateId = Annotated[
    str, Path(regex=VERSION, description="Of the candidate.", example="20261127-101500-3fa2")
]  # fmt: skip
Shares = dict[str, float]


class ModelBody(Message):
    """A model that is, or was, live."""

    version: str = Field(..., description="Its name.", example="20261127-101500-3fa2")
    trained_at: str = Field(..., description="ISO 8601, UTC.", example="2026-11-27T10:15:00+00:00")
    promoted_at: str = Field(..., description="When it went live.", example="2026-11-27T10:20:00+00:00")
    by: str = Field(..., description="Who made it live; may be empty.", example="trainer")
    reason: str = Field(..., description="Why, where the gate was overruled or somebody went back; may be empty.")
    accuracy: Shares = Field(..., description="Language, and `all` → share right on the test set; may be empty.")
    pinned: bool = Field(..., description="Somebody went back to it: it stays until another is promoted.")

    class Config:
        title = "Model"


class BrokenBody(Message):
    """A target that is not reached."""

    target: str = Field(..., description="And what it is about.", example="language_loss.da")
    value: float = Field(..., description="What was measured.", example=0.81)
    limit: float = Field(..., description="What is allowed.", example=0.83)


class GateBody(Message):
    """Whether a candidate may go live."""

    passes: bool = Field(..., description="All targets are reached.")
    broken: list[BrokenBody] = Field(..., description="Those that are not.")


class ChangeBody(Message):
    """An utterance that the candidate has learned otherwise than the live model."""

    kind: str = Field(..., description="`added`, `removed` or `relabelled`.", example="added")
    language: str = Field(..., description="Of the text.", example="da")
    text: str = Field(..., description="As it stands in the training data.")
    intent: str = Field(..., description="That it has, or had before it was removed.", example="ask_address")
    before: str = Field("", description="Of one that is relabelled: the intent that it had.")


class CandidateBody(Message):
    """A model beside the live one."""

    id: str = Field(..., description="Its name; and its version, once it is live.", example="20261127-101500-3fa2")
    state: str = Field(
        ..., description="`waiting`, `training`, `testing`, `ready`, `failed`, `promoted` or `discarded`."
    )
    step: str = Field(..., description="What is being done; empty when nothing is.", example="reading")
    share: float = Field(..., description="Of that step which is done, 0 to 1.", example=0.4)
    seconds: float = Field(..., description="Since it began, or how long it took.", example=72.5)
    error: str = Field(..., description="Why it failed, in one line; empty otherwise.")
    by: str = Field(..., description="Who began it.", example="trainer")
    created_at: str = Field(..., description="When; ISO 8601, UTC.", example="2026-11-27T10:15:00+00:00")
    since: str = Field(..., description="Version of the live model that it is compared with; empty: there was none.")
    changed: dict[str, int] = Field(
        ..., description="`added`, `removed`, `relabelled` → utterances; empty: the live model does not tell.",
        example={"added": 3, "removed": 0, "relabelled": 1},
    )  # fmt: skip
    changes: list[ChangeBody] = Field(..., description="The first 200 of them.")
    gate: GateBody | None = Field(None, description="Null until it is tested.")
    accuracy: Shares = Field(..., description="Language, and `all` → share right on the test set; empty until then.")
    better: int = Field(..., description="Utterances of the test set that it alone understands.")
    worse: int = Field(..., description="Those that only the live model understands.")

    class Config:
        title = "Candidate"


class AnsweringBody(Message):
    """The model that takes new calls, as the process that answers them tells."""

    version: str = Field(..., description="Its name.", example="20261127-101500-3fa2")
    state: str = Field(
        ...,
        description="Of the live model: `answers`; `starting`: it takes new calls soon; `refused`: it was promoted, "
        "but does not start.",
        example="answers",
    )
    why: str = Field(..., description="Of `refused`: why, in one line; empty otherwise.")
    since: str = Field(
        ..., description="When it began to take new calls; ISO 8601, UTC.", example="2026-11-27T10:20:12+00:00"
    )
    at: str = Field(..., description="When this was told: of `refused`, when it last did not start.")

    class Config:
        title = "Answering"


class ModelsBody(Message):
    """All models."""

    live: ModelBody | None = Field(None, description="The one that was promoted last. Null where none is trained.")
    answering: AnsweringBody | None = Field(None, description="Null where no calls are answered.")
    candidates: list[CandidateBody] = Field(..., description="The latest first.")
    history: list[ModelBody] = Field(..., description="Those that can be gone back to, the live one among them.")

    class Config:
        title = "Models"


class DifferenceBody(Message):
    """An utterance of the test set that the models take differently."""

    text: str = Field(..., description="As it stands in the test set.")
    language: str = Field(..., description="Of the text.", example="da")
    intent: str = Field(..., description="What it is.", example="ask_address")
    was: str = Field(..., description="What the live model takes it for.", example="ask_opening_hours")
    now: str = Field(..., description="What the candidate takes it for.", example="ask_address")


class HeardBody(Message):
    """A line of a real call that the models take differently. Which of them is right, nobody has said."""

    call: str = Field(..., description="Id of the call.", example="1764164000.12")
    at_ms: int = Field(..., description="Milliseconds since the call began.", example=4200)
    language: str = Field(..., description="In which it was said.", example="da")
    text: str | None = Field(None, description="What was said, masked; null when it is no longer kept.")
    then: str = Field(..., description="What the bot took it for then.", example="out_of_scope")
    was: str = Field(..., description="What the live model takes it for.", example="out_of_scope")
    now: str = Field(..., description="What the candidate takes it for.", example="ask_address")


class CallsBody(Message):
    """The last real calls, read by both models."""

    calls: int = Field(..., description="With callers' lines.")
    lines: int = Field(..., description="Of callers.")
    differ: int = Field(..., description="Lines that the models take differently.")
    differences: list[HeardBody] = Field(..., description="The first 500 of them.")


class ParityBody(Message):
    """Between the best and the worst language, as a share."""

    live: float | None = Field(None, description="Null where there is no live model.")
    candidate: float = Field(..., description="0 to 1.", example=0.04)


class EntityBody(Message):
    """How well an entity is found: by rules, the company's files, and phrases that are marked in the training data."""

    entity: str = Field(..., description="Its name.", example="department")
    count: int = Field(..., description="Texts that hold it.")
    right: int = Field(..., description="Of them, those where it was found with the right value.")
    invented: int = Field(..., description="Texts without it where it was found.")
    was_right: int | None = Field(None, description="The same of the live model; null where there is none.")
    was_invented: int | None = Field(None, description="The same of the live model; null where there is none.")


class FiguresBody(Message):
    """Of one model on the test set."""

    languages: dict[str, Shares] = Field(..., description="Language, and `all` → count, accuracy, macro_f1.")
    damaged: dict[str, Shares] = Field(..., description="The same on text as a recogniser may have damaged it.")
    intents: dict[str, Shares] = Field(..., description="Intent → count, f1.")
    language_intents: dict[str, dict[str, Shares]] = Field(..., description="Language → intent → count, f1.")
    spread: float = Field(..., description="Between the best and the worst language.")

    class Config:
        title = "Figures"


class ReportBody(Message):
    """A candidate beside the live model."""

    live: FiguresBody | None = Field(None, description="Null where there is no live model.")
    candidate: FiguresBody = Field(..., description="Of the candidate.")
    counts: dict[str, int] = Field(
        ..., description="`better`, `worse`, and `other` (both wrong, but differently) → utterances."
    )
    better: list[DifferenceBody] = Field(..., description="The first 500.")
    worse: list[DifferenceBody] = Field(..., description="The first 500.")
    other: list[DifferenceBody] = Field(..., description="The first 500.")
    parity: ParityBody = Field(..., description="Between languages.")
    entities: list[EntityBody] = Field(..., description="By name.")
    calls: CallsBody = Field(..., description="The last real calls.")
    gate: GateBody = Field(..., description="Whether it may go live.")

    class Config:
        title = "Report"


class Promotion(Sent):
    """How a candidate goes live."""

    reason: str = Field("", max_length=500, description="Overrules the gate; recorded in the audit trail.")


class Return(Sent):
    """Which model to go back to."""

    version: str | None = Field(None, regex=VERSION, description="Null: the one before the live one.")


@contextmanager
def refusals() -> Iterator[None]:
    """What cannot be done within is told as 409, what is not there as 404."""
    try:
        with known("model"):
            yield
    except ModelError as error:
        raise Problem(409, str(error), error.code) from None


def _candidate(found: Candidate) -> CandidateBody:
    return CandidateBody(**vars(found))


def _model(found: Model) -> ModelBody:
    return ModelBody(**vars(found))


@router.get("/candidates")
def models(desk: Desk) -> ModelsBody:
    """The live model, the candidates, and what can be gone back to."""
    with refusals():
        found = desk.models.overview()
    return ModelsBody(
        live=_model(found.live) if found.live else None,
        answering=AnsweringBody(**vars(found.answering)) if found.answering else None,
        candidates=[_candidate(one) for one in found.candidates],
        history=[_model(one) for one in found.history],
    )


@router.post("/candidates", status_code=201, responses=declared(409))
def train(me: Me, desk: Desk) -> CandidateBody:
    """Begin to train a candidate from the data as they are, in the background. One at a time: 409 `busy`."""
    with refusals():
        return _candidate(desk.models.train(me.name, now()))


@router.get("/candidates/{candidate}", responses=declared(404))
def show(candidate: CandidateId, desk: Desk) -> CandidateBody:
    """How far it is, what it contains and what the gate says."""
    with refusals():
        return _candidate(desk.models.candidate(candidate))


@router.get("/candidates/{candidate}/report", responses=declared(404, 409))
def report(candidate: CandidateId, desk: Desk) -> ReportBody:
    """It beside the live model, once it is tested; until then 409 `state`."""
    with refusals():
        found: Any = desk.models.report(candidate)
    return ReportBody(**found)


@router.post("/candidates/{candidate}/promote", responses=declared(404, 409))
def promote(candidate: CandidateId, sent: Promotion, me: Me, desk: Desk) -> ModelBody:
    """Make it live: running calls finish on the former model. 409 `gate` for one that breaks a target, unless there is
    a reason."""
    with refusals():
        return _model(desk.models.promote(candidate, me.name, sent.reason, now()))


@router.delete("/candidates/{candidate}", status_code=204, responses=declared(404, 409))
def discard(candidate: CandidateId, me: Me, desk: Desk) -> None:
    """Give it up; a training that runs ends."""
    with refusals():
        desk.models.discard(candidate, me.name, now())


@router.post("/rollback", responses=declared(404, 409))
def roll_back(sent: Return, me: Me, desk: Desk) -> ModelBody:
    """Make a former model live again. It stays until another is promoted: `centralino train` leaves it alone."""
    with refusals():
        return _model(desk.models.roll_back(sent.version, me.name, now()))
