"""A past call on another model: the same each time, and a turn that is understood otherwise is shown."""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions import world as worlds
from bot.dialogue.model import trained
from bot.messages import LANGUAGES
from bot.replay.call import KeptCall, KeptTurn, Read, Settled, from_dict, to_dict
from bot.replay.comparison import compare
from bot.replay.replay import Answer, Replayed
from bot.replay.report import as_json, as_text
from bot.replies.loader import load
from bot.replies.naming import names_of
from centralino.replays.batch import replay_calls

BEGAN = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ROUTED = Settled("routed", "technical_support", "routed")
CALL = KeptCall(
    "call-7", "en", BEGAN, "+3531234567", None, ("Hello.",),
    (
        KeptTurn("speech", "When are you open on Saturday?", 4000, 0.9, "en",
                 read=Read("ask_opening_hours", 0.98, False, (("day", "2026-11-28"),)),
                 replies=("You can reach the Dublin shop on Saturday from 9:00 to 18:00.",)),
        KeptTurn("silence", "", 15_000),
        KeptTurn("speech", "My internet has not been working since yesterday.", 19_000, 0.9, "en",
                 read=Read("technical_problem", 0.97, False, None)),
        KeptTurn("keys", "0", 24_000),
    ),
    Settled("handoff", "reception", "explicit_request"),
)  # fmt: skip


def answer(intent: str = "affirm", name: str = "utter_hours_day", settled: Settled = ROUTED, **more: object) -> Answer:
    made = Answer(("…",), (name,), "en", "open", settled, False, Read(intent, 0.9, False, ()))
    return replace(made, **more)  # type: ignore[arg-type]


def two_turns(*answers: Answer) -> Replayed:
    return Replayed("call-7", None, answers)


@pytest.mark.unit
def test_a_call_survives_the_way_to_another_process() -> None:
    assert from_dict(json.loads(json.dumps(to_dict(CALL)))) == CALL


@pytest.mark.unit
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reply_is_known_by_its_words(language: str) -> None:
    for name, reply in load()[language].items():
        if name.startswith("utter_"):
            for wording in reply.wordings:
                said = wording.text.replace("{", "").replace("}", "")
                assert name in names_of(said, language), said
    assert "utter_greeting" not in names_of("Nobody has ever said that", language)
    assert names_of("Hej", "auto") == ()


@pytest.mark.unit
def test_the_first_turn_that_differs_is_told_and_what_follows_is_doubted() -> None:
    call = replace(CALL, turns=CALL.turns[:1] + CALL.turns[2:3])
    mine = two_turns(answer("ask_opening_hours"), answer("technical_problem", "utter_route"))
    other = two_turns(answer("ask_address"), answer("technical_problem", "utter_route", state="yes_no"))
    same = compare(call, "live", mine, "new", mine)
    assert same.same
    assert same.first is None
    found = compare(call, "live", mine, "new", other)
    assert [turn.differences for turn in found.turns] == [("understood",), ("state",)]
    assert found.first == 1
    assert any("from turn 1 on" in note for note in found.notes)
    text = as_text(found)
    assert ">> 1. “When are you open on Saturday?”   [understood otherwise]" in text
    assert "ask_address 90 %" in text


@pytest.mark.unit
def test_what_was_not_kept_is_no_difference_and_neither_is_another_confidence() -> None:
    call = replace(CALL, turns=CALL.turns[2:3], settled=ROUTED)
    mine = two_turns(answer("technical_problem", "utter_route", replies=("x",)))
    kept = replace(call.turns[0], replies=(load()["en"]["utter_route"].wordings[0].text,))
    assert compare(replace(call, turns=(kept,)), "live", mine).turns[0].unlike_kept == ()
    unsure = two_turns(answer("technical_problem", "utter_route", read=Read("technical_problem", 0.3, True, ())))
    assert compare(call, "live", mine, "new", unsure).turns[0].differences == ("understood",)


@pytest.mark.unit
def test_of_a_recording_alone_nothing_was_kept_to_differ_from() -> None:
    call = replace(CALL, turns=(KeptTurn("speech", "When are you open?", 0),), settled=Settled())
    found = compare(call, "live", two_turns(answer("ask_opening_hours")))
    assert found.same
    assert "not kept" in as_text(found)


@pytest.mark.unit
def test_hidden_numbers_and_a_model_that_stops_are_told() -> None:
    hidden = replace(CALL.turns[0], text="my card is •••• 4242")
    call = replace(CALL, turns=(hidden, CALL.turns[2]))
    found = compare(call, "live", two_turns(answer()), "new", two_turns(answer(), answer()))
    assert found.turns[0].hidden
    assert any("turn 1: numbers in it were hidden" in note for note in found.notes)
    assert found.turns[1].differences == ("failed",)


@pytest.fixture
def another_model(tmp_path: Path) -> Path:
    """The live one, but that it takes questions about opening hours for faults, and the other way round."""
    with tarfile.open(trained()) as archive:
        archive.extractall(tmp_path / "model", filter="data")
    (meta,) = (tmp_path / "model").rglob("meta.json")
    swapped = {"ask_opening_hours": "technical_problem", "technical_problem": "ask_opening_hours"}
    data = json.loads(meta.read_text("utf-8"))
    data["intents"] = [swapped.get(name, name) for name in data["intents"]]
    meta.write_text(json.dumps(data), "utf-8")
    with tarfile.open(tmp_path / "another.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "model", arcname="")
    shutil.rmtree(tmp_path / "model")
    return tmp_path / "another.tar.gz"


@pytest.fixture
def same_world() -> Iterator[None]:
    """Nothing here may change the world of this process's other dialogues."""
    before = list(worlds._current)
    yield
    assert worlds._current == before


@pytest.mark.dialogue
@pytest.mark.slow
@pytest.mark.usefixtures("same_world")
def test_a_replay_is_the_same_each_time_and_shows_what_another_model_understands(another_model: Path) -> None:
    first, again = replay_calls([CALL], trained()), replay_calls([CALL], trained())
    once = as_json([compare(CALL, "live", one) for one in first])
    assert once.encode() == as_json([compare(CALL, "live", one) for one in again]).encode()
    (mine,) = first
    hours, silence, fault, key = mine.answers
    assert hours.read is not None
    assert fault.read is not None
    # The clock stands at the moment of the call, whenever it is replayed.
    assert (hours.read.intent, hours.read.entities) == ("ask_opening_hours", (("day", "2026-11-28"),))
    assert silence.names[0] == "utter_silence"
    assert (fault.read.intent, fault.settled) == ("technical_problem", ROUTED)
    assert key.settled.final in ("handoff", "routed")
    seen: list[tuple[int, int]] = []
    (theirs,) = replay_calls([CALL], another_model, lambda done, of: seen.append((done, of)))
    found = compare(CALL, "live", mine, "another", theirs)
    assert found.first == 1
    assert "understood" in found.turns[0].differences
    assert found.turns[0].against is not None
    assert found.turns[0].against.read is not None
    assert found.turns[0].against.read.intent == "technical_problem"
    assert seen == [(1, 1)]
