"""Candidates on the trainer's page in a real Chromium: what they were compared with, and what is done with them. What
the API would say is said here in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from desk.web.pages.texts import texts
from tests.desk.pages_window import LAPTOP, Windows
from tests.desk.training_calls import training_site
from tests.desk.web.site import Site

Json = dict[str, Any]
TEXT = texts("en")
WHEN = "2026-11-20T10:00:00+00:00"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with training_site(tmp_path_factory.mktemp("candidates")) as running:
        running.user("trainer").put("/api/v1/me/language", json={"language": "en"})
        yield running


def candidate(id_: str, since: str) -> Json:
    """One that is ready and reaches all targets."""
    return {
        "id": id_, "state": "ready", "step": "", "share": 1.0, "seconds": 60.0, "error": "", "by": "trainer",
        "created_at": WHEN, "since": since, "changed": {"added": 300, "removed": 2, "relabelled": 0},
        "changes": [{"kind": "added", "language": "da", "text": "en", "intent": "greet", "before": ""}],
        "gate": {"passes": True, "broken": []}, "accuracy": {"all": 0.9}, "better": 0, "worse": 0,
    }  # fmt: skip


def figures(share: float) -> Json:
    """Of a model."""
    return {"languages": {"all": {"accuracy": share}}, "intents": {}, "damaged": {}, "language_intents": {}}


def report() -> Json:
    """A candidate that nothing changes with but how persons are found."""
    entity = {"entity": "person", "count": 4, "right": 3, "invented": 1, "was_right": 2, "was_invented": 0}
    return {
        "live": figures(0.8), "candidate": figures(0.9), "counts": {"better": 0, "worse": 0, "other": 0},
        "better": [], "worse": [], "other": [], "parity": {"live": 0.1, "candidate": 0.1}, "entities": [entity],
        "calls": {"calls": 0, "lines": 0, "differ": 0, "differences": []}, "gate": {"passes": True, "broken": []},
    }  # fmt: skip


def test_a_candidate_that_an_earlier_model_was_compared_with_says_so(window: Windows) -> None:
    one = window(LAPTOP, "en")
    live = {"version": "live-2", "trained_at": WHEN, "promoted_at": WHEN, "by": "trainer", "reason": "",
            "accuracy": {"all": 0.8}, "pinned": False}  # fmt: skip
    models = {"live": live, "candidates": [candidate("new", "live-2"), candidate("old", "live-1")], "history": [live]}
    asked: list[Json] = []

    def promote(route: Route) -> None:
        asked.append(route.request.post_data_json)
        if asked[-1].get("reason"):
            route.fulfill(json=live)
        else:
            route.fulfill(status=409, json={"error": "gate", "message": "another model went live since"})

    one.page.route(re.compile(r"/training/candidates$"), lambda route: route.fulfill(json=models))
    one.page.route(re.compile(r"/candidates/\w+/report$"), lambda route: route.fulfill(json=report()))
    one.page.route(re.compile(r"/candidates/\w+/promote$"), promote)
    page = one.log_in("trainer", "/train")
    page.locator("#tab-compare").click()
    new, old = (page.locator(f"[data-key=candidate-{name}]") for name in ("new", "old"))
    expect(new.locator("#promote")).to_be_visible()
    expect(old.locator("#promote-old")).to_be_visible()
    expect(new.locator("[data-key=outdated]")).to_have_count(0)
    expect(old.locator("[data-key=outdated]")).to_have_text(str(TEXT["compare.outdated"]))
    expect(old.locator(".notice.good")).to_have_count(0)
    expect(new.locator("summary").first).to_contain_text("302")
    new.locator("[data-key=by-entity] summary").click()
    expect(new.locator("[data-key=by-entity] tbody tr")).to_contain_text("75%")
    # The server knows of a model that this window has not heard of.
    page.locator("#promote").click()
    expect(page.locator("textarea[name=reason]")).to_have_count(0)
    page.locator("#promote-now").click()
    expect(page.locator("textarea[name=reason]")).to_be_focused()
    page.keyboard.type("callers wait for it")
    page.locator("#promote-now").click()
    expect(page.locator(".toast").filter(has_text=str(TEXT["compare.promoted"]))).to_be_visible()
    assert asked == [{}, {"reason": "callers wait for it"}]


def test_a_candidate_is_not_thrown_away_by_one_press(window: Windows) -> None:
    one = window(LAPTOP, "en")
    models = {"live": None, "candidates": [candidate("new", "")], "history": []}
    gone: list[str] = []

    def remove(route: Route) -> None:
        gone.append(route.request.method)
        route.fulfill(status=204)

    one.page.route(re.compile(r"/training/candidates$"), lambda route: route.fulfill(json=models))
    one.page.route(re.compile(r"/candidates/\w+/report$"), lambda route: route.fulfill(json=report()))
    one.page.route(re.compile(r"/candidates/new$"), remove)
    page = one.log_in("trainer", "/train")
    page.locator("#tab-compare").click()
    page.locator("#discard").click()
    expect(page.locator("#discard-now")).to_be_visible()
    assert not gone
    page.locator("#discard-now").click()
    expect(page.locator(".toast").filter(has_text=str(TEXT["compare.discarded"]))).to_be_visible()
    assert gone == ["DELETE"]


def test_a_model_that_was_promoted_and_does_not_start_is_told_with_the_one_that_answers(window: Windows) -> None:
    one = window(LAPTOP, "en")

    def model(version: str) -> Json:
        return {"version": version, "trained_at": WHEN, "promoted_at": WHEN, "by": "trainer", "reason": "",
                "accuracy": {"all": 0.8}, "pinned": False}  # fmt: skip

    answering = {"version": "old", "state": "starting", "why": "", "since": WHEN, "at": WHEN}
    models = {"live": model("new"), "answering": answering, "candidates": [], "history": [model("new"), model("old")]}
    one.page.route(re.compile(r"/training/candidates$"), lambda route: route.fulfill(json=models))
    page = one.log_in("trainer", "/train")
    page.locator("#tab-compare").click()
    told, panel = page.get_by_role("status").and_(page.locator("[data-key=answering]")), page.locator("[data-key=live]")
    names = {"version": "new", "answers": "old"}
    expect(told).to_have_text(str(TEXT["compare.starting"]).format(**names))
    # Nobody presses anything: how it goes on comes by itself.
    answering.update(state="refused", why="the model cannot be loaded")
    expect(told).to_contain_text(str(TEXT["compare.refused"]).format(**names))
    expect(told.locator("[lang=en]")).to_have_text("the model cannot be loaded")
    expect(panel.locator(".soft").first).to_contain_text("old")
    new, old = (page.locator(f"[data-key=history] [data-key={version}]") for version in ("new", "old"))
    expect(old.locator(".tag")).to_have_text(str(TEXT["compare.answers"]))
    expect(old.locator(".roll-back")).to_be_visible()
    expect(new.locator(".tag, .roll-back")).to_have_count(0)
    answering.update(version="new", state="answers", why="")
    expect(told).to_contain_text(str(TEXT["compare.takes"]).partition("{")[0].strip(), timeout=30_000)
    expect(panel.locator(".soft").first).to_contain_text("new")
    expect(new.locator(".tag")).to_have_text(str(TEXT["compare.answers"]))
