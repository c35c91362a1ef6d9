"""Recordings of calls: their sound encrypted in files, what is known of them in a table."""

from __future__ import annotations

import fcntl
import logging
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.calls.tables import CALLS
from desk.database import Database
from desk.privacy.sound import HEADER_BYTES, SAMPLE_BYTES, Sound, wav_header
from desk.privacy.tables import RECORDINGS
from desk.privacy.vault import SealedWriter, Vault, VaultError

LOG = logging.getLogger(__name__)

RATE, CHANNELS = 16_000, 2
"""Hz; the caller on the left, who talks to them on the right."""
BYTES_A_SECOND = RATE * CHANNELS * SAMPLE_BYTES
PERIOD = timedelta(days=30)
"""How long a recording is kept, unless told otherwise."""

Consent = Literal["notice", "consent"]
"""What the caller had been told, or had said, when it began: heard the notice, or said yes."""


@dataclass(frozen=True)
class Recording:
    """What is known of one."""

    id: str
    call_id: str
    began: datetime
    seconds: float | None
    """None while it runs."""
    consent: Consent
    key_id: str
    expires: datetime


class Recordings:
    """Those of one site. Safe to use from several threads and processes at once."""

    def __init__(self, database: Database, vault: Vault, period: timedelta = PERIOD) -> None:
        """`period`: how long they are kept."""
        self._database, self._vault, self._period = database, vault, period

    def begin(self, call_id: str, consent: Consent, now: datetime) -> tuple[Recording, SealedWriter]:
        """A new one, and where its sound goes: pairs of int16 samples at RATE. Raises StoreError, VaultError."""
        recording = Recording(uuid.uuid4().hex, call_id, now, None, consent, self._vault.key_id, now + self._period)
        with self._database.transaction() as connection:
            connection.execute(RECORDINGS.insert().values(**vars(recording)))
        try:
            writer = self._vault.create(recording.id)
            # Whoever tidies up after a crash sees by the lock that it is still being written.
            fcntl.flock(writer.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (VaultError, OSError):
            self.delete(recording.id)
            raise
        return recording, writer

    def finish(self, recording_id: str, seconds: float) -> None:
        """It is complete. Raises StoreError."""
        where = RECORDINGS.c.id == recording_id
        with self._database.transaction() as connection:
            connection.execute(RECORDINGS.update().where(where).values(seconds=seconds))

    def delete(self, recording_id: str) -> bool:
        """Sound first, then the row: a crash between the two leaves a row, which is deleted the next time. False when
        there was neither. Raises StoreError, VaultError."""
        sound = self._vault.remove(recording_id)
        with self._database.transaction() as connection:
            rows = delete_rows(connection, [recording_id])
        return sound or bool(rows)

    def show(self, recording_id: str) -> Recording:
        """Raises KeyError, StoreError."""
        found = self._list(RECORDINGS.c.id == recording_id)
        if not found:
            raise KeyError(recording_id)
        return found[0]

    def of_call(self, call_id: str) -> list[Recording]:
        """In order: the part of the bot is one, each talk with a person another. Raises StoreError."""
        return self._list(RECORDINGS.c.call_id == call_id)

    def expired(self, now: datetime, limit: int) -> list[Recording]:
        """Those to be deleted. Raises StoreError."""
        return self._list(RECORDINGS.c.expires <= now, limit)

    def _list(self, where: sa.sql.ColumnElement, limit: int | None = None) -> list[Recording]:
        query = sa.select(RECORDINGS).where(where).order_by(RECORDINGS.c.began, RECORDINGS.c.id).limit(limit)
        with self._database.reading() as connection:
            return [Recording(**row._mapping) for row in connection.execute(query)]

    def wav(self, recording_id: str) -> Iterator[bytes]:
        """As a WAV file, in pieces; one that runs, as far as it is on disk. Raises KeyError, StoreError, VaultError:
        also at the end, when there is less than there was."""
        size = self._length(self.show(recording_id))
        yield wav_header(size, RATE, CHANNELS)
        yield from self._sound(recording_id, 0, size)

    def of(self, call_id: str, now: datetime) -> Sound | None:
        """All of a call that lies on this machine and has not expired, one part after the other; None where there is
        nothing. Raises StoreError, VaultError."""
        here = [one for one in self.of_call(call_id) if one.expires > now and self._vault.path(one.id).exists()]
        parts = [(one.id, self._length(one)) for one in here]
        size = sum(length for _, length in parts)
        return Sound(HEADER_BYTES + size, lambda begin, end: self._parts(parts, begin, end)) if size else None

    def is_here(self, recording_id: str) -> bool:
        """Whether its sound lies on this machine."""
        return self._vault.path(recording_id).exists()

    def cut(self, recording_id: str, begin: float, seconds: float) -> bytes:
        """Pairs of samples from `begin` on (seconds since it began, may be before it), as far as there are any. Raises
        KeyError, StoreError, VaultError."""
        frame, length = CHANNELS * SAMPLE_BYTES, self._length(self.show(recording_id))
        first, last = (min(max(round(at * RATE) * frame, 0), length) for at in (begin, begin + seconds))
        return b"".join(self._sound(recording_id, first, last))

    def _parts(self, parts: Sequence[tuple[str, int]], begin: int, end: int) -> Iterator[bytes]:
        header = wav_header(sum(size for _, size in parts), RATE, CHANNELS)
        at, ahead = len(header), header[begin:end]
        for recording_id, size in parts:
            for piece in self._sound(recording_id, max(0, begin - at), min(size, end - at)):
                # Together: where there is no sound to be had, there is no header either.
                yield ahead + piece
                ahead = b""
            at += size
        if ahead:
            yield ahead

    def _length(self, recording: Recording) -> int:
        """Bytes of its sound."""
        seconds = recording.seconds
        return self._size(recording.id) if seconds is None else round(seconds * BYTES_A_SECOND)

    def _sound(self, recording_id: str, begin: int, end: int) -> Iterator[bytes]:
        if begin >= end:
            return
        left = end - begin
        for piece in self._vault.read(recording_id, salvage=True, begin=begin):
            yield piece[:left]
            left -= len(piece[:left])
            if not left:
                return
        raise VaultError(f"{self._vault.path(recording_id)} was cut off")

    def _size(self, recording_id: str) -> int:
        return sum(len(piece) for piece in self._vault.read(recording_id, salvage=True))

    def mend(self) -> int:
        """After a crash: those that nobody writes any more get the length that they have; without sound they are
        deleted. Files of other machines are left to those. Returns how many. Raises StoreError."""
        mended = 0
        for recording in self._list(RECORDINGS.c.seconds.is_(None)):
            if self._abandoned(recording.id):
                mended += 1
                self._mend(recording.id)
        return mended

    def _mend(self, recording_id: str) -> None:
        try:
            size = self._size(recording_id)
        except VaultError as error:
            LOG.error("a recording that was cut off cannot be read: %s", error)
            return
        if size:
            self.finish(recording_id, size / BYTES_A_SECOND)
        else:
            self.delete(recording_id)

    def _abandoned(self, recording_id: str) -> bool:
        try:
            with self._vault.path(recording_id).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def delete_rows(connection: Connection, ids: Sequence[str]) -> int:
    """Also out of the record of their calls; returns how many there were."""
    connection.execute(CALLS.update().where(CALLS.c.recording_id.in_(ids)).values(recording_id=None))
    return int(connection.execute(RECORDINGS.delete().where(RECORDINGS.c.id.in_(ids))).rowcount)
