"""The sound of voicemail: one sealed file a call, named after a hash of its id. What lies there unsealed, from before
messages were sealed, is heard, deleted and sealed like the rest."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

from desk.privacy.sound import HEADER_BYTES, SAMPLE_BYTES, Sound, wav_header
from desk.privacy.vault import Vault, VaultError

LOG = logging.getLogger(__name__)
RATE, CHANNELS = 16_000, 1
BYTES_A_SECOND = RATE * CHANNELS * SAMPLE_BYTES
_CALL = re.compile(r"[A-Za-z0-9_.:@+-]{1,128}")


class Messages:
    """Those of one machine. Safe to use from several threads and processes at once."""

    def __init__(self, vault: Vault) -> None:
        """The folder of the vault is theirs alone."""
        self._vault = vault

    def keep(self, call_id: str, samples: bytes) -> None:
        """The message of a call, int16 at RATE, in place of an earlier one. Raises VaultError."""
        self._vault.put(file_name(call_id), wav_header(len(samples), RATE, CHANNELS) + samples)

    def of(self, call_id: str) -> Sound | None:
        """None where there is none. Raises VaultError."""
        name, old = file_name(call_id), self._old(call_id)
        if self._vault.path(name).exists():
            return Sound(self._vault.size(name), lambda begin, end: self._sealed(name, begin, end))
        return Sound(old.stat().st_size, lambda begin, end: _plain(old, begin, end)) if old else None

    def has(self, call_id: str) -> bool:
        """Whether there is one, whether or not it can be opened."""
        return self._vault.path(file_name(call_id)).exists() or self._old(call_id) is not None

    def seconds(self, call_id: str) -> float | None:
        """How long a message is; None where there is none, or none that can be opened."""
        try:
            found = self.of(call_id)
        except (VaultError, OSError) as error:
            LOG.error("the message of a call cannot be opened: %s", error)
            return None
        return max(0, found.size - HEADER_BYTES) / BYTES_A_SECOND if found else None

    def delete(self, call_id: str) -> bool:
        """False where there was none. Raises VaultError, OSError."""
        old = self._old(call_id)
        if old is not None:
            old.unlink(missing_ok=True)
        return self._vault.remove(file_name(call_id)) or old is not None

    def seal_old(self) -> int:
        """Seal what is not; it stays as old as it was. Returns how many. May be stopped at any point and done again.
        Raises VaultError, OSError."""
        found = sorted(self._vault.folder.glob("*.wav"))
        for path in found:
            name, age = file_name(path.stem), path.stat()
            self._vault.put(name, path.read_bytes())
            os.utime(self._vault.path(name), ns=(age.st_atime_ns, age.st_mtime_ns))
            path.unlink(missing_ok=True)
        return len(found)

    def _sealed(self, name: str, begin: int, end: int) -> Iterator[bytes]:
        left = end - begin
        for piece in self._vault.read(name, begin=begin):
            yield piece[:left]
            left -= len(piece[:left])
            if not left:
                return

    def _old(self, call_id: str) -> Path | None:
        """Of a message that is not sealed."""
        # A name with a slash would lead elsewhere.
        if not _CALL.fullmatch(call_id):
            return None
        path = self._vault.folder / f"{call_id}.wav"
        return path if path.is_file() else None


def file_name(call_id: str) -> str:
    """Of the sealed file of a call: a PBX names its calls as it likes."""
    return hashlib.sha256(call_id.encode()).hexdigest()


def _plain(path: Path, begin: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(begin)
        yield file.read(end - begin)
