"""Times become timestamps on PostgreSQL and texts of one length on SQLite; indices for the order of the queue and for
the latest finished calls."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TIMES = {
    "queue_items": ("id", ("created", "taken", "closed")),
    "context_tokens": ("hash", ("expires",)),
    "transfers": ("id", ("at",)),
}
"""Table → its key and its columns of times."""


def upgrade() -> None:
    """Keeps every row."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute("SET LOCAL TIME ZONE 'UTC'")
    for table, (key, columns) in TIMES.items():
        for column in columns:
            if postgresql:
                op.execute(f"ALTER TABLE {table} ALTER {column} TYPE timestamptz USING {column}::timestamptz")
            else:
                _rewrite(table, key, column)
    op.drop_index("ix_queue_items_department", "queue_items")
    op.drop_index("ix_queue_items_state", "queue_items")
    op.create_index("ix_queue_items_order", "queue_items", ["state", "department", "priority", "created", "id"])
    op.create_index("ix_queue_items_closed", "queue_items", ["department", "closed"])


def _rewrite(name: str, key: str, column: str) -> None:
    table = sa.table(name, sa.column(key), sa.column(column))
    connection = op.get_bind()
    for row in connection.execute(sa.select(table.c[key], table.c[column]).where(table.c[column].isnot(None))).all():
        connection.execute(table.update().where(table.c[key] == row[0]).values({column: _one_length(row[1])}))


def _one_length(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        # It was never checked. Whoever waits since nobody knows when is served first.
        moment = datetime.fromtimestamp(0, UTC)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
