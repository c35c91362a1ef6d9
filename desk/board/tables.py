"""The table of what supervisors set on the board."""

from __future__ import annotations

import sqlalchemy as sa

from desk.tables import METADATA, Moment

TARGETS = sa.Table(
    # The latest counts; the others tell against what earlier days were held.
    "board_targets",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("share", sa.Float, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
)
