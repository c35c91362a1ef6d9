"""What trainers are told of utterances, and what they send."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from desk.web.forms import LANGUAGE, Sent
from desk.web.told import Message

INTENT = "^[a-z][a-z_0-9]{0,63}$"
MOST_IDS = 1000
HIGHEST = 2**31 - 1
"""Of the numbers by which utterances, groups and decisions are named."""


class GroupBody(Message):
    """Utterances of one kind."""

    id: int = Field(..., description="Of the group: it keeps it while it grows.", example=17)
    language: str = Field(..., description="`fr`, `nl`, `it`, `da` or `en`.", example="da")
    size: int = Field(..., description="Utterances of it that are asked for.", example=52)
    text: str = Field(..., description="The one nearest to their middle.", example="kan jeg få mit modem byttet")
    intent: str = Field(..., description="What most were understood as.", example="return_refund")
    confidence: float = Field(..., description="Mean confidence of the readings, 0 to 1.", example=0.38)
    why: dict[str, int] = Field(
        ...,
        description="How many are here because they were `unsure`, `repaired`, `corrected`, `handed_over`, "
        "`out_of_scope`; one may count for several.",
        example={"unsure": 40, "handed_over": 12},
    )
    first: datetime = Field(..., description="When the first of them was said.")
    last: datetime = Field(..., description="When the last of them was said.")
    growth: int = Field(..., description="Those of the last seven days less those of the seven before.", example=9)
    meant: str | None = Field(
        None,
        description="The intent by which most of these callers were understood afterwards.",
        example="make_purchase",
    )
    decision: int | None = Field(
        None, description="The latest decision on utterances of the group: what is open came since, or was left out."
    )

    class Config:
        title = "TrainingGroup"


class GroupsBody(Message):
    """A page of groups."""

    groups: list[GroupBody] = Field(..., description="The largest first.")
    total: int = Field(..., description="How many groups there are, on all pages.", example=130)
    after: str | None = Field(None, description="For the next page; null: this is the last one.", example="12.345")

    class Config:
        title = "TrainingGroups"


class SaidBody(Message):
    """A line before or after an utterance."""

    speaker: str = Field(..., description="`caller` or `bot`.", example="bot")
    text: str = Field(..., description="Masked.")

    class Config:
        title = "TrainingLine"


class UtteranceBody(Message):
    """Something a caller said."""

    id: int = Field(..., description="Of the utterance.", example=4711)
    call: str = Field(..., description="Id of the call.", example="1764164000.12")
    at: datetime = Field(..., description="When it was said.")
    at_ms: int = Field(..., description="Milliseconds since that part of the call began.", example=8900)
    language: str = Field(..., description="In which it was read.", example="da")
    text: str = Field(..., description="As it was recognised, masked.")
    intent: str = Field(..., description="What it was understood as.", example="out_of_scope")
    confidence: float = Field(..., description="Of that, 0 to 1.", example=0.31)
    why: list[str] = Field(..., description="See the group's.", example=["unsure", "repaired"])
    meant: str | None = Field(None, description="What the caller was understood as afterwards.", example=None)
    status: str = Field(..., description="`open`, `decided` or `rejected`.", example="open")
    decision: int | None = Field(None, description="By which it is decided or rejected.")
    before: list[SaidBody] = Field(
        ..., description="What was said right before it, in its order: the question that it may be an answer to."
    )
    next: list[SaidBody] = Field(..., description="What was said next.")
    outcome: str | None = Field(None, description="How the call came out, as in its record.", example="handoff")
    reason: str | None = Field(None, description="Why it went to a person.", example="not_understood")
    recording: bool = Field(..., description="Whether its sound is kept.")

    class Config:
        title = "TrainingUtterance"


class UtterancesBody(Message):
    """A page of a group."""

    utterances: list[UtteranceBody] = Field(..., description="The latest first.")
    after: int | None = Field(None, description="For the next page; null: this is the last one.", example=4600)

    class Config:
        title = "TrainingUtterances"


class CountBody(Message):
    """How much is open."""

    groups: int = Field(..., description="Groups with something open.", example=12)
    utterances: int = Field(..., description="Utterances that are open.", example=230)

    class Config:
        title = "TrainingCount"


class CountsBody(CountBody):
    """How much is open in all languages, and in each."""

    languages: dict[str, CountBody] = Field(..., description="Of each language that has any.")

    class Config:
        title = "TrainingCounts"


class GatheredBody(Message):
    """What came of looking through calls."""

    calls: int = Field(..., description="Calls that were looked through.", example=14)
    utterances: int = Field(..., description="Utterances found in them.", example=3)
    busy: bool = Field(..., description="Another process is at it.", example=False)

    class Config:
        title = "TrainingGathered"


class WeekBody(Message):
    """A week of a topic."""

    week: str = Field(..., description="ISO 8601.", example="2026-W47")
    count: int = Field(..., description="Utterances in it.", example=9)

    class Config:
        title = "TrainingWeek"


class TopicBody(Message):
    """Something callers ask that no intent covers."""

    id: int = Field(..., description="Of the topic: that of its first group.", example=17)
    language: str = Field(..., description="`fr`, `nl`, `it`, `da` or `en`.", example="da")
    size: int = Field(..., description="Utterances.", example=74)
    words: list[str] = Field(..., description="What sets it apart, the most typical first.", example=["esim", "mobil"])
    examples: list[str] = Field(..., description="Utterances nearest to its middle, masked.")
    weeks: list[WeekBody] = Field(
        ..., description="The last twelve, the oldest first; those without any are there too."
    )
    growth: int = Field(..., description="Those of the last seven days less those of the seven before.", example=12)
    groups: list[int] = Field(..., description="The groups of the inbox that it is made of.", example=[17, 43])

    class Config:
        title = "TrainingTopic"


class TopicsBody(Message):
    """What no intent covers."""

    topics: list[TopicBody] = Field(..., description="The largest first.")

    class Config:
        title = "TrainingTopics"


class MarkBody(Sent):
    """A part of a text that is an entity."""

    start: int = Field(..., ge=0, le=1000, description="Index of its first character.", example=4)
    end: int = Field(..., ge=1, le=1000, description="Index after its last character.", example=9)
    entity: str = Field(..., regex=INTENT, description="Name of the entity.", example="department")
    value: str = Field(..., min_length=1, max_length=200, description="What it stands for.", example="sales")

    class Config:
        title = "DecidedMark"


class TextBody(Sent):
    """A text to be written."""

    language: str = Field(..., regex=LANGUAGE, description="`fr`, `nl`, `it`, `da` or `en`.", example="da")
    text: str = Field(..., min_length=1, max_length=1000, description="Without masks.", example="byt mit modem")
    entities: list[MarkBody] = Field([], max_items=20, description="What is marked in it.")

    class Config:
        title = "DecidedText"


class DecideBody(Sent):
    """A decision to be made."""

    utterances: list[int] = Field(
        [], max_items=MOST_IDS, description="Ids of utterances; empty with a group.", example=[4711, 4712]
    )
    group: int | None = Field(None, ge=1, le=HIGHEST, description="All of it that is open, instead of utterances.")
    to: Literal["training", "test", "rejected"] = Field(..., description="Learn from it, measure with it, or neither.")
    intent: str | None = Field(None, regex=INTENT, description="Which it is; none when it is rejected.")
    texts: list[TextBody] = Field(
        [], max_items=50, description="What is written, in any of the languages; none when it is rejected."
    )
    note: str = Field("", max_length=500, description="Why, for the history of the language data.")

    class Config:
        title = "Decide"


class WrittenBody(Message):
    """A text as it was written."""

    id: str = Field(..., description="Of the example; empty where it stood there before.")
    language: str = Field(..., description="Of the text.", example="da")
    text: str = Field(..., description="As it stands there, without marks.")
    intent: str = Field(..., description="Of the text.", example="return_refund")
    file: str = Field(..., description="Under the product's tree.", example="data/nlu/da/orders.yml")
    line: int = Field(..., description="Of the file.", example=412)
    commit: str | None = Field(None, description="Of the site's git history; null where there is none.")
    uncommitted: str | None = Field(
        None,
        description="Why there is none although the tree is under git; the text stands all the same.",
    )

    class Config:
        title = "DecidedWritten"


class DecisionBody(Message):
    """What was decided."""

    id: int = Field(..., description="Of the decision.", example=3)
    at: datetime = Field(..., description="When.")
    by: str = Field(..., description="Name of the user.", example="tove")
    to: str = Field(..., description="`training`, `test` or `rejected`.", example="training")
    intent: str | None = Field(None, description="Which it is.", example="return_refund")
    state: str = Field(..., description="`done`, `undone`, or for a moment `writing` or `undoing`.", example="done")
    utterances: int = Field(
        ..., description="How many it was about; those with the same words are counted.", example=52
    )
    written: list[WrittenBody] = Field(..., description="What was written where.")
    undone: datetime | None = Field(None, description="When it was taken back.")
    undone_by: str | None = Field(None, description="By whom.")

    class Config:
        title = "Decision"
