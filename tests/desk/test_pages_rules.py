"""The pages in a real Chromium: in five languages, for screen readers, on a laptop and on a phone, by the rules of
accessibility. What database is behind them makes no difference here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from desk.audit.trail import Trail
from desk.queue.packet import Customer, Line, Summary
from desk.web.pages.texts import LANGUAGES, texts
from tests.desk.axe import violations
from tests.desk.pages_window import LAPTOP, PHONE, Windows, desk_with_customers, ring, settle
from tests.desk.web.site import PASSWORD, Site, wait_for
from tests.desk.web.test_sounds import recorded


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("pages")
    with desk_with_customers(folder, str(folder / "queue.db")) as running:
        yield running


def test_another_language_at_once_and_for_good(desk: Site, window: Windows) -> None:
    page = window().log_in("carla", "/desk")
    expect(page.get_by_role("heading", name=texts("da")["desk.queue"])).to_be_visible()
    page.evaluate("window.sameDocument = true")
    for language in (*LANGUAGES, "da"):
        page.locator("#language").select_option(language)
        expect(page.get_by_role("heading", name=texts(language)["desk.queue"])).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("#log-out")).to_have_accessible_name(texts(language)["common.log_out"])
        wait_for(lambda language=language: desk.user("carla").get("/api/v1/me").json()["user"]["language"] == language)
    # A line with sound would not have survived a new document.
    assert page.evaluate("window.sameDocument")


def test_a_wrong_password_is_told_and_read(window: Windows) -> None:
    page = window(language="fr").open("/login")
    page.locator("#name").fill("anna")
    page.locator("#password").fill("something else")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text=str(texts("fr")["login.refused"]))).to_be_visible()
    expect(page.locator("#password")).to_be_focused()


def test_whoever_has_not_logged_in_comes_back_after_it(window: Windows, desk: Site) -> None:
    page = window().open("/board")
    page.wait_for_url(re.compile(r"/login\?next=(/|%2F)board$"))
    page.locator("#name").fill("supervisor")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk.url}/board")
    expect(page.get_by_role("tab", selected=True)).to_be_visible()


VISITED = {
    "": ("/", "/call", "/login"),
    "supervisor": ("/board", "/board#history", "/board#agents", "/board#calls", "/account"),
    "admin": ("/admin", "/admin#tokens", "/admin#trail"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("size", "scheme"), [(LAPTOP, "dark"), (PHONE, "light")])
def test_pages_keep_the_rules_of_accessibility_and_fit(window: Windows, size: tuple[int, int], scheme: str) -> None:
    for user, addresses in VISITED.items():
        one = window(size, "nl", scheme)
        if user:
            one.log_in(user, addresses[0].partition("#")[0])
        for address in addresses:
            page = one.open("/account" if "#" in address else address)
            page = one.open(address)
            page.wait_for_load_state("networkidle") if user == "" else page.wait_for_selector("#sheet :not(.empty)")
            _fits(page, address)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "scheme"), [(LAPTOP, "light"), (PHONE, "dark")])
def test_the_console_keeps_the_rules_of_accessibility_and_fits(
    desk: Site, window: Windows, size: tuple[int, int], scheme: str
) -> None:
    page = window(size, "da", scheme).log_in("anna", "/desk")
    _fits(page, "idle")
    ring(desk, page, "anna", customer=Customer("162496", "Morten Johansen"))
    _fits(page, "ringing")
    page.locator(".accept").click()
    page.wait_for_selector("#pop-title")
    if size == PHONE:
        page.locator("#views button").nth(1).click()
    page.locator(".candidate button").first.click()
    page.wait_for_selector("#history-title")
    for language in LANGUAGES:
        page.locator("#language").select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("#why-title")).to_contain_text(str(texts(language)["pop.why"]))
        _fits(page, f"call in {language}", rules=language == "fr")
    page.keyboard.press("Alt+t")
    page.wait_for_selector("dialog")
    _fits(page, "transfer")
    page.keyboard.press("Escape")
    page.locator("#finish").click()
    page.wait_for_selector(".wrap")
    _fits(page, "wrap-up")
    page.locator("#language").select_option("da")
    wait_for(lambda: desk.user("anna").get("/api/v1/me").json()["user"]["language"] == "da")
    settle(desk, "anna")


def _fits(page: Page, where: str, rules: bool = True) -> None:
    """Nothing is wider than the window, and no rule is broken."""
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    if rules:
        assert not violations(page), where


def test_transcripts_of_packets_are_no_markup(desk: Site, window: Windows) -> None:
    page = window().log_in("anna", "/desk")
    line = Line(100, "caller", "<img src=x onerror=alert(1)>", 0.9)
    summary = Summary("<b>x</b>", "<b>x</b>")
    ring(desk, page, "anna", transcript=(line,), summary=summary)
    page.keyboard.press("Alt+a")
    expect(page.locator(".transcript")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator(".transcript img, .summary b").count() == 0
    settle(desk, "anna")


def test_a_supervisor_plays_a_recording_and_seeks_in_it(desk: Site, window: Windows) -> None:
    recorded(desk, "call-heard", 20.0, 10.0)
    page = window().log_in("supervisor", "/board")
    page.locator("#tab-calls").click()
    page.locator("[data-key='call-heard'] button").click()
    audio = page.get_by_role("dialog").locator("audio")
    audio.evaluate("audio => { audio.muted = true; return audio.play(); }")
    assert audio.evaluate("audio => audio.duration") == 30
    audio.evaluate(
        "audio => new Promise((sought) => { audio.onseeked = () => sought(); audio.currentTime = 25; })",
    )
    wait_for(lambda: audio.evaluate("audio => audio.currentTime > 25.2 && !audio.error"))
    heard = Trail(desk.database).entries(what="call-heard")
    assert [(entry.who, entry.action) for entry in heard] == [("supervisor", "recording.heard")]
