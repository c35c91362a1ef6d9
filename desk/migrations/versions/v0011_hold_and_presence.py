"""How long callers are on hold, and when an agent's console was last heard of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desk.tables import Moment

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """New columns, empty."""
    op.add_column("agents", sa.Column("held", Moment))
    op.add_column("agents", sa.Column("held_seconds", sa.Float))
    op.add_column("agents", sa.Column("seen", Moment))
    op.add_column("agent_changes", sa.Column("held_seconds", sa.Float))
