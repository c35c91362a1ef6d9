"""Tables of webhooks."""

from __future__ import annotations

import sqlalchemy as sa

from desk.tables import ITEMS, METADATA, Moment

HOOKS = sa.Table(
    "hooks",
    METADATA,
    sa.Column("name", sa.String(64), primary_key=True),
    # What was there before a hook was set up is no news.
    sa.Column("since", Moment, nullable=False),
    # The receiver has said 410 Gone: it wants no more until its address changes.
    sa.Column("gone_from", sa.Text),
)
DELIVERIES = sa.Table(
    "hook_deliveries",
    METADATA,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("hook", sa.String(64), sa.ForeignKey(HOOKS.c.name), nullable=False),
    sa.Column("item_id", sa.String(36), sa.ForeignKey(ITEMS.c.id), nullable=False),
    sa.Column("event", sa.String(16), nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    # When it is tried next; null once it was delivered or given up.
    sa.Column("due", Moment),
    sa.Column("delivered", Moment),
    sa.Column("result", sa.String(32)),
    sa.UniqueConstraint("hook", "item_id", name="one_delivery_a_hook_and_item"),
    sa.Index("ix_hook_deliveries_due", "due"),
)
