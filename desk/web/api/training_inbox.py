"""For trainers: what was misunderstood on calls, what no intent covers, and what is decided on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import StreamingResponse

from desk.privacy.vault import KeyringError, VaultError
from desk.training.asked import Asked, DecisionError, Text
from desk.training.inbox import Status, Utterance, Wanted
from desk.training.ports import Mark
from desk.training.snippet import snippet
from desk.training.told import Decision
from desk.training.vectors import VectorsError
from desk.training.worth import Why
from desk.web import sound
from desk.web.api import training_bodies as bodies
from desk.web.api.sounds import write_down
from desk.web.api.spans import Language
from desk.web.forms import now
from desk.web.guard.principal import Me, Need
from desk.web.problems import Problem, declared, known
from desk.web.stores import Desk

router = APIRouter(prefix="/api/v1/training", tags=["training"], dependencies=[])
ACT = [Depends(Need("training.act"))]
PAGE = 50
_ID = {"ge": 1, "le": bodies.HIGHEST}
GroupId = Annotated[int, Path(**_ID, description="Of the group.", example=17)]
UtteranceId = Annotated[int, Path(**_ID, description="Of the utterance.", example=4711)]
DecisionId = Annotated[int, Path(**_ID, description="Of the decision.", example=3)]
Before = Annotated[
    int | None, Query(**_ID, description="`after` of the page before; none: the first page.", example=None)
]
Of = Annotated[Status, Query(description="Open, decided on, or rejected.", example="open")]
For = Annotated[
    Why | Literal[""], Query(description="Only those that are there for this; empty: all.", example="unsure")
]
After = Annotated[
    str,
    Query(
        pattern=r"^([0-9]{1,9}\.[0-9]{1,9})?$",
        description="`after` of the page before; empty: the first page.",
        example="",
    ),
]
_STATUS = {"conflict": 409, "busy": 409}
"""Of what cannot be decided; everything else is a value that does not fit."""


@contextmanager
def _decided() -> Iterator[None]:
    """What cannot be decided is told with its remedy."""
    try:
        yield
    except DecisionError as error:
        raise Problem(_STATUS.get(error.code, 422), str(error), error.code) from error


@router.get("/counts", dependencies=ACT)
def counts(desk: Desk) -> bodies.CountsBody:
    """How much is open, for a badge."""
    found = desk.bench.inbox.counts()
    languages = {
        language: bodies.CountBody(groups=groups, utterances=utterances)
        for language, (groups, utterances) in sorted(found.items())
    }
    total = {name: sum(getattr(one, name) for one in languages.values()) for name in ("groups", "utterances")}
    return bodies.CountsBody(languages=languages, **total)


@router.get("/inbox", dependencies=ACT)
def inbox(
    desk: Desk, language: Language = "", why: For = "", status: Of = "open", after: After = ""
) -> bodies.GroupsBody:
    """Utterances of real calls that are worth a look, in groups of one kind: the largest first."""
    wanted = Wanted(language or None, why or None, status)
    last = tuple(int(part) for part in after.split(".")) if after else None
    found, end = desk.bench.inbox.page(wanted, now(), PAGE, (last[0], last[1]) if last else None)
    more = f"{end[0]}.{end[1]}" if end else None
    groups = [bodies.GroupBody(**vars(one)) for one in found]
    return bodies.GroupsBody(groups=groups, total=desk.bench.inbox.total(wanted), after=more)


@router.get("/inbox/{group}", dependencies=ACT, responses=declared(404))
def of_group(group: GroupId, desk: Desk, status: Of = "open", after: Before = None) -> bodies.UtterancesBody:
    """The utterances of a group with what was said before and after them, the latest first."""
    with known("group"):
        found = desk.bench.inbox.of_group(group, status, now(), PAGE, after)
    more = found[-1].id if len(found) == PAGE else None
    return bodies.UtterancesBody(utterances=[_utterance(one) for one in found], after=more)


def _utterance(one: Utterance) -> bodies.UtteranceBody:
    values: dict[str, Any] = {name: value for name, value in vars(one).items() if name != "call_id"}
    around = {
        name: [bodies.SaidBody(**vars(line)) for line in lines]
        for name, lines in (("before", one.before), ("next", one.next))
    }
    return bodies.UtteranceBody(**values | around | {"call": one.call_id, "why": list(one.why)})


@router.get(
    "/utterances/{utterance}/sound", dependencies=[Depends(Need("recordings.read"))],
    responses={**declared(404, 416, 500), **sound.RESPONSES}, response_class=StreamingResponse,
)  # fmt: skip
def utterance_sound(utterance: UtteranceId, request: Request, me: Me, desk: Desk) -> StreamingResponse:
    """What the caller said as a WAV file, cut out of the recording of the call. Ranges of bytes are answered. Who
    listens to which call is written in the audit trail, before anything is heard."""
    with known("utterance"):
        found = desk.bench.inbox.show(utterance, now())
    try:
        cut = snippet(desk.recordings(), found, now())
    except (VaultError, KeyringError) as error:
        raise sound.unreadable(error) from error
    if cut is None:
        raise Problem(404, "there is no recording of this utterance")
    answer = sound.answer(cut, request.headers.get("Range"))
    write_down(desk, me.name, found.call_id)
    return answer


@router.post("/gather", dependencies=ACT, responses=declared(503))
def gather(desk: Desk) -> bodies.GatheredBody:
    """Look through calls that are over now, some hundreds at most; it happens by itself each half minute."""
    try:
        return bodies.GatheredBody(**vars(desk.bench.gatherer.run(everything=True)))
    except VectorsError as error:
        raise Problem(503, str(error), "no_encoder") from error


@router.get("/topics", dependencies=ACT)
def topics(desk: Desk, language: Language = "") -> bodies.TopicsBody:
    """What callers ask that no intent covers, with typical words and its growth, made of what is open in the inbox."""
    found = desk.bench.topics.find(language or None, now())
    return bodies.TopicsBody(
        topics=[
            bodies.TopicBody(**vars(one) | {"weeks": [bodies.WeekBody(week=w, count=c) for w, c in one.weeks]})
            for one in found
        ]
    )


@router.get("/decisions", dependencies=ACT)
def decisions(desk: Desk, before: Before = None) -> list[bodies.DecisionBody]:
    """What was decided, the latest first."""
    return [_decision(one) for one in desk.bench.decisions.latest(PAGE, before)]


@router.post("/decisions", status_code=201, dependencies=ACT, responses=declared(404, 409))
def decide(body: bodies.DecideBody, me: Me, desk: Desk) -> bodies.DecisionBody:
    """Confirm or change what utterances mean and write texts to the training data or the test set, or reject them. All
    of it is done or nothing; sent a second time it changes nothing. Open utterances with the same words are decided
    with them. 409: somebody was faster, or a text stands elsewhere."""
    texts = tuple(
        Text(one.language, one.text, tuple(Mark(**mark.dict()) for mark in one.entities)) for one in body.texts
    )
    group = body.group
    asked = Asked(body.to, tuple(body.utterances), group, body.intent, texts, body.note)
    with known("utterance" if group is None else "group"), _decided():
        return _decision(desk.bench.decisions.decide(asked, me.name, now()))


@router.delete("/decisions/{decision}", dependencies=ACT, responses=declared(404, 409))
def undo(decision: DecisionId, me: Me, desk: Desk) -> bodies.DecisionBody:
    """Take a decision back: its utterances are open again, and its texts are taken out of the language data, but for
    those that another decision stands for too."""
    with known("decision"), _decided():
        return _decision(desk.bench.decisions.undo(decision, me.name, now()))


def _decision(one: Decision) -> bodies.DecisionBody:
    written = [bodies.WrittenBody(**{k: v for k, v in vars(text).items() if k != "key"}) for text in one.written]
    return bodies.DecisionBody(**vars(one) | {"written": written})
