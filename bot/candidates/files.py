"""Files that are whole or not there, and work that one process does at a time."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any


def write_json(file: Path, data: Any) -> None:
    """Beside, and then in its place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}")
    part.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
    part.replace(file)


def read_json(file: Path) -> Any:
    """None when it is not there or is none."""
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def within(folder: Path, name: str, file: str) -> Path | None:
    """`folder`/`name`/`file`; None where that is no file, or `name` is a path and no name."""
    if not name or name.startswith(".") or set(name) & {"/", "\\", "\0"}:
        return None
    found = folder / name / file
    return found if found.is_file() else None


def place(source: Path, target: Path) -> None:
    """`target` becomes a copy of `source`, in one step. No link: other tools write into files as they stand."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copy2(source, part)
    part.replace(target)


def digest(file: Path) -> str:
    """SHA-256; computed once for a file that stays as it is."""
    stat = file.stat()
    return _digest(file, stat.st_ino, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=32)
def _digest(file: Path, _inode: int, _size: int, _changed: int) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


@contextmanager
def alone(file: Path, wait: bool = True) -> Iterator[bool]:
    """Whether this process is the only one within; without `wait`, False while another is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
