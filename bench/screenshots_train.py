"""Pictures of the trainers' page, from the inbox to a candidate that goes live: docs/images/train-*.png.

`python -m bench.screenshots_train [FOLDER]`; scripts/screenshots does it. Trains a candidate on a copy of the language
data and of the live model.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from bench.screenshots import CHROMIUM, SIZES, Studio
from centralino.paths import ROOT
from tests.desk.misunderstood import MODEMS, store
from tests.desk.training_calls import gather
from tests.desk.web.site import site
from tests.own_models import own_models

TRAINER = "trainer"
PATIENCE_MS = 1_800_000.0
UNDER_WAY = 0.3
"""Of a training: the share that is done when its picture is taken."""


def opened(studio: Studio, page: Page, name: str, ready: str) -> None:
    """A tab of the page."""
    page.goto(f"{studio.url}/train#{name}")
    page.reload()
    expect(page.locator(ready).first).to_be_visible(timeout=120_000)


def looks(studio: Studio) -> None:
    """Everything that only has to be opened."""
    for size in SIZES:
        with studio.page(TRAINER, "en", size, "light") as page:
            opened(studio, page, "inbox", ".group")
            studio.take(page, f"train-inbox-{size}")
            page.locator(".group").filter(has_text="DA").first.click()
            page.locator(".likely button").nth(2).wait_for(timeout=240_000)
            page.keyboard.press("2")
            studio.take(page, f"train-group-{size}")
        with studio.page(TRAINER, "fr", size, "dark") as page:
            opened(studio, page, "topics", ".weeks, .empty")
            studio.take(page, f"train-topics-{size}")
        with studio.page(TRAINER, "en", size, "light") as page:
            opened(studio, page, "check", "#coverage-title")
            studio.take(page, f"train-check-{size}")


def loop(studio: Studio) -> None:
    """A correction, a candidate, the report, and the sentence that is understood."""
    with studio.page(TRAINER, "en", "laptop", "light") as page:
        opened(studio, page, "inbox", ".group")
        page.locator(".group").filter(has_text="DA").first.click()
        page.locator("#all-intents summary").click()
        page.locator("#intent-search").fill("Return or refund")
        page.keyboard.press("Enter")
        page.locator("#to-training").click()
        page.locator("#undo, .toast").first.wait_for()
        opened(studio, page, "compare", "#train")
        page.locator("#train").click()
        page.locator("progress").wait_for()
        while page.locator("progress").evaluate("bar => bar.position") < UNDER_WAY:
            page.wait_for_timeout(500)
        studio.take(page, "train-progress-laptop")
        page.locator("#promote").wait_for(timeout=PATIENCE_MS)
        page.locator("[data-key=report]").wait_for()
        studio.take(page, "train-report-laptop")
        page.locator("#promote").click()
        studio.take(page, "train-promote-laptop")
        page.keyboard.press("Escape")
        tried(studio, page)


def tried(studio: Studio, page: Page) -> None:
    """A sentence, and why it is read so."""
    opened(studio, page, "try", "#try")
    page.locator("#field-try_language").select_option("da")
    page.locator("#field-sentence").fill(MODEMS[0])
    page.locator("#try").click()
    page.locator("#tried").wait_for(timeout=120_000)
    studio.take(page, "train-try-laptop")


def main(folder: Path) -> None:
    """Start a desk with calls that went wrong, and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        own_models(work, cache=True)
        with site(work, str(work / "queue.db"), candidates=5) as desk, sync_playwright() as playwright:
            store(desk.calls, datetime.now(UTC))
            gather(desk)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            studio = Studio(browser, desk.url, folder)
            looks(studio)
            loop(studio)
            browser.close()
    for path in studio.taken:
        print(f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}  {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
