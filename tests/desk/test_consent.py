"""When a call may be recorded: the rule alone."""

from __future__ import annotations

import itertools

import pytest

from desk.privacy.consent import Consent, Rule

pytestmark = pytest.mark.unit
STEPS = ("notice", "told", "question", "yes", "half yes", "no", "unclear", "objected")


def after(consent: Consent, step: str) -> Consent:
    if step in ("notice", "question"):
        return consent.asking()
    if step == "told":
        return consent.told()
    if step == "objected":
        return consent.objected()
    answer = {"yes": True, "half yes": True, "no": False, "unclear": None}[step]
    return consent.answered(answer, heard=step != "half yes")


def test_nothing_is_recorded_without_a_reason_and_a_no_is_for_good() -> None:
    for steps in itertools.product(STEPS, repeat=4):
        consent, basis = Consent(), None
        refused = False
        for step in steps:
            consent = after(consent, step)
            refused = refused or step in ("no", "objected")
            basis = {"yes": "consent", "told": "notice"}.get(step, basis)
            assert consent.basis == (None if refused else basis), steps


@pytest.mark.parametrize(
    ("rule", "language", "due"),
    [
        ("off", "fr", None), ("notice", "fr", "notice"), ("consent", "fr", "question"), ("consent", "auto", None),
        ("notice", "auto", None),
    ],
)  # fmt: skip
def test_what_a_caller_has_to_hear_first(rule: Rule, language: str, due: str | None) -> None:
    assert Consent().due(rule, language) == due
    assert Consent().objected().due(rule, language) is None
    assert Consent().asking().asking().due(rule, language) is None


def test_a_notice_is_no_consent_where_that_is_asked_for() -> None:
    assert Consent().told().due("notice", "fr") is None
    assert Consent().told().due("consent", "fr") == "question"
    assert Consent().answered(True, heard=True).due("consent", "fr") is None
