"""The models of the house, and a dialogue model that a test may replace."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from bot.dialogue.model import ARCHIVE
from centralino.paths import MODELS

SENTENCES = "sentences"
"""The encoder of the inbox, which is made when it is first used: once for all tests."""


def own_models(folder: Path, cache: bool = False) -> dict[str, str]:
    """Made in `folder`, unless they are there; the environment of a process that is to use them. `cache`: with what was
    read in training, so that only what is new is read."""
    models = folder / "models"
    if not models.exists():
        (MODELS / SENTENCES).mkdir(exist_ok=True)
        (models / "dialogue").mkdir(parents=True)
        for model in MODELS.iterdir():
            if model.name != "dialogue":
                (models / model.name).symlink_to(model)
        for file in (MODELS / "dialogue").iterdir():
            if file.name == ARCHIVE:
                _same(file, models / "dialogue" / ARCHIVE)
            elif file.is_file():
                shutil.copy(file, models / "dialogue")
        if cache and (MODELS / "dialogue" / "cache").exists():
            shutil.copytree(MODELS / "dialogue" / "cache", models / "dialogue" / "cache")
    return {"CENTRALINO_MODELS": str(models)}


def _same(file: Path, link: Path) -> None:
    """Who promotes another model puts it in the place of the link, and leaves this one alone."""
    try:
        os.link(file, link)
    except OSError:
        shutil.copy(file, link)
