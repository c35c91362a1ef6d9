"""Models of the dialogue as commands take them: by name, or as a file."""

from __future__ import annotations

from pathlib import Path

from bot.candidates import named
from bot.candidates.named import LIVE
from bot.dialogue import model
from centralino.errors import UserError


def archive_of(name: str | None, folder: Path = model.FOLDER) -> Path:
    """The archive of `live` (or None), of the id of a candidate or of a former version, or at a path. Raises
    UserError."""
    name = LIVE if name is None else name
    found = named.archive(folder, name)
    if found is not None:
        return found
    archive = Path(name)
    if archive.is_dir():
        archive = archive / model.ARCHIVE
    if not archive.is_file():
        raise UserError(f"no model {name!r}; give {LIVE}, the id of a candidate or version, or a .tar.gz")
    return archive


def known(name: str, folder: Path = model.FOLDER) -> bool:
    """Whether a name, which is no path, stands for a model that is there."""
    try:
        return named.archive(folder, name) is not None
    except UserError:
        return False
