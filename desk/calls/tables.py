"""The tables of calls; see desk.tables. No foreign keys: what comes of a call may come before the call does."""

from __future__ import annotations

import sqlalchemy as sa

from desk.tables import METADATA, Moment
from desk.training import tables as training

CALLS = sa.Table(
    "calls",
    METADATA,
    sa.Column("id", sa.String(128), primary_key=True),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("languages", sa.String(64), nullable=False),
    sa.Column("caller", sa.String(64), index=True),
    sa.Column("dialled", sa.String(64)),
    sa.Column("began", Moment, nullable=False),
    sa.Column("bot_answered", Moment),
    sa.Column("bot_ended", Moment),
    sa.Column("ended", Moment),
    sa.Column("ended_by", sa.String(16)),
    sa.Column("final", sa.String(16)),
    sa.Column("reason", sa.String(32)),
    sa.Column("department", sa.String(64)),
    sa.Column("item_id", sa.String(36)),
    sa.Column("agent", sa.String(128)),
    sa.Column("queue_seconds", sa.Float),
    sa.Column("recording_id", sa.String(64)),
    sa.Column("holder", sa.String(64), nullable=False),
    # What reports read, in the order of time; and the calls that are still running.
    sa.Index("ix_calls_began", "began", "id"),
    sa.Index("ix_calls_agent", "agent", "began", "id"),
    sa.Index("ix_calls_ended", "ended"),
)
LINES = sa.Table(
    "call_lines",
    METADATA,
    sa.Column("call_id", sa.String(128), primary_key=True),
    sa.Column("leg", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at_ms", sa.Integer, nullable=False),
    sa.Column("speaker", sa.String(16), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.String(8)),
    sa.Column("confidence", sa.Float),
    sa.Column("ended_ms", sa.Integer),
)
INTENTS = sa.Table(
    "call_intents",
    METADATA,
    sa.Column("call_id", sa.String(128), primary_key=True),
    sa.Column("leg", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at_ms", sa.Integer, nullable=False),
    sa.Column("intent", sa.String(64), nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("fallback", sa.Boolean, nullable=False),
    sa.Column("language", sa.String(8)),
    sa.Column("expected", sa.String(16)),
    sa.Column("repair", sa.String(16)),
    sa.Column("named", sa.String(128)),
)
HOLDERS = sa.Table(
    "call_holders",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("beat", Moment, nullable=False),
)
SURVEYS = sa.Table(
    "surveys",
    METADATA,
    sa.Column("call_id", sa.String(128), primary_key=True),
    sa.Column("asked", Moment, nullable=False, index=True),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("score", sa.Integer),
    sa.Column("how", sa.String(8)),
)
REVIEWS = sa.Table(
    "reviews",
    METADATA,
    sa.Column("call_id", sa.String(128), primary_key=True),
    sa.Column("reviewer", sa.String(64), primary_key=True),
    sa.Column("form", sa.String(64), nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
)
MARKS = sa.Table(
    "review_marks",
    METADATA,
    sa.Column("call_id", sa.String(128), primary_key=True),
    sa.Column("reviewer", sa.String(64), primary_key=True),
    sa.Column("criterion", sa.String(64), primary_key=True),
    sa.Column("mark", sa.Integer, nullable=False),
)
OF_A_CALL = (LINES, INTENTS, SURVEYS, REVIEWS, MARKS, *training.OF_A_CALL)
"""What goes with a call; each has its call_id."""
WORDS = (LINES, training.UTTERANCES)
"""Of these, what holds or points at what was said."""
