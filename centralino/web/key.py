"""The key with which other systems open packets: made up at the first start, in a file that only its owner reads."""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from pathlib import Path

from centralino.errors import UserError

FILE = Path("secrets") / "context_key"
"""Within `var`."""
KEY_BYTES = 32
SHORTEST = 32
"""Characters of a key that was put there by hand."""


def load_key(var: Path, name: Path = FILE) -> str:
    """The key of this installation, or another of its secrets by its place within `var`. Raises UserError when
    the file is open to others, too short, or cannot be made."""
    file = var / name
    try:
        if not file.exists():
            _make(file)
        mode, key = file.stat().st_mode, file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{file}: {getattr(error, 'strerror', None) or 'not text'}; remove it or mend it") from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UserError(f"{file} can be read by others; run: chmod 600 {file}, and change the key")
    if len(key) < SHORTEST:
        raise UserError(f"{file}: a key has at least {SHORTEST} characters; remove it for a new one")
    return key


def fits(authorization: str | None, key: str) -> bool:
    """Whether an Authorization header (RFC 6750) holds the key. Takes the same time for every wrong key."""
    scheme, _, given = (authorization or "").partition(" ")
    same = hmac.compare_digest(given.strip().encode("utf-8", "surrogateescape"), key.encode())
    return same and scheme.lower() == "bearer"


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(own, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(secrets.token_urlsafe(KEY_BYTES) + "\n")
    try:
        # A link appears whole or not at all, and never in place of another process's key.
        os.link(own, file)
    except FileExistsError:
        pass
    finally:
        own.unlink()
