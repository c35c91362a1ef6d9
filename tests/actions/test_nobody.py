"""When nobody is at work callers hear so, without an invented wait, and may be called back in their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.call import Call
from actions.conversation import respond
from actions.reading import Reading
from actions.turn import Turn
from actions.world import World
from bot.messages import LANGUAGES
from desk.database import Database
from desk.floor.floor import Floor
from desk.queue.store import QueueStore
from tests.bot.talking import TestDesk
from tests.bot.world import DEMO, NOW

pytestmark = pytest.mark.unit
PHONE = "+32470123456"


class Talk:
    """A call whose turns are understood as told; an agent is enrolled and not at work."""

    def __init__(self, folder: Path, language: str) -> None:
        self.database = Database(folder / "queue.db")
        self.floor, self.store = Floor(self.database), QueueStore(self.database)
        self.floor.enrol("mette", list(LANGUAGES), ["*"], 1, NOW)
        self.call = Call(language, caller=PHONE)
        self._world = World(DEMO, TestDesk(folder / "queue.db"), lambda: NOW)

    def say(self, intent: str) -> Turn:
        turn = Turn("call-1", self.call, Reading(intent=intent, confidence=1.0, text="x"), self._world)
        respond(turn)
        return turn


def words(turn: Turn) -> str:
    speaker = turn.speaker()
    return " ".join(speaker.reply(say.name, say.wording, say.values) for say in turn.says)


def names(turn: Turn) -> list[str]:
    return [say.name for say in turn.says]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wait_is_not_known_and_a_callback_is_offered(tmp_path: Path, language: str) -> None:
    talk = Talk(tmp_path, language)
    asked = talk.say("ask_wait_time")
    assert names(asked) == ["utter_wait_nobody", "utter_offer_callback"]
    assert DEMO.departments["reception"].names[language] in words(asked)
    assert "{" not in words(asked)
    assert "12 34 56" in words(talk.say("affirm"))
    talk.say("affirm")
    assert [item.kind for item in talk.store.list()] == ["callback"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", ["request_human", "technical_problem", "report_fraud"])
def test_who_would_be_put_through_is_told_and_may_be_called_back(tmp_path: Path, language: str, intent: str) -> None:
    talk = Talk(tmp_path, language)
    told = talk.say(intent)
    assert not told.ends
    assert names(told)[-1] == "utter_offer_callback"
    assert names(told)[0].endswith("_nobody")
    assert "{" not in words(told)
    talk.say("affirm")
    booked = talk.say("affirm")
    assert "utter_callback_booked_nobody" in names(booked)
    assert {(item.kind, item.state) for item in talk.store.list(None)} == {("callback", "waiting"), ("call", "closed")}
    back, call = talk.store.of_call("call-1", "callback"), talk.store.of_call("call-1")
    assert back is not None
    assert call is not None
    assert (back.queued_at, back.department) == (call.queued_at, call.department)


def test_who_would_rather_wait_keeps_the_place(tmp_path: Path) -> None:
    talk = Talk(tmp_path, "en")
    talk.say("technical_problem")
    turn = talk.say("deny")
    assert turn.ends
    assert turn.outcome is not None
    assert (turn.outcome.final, turn.outcome.department) == ("routed", "technical_support")
    assert [(item.id, item.kind) for item in talk.store.list()] == [(turn.outcome.item, "call")]


def test_a_callback_is_offered_once(tmp_path: Path) -> None:
    talk = Talk(tmp_path, "en")
    talk.say("technical_problem")
    turn = talk.say("request_human")
    assert turn.ends
    assert "utter_offer_callback" not in names(turn)


def test_with_somebody_at_work_the_wait_is_told(tmp_path: Path) -> None:
    talk = Talk(tmp_path, "en")
    talk.floor.change("mette", "available", "agent", NOW)
    assert names(talk.say("ask_wait_time"))[0] == "utter_wait"
    assert talk.say("request_human").ends
