"""The tables of the floor."""

from __future__ import annotations

import sqlalchemy as sa

from desk.tables import ITEMS, METADATA, Moment

AGENTS = sa.Table(
    "agents",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    # JSON lists, sorted.
    sa.Column("languages", sa.Text, nullable=False),
    sa.Column("departments", sa.Text, nullable=False),
    sa.Column("tier", sa.Integer, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("reason", sa.String(32)),
    # Who changed the state: agent, supervisor or system.
    sa.Column("by", sa.String(16), nullable=False),
    # While reserved, in a call or in wrap-up.
    sa.Column("item_id", sa.String(36), index=True),
    # Since when the caller is on hold, and for how long before that in this call (seconds).
    sa.Column("held", Moment),
    sa.Column("held_seconds", sa.Float),
    # When the agent's console was last heard of; null for those who have none open.
    sa.Column("seen", Moment),
)
CHANGES = sa.Table(
    # States that have ended; the one that an agent is in now is in `agents`.
    "agent_changes",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("agent", sa.String(64), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("reason", sa.String(32)),
    sa.Column("since", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
    sa.Column("by", sa.String(16), nullable=False),
    sa.Column("item_id", sa.String(36)),
    # Of a call: for how long its caller was on hold.
    sa.Column("held_seconds", sa.Float),
    sa.Index("ix_agent_changes_agent", "agent", "until"),
    # The latest calls and wrap-ups, which waits are estimated from.
    sa.Index("ix_agent_changes_state", "state", "until"),
)
NOTES = sa.Table(
    "item_notes",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("item_id", sa.String(36), sa.ForeignKey(ITEMS.c.id), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("author", sa.String(64), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
ANNOUNCED = sa.Table(
    "announced_waits",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("item_id", sa.String(36), sa.ForeignKey(ITEMS.c.id), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("seconds", sa.Integer, nullable=False),
)
HOLDERS = sa.Table(
    "line_holders",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("seen", Moment, nullable=False),
)
