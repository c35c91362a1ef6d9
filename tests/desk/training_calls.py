"""A site whose trainers have something to do: a smaller copy of the language data, and calls that went wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from centralino.paths import ROOT
from desk.calls.messages import Begun, Left, Over, Said, Understood
from tests.desk.web.site import Site, site

WHOLE = ("config.yml", "domain.yml", "data/rules", "data/stories", "tests/data/entities")
RED = ("boksen lyser rødt hele tiden", "hvorfor lyser min boks rødt", "min boks lyser rødt igen")
"""What callers of a language said, and were not understood."""
PUMPS = (
    "is the heat pump covered by the warranty",
    "how long is the warranty on a heat pump",
    "my heat pump is still under warranty isn't it",
    "does the warranty cover the heat pump",
)
HIDDEN = "mit kundenummer •••• virker ikke"


def smaller_tree(folder: Path, each: int, tests: int) -> Path:
    """A copy of the project's language data that trains and is measured faster: `each` examples of an intent in a file,
    `tests` in the test set."""
    for name in WHOLE:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    for part, most in (("data/nlu", each), ("tests/data/nlu", tests)):
        for source in (ROOT / part).rglob("*.yml"):
            target = folder / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("\n".join(_few(source.read_text("utf-8").splitlines(), most)) + "\n", "utf-8")
    return folder


def _few(lines: list[str], each: int) -> Iterator[str]:
    count = 0
    for line in lines:
        if line.startswith("- intent:"):
            count = 0
        if line.startswith("    - "):
            count += 1
            if count > each:
                continue
        yield line


@contextmanager
def training_site(folder: Path, each: int = 40, tests: int = 14, candidates: int = 0) -> Iterator[Site]:
    """Running, on a copy of the language data in folder/tree. `candidates`: models that may be kept."""
    smaller_tree(folder / "tree", each, tests)
    with site(folder, str(folder / "queue.db"), candidates=candidates) as running:
        yield running


def misunderstood(desk: Site) -> None:
    """Callers whom the bot did not understand; they are in the inbox when this returns."""
    for text in RED:
        call(desk, "da", text, "billing_question", 0.34)
    for text in PUMPS:
        call(desk, "en", text, "out_of_scope", 0.61)
    call(desk, "da", HIDDEN, "account_access", 0.4)
    gather(desk)


def gather(desk: Site) -> None:
    """What was misheard is in the inbox."""
    while True:
        answer = desk.user("trainer").post("/api/v1/training/gather", json={}, timeout=180)
        assert answer.status_code == 200, answer.text
        if not answer.json()["calls"] and not answer.json()["busy"]:
            return


def call(desk: Site, language: str, text: str, intent: str, confidence: float) -> str:
    """One of them, as the media process tells of it: heard, not acted upon, and handed over."""
    desk.placed += 1
    id_, began = f"misheard-{desk.placed}", datetime.now(UTC) - timedelta(hours=desk.placed)
    leg = int(began.timestamp() * 1000)
    desk.calls.write([
        Begun(id_, began, "phone", language, "+4520304050"),
        Said(id_, leg, 1, 200, "bot", "…", language),
        Said(id_, leg, 2, 3000, "caller", text, language, 0.82, 6000),
        Understood(id_, leg, 3, 6100, intent, confidence, True, language, "open", "person"),
        Said(id_, leg, 4, 6500, "bot", "…", language),
        Left(id_, began + timedelta(seconds=20), "bot", "handoff", "not_understood", language=language),
        Over(id_, began + timedelta(seconds=21)),
    ])  # fmt: skip
    return id_
