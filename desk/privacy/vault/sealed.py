"""One encrypted file: AES-256-GCM in chunks, written and read as a stream of any length.

The chunks are sealed as in STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce of each is its number and
whether it is the last, so chunks that are missing, moved or repeated, and an end that is missing, are noticed. Each
file has a key of its own (HKDF, RFC 5869), derived with a random salt, so nonces never repeat under a key; the header
and the name of the file are authenticated with each chunk, so one file does not pass for another.

    header: magic 4 · key id 8 · salt 32 · bytes of sound in a chunk 4 (big endian)
    chunk:  sealed bytes · tag 16

A crash leaves the whole chunks before it: they can be read as a file that has no end.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desk.privacy.vault.keys import Key, Keyring

MAGIC = b"CTV1"
CHUNK = 64_000
"""Bytes: a second of both sides at 16 kHz, so a crash loses a second."""
LARGEST_CHUNK = 1 << 24
TAG = 16
SALT = 32
_HEADER = struct.Struct(f">4s8s{SALT}sI")


class VaultError(RuntimeError):
    """A file cannot be written or read, or is not what was written; the message names it."""


@dataclass(frozen=True)
class _Seal:
    """Seals and opens the chunks of one file."""

    cipher: AESGCM
    bound: bytes
    """Header and name."""

    @classmethod
    def of(cls, key: Key, header: bytes, salt: bytes, name: str) -> _Seal:
        derived = HKDF(SHA256(), 32, salt, b"centralino vault 1").derive(key.secret)
        return cls(AESGCM(derived), header + name.encode())

    def seal(self, number: int, last: bool, data: bytes) -> bytes:
        return self.cipher.encrypt(_nonce(number, last), data, self.bound)

    def open(self, number: int, last: bool, sealed: bytes) -> bytes | None:
        """None when it is not what was sealed."""
        try:
            return self.cipher.decrypt(_nonce(number, last), sealed, self.bound)
        except InvalidTag:
            return None


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class SealedWriter:
    """A new file. What is written reaches the disk encrypted, a chunk at a time."""

    def __init__(self, path: Path, name: str, key: Key, chunk: int = CHUNK) -> None:
        """`name`: what it has to be read as. Raises VaultError."""
        self.path, self.size = path, 0
        salt = os.urandom(SALT)
        header = _HEADER.pack(MAGIC, bytes.fromhex(key.id), salt, chunk)
        self._seal, self._chunk = _Seal.of(key, header, salt, name), chunk
        self._number, self._waiting = 0, bytearray()
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            self._file: BinaryIO = os.fdopen(descriptor, "wb", buffering=0)
            self._file.write(header)
        except OSError as error:
            raise VaultError(f"{path}: cannot be written ({error.strerror})") from error

    def write(self, data: bytes) -> None:
        """Append. Raises VaultError; then the file has no end, and what came before it stays readable."""
        self.size += len(data)
        self._waiting += data
        # One byte more than a chunk shows that the chunk is not the last.
        while len(self._waiting) > self._chunk:
            self._put(bytes(self._waiting[: self._chunk]), last=False)
            del self._waiting[: self._chunk]

    def close(self) -> None:
        """Write the end, and wait until all of it is on disk. Idempotent. Raises VaultError."""
        if self._file.closed:
            return
        try:
            self._put(bytes(self._waiting), last=True)
            os.fsync(self._file.fileno())
        except OSError as error:
            raise VaultError(f"{self.path}: cannot be written ({error.strerror})") from error
        finally:
            self._file.close()

    def fileno(self) -> int:
        """Of the open file."""
        return self._file.fileno()

    def discard(self) -> None:
        """Leave nothing. Idempotent."""
        self._waiting.clear()
        self._file.close()
        self.path.unlink(missing_ok=True)

    def _put(self, data: bytes, last: bool) -> None:
        sealed = self._seal.seal(self._number, last, data)
        try:
            written = self._file.write(sealed)
        except (OSError, ValueError) as error:
            raise VaultError(f"{self.path}: cannot be written ({error})") from error
        if written != len(sealed):
            raise VaultError(f"{self.path}: cannot be written (the disk is full)")
        self._number += 1


class SealedReader:
    """A file that was written. Reads a chunk at a time."""

    def __init__(self, path: Path, name: str, keys: Keyring) -> None:
        """Raises VaultError: no such file, no key for it, or no encrypted file at all."""
        self._path = path
        self._chunk: int
        try:
            self._bytes = path.stat().st_size
            with path.open("rb") as file:
                header = file.read(_HEADER.size)
        except OSError as error:
            raise VaultError(f"{path}: cannot be read ({error.strerror})") from error
        if len(header) < _HEADER.size or not header.startswith(MAGIC):
            raise VaultError(f"{path} is no file of the vault")
        _, key_id, salt, self._chunk = _HEADER.unpack(header)
        self.key_id = key_id.hex()
        if not 0 < self._chunk <= LARGEST_CHUNK:
            raise VaultError(f"{path} was changed")
        if self.key_id not in keys.keys:
            raise VaultError(f"{path}: its key {self.key_id} is not here; put the old keys back into the key file")
        self._seal = _Seal.of(keys.keys[self.key_id], header, salt, name)

    @property
    def size(self) -> int:
        """Bytes that it holds; without its end, those of the whole chunks, or a few bytes more."""
        sealed = self._bytes - _HEADER.size
        chunks = -(-sealed // (self._chunk + TAG))
        return max(0, sealed - chunks * TAG)

    def read(self, salvage: bool = False, begin: int = 0) -> Iterator[bytes]:
        """Its bytes from `begin` on, in pieces; each is genuine when it comes. Raises VaultError at the first that is
        not, and where the end is missing. `salvage`: a missing end, as after a crash, is no error."""
        number, skipped = divmod(begin, self._chunk)
        for piece in self._from(number, salvage):
            yield piece[skipped:]
            skipped = 0

    def _from(self, number: int, salvage: bool) -> Iterator[bytes]:
        """`number`: of the first chunk."""
        with self._path.open("rb") as file:
            file.seek(_HEADER.size + number * (self._chunk + TAG))
            sealed = file.read(self._chunk + TAG)
            while ahead := file.read(self._chunk + TAG):
                data = self._seal.open(number, False, sealed)
                if data is None:
                    raise VaultError(f"{self._path} was changed: its part {number} is not what was written")
                yield data
                number, sealed = number + 1, ahead
            yield from self._end(number, sealed, salvage)

    def _end(self, number: int, sealed: bytes, salvage: bool) -> Iterator[bytes]:
        data = self._seal.open(number, True, sealed)
        if data is not None:
            yield data
            return
        data = self._seal.open(number, False, sealed)
        whole = len(sealed) == self._chunk + TAG
        if not salvage or (whole and data is None):
            torn = "has no end: it was cut off" if data is not None or not whole else "was changed"
            raise VaultError(f"{self._path} {torn}")
        if data is not None:
            yield data
