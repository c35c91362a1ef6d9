"""The trainer's page in a real Chromium when answers are late, refused or missing: nothing is lost by it, and nothing
looks better than it is. What the API would say is said here in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from desk.web.pages.texts import texts
from tests.desk.axe import violations
from tests.desk.pages_window import LAPTOP, Windows
from tests.desk.training_calls import HIDDEN, training_site
from tests.desk.web.site import Site

Json = dict[str, Any]
TEXT = texts("en")
DOWN = {"error": "unavailable", "message": "out of reach"}
WHEN = "2026-11-20T10:00:00+00:00"
EMPTY: dict[str, Json] = {
    "inbox": {"groups": [], "total": 0, "after": None},
    "topics": {"topics": []},
    "compare": {"live": None, "candidates": [], "history": []},
    "check": {"problems": []},
}
"""What each tab reads, where all is well."""
ADDRESSES = {"inbox": "inbox", "topics": "topics", "compare": "candidates", "check": "check"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with training_site(tmp_path_factory.mktemp("answers")) as running:
        running.user("trainer").put("/api/v1/me/language", json={"language": "en"})
        yield running


def said(id_: int, text: str, status: str = "open") -> Json:
    """An utterance, as the API tells of it."""
    return {
        "id": id_, "call": f"call-{id_}", "at": WHEN, "at_ms": 4000, "language": "da", "text": text,
        "intent": "reach_department", "confidence": 0.4, "why": ["unsure"], "meant": None, "status": status,
        "decision": None if status == "open" else 9, "before": [], "next": [], "outcome": None, "reason": None,
        "recording": False,
    }  # fmt: skip


def grouped(id_: int, text: str, size: int = 1) -> Json:
    """A group of the inbox."""
    return {
        "id": id_, "language": "da", "size": size, "text": text, "intent": "reach_department", "confidence": 0.4,
        "why": {"unsure": size}, "first": WHEN, "last": WHEN, "growth": 0, "meant": None, "decision": None,
    }  # fmt: skip


class Inbox:
    """Answers in place of the API's, by group; what was decided is kept."""

    def __init__(self, page: Page, groups: dict[int, list[Json]]) -> None:
        self.groups = groups
        self.sent: list[Json] = []
        self.refusal: Json | None = None
        page.route(re.compile(r"/training/inbox(\?.*)?$"), self._list)
        page.route(re.compile(r"/training/inbox/\d+(\?.*)?$"), self._group)
        page.route(re.compile(r"/training/decisions$"), self._decide)
        page.route(re.compile(r"/training/try$"), lambda route: route.fulfill(status=503, json=DOWN))

    def _list(self, route: Route) -> None:
        found = [grouped(id_, held[0]["text"], len(held)) for id_, held in self.groups.items() if held]
        route.fulfill(json={"groups": found, "total": len(found), "after": None})

    def _group(self, route: Route) -> None:
        id_ = int(re.findall(r"/inbox/(\d+)", route.request.url)[0])
        route.fulfill(json={"utterances": self.groups[id_], "after": None})

    def _decide(self, route: Route) -> None:
        if self.refusal:
            route.fulfill(status=409, json=self.refusal)
            return
        body = route.request.post_data_json
        self.sent.append(body)
        for id_, held in self.groups.items():
            self.groups[id_] = [one for one in held if one["id"] not in body["utterances"]]
        decision = {"id": len(self.sent), "to": body["to"], "utterances": len(body["utterances"]), "written": []}
        route.fulfill(status=201, json=decision)


def opened(window: Windows, groups: dict[int, list[Json]]) -> tuple[Page, Inbox]:
    """The inbox with these groups."""
    one = window(LAPTOP, "en")
    answers = Inbox(one.page, groups)
    page = one.log_in("trainer", "/train")
    page.locator(".group").first.wait_for()
    return page, answers


@pytest.mark.parametrize("tab", ADDRESSES)
def test_what_cannot_be_read_does_not_look_as_if_all_were_well(window: Windows, tab: str) -> None:
    one = window(LAPTOP, "en")
    down = [True]

    def answer(route: Route) -> None:
        if down:
            route.fulfill(status=503, json=DOWN)
        else:
            route.fulfill(json=EMPTY[tab])

    one.page.route(re.compile(rf"/training/{ADDRESSES[tab]}(\?.*)?$"), answer)
    page = one.log_in("trainer", "/train")
    page.locator(f"#tab-{tab}").click()
    expect(page.locator("#read-again")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text=str(TEXT["errors.unavailable"]))).to_be_visible()
    expect(page.locator(f"#panel-{tab} .empty, #panel-{tab} .notice.good, #panel-{tab} #train")).to_have_count(0)
    down.clear()
    page.locator("#read-again").click()
    expect(page.locator("#read-again")).to_have_count(0)
    well = {"compare": "#train", "check": ".notice.good"}.get(tab, ".empty")
    expect(page.locator(f"#panel-{tab} {well}")).to_be_visible()


def test_what_is_not_learned_stays_and_a_mark_outlives_the_same_words(window: Windows) -> None:
    sentences = ("stil mig om til teknikken", "Stil mig  om til Teknikken", HIDDEN, "teknik")
    held = [said(number, text) for number, text in enumerate(sentences, 1)]
    page, answers = opened(window, {7: held})
    page.locator(".group").click()
    page.locator("#word-4").click()
    page.locator("#field-entity").select_option("department")
    page.locator("#field-entity_value").select_option("technical_support")
    page.locator(".naming [type=submit]").click()
    expect(page.locator(".word.marked")).to_have_count(1)
    page.locator(".likely button").first.click()
    page.locator("#to-training").click()
    expect(page.locator("#example")).to_have_value(HIDDEN)
    expect(page.locator(".group")).to_have_count(1)
    (body,) = answers.sent
    assert (body["utterances"], "group" in body) == ([1, 2, 4], False)
    assert [(one["text"], len(one["entities"])) for one in body["texts"]] == [(sentences[0], 1), ("teknik", 0)]


def test_a_sentence_stands_between_what_was_said_before_and_after_it(window: Windows) -> None:
    asked, again = "Gælder det en faktura eller et abonnement?", "Det forstod jeg ikke helt."
    lines = {"before": [{"speaker": "bot", "text": asked}], "next": [{"speaker": "bot", "text": again}]}
    page, _ = opened(window, {7: [said(1, "ja det sidste") | lines]})
    page.locator(".group").click()
    around = page.get_by_role("list", name=str(TEXT["inbox.around"]))
    expect(around.locator(".said")).to_have_text([asked, "ja det sidste", again])
    expect(around.locator("[aria-current=true]")).to_have_count(1)
    expect(around.locator("[aria-current=true] .said")).to_have_text("ja det sidste")
    assert violations(page) == []


def test_own_sentences_without_room_wait_for_the_next_decision(window: Windows) -> None:
    page, answers = opened(window, {7: [said(number, f"sætning nummer {number}") for number in range(1, 51)]})
    page.locator(".group").click()
    page.locator(".likely button").first.click()
    page.locator("[data-key=others] summary").click()
    page.locator("[name=other-en]").fill("one\ntwo")
    page.locator("#to-training").click()
    expect(page.locator(".heard-list li")).to_have_count(2)
    (body,) = answers.sent
    assert (body["utterances"], len(body["texts"])) == (list(range(1, 49)), 50)
    assert {"one", "two"} <= {one["text"] for one in body["texts"]}
    # What they mean was said already.
    page.locator("#to-training").click()
    expect(page.locator(".group")).to_have_count(0)
    assert answers.sent[1]["utterances"] == [49, 50]


def test_a_late_page_of_a_group_is_not_mixed_into_another(window: Windows) -> None:
    page, _ = opened(window, {7: [said(1, "den ene")], 8: [said(2, "den anden")]})
    late: list[Route] = []
    first = {"utterances": [said(1, "den ene")], "after": 1}
    page.route(re.compile(r"/training/inbox/7\?"), lambda route: route.fulfill(json=first))
    page.route(re.compile(r"/training/inbox/7\?.*after="), lambda route: late.append(route))
    page.locator(".group").filter(has_text="den ene").click()
    with page.expect_request(re.compile("after=")):
        page.locator("#more-of-group").click()
    page.locator(".group").filter(has_text="den anden").click()
    expect(page.locator("#example")).to_have_value("den anden")
    with page.expect_response(re.compile("after=")):
        late[0].fulfill(json={"utterances": [said(3, "kommer sent")], "after": None})
    page.evaluate("new Promise((done) => setTimeout(done, 50))")
    expect(page.get_by_text("kommer sent")).to_have_count(0)
    expect(page.locator("#example")).to_have_value("den anden")


def test_what_was_decided_is_not_written_on_by_keys(window: Windows) -> None:
    page, _ = opened(window, {7: [said(1, "den ene", "decided"), said(2, "den samme", "decided")]})
    page.locator("#field-status").select_option("decided")
    page.locator(".group").click()
    expect(page.locator("#take-back")).to_be_visible()
    expect(page.locator("[id^=tick-]")).to_have_count(0)
    page.locator("body").press("1")
    page.locator("body").press("x")
    assert page.evaluate("Object.values(sessionStorage).join()") == ""


def test_the_focus_stays_on_what_is_ticked(window: Windows) -> None:
    page, _ = opened(window, {7: [said(1, "den ene"), said(2, "den anden")]})
    page.locator(".group").click()
    box = page.locator("#tick-1")
    box.focus()
    for ticked in (False, True, False):
        page.keyboard.press("Space")
        expect(box).to_be_checked(checked=ticked)
        expect(box).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("#tick-0")).not_to_be_checked()


def test_a_late_answer_leaves_the_trainer_where_they_are(window: Windows) -> None:
    page, answers = opened(window, {7: [said(1, "den ene")], 8: [said(2, "den anden")], 9: [said(3, "en tredje")]})
    late: list[Route] = []
    page.route(re.compile(r"/training/decisions$"), lambda route: late.append(route))
    page.locator(".group").filter(has_text="den ene").click()
    page.locator(".likely button").first.click()
    with page.expect_request(re.compile("/training/decisions$")):
        page.locator("#to-training").click()
    page.locator(".group").filter(has_text="en tredje").click()
    expect(page.locator("#example")).to_have_value("en tredje")
    answers.groups[7] = []
    late[0].fulfill(status=201, json={"id": 1, "to": "training", "utterances": 1, "written": []})
    expect(page.locator(".group")).to_have_count(2)
    expect(page.locator("#example")).to_have_value("en tredje")


def test_enter_chooses_no_intent_before_one_is_looked_for(window: Windows) -> None:
    page, _ = opened(window, {7: [said(1, "den ene")]})
    page.locator(".group").click()
    page.locator("#all-intents summary").click()
    page.locator("#intent-search").press("Enter")
    expect(page.locator("#to-training")).to_be_disabled()
    expect(page.locator("[data-key=intents] [aria-pressed=true]")).to_have_count(0)


def test_a_sentence_is_one_line_and_none_is_told_as_such(window: Windows) -> None:
    page, answers = opened(window, {7: [said(1, "boksen")]})
    page.locator(".group").click()
    page.locator(".likely button").first.click()
    page.locator("#example").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("lyser")
    expect(page.locator("#example")).to_have_value("boksen lyser")
    page.locator("#example").fill("")
    page.locator("#to-training").click()
    expect(page.get_by_role("alert").filter(has_text=str(TEXT["inbox.no_text"]))).to_be_visible()
    assert not answers.sent


def test_a_conflict_says_where_and_a_faster_colleague_is_told_as_such(window: Windows) -> None:
    page, answers = opened(window, {7: [said(1, "den ene")]})
    page.locator(".group").click()
    page.locator(".likely button").first.click()
    other = {"file": "data/nlu/da/orders.yml", "line": 239}
    answers.refusal = {"error": "conflict", "message": "it stands elsewhere", "other": other}
    page.locator("#to-training").click()
    expect(page.get_by_role("alert").filter(has_text="data/nlu/da/orders.yml:239")).to_be_visible()
    answers.refusal = {"error": "conflict", "message": "somebody was faster"}
    answers.groups[7] = []
    page.locator("#to-training").click()
    expect(page.locator(".toast").filter(has_text=str(TEXT["inbox.decided_meanwhile"]))).to_be_visible()
    expect(page.locator(".group")).to_have_count(0)
    expect(page.locator("#text-now")).to_have_count(0)


def test_a_topic_that_is_dealt_with_leads_back_to_the_topics(window: Windows) -> None:
    one = window(LAPTOP, "en")
    Inbox(one.page, {7: [said(1, "en varmepumpe")], 8: [said(2, "noget andet")]})
    topic = {"id": 7, "language": "da", "size": 1, "words": ["varmepumpe"], "examples": ["en varmepumpe"],
             "weeks": [{"week": "2026-W47", "count": 1}], "growth": 0, "groups": [7]}  # fmt: skip
    one.page.route(re.compile(r"/training/topics(\?.*)?$"), lambda route: route.fulfill(json={"topics": [topic]}))
    page = one.log_in("trainer", "/train")
    page.locator("#tab-topics").click()
    page.locator("#panel-topics li button").click()
    page.locator(".likely button").first.click()
    page.locator("#to-training").click()
    expect(page.get_by_role("tab", selected=True)).to_have_attribute("id", "tab-topics")
    page.locator("#tab-inbox").click()
    expect(page.locator(".group")).to_have_count(1)
    expect(page.locator("#text-now")).to_have_count(0)
