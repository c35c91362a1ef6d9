"""Agents and the log of their states, notes on items, told waits, holders of lines; more of the state of an item."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def _moment() -> sa.types.TypeEngine:
    return sa.DateTime(timezone=True) if op.get_bind().dialect.name == "postgresql" else sa.String(40)


def upgrade() -> None:
    """Keeps every row."""
    _items()
    _agents()
    op.create_table(
        "item_notes",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("item_id", sa.String(36), sa.ForeignKey("queue_items.id"), nullable=False, index=True),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "announced_waits",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("item_id", sa.String(36), sa.ForeignKey("queue_items.id"), nullable=False, index=True),
        sa.Column("at", _moment(), nullable=False, index=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Integer, nullable=False),
    )
    op.create_table(
        "line_holders", sa.Column("id", sa.String(64), primary_key=True), sa.Column("seen", _moment(), nullable=False)
    )


def _items() -> None:
    op.drop_index("ix_queue_items_order", "queue_items")
    moments = ("queued_at", "due", "offered", "answered")
    new = [sa.Column(name, _moment()) for name in moments]
    new += [sa.Column("tier", sa.Integer), sa.Column("at_head", sa.Boolean), sa.Column("excluded", sa.Text)]
    new += [sa.Column("outcome", sa.String(32)), sa.Column("line", sa.String(8)), sa.Column("holder", sa.String(64))]
    for column in new:
        op.add_column("queue_items", column)
    false = "false" if op.get_bind().dialect.name == "postgresql" else "0"
    op.execute(
        f"UPDATE queue_items SET queued_at = created, tier = 1, excluded = '[]', answered = taken, at_head = {false}"
    )
    with op.batch_alter_table("queue_items") as batch:
        for name in ("queued_at", "tier", "at_head", "excluded"):
            batch.alter_column(name, nullable=False)
    op.create_index("ix_queue_items_order", "queue_items", ["state", "department", "priority", "queued_at", "id"])
    op.create_index("ix_queue_items_holder", "queue_items", ["holder"])


def _agents() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("languages", sa.Text, nullable=False),
        sa.Column("departments", sa.Text, nullable=False),
        sa.Column("tier", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("since", _moment(), nullable=False),
        sa.Column("reason", sa.String(32)),
        sa.Column("by", sa.String(16), nullable=False),
        sa.Column("item_id", sa.String(36), index=True),
    )
    op.create_table(
        "agent_changes",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("agent", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32)),
        sa.Column("since", _moment(), nullable=False),
        sa.Column("until", _moment(), nullable=False),
        sa.Column("by", sa.String(16), nullable=False),
        sa.Column("item_id", sa.String(36)),
    )
    op.create_index("ix_agent_changes_agent", "agent_changes", ["agent", "until"])
    op.create_index("ix_agent_changes_state", "agent_changes", ["state", "until"])
