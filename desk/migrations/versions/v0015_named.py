"""Which departments and sites were named in what was understood."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """A new column; of what was understood before, it is not known."""
    op.add_column("call_intents", sa.Column("named", sa.String(128)))
