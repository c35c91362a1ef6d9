"""Models by name: `live`, a version that is kept, or a candidate. All names of models are looked up here."""

from __future__ import annotations

from pathlib import Path

from bot.candidates.files import within
from bot.candidates.live import HISTORY
from bot.candidates.shelf import Shelf
from bot.dialogue.model import ARCHIVE, trained

LIVE = "live"


def archive(models: Path, name: str = LIVE) -> Path | None:
    """Of the model of that name, which is no path; None: there is no such name. Raises UserError where there is one
    without a model: nothing is live, or a candidate is not ready."""
    if name == LIVE:
        return trained(models)
    kept, shelf = within(models / HISTORY, name, ARCHIVE), Shelf(models)
    if kept is not None:
        return kept
    return shelf.archive(name) if shelf.has(name) else None
