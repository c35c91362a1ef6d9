"""Webhooks and their deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """New tables."""
    moment = sa.DateTime(timezone=True) if op.get_bind().dialect.name == "postgresql" else sa.String(40)
    op.create_table(
        "hooks",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("since", moment, nullable=False),
        sa.Column("gone_from", sa.Text),
    )
    op.create_table(
        "hook_deliveries",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("hook", sa.String(64), sa.ForeignKey("hooks.name"), nullable=False),
        sa.Column("item_id", sa.String(36), sa.ForeignKey("queue_items.id"), nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("created", moment, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due", moment),
        sa.Column("delivered", moment),
        sa.Column("result", sa.String(32)),
        sa.UniqueConstraint("hook", "item_id", name="one_delivery_a_hook_and_item"),
    )
    op.create_index("ix_hook_deliveries_due", "hook_deliveries", ["due"])
