"""Who agents have found callers to be."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desk.tables import Moment

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """A new table."""
    op.create_table(
        "item_customers",
        sa.Column("item_id", sa.String(36), sa.ForeignKey("queue_items.id"), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
