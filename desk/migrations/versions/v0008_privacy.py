"""Recordings of calls; their sound lies encrypted in files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desk.tables import Moment

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """A new table; indices by which old rows of the others are found."""
    op.create_table(
        "recordings",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("call_id", sa.String(128), nullable=False, index=True),
        sa.Column("began", Moment, nullable=False),
        sa.Column("seconds", sa.Float),
        sa.Column("consent", sa.String(16), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("expires", Moment, nullable=False, index=True),
    )
