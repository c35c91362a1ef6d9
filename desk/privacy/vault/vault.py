"""A folder of encrypted files."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from desk.privacy.vault.keys import Keyring
from desk.privacy.vault.sealed import SealedReader, SealedWriter, VaultError

ENDING = ".sealed"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")


class Vault:
    """The files of one folder and the keys that open them. Safe to use from several threads and processes at once."""

    def __init__(self, folder: Path, keys: Keyring) -> None:
        """The folder is made when it is needed."""
        self.folder, self._keys = folder, keys

    @property
    def key_id(self) -> str:
        """Of the key that encrypts."""
        return self._keys.current.id

    def create(self, name: str) -> SealedWriter:
        """A new file, open only to this user. Raises VaultError, ValueError for a name that is none."""
        return SealedWriter(self.path(name), name, self._keys.current)

    def put(self, name: str, data: bytes) -> None:
        """A whole file, in place of one of the same name: all of it or nothing. Raises VaultError."""
        path = self.path(name)
        new = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        writer = SealedWriter(new, name, self._keys.current)
        try:
            writer.write(data)
            writer.close()
            new.replace(path)
        except OSError as error:
            raise VaultError(f"{path}: cannot be written ({error.strerror})") from error
        finally:
            writer.discard()

    def read(self, name: str, salvage: bool = False, begin: int = 0) -> Iterator[bytes]:
        """See SealedReader. Raises VaultError."""
        return SealedReader(self.path(name), name, self._keys).read(salvage, begin)

    def size(self, name: str) -> int:
        """Bytes that a file holds when it is decrypted. Raises VaultError."""
        return SealedReader(self.path(name), name, self._keys).size

    def names(self) -> list[str]:
        """Of all files, sorted."""
        return sorted(path.name.removesuffix(ENDING) for path in self.folder.glob(f"*{ENDING}"))

    def remove(self, name: str) -> bool:
        """Delete a file; False when there is none. Raises VaultError."""
        try:
            self.path(name).unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise VaultError(f"{self.path(name)}: cannot be deleted ({error.strerror})") from error
        return True

    def path(self, name: str) -> Path:
        """Where a file lies. Raises ValueError."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"no name of a file: {name!r}")
        return self.folder / f"{name}{ENDING}"
