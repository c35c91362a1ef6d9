"""A record of every call, with its transcript, what was understood, surveys and reviews; queue items by time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desk.tables import Moment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """New tables, and an index for reports on the queue."""
    _calls()
    _said()
    _quality()
    op.create_index("ix_queue_items_created", "queue_items", ["created"])


def _calls() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.String(128), primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("languages", sa.String(64), nullable=False),
        sa.Column("caller", sa.String(64), index=True),
        sa.Column("dialled", sa.String(64)),
        sa.Column("began", Moment, nullable=False),
        *(sa.Column(name, Moment) for name in ("bot_answered", "bot_ended", "ended")),
        sa.Column("ended_by", sa.String(16)),
        sa.Column("final", sa.String(16)),
        sa.Column("reason", sa.String(32)),
        sa.Column("department", sa.String(64)),
        sa.Column("item_id", sa.String(36)),
        sa.Column("agent", sa.String(128)),
        sa.Column("queue_seconds", sa.Float),
        sa.Column("recording_id", sa.String(64)),
        sa.Column("holder", sa.String(64), nullable=False),
    )
    op.create_index("ix_calls_began", "calls", ["began", "id"])
    op.create_index("ix_calls_ended", "calls", ["ended"])
    op.create_table(
        "call_holders", sa.Column("id", sa.String(64), primary_key=True), sa.Column("beat", Moment, nullable=False)
    )


def _of_call() -> sa.Column:
    return sa.Column("call_id", sa.String(128), primary_key=True)


def _said() -> None:
    op.create_table(
        "call_lines",
        _of_call(),
        sa.Column("leg", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at_ms", sa.Integer, nullable=False),
        sa.Column("speaker", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("confidence", sa.Float),
    )
    op.create_table(
        "call_intents",
        _of_call(),
        sa.Column("leg", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at_ms", sa.Integer, nullable=False),
        sa.Column("intent", sa.String(64), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("fallback", sa.Boolean, nullable=False),
    )


def _quality() -> None:
    op.create_table(
        "surveys",
        _of_call(),
        sa.Column("asked", Moment, nullable=False, index=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("score", sa.Integer),
        sa.Column("how", sa.String(8)),
    )
    op.create_table(
        "reviews",
        _of_call(),
        sa.Column("reviewer", sa.String(64), primary_key=True),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False, index=True),
    )
    op.create_table(
        "review_marks",
        sa.Column("call_id", sa.String(128), primary_key=True),
        sa.Column("reviewer", sa.String(64), primary_key=True),
        sa.Column("criterion", sa.String(64), primary_key=True),
        sa.Column("mark", sa.Integer, nullable=False),
    )
