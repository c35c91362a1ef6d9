"""The language data: examples added and taken back, checks, and what there is to choose from."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from desk.training.ports import Coverage, EntityLabel, Example, Finding, Mark, Written
from desk.web.forms import LANGUAGE, Sent, now
from desk.web.guard.principal import Me, Need
from desk.web.problems import LineBody, declared
from desk.web.stores import Desk
from desk.web.told import Message

router = APIRouter(
    prefix="/api/v1/training", tags=["training"], dependencies=[Depends(Need("training.act"))], responses=declared(409)
)
LABEL = "^[a-z][a-z_]{0,63}$"
"""Of intents and entities."""
MOST = 200
"""Examples in one request."""
AdditionId = Annotated[
    str, Path(pattern="^[0-9a-f]{32}$", description="`id` of what was written.", example="0" * 31 + "1")
]


class MarkBody(Message):
    """A part of a text that is an entity."""

    start: int = Field(..., description="Index of its first character.", example=8)
    end: int = Field(..., description="Index after its last character.", example=18)
    entity: str = Field(..., description="As in the domain.", example="department")
    value: str = Field(..., description="A key of the company, or what is said.", example="technical_support")

    class Config:
        title = "Mark"


class NewMark(Sent):
    """A part of a text that is an entity."""

    start: int = Field(..., ge=0, le=1000, description="Index of its first character.", example=8)
    end: int = Field(..., ge=1, le=1000, description="Index after its last character.", example=18)
    entity: str = Field(..., regex=LABEL, description="As in the domain.", example="department")
    value: str = Field(
        ..., min_length=1, max_length=100, description="A key of the company, or what is said.",
        example="technical_support",
    )  # fmt: skip


class NewExample(Sent):
    """What somebody says, and what it means."""

    language: str = Field(..., regex=LANGUAGE, description="Of the text.", example="en")
    text: str = Field(
        ...,
        min_length=1,
        max_length=1000,
        description="One line, without markup.",
        example="are the box people in",
    )
    intent: str = Field(..., regex=LABEL, description="As in the domain.", example="reach_department")
    entities: list[NewMark] = Field([], max_items=20, description="Parts of the text; none may overlap.")
    to: str = Field("training", regex="^(training|test)$", description="Or `test`, to measure with.")


class NewExamples(Sent):
    """Examples to be written: all of them, or none."""

    examples: list[NewExample] = Field(..., min_items=1, max_items=MOST, description="In the order of writing.")
    note: str = Field("", max_length=500, description="Why, for the journal and the commit.")


class WrittenBody(Message):
    """An example as it stands in a file."""

    id: str | None = Field(..., description="To take it back by; null: it was there before.", example="0" * 31 + "1")
    language: str = Field(..., description="Of the text.", example="en")
    text: str = Field(..., description="Without markup.", example="are the box people in")
    intent: str = Field(..., description="As in the domain.", example="reach_department")
    entities: list[MarkBody] = Field(..., description="Parts of the text.")
    to: str = Field(..., description="`training` or `test`.", example="training")
    file: str = Field(..., description="Where it stands, or stood.", example="data/nlu/en/routing.yml")
    line: int = Field(..., description="In the file, from 1; 0: nowhere.", example=117)
    already: bool = Field(..., description="It was there before, and nothing was written.")
    commit: str | None = Field(..., description="Hash in the site's git history; null: none was made.")
    uncommitted: str | None = Field(..., description="Why there is none although the file is under git.")

    class Config:
        title = "WrittenExample"


class WrittenList(Message):
    """What was written."""

    written: list[WrittenBody] = Field(..., description="In the order of the request.")


class MissingList(Message):
    """What is gone."""

    missing: list[WrittenBody] = Field(..., description="Oldest first.")


class FindingBody(Message):
    """Something that is wrong, or looks so."""

    kind: str = Field(..., description="A word for programs.", example="near_duplicate")
    severity: str = Field(..., description="`error` or `warning`.", example="warning")
    file: str = Field(..., description="Under the product's tree.", example="data/nlu/da/orders.yml")
    line: int = Field(..., description="In the file, from 1.", example=239)
    text: str = Field(..., description="One line with the remedy, in English.")
    other: LineBody | None = Field(..., description="Where the other side of a conflict stands.")

    class Config:
        title = "Finding"


class CheckBody(Message):
    """Everything that can be told without training."""

    problems: list[FindingBody] = Field(..., description="Errors first.")

    class Config:
        title = "Check"


class IntentCountsBody(Message):
    """How many examples an intent has."""

    intent: str = Field(..., description="As in the domain.", example="order_status")
    counts: dict[str, int] = Field(..., description="Language → examples that are learned.", example={"da": 210})
    tests: dict[str, int] = Field(..., description="Language → examples of the test set.", example={"da": 16})
    thin: list[str] = Field(..., description="Languages with far fewer than the others.", example=["da"])

    class Config:
        title = "IntentCounts"


class CoverageBody(Message):
    """How many examples there are."""

    intents: list[IntentCountsBody] = Field(..., description="By name.")

    class Config:
        title = "Coverage"


class IntentBody(Message):
    """An intent that can be chosen."""

    intent: str = Field(..., description="As in the domain.", example="order_status")
    meaning: str = Field(..., description="What the caller does, in English.", example="asks where an order is")

    class Config:
        title = "IntentLabel"


class EntityValueBody(Message):
    """One of a closed set."""

    value: str = Field(..., description="Its key.", example="technical_support")
    names: dict[str, str] = Field(..., description="Language → as people read it.", example={"en": "technical support"})

    class Config:
        title = "EntityValue"


class EntityBody(Message):
    """An entity that can be marked."""

    entity: str = Field(..., description="As in the domain.", example="department")
    values: list[EntityValueBody] | None = Field(..., description="Null: any text may be the value.")
    learned: bool = Field(..., description="The bot finds a phrase that was marked after the next training.")

    class Config:
        title = "EntityLabel"


class LabelsBody(Message):
    """What there is to choose from."""

    intents: list[IntentBody] = Field(..., description="In the order of the domain.")
    entities: list[EntityBody] = Field(..., description="In the order of the domain.")

    class Config:
        title = "Labels"


@router.get("/check")
def check(desk: Desk) -> CheckBody:
    """What is wrong in language data, replies, rules and company files, or looks so. Takes some seconds."""
    return CheckBody(problems=[_finding(one) for one in desk.language_data.check()])


@router.get("/coverage")
def coverage(desk: Desk) -> CoverageBody:
    """How many examples each intent has in each language."""
    return CoverageBody(intents=[_counts(one) for one in desk.language_data.coverage()])


@router.get("/labels")
def labels(desk: Desk) -> LabelsBody:
    """Intents and entities that examples can be labelled with."""
    found = desk.language_data.labels()
    return LabelsBody(
        intents=[IntentBody(intent=one.intent, meaning=one.meaning) for one in found.intents],
        entities=[_entity(one) for one in found.entities],
    )


@router.post("/examples", status_code=201)
def add(sent: NewExamples, me: Me, desk: Desk) -> WrittenList:
    """Write examples into the language data; where that is under git, each is a commit. 409 `conflict`: the text
    stands elsewhere, with its place in `other`. 409 `broken`: somebody is in the midst of editing a file."""
    examples = [_example(one) for one in sent.examples]
    return _list(desk.language_data.add(examples, me.name, now(), sent.note))


@router.get("/examples/missing")
def missing(desk: Desk) -> MissingList:
    """Additions that are gone from the files although nobody took them back."""
    return MissingList(missing=[_written(one) for one in desk.language_data.missing()])


@router.post("/examples/restore")
def restore(me: Me, desk: Desk) -> WrittenList:
    """Write what is missing again, under the same ids."""
    return _list(desk.language_data.restore(me.name, now()))


@router.delete("/examples/{example}", responses=declared(404))
def take_back(example: AdditionId, me: Me, desk: Desk) -> WrittenBody:
    """Remove an example that was added; where that is under git, as a commit."""
    return _written(desk.language_data.take_back(example, me.name, now()))


def _example(sent: NewExample) -> Example:
    marks = tuple(Mark(one.start, one.end, one.entity, one.value) for one in sent.entities)
    return Example(sent.language, sent.text, sent.intent, marks, "test" if sent.to == "test" else "training")


def _list(written: Any) -> WrittenList:
    return WrittenList(written=[_written(one) for one in written])


def _written(one: Written) -> WrittenBody:
    example = one.example
    return WrittenBody(
        id=one.id or None,
        language=example.language,
        text=example.text,
        intent=example.intent,
        entities=[MarkBody(**vars(mark)) for mark in example.marks],
        to=example.to,
        file=one.place.file,
        line=one.place.line,
        already=one.before,
        commit=one.commit,
        uncommitted=one.uncommitted,
    )


def _finding(one: Finding) -> FindingBody:
    other = LineBody(file=one.other.file, line=one.other.line) if one.other else None
    return FindingBody(
        kind=one.kind, severity=one.severity, file=one.place.file, line=one.place.line, text=one.text, other=other
    )


def _counts(one: Coverage) -> IntentCountsBody:
    return IntentCountsBody(intent=one.intent, counts=dict(one.counts), tests=dict(one.tests), thin=list(one.thin))


def _entity(one: EntityLabel) -> EntityBody:
    values = None
    if one.values is not None:
        values = [EntityValueBody(value=value.value, names=dict(value.names)) for value in one.values]
    return EntityBody(entity=one.entity, values=values, learned=one.learned)
