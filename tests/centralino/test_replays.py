"""Where replayed calls come from: the desk's record and the events of a call give the same turns."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.candidates.shelf import Candidate, Shelf, State, began
from bot.messages import CallInfo
from bot.replay.call import KeptCall, Read, Settled
from bot.replies.loader import load
from centralino.call_sink import CallSinks
from centralino.errors import UserError
from centralino.model_bench import archive as bench_archive
from centralino.models_named import archive_of, known
from centralino.replays import bench
from centralino.replays.batch import replay_calls
from centralino.replays.personal import ReplaysPersonal
from centralino.replays.sound import caller_of
from centralino.replays.sources import from_record, read_events
from centralino.replays.state import GONE, KEPT, ReplayFolder
from desk.calls.book import CallBook
from desk.calls.messages import CallRecord, Change
from desk.database import Database
from desk.privacy.masking import Masker
from desk.privacy.personal import Subject
from desk.training.replays import Replay, ReplayError
from voice.audio.recording import StereoRecording
from voice.session.events import Event

pytestmark = pytest.mark.unit
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def reply(name: str, language: str = "en") -> str:
    return load()[language][name].wordings[0].text.format_map(_Anything())


class _Anything(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "7" if key == "position" else "sales"


def said(ms: int, name: str, language: str = "en") -> Event:
    return Event("said", ms, {"text": reply(name, language), "language": language})


def heard(ms: int, text: str, language: str = "en") -> Event:
    more = {"started_ms": ms - 1500, "ended_ms": ms - 300, "waited_ms": 1, "engine": "whisper", "alternatives": []}
    return Event("heard", ms, {"text": text, "language": language, "confidence": 0.8, **more})


def understood(ms: int, intent: str, **more: Any) -> Event:
    data = {"intent": intent, "confidence": 0.91, "language": "en", "entities": [], "fallback": False}
    data |= {"expected": "open", "repair": None}
    return Event("understood", ms, data | more)


ANSWERED = Event("answered", 0, {"call": "call-9", "language": "en"})
ENDED = Event(
    "ended", 30_000,
    {"final": "routed", "department": "sales", "reason": "routed", "item": "i", "language": "en", "by": "bot"},
)  # fmt: skip
EVENTS = [
    ANSWERED,
    said(20, "utter_greeting"),
    heard(5000, "I want to buy a router"),
    understood(5100, "make_purchase", entities=[{"entity": "department", "value": "sales"}]),
    said(5200, "utter_route"),
    Event("silence", 15_000, {}),
    said(15_100, "utter_silence"),
    Event("keys", 20_000, {"keys": "2"}),
    said(20_100, "utter_anything_else"),
    ENDED,
]


def recorded(local: Database, events: list[Event], language: str = "en") -> CallRecord:
    """As the desk keeps the events, masked."""
    changes: list[Change] = []
    moments = iter([NOW, *[NOW + timedelta(seconds=30)] * 9])
    sink = CallSinks(changes.append, "media", lambda: next(moments)).sink(CallInfo("call-9", language, "+4512345678"))
    for event in events:
        sink(event)
    book = CallBook(local, lambda spoken: Masker(spoken))
    book.write(changes)
    return book.show("call-9")


def written(folder: Path, events: list[Event]) -> Path:
    file = folder / "events.jsonl"
    file.write_text("\n".join(event.to_json() for event in events), "utf-8")
    return file


def test_record_and_events_of_a_call_give_the_same_turns(local: Database, tmp_path: Path) -> None:
    kept, printed = from_record(recorded(local, EVENTS)), read_events(written(tmp_path, EVENTS), NOW)
    assert [(turn.kind, turn.text, turn.replies) for turn in kept.turns] == [
        ("speech", "I want to buy a router", (reply("utter_route"),)),
        ("silence", "", (reply("utter_silence"),)),
        ("keys", "2", (reply("utter_anything_else"),)),
    ]
    assert [(t.kind, t.text, t.replies) for t in printed.turns] == [(t.kind, t.text, t.replies) for t in kept.turns]
    assert kept.turns[0].read == Read("make_purchase", 0.91, False, None)
    assert printed.turns[0].read == Read("make_purchase", 0.91, False, (("department", "sales"),))
    assert kept.settled == printed.settled == Settled("routed", "sales", "routed")
    assert (kept.began, kept.caller, kept.language, printed.language) == (NOW, "+4512345678", "en", "en")
    assert kept.greeting == printed.greeting == (reply("utter_greeting"),)


def test_a_call_whose_language_was_found_out_begins_open_again(local: Database) -> None:
    found = recorded(
        local,
        [
            Event("answered", 0, {"call": "call-9", "language": "auto"}), said(20, "utter_greeting_auto"),
            heard(5000, "Jeg vil købe en router", "da"), Event("language", 5050, {"language": "da"}),
            understood(5100, "make_purchase"), said(5200, "utter_route", "da"), ENDED,
        ],
        "auto",
    )  # fmt: skip
    assert (found.language, from_record(found).language) == ("en", "auto")
    assert from_record(found).turns[0].language == "da"


def test_masked_numbers_stay_hidden(local: Database) -> None:
    card = "my card number is 4111 1111 1111 1111"
    (turn,) = from_record(recorded(local, [ANSWERED, heard(5000, card), understood(5100, "inform"), ENDED])).turns
    assert turn.hidden
    assert "4111" not in turn.text


def test_what_the_dialogue_never_got_is_left_out_and_told(local: Database) -> None:
    events = [ANSWERED, heard(4000, "yes that is fine"), heard(9000, "sales please"), understood(9100, "deny"), ENDED]
    kept = from_record(recorded(local, events))
    assert [turn.text for turn in kept.turns] == ["sales please"]
    assert "2.5 s after the beginning never came to the dialogue" in kept.notes[0]


def test_the_talk_with_an_agent_is_no_part_of_it(local: Database) -> None:
    record = recorded(local, EVENTS)
    line = record.transcript[-1]
    talk = (replace(line, at_ms=29_000, speaker="agent", text="Hi"), replace(line, at_ms=29_500, speaker="caller"))
    assert from_record(replace(record, transcript=(*record.transcript, *talk))) == from_record(record)
    late = replace(line, at_ms=31_000, speaker="caller", text="five")
    assert from_record(replace(record, transcript=(*record.transcript, late))) == from_record(record)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no json", ":1: no event"),
        (json.dumps({"event": "said", "ms": 1}), ": expected the events of one call, found 0 calls"),
        (f"{ANSWERED.to_json()}\n{json.dumps({'event': 'heard', 'ms': 1})}", ": an event lacks its 'started_ms'"),
    ],
)
def test_a_file_that_holds_no_call_is_told(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text(text, "utf-8")
    with pytest.raises(UserError, match=told):
        read_events(file, NOW)


def test_the_caller_is_on_the_left(tmp_path: Path) -> None:
    tone = np.full(16_000, 3000, np.int16)
    with StereoRecording(tmp_path / "call.wav") as recording:
        recording.write(tone, np.zeros(16_000, np.int16))
    assert np.array_equal(caller_of(tmp_path / "call.wav"), tone)
    (tmp_path / "none.wav").write_bytes(b"nothing")
    with pytest.raises(UserError, match=r"none\.wav: not a readable sound file"):
        caller_of(tmp_path / "none.wav")


def test_models_are_found_by_name_and_nowhere_else(tmp_path: Path) -> None:
    for place in ("", "candidates/c-1", "history/7"):
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        (tmp_path / place / "centralino.tar.gz").write_bytes(b"")
    shelf = Shelf(tmp_path)
    states: dict[str, State] = {"c-1": "ready", "c-2": "testing"}
    for id_, state in states.items():
        shelf.save(Candidate(id_, state, "trainer", "", process=os.getpid(), process_began=began(os.getpid())))
    assert archive_of(None, tmp_path) == archive_of("live", tmp_path) == tmp_path / "centralino.tar.gz"
    assert archive_of("c-1", tmp_path) == tmp_path / "candidates" / "c-1" / "centralino.tar.gz"
    assert archive_of("7", tmp_path) == tmp_path / "history" / "7" / "centralino.tar.gz"
    assert [name for name in ("live", "c-1", "7", "8", "..", "../candidates/c-1") if known(name, tmp_path)] == [
        "live", "c-1", "7",
    ]  # fmt: skip
    assert not known("c-2", tmp_path)
    with pytest.raises(UserError, match="'c-2': it is testing"):
        archive_of("c-2", tmp_path)
    assert archive_of(str(tmp_path / "history" / "7"), tmp_path) == archive_of("7", tmp_path)
    assert bench_archive(tmp_path, "7") == (archive_of("7", tmp_path), "7")
    assert bench_archive(tmp_path, "c-1") == (archive_of("c-1", tmp_path), "c-1")
    assert bench_archive(tmp_path, None)[0] == archive_of(None, tmp_path)
    with pytest.raises(KeyError):
        bench_archive(tmp_path, str(tmp_path / "history" / "7"))
    with pytest.raises(UserError, match="no model '8'"):
        archive_of("8", tmp_path)


def test_replays_do_not_pile_up(local: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded(local, EVENTS)
    begun: list[object] = []
    monkeypatch.setattr(bench, "known", lambda _name: True)
    monkeypatch.setattr(bench.subprocess, "Popen", lambda *_, **__: begun.append(1))
    folder = ReplayFolder(tmp_path / "replays")
    replays = bench.ReplayBench(folder, lambda: CallBook(local))
    with ExitStack() as held:
        for number in range(bench.MOST_WAITING):
            replay = Replay(f"{number:032x}", "call-9", "live", None, "waiting", NOW)
            held.enter_context(folder.holding(replay.id))
            folder.write(replay)
        with pytest.raises(ReplayError, match="5 replays are waiting already; begin this one when"):
            replays.begin("call-9", "live", None, NOW)
        assert begun == []
        folder.write(replace(replay, state="running"))
        assert replays.begin("call-9", "live", None, NOW).state == "waiting"


def test_a_call_that_never_ends_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"model\.tar\.gz: a call took longer than 0 s and was given up"):
        replay_calls([KeptCall("call-9", "en", NOW)], tmp_path / "model.tar.gz", patience=0.05)


def test_a_replay_whose_process_died_has_failed_and_what_is_old_or_erased_is_forgotten(tmp_path: Path) -> None:
    folder, replay = ReplayFolder(tmp_path / "replays"), Replay("ab" * 16, "call-9", "live", None, "waiting", NOW)
    with folder.holding(replay.id):
        folder.write(replay)
        assert folder.read(replay.id) == replay
        assert folder.path(replay.id).stat().st_mode & 0o077 == 0, "nobody else may read what callers said"
    assert (folder.read(replay.id).state, folder.read(replay.id).error) == ("failed", GONE)
    folder.write(replace(replay, state="ready"))
    assert folder.read(replay.id).state == "ready"
    personal, caller = ReplaysPersonal(folder), Subject(calls=frozenset({"call-9"}))
    assert [one["call_id"] for one in personal.export(caller)] == ["call-9"]
    assert personal.erase(caller, NOW).gone == 1
    assert (folder.all(), personal.erase(Subject(calls=frozenset({"call-8"})), NOW).gone) == ([], 0)
    folder.write(replace(replay, state="ready"))
    folder.forget_old(NOW + KEPT)
    assert folder.read(replay.id).state == "ready"
    folder.forget_old(NOW + KEPT + timedelta(seconds=1))
    for unknown in (replay.id, "../secrets"):
        with pytest.raises(KeyError):
            folder.read(unknown)
