"""Unpacking archives without trusting them."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a zip or tar archive into `folder`, leaving out the one top folder that everything in it lies under.

    Raises ValueError for a path that leads out of the folder or for an archive that is none; OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as package:
            names = [info.filename for info in package.infolist() if not info.is_dir()]
            top = _common_top(names)
            for name in names:
                with package.open(name) as source:
                    _write(source, folder, name, top)
    elif tarfile.is_tarfile(archive):
        with tarfile.open(archive) as package:
            members = [member for member in package if member.isfile()]
            top = _common_top([member.name for member in members])
            for member in members:
                content = package.extractfile(member)
                if content is not None:
                    with content:
                        _write(content, folder, member.name, top)
    else:
        raise ValueError(f"{archive.name} is neither a zip nor a tar archive")


def _common_top(names: list[str]) -> str | None:
    tops = {PurePosixPath(name).parts[0] for name in names}
    nested = all(len(PurePosixPath(name).parts) > 1 for name in names)
    return tops.pop() if len(tops) == 1 and nested else None


def _write(source: IO[bytes], folder: Path, name: str, top: str | None) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"unsafe path {name!r} in the archive")
    target = folder / (path.relative_to(top) if top else path)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        shutil.copyfileobj(source, file)
