"""The desk's tables. A change here needs a revision in desk/migrations/versions; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect


class Moment(sa.types.TypeDecorator):  # type: ignore[misc]
    """An aware datetime. On PostgreSQL a timestamp with time zone: reports can reckon with it, and texts would sort by
    the server's language. SQLite has no such type: there it is a text in UTC of one length, which sorts as times do."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """See TypeDecorator."""
        return dialect.type_descriptor(sa.DateTime(timezone=True) if dialect.name == "postgresql" else sa.String(40))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """See TypeDecorator. Raises ValueError for a moment without time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC) if dialect.name == "postgresql" else text(value)

    def process_result_value(self, value: datetime | str | None, _dialect: Dialect) -> datetime | None:
        """See TypeDecorator."""
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


def text(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds always."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


METADATA = sa.MetaData()


def _created(context: Any) -> Any:
    return context.get_current_parameters()["created"]


ITEMS = sa.Table(
    "queue_items",
    METADATA,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("call_id", sa.String(128), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("department", sa.String(64), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("reason", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("taken", Moment),
    sa.Column("closed", Moment),
    sa.Column("agent", sa.String(128)),
    sa.Column("note", sa.Text),
    sa.Column("packet", sa.Text, nullable=False),
    # The moment that its place counts from: a callback has that of the call it replaces.
    sa.Column("queued_at", Moment, nullable=False, default=_created),
    sa.Column("tier", sa.Integer, nullable=False, default=1),
    sa.Column("at_head", sa.Boolean, nullable=False, default=False),
    # JSON list of agents.
    sa.Column("excluded", sa.Text, nullable=False, default="[]"),
    sa.Column("due", Moment),
    sa.Column("offered", Moment),
    # The first time that it was taken; kept when it waits again.
    sa.Column("answered", Moment),
    sa.Column("outcome", sa.String(32)),
    sa.Column("line", sa.String(8)),
    sa.Column("holder", sa.String(64), index=True),
    sa.UniqueConstraint("call_id", "kind", name="one_item_a_call_and_kind"),
    # Who is next, and the latest finished calls of a department: neither may become slower with the years.
    sa.Index("ix_queue_items_order", "state", "department", "priority", "queued_at", "id"),
    sa.Index("ix_queue_items_closed", "department", "closed"),
    # What reports read, in the order of time.
    sa.Index("ix_queue_items_created", "created"),
)
TOKENS = sa.Table(
    "context_tokens",
    METADATA,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("call_id", sa.String(128), nullable=False),
    sa.Column("item_id", sa.String(36), sa.ForeignKey(ITEMS.c.id), nullable=False),
    sa.Column("expires", Moment, nullable=False, index=True),
)
TRANSFERS = sa.Table(
    "transfers",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("call_id", sa.String(128), nullable=False, index=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("target", sa.String(64), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("at", Moment, nullable=False),
)
# Rasa's tracker store has a table `events`, maybe in the same database.
EVENTS = sa.Table(
    "desk_events",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("event", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)
