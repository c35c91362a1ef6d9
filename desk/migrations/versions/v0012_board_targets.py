"""The service level that supervisors promise on the board."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desk.tables import Moment

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """A new table."""
    op.create_table(
        "board_targets",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("share", sa.Float, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
