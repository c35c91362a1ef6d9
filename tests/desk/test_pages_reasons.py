"""Breaks and outcomes that the house has named itself, in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.desk.pages_window import Windows, ring
from tests.desk.web.site import Site, site

SETTINGS = """\
  breaks:
    prayer: {fr: Prière, nl: Gebed, it: Preghiera, da: Bøn, en: Prayer}
    lunch: {}
  dispositions:
    sold: {fr: Vendu, nl: Verkocht, it: Venduto, da: Solgt, en: Sold}
    resolved: {}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("reasons")
    with site(folder, str(folder / "queue.db"), settings=SETTINGS) as running:
        yield running


def test_breaks_and_outcomes_of_the_house_are_chosen_by_their_names(desk: Site, window: Windows) -> None:
    page = window().log_in("anna", "/desk")
    ring(desk, page, "anna")
    page.keyboard.press("Alt+a")
    expect(page.locator("#pop-title")).to_be_focused()
    page.keyboard.press("Alt+w")
    expect(page.locator(".outcome")).to_have_text(["Solgt", "Løst"])
    page.get_by_label("Solgt").check()
    page.locator("#wrap-break").click()
    expect(page.locator("#wrap-break-list button")).to_have_text(["Bøn", "Frokost"])
    page.get_by_role("button", name="Bøn").click()
    expect(page.locator("#state-now")).to_contain_text("Bøn")
    agent = desk.floor.agent("anna")
    assert (agent.state, agent.reason) == ("on_break", "prayer")
    refused = desk.user("anna").put("/api/v1/me/state", json={"state": "on_break", "reason": "meeting"})
    assert (refused.status_code, refused.json()["error"]) == (409, "state")
    page = window(language="en").log_in("supervisor", "/board")
    page.get_by_role("tab", name="Agents").click()
    expect(page.get_by_role("row").filter(has_text="anna")).to_contain_text("Prayer")
