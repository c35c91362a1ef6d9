"""The supervisor's board in a real Chromium: what it shows, and of which calls and days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from desk.accounts.accounts import Accounts
from desk.calls.messages import Begun, Left, Over
from tests.desk.pages_window import Windows
from tests.desk.samples import packet
from tests.desk.web.site import PASSWORD, Site, site

HEAD_OFFICE = ZoneInfo("Europe/Copenhagen")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With three calls of a moment ago."""
    folder: Path = tmp_path_factory.mktemp("board")
    with site(folder, str(folder / "queue.db")) as running:
        at = datetime.now(UTC) - timedelta(seconds=90)
        for name, language, department in (("a", "da", "sales"), ("b", "fr", "sales"), ("c", "da", "billing")):
            left = Left(name, at + timedelta(seconds=60), "bot", "answered", None, department, None, language)
            running.calls.write([Begun(name, at, "phone", language, "+4520304050"), left])
        yield running


@pytest.fixture
def board(window: Windows) -> Page:
    return window(language="en").log_in("supervisor", "/board")


def chooses(page: Page, name: str, value: str) -> None:
    page.locator(f"select[name={name}]").select_option(value)


def test_the_floor_and_its_history_of_a_department_or_language(board: Page) -> None:
    figure = board.locator("[data-key=calls] .figure")
    expect(figure).to_have_text("3")
    chooses(board, "department", "sales")
    expect(figure).to_have_text("2")
    chooses(board, "language", "fr")
    expect(figure).to_have_text("1")
    board.locator("#tab-history").click()
    chooses(board, "by", "department")
    rows = board.locator(".panel.scroll tbody tr")
    expect(rows).to_have_count(2)
    chooses(board, "language", "fr")
    expect(rows).to_have_count(1)
    assert "language=fr" in str(board.locator("a[download]").get_attribute("href"))


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
def test_days_are_those_of_the_head_office(desk: Site, chromium: Browser, zone: str) -> None:
    context = chromium.new_context(timezone_id=zone, locale="en")
    page = context.new_page()
    page.goto(f"{desk.url}/login?next=/board")
    page.locator("#name").fill("supervisor")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk.url}/board")
    page.locator("#tab-history").click()
    expect(page.locator(".panel.scroll tbody tr")).to_have_count(7)
    today = datetime.now(HEAD_OFFICE)
    expect(page.locator("[name=to]")).to_have_value(f"{today:%Y-%m-%d}")
    expect(page.locator(".panel.scroll tbody tr th").last).to_contain_text(str(today.day))
    context.close()


def test_what_agents_did_in_these_days(desk: Site, board: Page) -> None:
    desk.free("anna").put("/api/v1/me/state", json={"state": "on_break", "reason": "lunch"})
    board.locator("#tab-history").click()
    chooses(board, "by", "agent")
    expect(board.locator("[data-key=anna] td")).to_have_count(11)
    expect(board.locator("select[name=department]")).to_have_count(0)
    with board.expect_download() as download:
        board.locator("a[download]").click()
    assert download.value.suggested_filename == "agents.csv"
    chooses(board, "by", "day")
    expect(board.locator(".panel.scroll tbody tr")).to_have_count(7)


def test_the_history_tells_all_that_is_known(board: Page) -> None:
    board.locator("#tab-history").click()
    expect(board.locator(".panel.scroll tfoot td")).to_have_count(13)
    expect(board.locator(".panel.scroll tfoot td").first).to_have_text("3")
    for chart in ("abandonment", "containment", "score", "reasons"):
        expect(board.locator(f"[data-key=history-{chart}]")).to_be_visible()


def test_a_call_with_its_agent_score_notes_and_earlier_reviews(desk: Site, board: Page) -> None:
    now = datetime.now(UTC)
    item = desk.queue.place(packet("talk")).item_id
    desk.calls.write([Begun("talk", now - timedelta(days=1), "phone", "da", "+4520304050")])
    desk.queue.take("dirk", now, item)
    desk.floor.note(item, "dirk", "Has two routers.", now)
    desk.calls.write([Over("talk", now)])
    desk.surveys.asked("talk", "da", now)
    desk.surveys.scored("talk", 2, "key")
    form = desk.user("supervisor").get("/api/v1/review-form").json()["criteria"]
    for who, mark in (("supervisor", 2), ("admin", 4)):
        sent = {"marks": dict.fromkeys(form, mark), "comment": f"{who} heard it."}
        desk.user(who).post("/api/v1/calls/talk/reviews", json=sent)
    board.locator("#tab-calls").click()
    row = board.locator("[data-key=talk]")
    expect(row).to_contain_text("dirk")
    expect(row.locator("td.n").last).to_have_text("2")
    row.locator("button").click()
    dialog = board.locator("dialog")
    for words in ("Agent: dirk", "score: 2 of 5", "Has two routers.", "supervisor heard it.", "admin heard it."):
        expect(dialog).to_contain_text(words)
    expect(dialog.locator("[name=comment]")).to_have_value("supervisor heard it.")
    desk.calls.forget(["talk"])


def test_the_target_is_set_on_the_board(board: Page) -> None:
    board.locator("#set-target").click()
    board.locator("dialog [name=share]").fill("92.5")
    board.locator("dialog [name=seconds]").fill("33")
    board.keyboard.press("Enter")
    expect(board.locator("[data-key=service_level] .sub")).to_have_text("Target: 93% within 33 secs")
    board.locator("#set-target").click()
    expect(board.locator("dialog [name=share]")).to_have_value("92.5")


def test_a_new_user_is_made_an_agent_on_the_board(desk: Site, board: Page) -> None:
    for name, role in (("newton", "agent"), ("curie", "trainer"), ("locked", "agent")):
        Accounts(desk.database).add(name, PASSWORD, role, "it", datetime.now(UTC))
    Accounts(desk.database).disable("locked", datetime.now(UTC))
    board.locator("#tab-agents").click()
    fresh = board.locator("[data-key=newcomers]")
    expect(fresh.locator("li")).to_have_count(2)
    fresh.get_by_role("button", name="Set languages and departments for newton").click()
    expect(board.locator("dialog [name=languages][value=it]")).to_be_checked()
    board.locator("dialog [name=departments][value=sales]").check()
    board.locator("dialog button[type=submit]").click()
    expect(board.locator("tr[data-key=newton]")).to_be_visible()
    expect(fresh.locator("[data-key=newton]")).to_have_count(0)
    assert desk.floor.agent("newton").languages == {"it"}
    assert desk.user("bob").get("/api/v1/agents/newcomers").status_code == 403


def test_why_an_agent_is_logged_out(desk: Site, board: Page) -> None:
    desk.free("carla")
    desk.floor.connection_lost("carla", datetime.now(UTC))
    board.locator("#tab-agents").click()
    expect(board.locator("tr[data-key=carla]")).to_contain_text("Connection lost")
