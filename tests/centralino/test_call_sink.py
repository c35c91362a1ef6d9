"""A call as it is played ends up in its record as it went."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.messages import BotTurn, CallInfo, Outcome, Understanding
from centralino.call_sink import CallSinks, came_out, together
from desk.calls.book import CallBook
from desk.calls.messages import CallRecord, Change, Channel, Understood
from desk.database import Database
from tests.voice.scripted import SECOND_LINE, Played, Scene, ScriptedDialogue, ScriptedRecogniser, goodbye, line, said
from voice.legs.wav import CallerLine
from voice.session.events import Event

pytestmark = pytest.mark.unit
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
INFO = CallInfo("call-1", "auto", "+4520304050", "+4511900100")


class Clock:
    """Goes on by half a minute each time it is looked at."""

    def __init__(self) -> None:
        self.moment = NOW - timedelta(seconds=30)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=30)
        return self.moment


def record(folder: Path, *parts: Played, channel: Channel = "phone", over: bool = False) -> CallRecord:
    book, changes = CallBook(Database(folder / "queue.db")), list[Change]()
    sinks = CallSinks(changes.append, "media-1", Clock())
    for played in parts:
        sink = sinks.sink(INFO, channel)
        for event in played.events:
            sink(event)
    if over:
        sinks.over("call-1")
    book.write(changes)
    return book.show("call-1")


async def answered() -> Played:
    understood = Understanding("when", "da", "opening_hours", 0.91)
    turn = BotTurn(("At nine. Anything else?",), "da", understanding=understood, outcome=Outcome("answered"))
    dialogue = ScriptedDialogue(turn, goodbye())
    hears = ScriptedRecogniser("when are you open", "no thanks")
    return await Scene(dialogue, hears, lines=[line(), line(SECOND_LINE)]).play()


async def routed() -> Played:
    outcome = Outcome("routed", "sales", "routed", "item-3")
    dialogue = ScriptedDialogue(said("I put you through.", ends=True, outcome=outcome))
    return await Scene(dialogue, ScriptedRecogniser("sales"), lines=[line()]).play()


async def test_a_call_that_the_bot_answers(tmp_path: Path) -> None:
    call = record(tmp_path, await answered())
    assert [(at.speaker, at.text) for at in call.transcript][1:3] == [
        ("caller", "when are you open"),
        ("bot", "At nine. Anything else?"),
    ]
    assert [at.at_ms for at in call.transcript] == sorted(at.at_ms for at in call.transcript)
    assert (call.channel, call.caller, call.dialled) == ("phone", "+4520304050", "+4511900100")
    assert (call.final, call.ended_by, call.began, call.ended) == ("answered", "bot", NOW, NOW + timedelta(seconds=30))
    assert call.languages[0] == "da"
    assert [(at.intent, at.confidence) for at in call.intents] == [("opening_hours", pytest.approx(0.91))]


def test_of_what_was_named_only_the_companys_own_places_are_kept() -> None:
    changes = list[Change]()
    sink = CallSinks(changes.append, "media-1", Clock()).sink(INFO)
    named = [("site", "lyon"), ("department", "sales"), ("person", "anne-lund"), ("phone_number", "+4520304050"),
             ("day", "1961-04-12"), ("department", "sales")]  # fmt: skip
    for entities in (named, []):
        data = [{"entity": entity, "value": value} for entity, value in entities]
        read = {"intent": "reach_department", "confidence": 0.9, "fallback": False, "language": "da"}
        sink(Event("understood", 900, {**read, "entities": data, "expected": "open", "repair": None}))
    assert [one.named for one in changes if isinstance(one, Understood)] == ["department=sales site=lyon", ""]


async def test_a_call_that_is_put_through_goes_on(tmp_path: Path) -> None:
    call = record(tmp_path, await routed())
    assert (call.final, call.department, call.item_id, call.ended) == ("routed", "sales", "item-3", None)
    assert call.bot_ended == NOW + timedelta(seconds=30)
    over = record(tmp_path, await routed(), over=True)
    assert over.ended == NOW + timedelta(seconds=60)


async def test_a_caller_who_comes_back_is_one_call(tmp_path: Path) -> None:
    call = record(tmp_path, await routed(), await answered())
    texts = [at.text for at in call.transcript]
    assert texts.index("I put you through.") < texts.index("when are you open")
    assert [at.at_ms for at in call.transcript] == sorted(at.at_ms for at in call.transcript)
    assert (call.began, call.final) == (NOW, "answered")


async def test_keys_are_part_of_what_was_said(tmp_path: Path) -> None:
    played = await Scene(ScriptedDialogue(goodbye()), lines=[CallerLine(keys="0")]).play()
    assert ("caller", "0") in [(at.speaker, at.text) for at in record(tmp_path, played).transcript]


async def test_a_survey_adds_its_words_and_no_outcome(tmp_path: Path) -> None:
    first, after = await routed(), await Scene(ScriptedDialogue(goodbye()), lines=[CallerLine(keys="4")]).play()
    book, changes = CallBook(Database(tmp_path / "queue.db")), list[Change]()
    sinks = CallSinks(changes.append, "media-1", Clock())
    for sink, played in ((sinks.sink(INFO), first), (sinks.survey(INFO), after)):
        for event in played.events:
            sink(event)
    book.write(changes)
    call = book.show("call-1")
    assert (call.final, call.department, call.ended) == ("routed", "sales", None)
    assert "4" in [line.text for line in call.transcript]


@pytest.mark.parametrize(
    ("final", "by", "channel", "expected"),
    [
        (None, "caller", "phone", ("abandoned", None)),
        (None, "bot", "phone", ("handoff", "system_failure")),  # even the queue was out of reach: the PBX has people
        ("answered", "failure", "phone", ("handoff", "system_failure")),
        ("answered", "failure", "browser", ("answered", None)),
        (None, "failure", "browser", ("abandoned", None)),
        ("callback", "failure", "phone", ("callback", None)),
        ("answered", "bot", "phone", ("answered", None)),
    ],
)
def test_how_calls_come_out(final: str | None, by: str, channel: Channel, expected: tuple[str, str | None]) -> None:
    assert came_out(final, None, by, channel) == expected


def test_several_may_watch() -> None:
    seen = list[str]()
    watch = together(lambda _: lambda event: seen.append("a" + event.kind), lambda _: lambda _event: seen.append("b"))
    watch(INFO)(Event("silence", 5))
    assert seen == ["asilence", "b"]
