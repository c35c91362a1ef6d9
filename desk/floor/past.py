"""What people did about calls: for whoever has the same customer next."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from desk.database import Database
from desk.floor.notes import Note
from desk.floor.tables import NOTES
from desk.tables import ITEMS, text

COLUMNS = (
    ITEMS.c.id, ITEMS.c.call_id, ITEMS.c.kind, ITEMS.c.state, ITEMS.c.department, ITEMS.c.language, ITEMS.c.reason,
    ITEMS.c.outcome, ITEMS.c.agent, ITEMS.c.packet,
)  # fmt: skip


@dataclass(frozen=True)
class Handled:
    """What became of a call, or of the callback or voicemail that came of it."""

    id: str
    """Of the item."""
    kind: str
    state: str
    department: str
    language: str
    reason: str
    """Why the bot handed it on."""
    outcome: str | None
    """Code of the wrap-up; None while there is none."""
    agent: str | None
    """Who has it, or had it last."""
    summary: str
    """In the caller's language."""
    english: str
    """The same in English."""
    notes: tuple[Note, ...]
    """Oldest first."""


class Past:
    """Of one site. Safe to use from several threads and processes at once."""

    def __init__(self, database: Database) -> None:
        self._reading = database.reading

    def of_calls(self, call_ids: Collection[str]) -> dict[str, tuple[Handled, ...]]:
        """Call → what became of it, oldest first. What retention has taken the caller out of is found by no call any
        more. Raises StoreError."""
        wanted = ITEMS.c.call_id.in_(sorted(call_ids))
        query = sa.select(*COLUMNS).where(wanted).order_by(ITEMS.c.created, ITEMS.c.kind)
        found: defaultdict[str, tuple[Handled, ...]] = defaultdict(tuple)
        with self._reading() as connection:
            rows = connection.execute(query).all()
            notes = _notes(connection, [row.id for row in rows])
        for row in rows:
            found[row.call_id] += (_handled(row, tuple(notes[row.id])),)
        return dict(found)


def _notes(connection: Connection, item_ids: Collection[str]) -> defaultdict[str, list[Note]]:
    query = sa.select(NOTES).where(NOTES.c.item_id.in_(item_ids)).order_by(NOTES.c.id)
    found: defaultdict[str, list[Note]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.item_id].append(Note(text(row.at), row.author, row.text))
    return found


def _handled(row: Row, notes: tuple[Note, ...]) -> Handled:
    summary = json.loads(row.packet)["summary"]
    plain = {name: row._mapping[name] for name in ("id", "kind", "state", "department", "language", "reason")}
    return Handled(
        **plain,
        outcome=row.outcome,
        agent=row.agent,
        summary=summary["caller_language"],
        english=summary["english"],
        notes=notes,
    )
