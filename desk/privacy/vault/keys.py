"""The keys of encrypted files: one a line, the last one encrypts, the others still decrypt."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

KEY_BYTES = 32
"""AES-256."""
ID_LENGTH = 16
"""Hexadecimal digits: 64 bits of the key's hash, which tell nothing of it."""


class KeyringError(RuntimeError):
    """The keys cannot be used; the message names file and remedy, never a key."""


@dataclass(frozen=True)
class Key:
    """One key."""

    id: str
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.id})"


@dataclass(frozen=True)
class Keyring:
    """All keys of an installation."""

    current: Key
    """Encrypts."""
    keys: Mapping[str, Key]
    """Decrypt: by id."""


def load_keyring(file: Path) -> Keyring:
    """The keys in a file, which is made with a new one where it is missing. Raises KeyringError."""
    try:
        if not file.exists():
            _write(file, [_new()], only_new=True)
        mode, lines = file.stat().st_mode, file.read_text("ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not text"
        raise KeyringError(f"{file}: {reason}; put the keys of the recordings back from your copy") from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyringError(f"{file} can be read by others; run: chmod 600 {file}, then centralino privacy new-key")
    keys = [_key(line, file) for line in lines]
    if not keys:
        raise KeyringError(f"{file} holds no key; put the keys of the recordings back from your copy")
    return Keyring(keys[-1], {key.id: key for key in keys})


def rotate(file: Path) -> Keyring:
    """A new key from here on; what the old ones encrypted stays readable. Raises KeyringError."""
    load_keyring(file)
    try:
        _write(file, [*file.read_text("ascii").split(), _new()])
    except OSError as error:
        raise KeyringError(f"{file}: {error.strerror}; is its folder writable?") from error
    return load_keyring(file)


def _new() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def _key(line: str, file: Path) -> Key:
    try:
        secret = base64.b64decode(line, validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise KeyringError(f"{file}: each line is a key of {KEY_BYTES} bytes in base64 (openssl rand -base64 32)")
    return Key(hashlib.sha256(b"centralino key id" + secret).hexdigest()[:ID_LENGTH], secret)


def _write(file: Path, lines: list[str], only_new: bool = False) -> None:
    """Whole or not at all. `only_new`: a file that another process has made meanwhile is kept."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(own, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w") as out:
            out.write("".join(f"{line}\n" for line in lines))
            out.flush()
            # What is encrypted with a key that is lost is lost too.
            os.fsync(out.fileno())
        if not only_new:
            os.replace(own, file)
            return
        with contextlib.suppress(FileExistsError):
            os.link(own, file)
    finally:
        own.unlink(missing_ok=True)
