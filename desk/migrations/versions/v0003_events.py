"""Events between processes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """A new table."""
    op.create_table(
        "desk_events",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("event", sa.Text, nullable=False),
        # Numbers are never used again, also after the last row was deleted.
        sqlite_autoincrement=True,
    )
