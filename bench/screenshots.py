"""Pictures of every page, on a laptop and on a phone, from a running desk with a day behind it: docs/images/*.png.

`python -m bench.screenshots [FOLDER]`; scripts/screenshots does it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.demo import CALLERS, LINE, PASSWORD, Demo
from centralino.paths import ROOT
from desk.database import Database
from tests.desk.web.site import end, start

SIZES = {"laptop": (1440, 900), "phone": (390, 844)}
COLOURS, LARGEST = 160, 150_000
"""Of a palette; bytes of a picture."""
HOURS = 7
CHROMIUM = "/usr/bin/chromium"


@dataclass
class Studio:
    """Takes pictures."""

    browser: Browser
    url: str
    folder: Path
    taken: list[Path] = field(default_factory=list)

    @contextmanager
    def page(self, user: str | None, language: str, size: str, scheme: str) -> Iterator[Page]:
        """A window of somebody who has logged in."""
        width, height = SIZES[size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale=language, color_scheme=scheme, reduced_motion="reduce"
        )
        context.add_cookies([{"name": "centralino_language", "value": language, "url": self.url}])
        page = context.new_page()
        if user:
            sent = {"name": user, "password": PASSWORD}
            csrf = page.request.post(f"{self.url}/api/v1/session", data=sent).json()["csrf"]
            change = {"language": language}
            page.request.put(f"{self.url}/api/v1/me/language", data=change, headers={"X-CSRF-Token": csrf})
            # Sound is the media process's, which does not run here.
            page.add_init_script("localStorage.setItem('centralino-sound', 'off')")
        try:
            yield page
        finally:
            context.close()

    def take(self, page: Page, name: str) -> None:
        """Small: a palette is enough for pages."""
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(300)
        path = self.folder / f"{name}.png"
        page.screenshot(path=path)
        Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        assert path.stat().st_size <= LARGEST, f"{path.name} has {path.stat().st_size} bytes"
        self.taken.append(path)


def both(studio: Studio, name: str, user: str | None, language: str, address: str, ready: str, dark: str = "") -> None:
    """A page that only has to be opened, on both sizes; `dark`: the size on which it is dark."""
    for size in SIZES:
        with studio.page(user, language, size, "dark" if size == dark else "light") as page:
            page.goto(studio.url + address)
            expect(page.locator(ready).first).to_be_visible(timeout=30_000)
            studio.take(page, f"{name}-{size}")


def console(studio: Studio, demo: Demo) -> None:
    """The console, from a free agent to the wrap-up."""
    with studio.page("mette", "da", "laptop", "light") as page:
        page.goto(f"{studio.url}/desk")
        page.locator("#go-available").or_(page.locator("#break-menu")).first.wait_for()
        if page.locator("#go-available").count():
            page.locator("#go-available").click()
        page.locator("#break-menu").wait_for()
        studio.take(page, "desk-available-laptop")
        demo.call(CALLERS[0], datetime.now(UTC))
        page.locator(".ringing").wait_for()
        studio.take(page, "desk-ringing-laptop")
        _on_a_phone(studio, "desk-ringing-phone", lambda phone: phone.locator(".ringing").wait_for())
        page.locator(".accept").click()
        page.locator(".candidate").first.wait_for()
        studio.take(page, "desk-who-laptop")
        page.locator(".candidate button").first.click()
        page.locator("#history-title").wait_for()
        studio.take(page, "desk-call-laptop")
        _on_a_phone(studio, "desk-call-phone", lambda phone: phone.locator("#pop-title").wait_for())
        _on_a_phone(studio, "desk-customer-phone", lambda phone: phone.locator("#views button").nth(1).click())
        page.locator("#transfer").click()
        page.locator("dialog").wait_for()
        studio.take(page, "desk-transfer-laptop")
        page.keyboard.press("Escape")
        page.locator("#hold").click()
        page.locator("#hold[aria-pressed=true]").wait_for()
        studio.take(page, "desk-held-laptop")
        page.locator("#finish").click()
        page.locator(".wrap").wait_for()
        studio.take(page, "desk-wrap-up-laptop")
        _on_a_phone(studio, "desk-wrap-up-phone", lambda phone: phone.locator(".wrap").wait_for())


def _on_a_phone(studio: Studio, name: str, ready: Callable[[Page], None]) -> None:
    with studio.page("mette", "da", "phone", "dark") as page:
        page.goto(f"{studio.url}/desk")
        page.locator("#state-now").wait_for()
        ready(page)
        studio.take(page, name)


def call_that_was(studio: Studio, call: str) -> None:
    """What was said, how it sounded, how good it was."""
    for size in SIZES:
        with studio.page("helene", "en", size, "light") as page:
            page.goto(f"{studio.url}/board#calls")
            page.locator(f"[data-key='{call}'] button").first.click()
            page.get_by_role("dialog").locator("audio").wait_for()
            studio.take(page, f"board-call-{size}")


def message(studio: Studio, demo: Demo, var: Path) -> None:
    """A voicemail at an agent's."""
    demo.message("giulia", var)
    for size, scheme in (("laptop", "dark"), ("phone", "light")):
        with studio.page("giulia", "it", size, scheme) as page:
            page.goto(f"{studio.url}/desk")
            page.locator("#pop-title").wait_for()
            page.locator("audio").first.wait_for()
            studio.take(page, f"desk-message-{size}")


def pictures(studio: Studio, demo: Demo, var: Path) -> None:
    """All of them."""
    both(studio, "home", None, "fr", "/", "h1", dark="phone")
    both(studio, "call", None, "it", "/call", "#start", dark="laptop")
    both(studio, "login", None, "nl", "/login", "#name")
    both(studio, "board", "helene", "fr", "/board", ".tile", dark="phone")
    both(studio, "board-history", "helene", "nl", "/board#history", ".chart svg")
    both(studio, "board-agents", "helene", "it", "/board#agents", "tbody tr", dark="laptop")
    both(studio, "board-calls", "helene", "en", "/board#calls", "tbody tr")
    both(studio, "account", "mette", "da", "/account", "#password-title")
    both(studio, "admin", "admin", "en", "/admin", "tbody tr")
    both(studio, "admin-trail", "admin", "fr", "/admin#trail", "tbody tr", dark="phone")
    console(studio, demo)
    call_that_was(studio, demo.recorded(var))
    message(studio, demo, var)


def main(folder: Path) -> None:
    """Start a desk, fill it, take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        database = Database(work / "queue.db")
        demo = Demo(database, datetime.now(UTC))
        demo.people()
        demo.past(60 * HOURS)
        demo.at_work()
        demo.others_wait()
        demo.floor.beat(LINE, datetime.now(UTC) + timedelta(minutes=30))
        (work / "centralino.yml").write_text(f'desk:\n  database: "{work / "queue.db"}"\n')
        process, url = start(work)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                studio = Studio(browser, url, folder)
                pictures(studio, demo, work / "var")
                browser.close()
        finally:
            end(process)
            database.close()
    for path in studio.taken:
        print(f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}  {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
