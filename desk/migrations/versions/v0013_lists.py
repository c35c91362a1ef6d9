"""What lists of an agent's calls, and of what happened to one thing, are read by."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """New indexes."""
    op.create_index("ix_calls_agent", "calls", ["agent", "began", "id"])
    op.create_index("ix_audit_trail_what", "audit_trail", ["what", "number"])
