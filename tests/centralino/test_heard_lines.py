"""What a candidate is shown of real calls: what callers said, each with its own reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.candidates.report import HeardLine
from centralino.errors import UserError
from centralino.heard_lines import HeardLines
from desk.calls.book import CallBook
from desk.calls.messages import Begun, CallRecord, Said
from desk.database import Database, StoreError
from tests.desk.misunderstood import Script, went_well

pytestmark = pytest.mark.unit
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ASKED = "when are you open on saturday"


def test_utterances_have_their_own_reading_and_answers_are_none(local: Database) -> None:
    book = CallBook(local)
    script = Script("call-1", "en", NOW)
    # Keys, while the bot still talks: nothing is read of them.
    script.changes.append(Said("call-1", script.leg, script._next(), 300, "caller", "2", "en"))
    script.caller_says("where has my parcel got to", "order_status", 0.9)
    script.caller_says("yes", "affirm", 0.99, expected="yes_no").bot("What is your name?")
    script.caller_says("Ann Morris from accounts", "inform", 0.9, expected="name")
    script.caller_says("••••", "nlu_fallback", 0.1)
    book.write(script.ends())
    book.write(went_well("call-2", NOW + timedelta(hours=1), "en"))
    heard = HeardLines(book, local)
    found = heard.latest(10)
    assert [(one.call, one.text, one.intent) for one in found] == [
        ("call-2", ASKED, "ask_opening_hours"),
        ("call-1", "where has my parcel got to", "order_status"),
    ]
    assert heard.texts(["call-1", "call-2", "call-3"])[found[0].call, found[0].at_ms] == ASKED
    assert heard.latest(1) == found[:1]
    assert heard.latest(0) == []


def test_a_caller_who_comes_back_is_found_at_the_time_of_the_call(local: Database) -> None:
    book = CallBook(local)
    book.write([Begun("call-1", NOW, "phone", "en")])
    later = Script("call-1", "en", NOW + timedelta(seconds=60)).caller_says("I want my money back", "refund", 0.8)
    book.write(later.ends())
    (line,) = HeardLines(book, local).latest(10)
    assert line == HeardLine("call-1", line.at_ms, "en", "I want my money back", "refund")
    assert line.at_ms > 60_000
    assert HeardLines(book, local).texts(["call-1"])[line.call, line.at_ms] == line.text


def test_a_call_that_is_deleted_meanwhile_is_left_out(local: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    book = CallBook(local)
    book.write(went_well("call-2", NOW, "en"))
    kept = book.show("call-2")
    monkeypatch.setattr(book, "between", lambda *_: [replace(kept, id="call-1"), kept])
    assert [line.call for line in HeardLines(book, local).latest(10)] == ["call-2"]


def test_a_database_out_of_reach_is_told(local: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> list[CallRecord]:
        raise StoreError("cannot be reached")

    book = CallBook(local)
    monkeypatch.setattr(book, "between", refuse)
    with pytest.raises(UserError, match="real calls cannot be read: cannot be reached"):
        HeardLines(book, local).latest(10)
