"""What callers and supervisors think of a call."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from desk.calls.book import CallBook
from desk.calls.form import LANGUAGES, Form, FormError, load, parse
from desk.calls.reviews import ReviewError, Reviews
from desk.calls.surveys import Survey, Surveys
from desk.database import Database
from tests.desk.samples import NOW

pytestmark = pytest.mark.unit
GOOD = {"greeting": 5, "understanding": 4, "correctness": 5, "solution": 3, "courtesy": 5, "records": 2}


@pytest.fixture
def called(database: Database) -> Database:
    CallBook(database).begun("call-1", "phone", "it", "+390212345678", None, NOW)
    return database


def test_a_caller_may_answer_or_not(called: Database) -> None:
    surveys = Surveys(called)
    assert surveys.of("call-1") is None
    surveys.asked("call-1", "it", NOW)
    assert surveys.of("call-1") == Survey("call-1", NOW, "it", None, None)
    surveys.scored("call-1", 3, "word")
    surveys.scored("call-1", 4, "key")
    surveys.asked("call-1", "it", NOW + timedelta(seconds=5))
    assert surveys.of("call-1") == Survey("call-1", NOW, "it", 4, "key")


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_is_one_to_five(called: Database, score: int) -> None:
    surveys = Surveys(called)
    surveys.asked("call-1", "it", NOW)
    with pytest.raises(ValueError, match="1 to 5"):
        surveys.scored("call-1", score, "key")


def test_only_callers_who_were_asked_have_answered(called: Database) -> None:
    surveys = Surveys(called)
    with pytest.raises(KeyError):
        surveys.scored("call-1", 5, "key")
    with pytest.raises(KeyError):
        surveys.asked("call-2", "it", NOW)


def test_a_review_is_kept_with_its_marks(called: Database) -> None:
    reviews = Reviews(called, load(), mask=lambda text: text.replace("4111", "****"))
    reviews.give("call-1", "sofie", GOOD, "read out 4111", NOW)
    other = reviews.give("call-1", "marco", dict.fromkeys(GOOD, 1), "", NOW + timedelta(hours=1))
    first, second = reviews.of("call-1")
    assert (first.reviewer, first.marks, first.comment, first.at) == ("sofie", GOOD, "read out ****", NOW)
    assert first.mean == 4.0
    assert second == other
    assert reviews.given(NOW + timedelta(minutes=1), NOW + timedelta(hours=2)) == [other]


def test_a_supervisor_may_think_again(called: Database) -> None:
    reviews = Reviews(called, load())
    reviews.give("call-1", "sofie", GOOD, "too strict", NOW)
    again = reviews.give("call-1", "sofie", dict.fromkeys(GOOD, 5), "", NOW + timedelta(days=1))
    assert reviews.of("call-1") == [again]


def test_a_form_that_has_changed_takes_its_old_criteria_along(called: Database) -> None:
    Reviews(called, load()).give("call-1", "sofie", GOOD, "", NOW)
    names = dict.fromkeys(LANGUAGES, "Empathy")
    Reviews(called, Form("new", {"empathy": names})).give("call-1", "sofie", {"empathy": 4}, "", NOW)
    (review,) = Reviews(called, load()).of("call-1")
    assert (review.form, review.marks) == ("new", {"empathy": 4})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"greeting": 6}, "greeting has to be a number from 1 to 5"),
        ({"greeting": True}, "greeting has to be a number"),
        ({"humour": 3}, "each needs a mark"),
    ],
)
def test_marks_that_do_not_fit_are_refused(called: Database, change: dict[str, int], message: str) -> None:
    reviews = Reviews(called, load())
    with pytest.raises(ReviewError, match=message):
        reviews.give("call-1", "sofie", GOOD | change, "", NOW)
    with pytest.raises(ReviewError, match="each needs a mark"):
        reviews.give("call-1", "sofie", {}, "", NOW)
    with pytest.raises(KeyError):
        reviews.give("call-2", "sofie", GOOD, "", NOW)
    assert reviews.of("call-1") == []


def test_the_form_of_the_house_is_whole() -> None:
    form = load()
    assert list(form.criteria) == list(GOOD)
    texts = [text for names in form.criteria.values() for text in names.values()]
    assert len(set(texts)) == len(texts), "each is said in its own words"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: x", "needs a name"),
        ("[1]", "needs a name"),
        ("name: x\ncriteria: {Greeting!: {}}", "has to be written as"),
        ("name: x\ncriteria: {tone: {fr: Ton, en: Tone}}", "tone has no name in nl, it, da"),
        ("name: [", "cannot be read"),
    ],
)
def test_a_form_of_ones_own_is_checked(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "form.yml"
    file.write_text(text)
    with pytest.raises(FormError, match=message) as error:
        load(file)
    assert str(file) in str(error.value)
    good = {"name": "mine", "criteria": {"tone": dict.fromkeys(LANGUAGES, "Tone")}}
    assert dataclasses.asdict(parse(good, "x")) == good
