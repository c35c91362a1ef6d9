"""What is too old, in the stores of the queue and of sound."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from desk.privacy import recordings
from desk.privacy.stores.items import ERASED, anonymise, delete_attached
from desk.privacy.tables import RECORDINGS
from desk.privacy.vault import Vault
from desk.tables import ITEMS


class RecordingsRule:
    """Recordings: when they expire, or sooner where the period has become shorter."""

    kind = "recordings"

    def __init__(self, vault: Vault, period: timedelta) -> None:
        self._vault, self._period = vault, period

    def count(self, connection: Connection, now: datetime) -> int:
        """See Rule."""
        return count_rows(connection, RECORDINGS, self._old(now))

    def delete(self, connection: Connection, now: datetime, limit: int) -> int:
        """See Rule."""
        ids = connection.execute(sa.select(RECORDINGS.c.id).where(self._old(now)).limit(limit)).scalars().all()
        for recording_id in ids:
            self._vault.remove(recording_id)
        return recordings.delete_rows(connection, ids) if ids else 0

    def _old(self, now: datetime) -> sa.sql.ColumnElement:
        return (RECORDINGS.c.expires <= now) | (RECORDINGS.c.began <= now - self._period)


class TranscriptsRule:
    """What was said on calls that are closed: transcripts and the words of messages. The rest of the packet stays."""

    kind = "transcripts"

    def __init__(self, period: timedelta) -> None:
        self._period = period

    def count(self, connection: Connection, now: datetime) -> int:
        """See Rule."""
        return count_rows(connection, ITEMS, self._old(now))

    def delete(self, connection: Connection, now: datetime, limit: int) -> int:
        """See Rule."""
        query = sa.select(ITEMS.c.id, ITEMS.c.packet).where(self._old(now)).limit(limit)
        rows = connection.execute(query.with_for_update(skip_locked=True)).all()
        for row in rows:
            packet = json.loads(row.packet) | {"transcript": [], "message": None}
            changed = json.dumps(packet, ensure_ascii=False)
            connection.execute(ITEMS.update().where(ITEMS.c.id == row.id).values(packet=changed))
        return len(rows)

    def _old(self, now: datetime) -> sa.sql.ColumnElement:
        # A quotation mark within a text is written \", so neither of these can be something that was said.
        said = ITEMS.c.packet.contains('"transcript": [{') | ITEMS.c.packet.contains('"message": "')
        return (ITEMS.c.closed <= now - self._period) & said


class PacketsRule:
    """Packets of calls that are closed: the item stays for the figures, without its caller."""

    kind = "packets"

    def __init__(self, period: timedelta) -> None:
        self._period = period

    def count(self, connection: Connection, now: datetime) -> int:
        """See Rule."""
        return count_rows(connection, ITEMS, self._old(now))

    def delete(self, connection: Connection, now: datetime, limit: int) -> int:
        """See Rule."""
        query = sa.select(ITEMS).where(self._old(now)).limit(limit)
        return anonymise(connection, connection.execute(query.with_for_update(skip_locked=True)).all())

    def _old(self, now: datetime) -> sa.sql.ColumnElement:
        return (ITEMS.c.closed <= now - self._period) & ~ITEMS.c.call_id.startswith(ERASED)


class ItemsRule:
    """Items that are closed, with all that belongs to them."""

    kind = "call_records"

    def __init__(self, period: timedelta) -> None:
        self._period = period

    def count(self, connection: Connection, now: datetime) -> int:
        """See Rule."""
        return count_rows(connection, ITEMS, ITEMS.c.closed <= now - self._period)

    def delete(self, connection: Connection, now: datetime, limit: int) -> int:
        """See Rule."""
        query = sa.select(ITEMS.c.id).where(ITEMS.c.closed <= now - self._period).limit(limit)
        ids = connection.execute(query.with_for_update(skip_locked=True)).scalars().all()
        delete_attached(connection, ids)
        return delete_rows(connection, ITEMS, ITEMS.c.id, ids)


class RowsRule:
    """Rows of a table that are too old by one of their times: transfers, log-ins, records of calls."""

    def __init__(self, kind: str, time: sa.Column, period: timedelta) -> None:
        """`time`: a column of moments, in a table with a primary key of one column."""
        self.kind, self._time, self._period = kind, time, period
        self._table: sa.Table = time.table
        (self._key,) = self._table.primary_key.columns

    def count(self, connection: Connection, now: datetime) -> int:
        """See Rule."""
        return count_rows(connection, self._table, self._time <= now - self._period)

    def delete(self, connection: Connection, now: datetime, limit: int) -> int:
        """See Rule."""
        query = sa.select(self._key).where(self._time <= now - self._period).limit(limit)
        return delete_rows(connection, self._table, self._key, connection.execute(query).scalars().all())


class MessagesRule:
    """Voicemail: the files in a folder, sealed or of a time when they were not."""

    kind = "voicemail"
    endings = ("*.sealed", "*.part", "*.wav")

    def __init__(self, folder: Path, period: timedelta) -> None:
        self._folder, self._period = folder, period

    def count(self, _connection: Connection, now: datetime) -> int:
        """See Rule."""
        return sum(1 for _ in self._old(now))

    def delete(self, _connection: Connection, now: datetime, limit: int) -> int:
        """See Rule."""
        deleted = 0
        for path in self._old(now):
            if deleted == limit:
                break
            path.unlink(missing_ok=True)
            deleted += 1
        return deleted

    def _old(self, now: datetime) -> Iterator[Path]:
        oldest = (now - self._period).timestamp()
        for path in sorted(path for ending in self.endings for path in self._folder.glob(ending)):
            try:
                old = path.stat().st_mtime <= oldest
            except FileNotFoundError:
                continue  # another process was faster
            if old:
                yield path


def count_rows(connection: Connection, table: sa.Table, where: sa.sql.ColumnElement) -> int:
    """How many of a table."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(where)).scalar_one())


def delete_rows(connection: Connection, table: sa.Table, key: sa.Column, ids: list[object]) -> int:
    """By their keys; returns how many there were."""
    return int(connection.execute(table.delete().where(key.in_(ids))).rowcount) if ids else 0
