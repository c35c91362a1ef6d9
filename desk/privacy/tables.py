"""The table of recordings."""

from __future__ import annotations

import sqlalchemy as sa

from desk.tables import METADATA, Moment

RECORDINGS = sa.Table(
    "recordings",
    METADATA,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("call_id", sa.String(128), nullable=False, index=True),
    sa.Column("began", Moment, nullable=False),
    sa.Column("seconds", sa.Float),
    sa.Column("consent", sa.String(16), nullable=False),
    sa.Column("key_id", sa.String(16), nullable=False),
    sa.Column("expires", Moment, nullable=False, index=True),
)
