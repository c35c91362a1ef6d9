"""A callback that an agent books or moves, unlike one that the bot has agreed on with the caller."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection, Row

from desk.floor.change import Change
from desk.queue import statements
from desk.queue.confirmed import Record
from desk.queue.hands import IN_HAND, is_with
from desk.queue.item import QueueStateError, find

FIELDS = ("number", "time")
"""Of a callback, that may be changed."""
OF_CALL = statements.OF_CALL.with_for_update()


@dataclass(frozen=True)
class Booking:
    """Who books, and what it comes of."""

    about: str
    """Id of the item at hand: the call, or the callback itself."""
    by: str
    """Name of the agent."""
    anybodys: bool
    """They may also of an item that is not with them."""
    record: Record

    def allowed(self, connection: Connection, key: Mapping[str, str]) -> Row | None:
        """The callback that is there, locked from here on, so that nobody is offered it meanwhile. `key`: of
        statements.OF_CALL. Raises KeyError, QueueStateError."""
        before = connection.execute(OF_CALL, key).first()
        about = before if before is not None and before.id == self.about else find(connection, self.about)
        if not self.anybodys and not is_with(connection, self.by, about):
            raise QueueStateError(f"item {about.id[:8]} is not with {self.by}")
        if before is not None and before.state in IN_HAND and before.agent != self.by:
            raise QueueStateError("somebody else is about to call this customer")
        return before

    def placed(self, on: Change, before: Row | None, row: Row, again: bool, now: datetime) -> None:
        """It is: `callback.booked` of the audit trail, which says what was changed and never to what. Raises
        QueueStateError when another was booked for the same call since `allowed`."""
        if again and before is None:
            raise QueueStateError("somebody else has just booked a callback for this call")
        details = {"item": self.about}
        if before is not None:
            details["fields"] = ",".join(_changed(before, row))
        on.witnesses.append(
            lambda connection: self.record(connection, self.by, "callback.booked", row.id, details, now)
        )


def _changed(before: Row, after: Row) -> list[str]:
    old, new = (json.loads(row.packet).get("callback") or {} for row in (before, after))
    return [name for name in FIELDS if old.get(name) != new.get(name)]
