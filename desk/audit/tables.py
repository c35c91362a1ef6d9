"""The trail's tables."""

from __future__ import annotations

import sqlalchemy as sa

from desk.tables import METADATA, Moment

TRAIL = sa.Table(
    "audit_trail",
    METADATA,
    # Given out by the head, without gaps; a sequence would leave some.
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("who", sa.String(128), nullable=False),
    sa.Column("action", sa.String(64), nullable=False),
    sa.Column("what", sa.String(128), nullable=False),
    sa.Column("details", sa.Text, nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Index("ix_audit_trail_who", "who", "number"),
    sa.Index("ix_audit_trail_action", "action", "number"),
    sa.Index("ix_audit_trail_what", "what", "number"),
)
HEAD = sa.Table(
    "audit_head",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
"""One row, id 1, which is there from the beginning."""
