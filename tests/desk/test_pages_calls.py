"""The board's list of calls in a real Chromium: finding one by its day, its agent, its caller's number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from desk.calls.messages import Begun, Over
from desk.web.pages.texts import LANGUAGES, texts
from tests.desk.pages_window import CHROMIUM, Windows, windows
from tests.desk.samples import packet
from tests.desk.web.site import Site, site

OLD, MANY = "+4520304050", 130
TODAY = datetime.now(ZoneInfo("Europe/Copenhagen")).replace(hour=0, minute=0, second=0, microsecond=0)
"""The beginning of today at the head office."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With MANY calls of yesterday and before, one of them of OLD, and one by dirk of three weeks ago."""
    folder: Path = tmp_path_factory.mktemp("calls")
    with site(folder, str(folder / "queue.db")) as running:
        for number in range(MANY):
            at = TODAY - timedelta(minutes=30 * number + 30)
            caller = OLD if number == MANY - 1 else f"+45203041{number:02d}"
            running.calls.write([Begun(f"call-{number}", at, "phone", "da", caller)])
        past = TODAY - timedelta(days=21)
        running.calls.write([Begun("call-past", past, "phone", "da")])
        item = running.queue.place(packet("call-past")).item_id
        running.queue.take("dirk", past, item)
        running.calls.write([Over("call-past", past)])
        yield running


@pytest.fixture
def board(desk: Site) -> Iterator[Page]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with windows(chromium, desk.url) as make:
            yield opened(make)
        chromium.close()


def opened(make: Windows) -> Page:
    page = make().log_in("supervisor", "/board")
    page.locator("#tab-calls").click()
    expect(page.locator("[data-key=call-0]")).to_be_visible()
    return page


def test_older_calls_are_a_click_away(board: Page) -> None:
    expect(board.locator("tbody tr")).to_have_count(100)
    board.locator("#older").click()
    expect(board.locator("tbody tr")).to_have_count(MANY)
    expect(board.locator("#older")).to_have_count(0)
    assert len(set(board.locator("tbody tr").evaluate_all("rows => rows.map((row) => row.dataset.key)"))) == MANY


def test_a_call_is_found_by_the_number_as_somebody_writes_it(board: Page) -> None:
    board.locator("[name=caller]").fill("+45 20 30 40 50")
    board.keyboard.press("Enter")
    expect(board.locator("tbody tr")).to_have_count(1)
    expect(board.locator("tbody tr")).to_contain_text(OLD)


def test_calls_of_an_agent_on_a_day(board: Page) -> None:
    board.locator("[name=from]").fill(f"{TODAY - timedelta(days=21):%Y-%m-%d}")
    board.locator("[name=agent]").fill("dirk")
    board.keyboard.press("Enter")
    expect(board.locator("tbody tr")).to_have_count(1)
    expect(board.locator("[data-key=call-past]")).to_contain_text("dirk")
    board.locator("[name=to]").fill(f"{TODAY - timedelta(days=22):%Y-%m-%d}")
    board.keyboard.press("Tab")
    expect(board.locator("table")).to_have_count(0)
    expect(board.locator("[name=from]")).to_have_value(f"{TODAY - timedelta(days=22):%Y-%m-%d}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_found_is_told_in_the_supervisors_language(board: Page, language: str) -> None:
    words = texts(language)
    board.locator("#language").select_option(language)
    expect(board.get_by_placeholder(str(words["calls.any_agent"]), exact=True)).to_be_visible()
    board.locator("[name=caller]").fill("99999999")
    board.keyboard.press("Enter")
    expect(board.get_by_text(str(words["calls.none"]))).to_be_visible()


def test_the_calls_that_are_asked_for_come_as_a_file(board: Page) -> None:
    board.locator("[name=caller]").fill("+45 20 30 40 50")
    with board.expect_download() as download:
        board.locator("a[download]").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert OLD in lines[1]
