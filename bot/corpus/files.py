"""Files that others may be editing: locked against our own kind, replaced whole, and never over what came between."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.corpus.errors import CorpusError
from centralino.errors import UserError

TRIES = 20
"""Of a change, when the file keeps changing under it."""
LOCK_SECONDS = 30.0
LOOK_SECONDS = 0.02
_AT_FDCWD, _EXCHANGE = -100, 2
"""Of renameat2(2)."""
Change = Callable[[bytes | None], bytes | None]
"""From what a file holds to what it shall hold; None: there is no file, or it stays as it is."""


@contextmanager
def locked(file: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Alone among all processes that lock this file. Raises CorpusError after waiting for so long."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CorpusError(f"{file}: cannot be written ({error.strerror}); see who owns its folder") from error
    try:
        until = time.monotonic() + seconds
        while not _got(handle):
            if time.monotonic() > until:
                raise CorpusError(f"{file}: another process is at the language data; try again", "busy")
            time.sleep(LOOK_SECONDS)
        yield
    finally:
        os.close(handle)


def _got(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        return False
    return True


def content(path: Path) -> bytes | None:
    """None when there is no such file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def change(path: Path, wanted: Change) -> None:
    """Replace a file by what `wanted` makes of it. If somebody saves it meanwhile, theirs stays and `wanted` is asked
    again with it. What `wanted` raises leaves the file as it was. Raises UserError."""
    path = path.resolve()  # a link stays a link
    try:
        for _ in range(TRIES):
            before = content(path)
            after = wanted(before)
            if after is None or after == before or _replaced(path, before, after):
                return
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); see who owns it") from error
    raise CorpusError(f"{path}: something keeps writing this file; try again when it has ended", "busy")


def _replaced(path: Path, before: bytes | None, after: bytes) -> bool:
    """False when the file is not as it was before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        _write(fresh, after, path)
        if content(path) != before:
            return False
        if before is None:
            with suppress(FileExistsError):
                os.link(fresh, path)
                return True
            return False
        if not _exchanged(fresh, path):
            fresh.replace(path)
            return True
        if content(fresh) == before:
            return True
        # Saved between looking and exchanging: theirs goes back to its place.
        fresh.replace(path)
        return False
    finally:
        fresh.unlink(missing_ok=True)
        _settle(path.parent)


def _write(fresh: Path, what: bytes, like: Path) -> None:
    with fresh.open("wb") as file:
        file.write(what)
        if like.exists():
            found = like.stat()
            os.fchmod(file.fileno(), found.st_mode & 0o7777)
            with suppress(PermissionError):
                os.fchown(file.fileno(), found.st_uid, found.st_gid)
        file.flush()
        os.fsync(file.fileno())


def _exchanged(one: Path, other: Path) -> bool:
    """Both names at once, so that what lay there can still be looked at. False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    done = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE)
    return bool(done == 0)


def _settle(folder: Path) -> None:
    """The names themselves are on the disk."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
