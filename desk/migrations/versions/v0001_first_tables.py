"""The tables of the time before revisions. A database that has them is taken over with its rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

METADATA = sa.MetaData()
ITEMS = sa.Table(
    "queue_items",
    METADATA,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("call_id", sa.String(128), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("department", sa.String(64), nullable=False, index=True),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("reason", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("created", sa.String(40), nullable=False),
    sa.Column("taken", sa.String(40)),
    sa.Column("closed", sa.String(40)),
    sa.Column("agent", sa.String(128)),
    sa.Column("note", sa.Text),
    sa.Column("packet", sa.Text, nullable=False),
    sa.UniqueConstraint("call_id", "kind", name="one_item_a_call_and_kind"),
)
TOKENS = sa.Table(
    "context_tokens",
    METADATA,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("call_id", sa.String(128), nullable=False),
    sa.Column("item_id", sa.String(36), sa.ForeignKey(ITEMS.c.id), nullable=False),
    sa.Column("expires", sa.String(40), nullable=False, index=True),
)
TRANSFERS = sa.Table(
    "transfers",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("call_id", sa.String(128), nullable=False, index=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("target", sa.String(64), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
)


def upgrade() -> None:
    """Make what is missing."""
    METADATA.create_all(op.get_bind(), checkfirst=True)
