"""Utterances that trainers look at, their groups and what was decided on them; of what was understood, how the dialogue
took it, and of a line, when it ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desk.tables import Moment

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """New columns, new tables."""
    for name, length in (("language", 8), ("expected", 16), ("repair", 16)):
        op.add_column("call_intents", sa.Column(name, sa.String(length)))
    op.add_column("call_lines", sa.Column("ended_ms", sa.Integer))
    _utterances()
    _groups()
    op.create_table(
        "training_decisions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("to", sa.String(16), nullable=False),
        sa.Column("intent", sa.String(64)),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("asked", sa.String(64), nullable=False),
        sa.Column("utterances", sa.Integer, nullable=False),
        sa.Column("written", sa.Text, nullable=False),
        sa.Column("undone", Moment),
        sa.Column("undone_by", sa.String(64)),
    )
    op.create_index("ix_training_decisions_at", "training_decisions", ["at"])


def _utterances() -> None:
    table = "training_utterances"
    op.create_table(
        table,
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("call_id", sa.String(128), nullable=False),
        sa.Column("leg", sa.BigInteger, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("intent", sa.String(64), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("why", sa.String(64), nullable=False),
        sa.Column("meant", sa.String(64)),
        sa.Column("text_key", sa.String(32), nullable=False),
        sa.Column("group_id", sa.Integer, nullable=False),
        sa.Column("likeness", sa.Float, nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("decision_id", sa.Integer),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("call_id", "leg", "number", name="one_utterance_a_line"),
    )
    op.create_index("ix_training_utterances_decision_id", table, ["decision_id"])
    op.create_index("ix_training_utterances_group", table, ["group_id", "status"])
    op.create_index("ix_training_utterances_status", table, ["status", "language", "group_id"])
    op.create_index("ix_training_utterances_key", table, ["language", "text_key"])


def _groups() -> None:
    op.create_table(
        "training_gathered",
        sa.Column("call_id", sa.String(128), primary_key=True),
        sa.Column("ended", Moment, nullable=False),
    )
    op.create_index("ix_training_gathered_ended", "training_gathered", ["ended"])
    op.create_table(
        "training_groups",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("space", sa.String(32), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("sum", sa.LargeBinary, nullable=False),
        sa.Column("made", Moment, nullable=False),
    )
    op.create_table(
        "training_gatherer",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
    )
