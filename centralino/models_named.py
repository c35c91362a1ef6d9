"""Models of the dialogue by name: the live one, candidates, former ones, or a file."""

from __future__ import annotations

from pathlib import Path

from bot.dialogue import model
from centralino.errors import UserError

LIVE = "live"
CANDIDATES, HISTORY = "candidates", "history"
"""Folders in that of the models, with one folder a model."""


def archive_of(name: str | None, folder: Path = model.FOLDER) -> Path:
    """The archive of `live` (or None), of the id of a candidate or of a former version, or at a path. Raises
    UserError."""
    if name is None or name == LIVE:
        return model.trained(folder)
    if not set(name) & {"/", "\\"} and name not in (".", ".."):
        for place in (CANDIDATES, HISTORY):
            archive = folder / place / name / model.ARCHIVE
            if archive.is_file():
                return archive
    archive = Path(name)
    if archive.is_dir():
        archive = archive / model.ARCHIVE
    if not archive.is_file():
        raise UserError(f"no model {name!r}; give {LIVE}, the id of a candidate or version, or a .tar.gz")
    return archive


def known(name: str, folder: Path = model.FOLDER) -> bool:
    """Whether a name, which is no path, stands for a model that is there."""
    if set(name) & {"/", "\\"} or name.startswith("."):
        return False
    if name == LIVE:
        return (folder / model.ARCHIVE).is_file()
    return any((folder / place / name / model.ARCHIVE).is_file() for place in (CANDIDATES, HISTORY))
