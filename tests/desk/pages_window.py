"""Browser windows on a running desk, for the tests of its pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from centralino.paths import ROOT
from desk.audit.trail import Trail
from desk.customers.importing import Importer
from desk.queue.packet import Line, RankedIntent, Summary
from tests.desk.web.site import PASSWORD, Site, site, wait_for

CHROMIUM = "/usr/bin/chromium"
LAPTOP, PHONE = (1440, 900), (390, 844)
expect.set_options(timeout=30_000)
"""A machine that does much else is slow, and not wrong."""
CALL = {
    "caller": "+4512340206",
    "reason": "explicit_request",
    "summary": Summary("Kunden vil tale med et menneske om sin fiber.", "The caller wants a person about their fibre."),
    "intents": (RankedIntent("technical_problem", 0.86), RankedIntent("request_human", 0.31)),
    "tried": ("did not understand the caller", "the caller asked for a person"),
    "transcript": (Line(400, "bot", "Goddag."), Line(2100, "caller", "jeg vil tale med nogen", 0.41)),
}
"""Morten Johansen's number, of data/company."""

Windows = Callable[..., "Window"]


@contextmanager
def desk_with_customers(folder: Path, address: str) -> Iterator[Site]:
    """Running, with the customers of the demo company."""
    with site(folder, address) as running:
        importer = Importer(running.database, Trail(running.database).record)
        importer.bring_into_empty(ROOT / "data" / "company", "tests", datetime.now(UTC), date.today())
        yield running


class Window:
    """A page, and all that the browser complained of in it."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page = context.new_page()
        self.url = url
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda told: self._hear(told.text))

    def _hear(self, text: str) -> None:
        # The line for sound is the media process's, which does not run here.
        if re.search(r"Content.Security.Policy|Uncaught|violates", text):
            self.complaints.append(text)

    def open(self, address: str) -> Page:
        self.page.goto(self.url + address)
        return self.page

    def log_in(self, name: str, address: str) -> Page:
        """By typing, as a person does."""
        page = self.open(f"/login?next={address}")
        expect(page.locator("#name")).to_be_focused()
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{self.url}{address}")
        return page


@contextmanager
def windows(chromium: Browser, url: str) -> Iterator[Windows]:
    """Makes windows, each with its own cookies; at the end none of them may have complained."""
    opened: list[tuple[BrowserContext, Window]] = []

    def make(size: tuple[int, int] = LAPTOP, language: str = "da", scheme: str = "light") -> Window:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        opened.append((context, Window(context, url)))
        return opened[-1][1]

    yield make
    complaints = [complaint for _, one in opened for complaint in one.complaints]
    for context, _ in opened:
        context.close()
    assert not complaints, complaints


def ring(desk: Site, page: Page, agent: str, **changes: object) -> str:
    """A call rings at this agent, who has the console open, and at no other; returns the item."""
    for other in ("anna", "bob", "carla"):
        if other != agent and desk.floor.agent(other).state == "available":
            desk.floor.change(other, "logged_out", "system", datetime.now(UTC), "shift_end")
    clear(desk)
    desk.free(agent)
    item = desk.call(**{**CALL, **changes})
    wait_for(lambda: desk.queue.show(item).state == "offered")
    expect(page.locator(".ringing")).to_be_visible()
    return item


def settle(desk: Site, agent: str) -> None:
    """Nobody waits, and the agent has nothing to do."""
    desk.free(agent).put("/api/v1/me/state", json={"state": "on_break", "reason": "lunch"})
    clear(desk)


def clear(desk: Site) -> None:
    """Nobody waits."""
    for item in desk.queue.list():
        desk.queue.withdraw(item.id, datetime.now(UTC))
