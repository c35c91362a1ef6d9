"""Whether a played call passed, and the figures over many: what counts as right, and what is told when it is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.evaluation.report import as_html, as_text
from bot.messages import Outcome
from centralino.spoken_calls.checks import failures
from centralino.spoken_calls.figures import figures
from centralino.spoken_calls.played import Played, StepPlayed, Stored
from centralino.spoken_calls.report import as_json, sections
from centralino.spoken_calls.script import CallScript, Ends, Expect, Noise, Step
from voice.session.events import Event

pytestmark = pytest.mark.unit
HANDOFF = Outcome("handoff", "reception", "not_understood", "item")


def heard(text: str, intent: str, reply: str, reply_at: int = 3800, fallback: bool = False) -> list[Event]:
    """One turn: the caller speaks from 1 to 3 s."""
    understood = {"intent": intent, "confidence": 0.9, "language": "en", "entities": [], "fallback": fallback}
    return [
        Event("heard", 3300, {"text": text, "started_ms": 1000, "ended_ms": 3000}),
        Event("understood", 3350, understood),
        Event("said", reply_at, {"text": reply, "language": "en"}),
    ]


def played(expect: Expect, ends: Ends, events: list[Event], outcome: Outcome | None, **more: object) -> Played:
    step = Step(3, "When are you open?", "en", expect=expect)
    script = CallScript("hours", "en", (step,), ends, Path("en.yml"), 1)
    whole = Played(
        script, "wide", Noise("none"), ("Hello.",), (StepPlayed(step, step.say, events),), outcome, "en", "caller", 9000
    )
    return replace(whole, **more)  # type: ignore[arg-type]


OPEN = heard("when are you open", "ask_opening_hours", "We are open until 18:00.")


def test_a_call_as_expected_passes() -> None:
    expect = Expect(("ask_opening_hours",), ("OPEN", "18:00"), 0.8)
    assert failures(played(expect, Ends("answered", within_s=10), OPEN, Outcome("answered"))) == []


@pytest.mark.parametrize(
    ("expect", "ends", "told"),
    [
        (Expect(intent=("affirm", "deny")), Ends(), "intent: expected affirm or deny, found ask_opening_hours"),
        (Expect(says=("19:00",)), Ends(), "says: expected “19:00”, found “We are open until 18:00.”"),
        (Expect(within_s=0.7), Ends(), "reply: expected within 0.7 s, found 0.80 s"),
        (Expect(), Ends(within_s=8), "length: expected within 8 s, found 9.0 s"),
        (Expect(), Ends("routed"), "final: expected routed, found answered"),
        (Expect(), Ends(department="sales"), "department: expected sales, found None"),
        (Expect(), Ends(language="fr"), "language: expected fr, found en"),
        (Expect(), Ends(person="lars-jensen"), "person: expected lars-jensen, found nobody"),
        (Expect(), Ends(reason=("silence",)), "reason: expected silence, found None"),
    ],
)
def test_what_is_wrong_is_told(expect: Expect, ends: Ends, told: str) -> None:
    assert [str(one) for one in failures(played(expect, ends, OPEN, Outcome("answered")))] == [told]


def test_a_caller_who_is_put_through_waits_exactly_once() -> None:
    routed = Outcome("routed", "sales", "routed", "item")
    ends = Ends("routed", "sales")
    waits = Stored("sales", None, told=True)
    assert failures(played(Expect(), ends, OPEN, routed, stored=(waits,))) == []
    for stored in ((), (waits, waits), (replace(waits, department="training"),), (replace(waits, told=False),)):
        (failure,) = failures(played(Expect(), ends, OPEN, routed, stored=stored))
        assert failure.what == "queue"


def test_a_call_that_may_end_at_a_person_may_misunderstand_but_not_lose_the_caller() -> None:
    expect, ends = Expect(("affirm",)), Ends("answered", or_person=True)
    assert failures(played(expect, ends, OPEN, HANDOFF, stored=(Stored("reception", None, True),))) == []
    assert {one.what for one in failures(played(expect, ends, OPEN, HANDOFF))} >= {"final", "intent"}


def test_a_line_that_was_never_said_is_told() -> None:
    call = played(Expect(), Ends(), OPEN, Outcome("answered"))
    more = Step(4, "Thanks.", "en", expect=Expect(("thank",)))
    script = replace(call.script, steps=(*call.script.steps, more))
    (failure,) = failures(replace(call, script=script))
    assert (failure.what, failure.step, failure.at) == ("line", 1, 4)


def test_figures_count_calls_turns_words_and_times() -> None:
    good = played(Expect(("ask_opening_hours",)), Ends("answered"), OPEN, Outcome("answered"))
    bad = played(Expect(), Ends("answered"), heard("where are you opened", "deny", "Sorry?", 4000, True), HANDOFF)
    french = replace(good, script=replace(good.script, language="fr"))
    rows = {row.language: row for row in figures([good, bad, french])}
    assert list(rows) == ["fr", "en", "all"]
    row = rows["en"]
    assert (row.calls, row.passed, row.turns, row.understood, row.words, row.wrong) == (2, 1, 2, 1, 8, 2)
    assert (row.word_error, row.reply_s) == (0.25, (0.9, 0.99))
    assert rows["all"].replies == 3


def test_the_report_shows_what_was_said_heard_understood_and_expected() -> None:
    bad = played(Expect(("affirm",)), Ends("routed"), OPEN, Outcome("answered"))
    text, page = as_text(sections([bad], "live")), as_html(sections([bad], "live"))
    for shown in ("When are you open?", "when are you open", "ask_opening_hours 90 %", "expected affirm", "en.yml:1"):
        assert shown in text, shown
        assert shown in page, shown
    data = as_json([bad], "live")
    assert (data["passed"], data["figures"][0]["failed"]) == (False, 1)
    assert [one["what"] for one in data["calls"][0]["failures"]] == ["final"]
    assert data["calls"][0]["turns"][0]["failures"][0]["expected"] == "affirm"
