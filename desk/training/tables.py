"""The tables of what trainers look at; see desk.tables. What callers said stays in the record of calls: an utterance
here only points at its line, so that it is masked, withdrawn and deleted with it."""

from __future__ import annotations

import sqlalchemy as sa

from desk.tables import METADATA, Moment

UTTERANCES = sa.Table(
    "training_utterances",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("call_id", sa.String(128), nullable=False),
    sa.Column("leg", sa.BigInteger, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("intent", sa.String(64), nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    # Words of desk.training.worth.Why, with a space between.
    sa.Column("why", sa.String(64), nullable=False),
    sa.Column("meant", sa.String(64)),
    # Two of one key are the same text to whoever decides.
    sa.Column("text_key", sa.String(32), nullable=False),
    sa.Column("group_id", sa.Integer, nullable=False),
    # Cosine to the middle of its group.
    sa.Column("likeness", sa.Float, nullable=False),
    sa.Column("status", sa.String(8), nullable=False),
    sa.Column("decision_id", sa.Integer, index=True),
    # float16, unit length.
    sa.Column("vector", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("call_id", "leg", "number", name="one_utterance_a_line"),
    sa.Index("ix_training_utterances_group", "group_id", "status"),
    sa.Index("ix_training_utterances_status", "status", "language", "group_id"),
    sa.Index("ix_training_utterances_key", "language", "text_key"),
)
GATHERED = sa.Table(
    "training_gathered",
    METADATA,
    sa.Column("call_id", sa.String(128), primary_key=True),
    # Of the call, when it was looked through: one that was given up for lost may end a second time.
    sa.Column("ended", Moment, nullable=False, index=True),
)
GROUPS = sa.Table(
    "training_groups",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("language", sa.String(8), nullable=False),
    # Name of what made the vectors: those of another cannot be compared.
    sa.Column("space", sa.String(32), nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    # Of the vectors of its utterances, float32.
    sa.Column("sum", sa.LargeBinary, nullable=False),
    sa.Column("made", Moment, nullable=False),
)
DECISIONS = sa.Table(
    "training_decisions",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("to", sa.String(16), nullable=False),
    sa.Column("intent", sa.String(64)),
    sa.Column("state", sa.String(8), nullable=False),
    # What was asked for, to know a second click by.
    sa.Column("asked", sa.String(64), nullable=False),
    sa.Column("utterances", sa.Integer, nullable=False),
    # JSON: what was written where.
    sa.Column("written", sa.Text, nullable=False),
    sa.Column("undone", Moment),
    sa.Column("undone_by", sa.String(64)),
)
GATHERER = sa.Table(
    "training_gatherer",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    # The one process that gathers, until when, and how often groups have been changed.
    sa.Column("holder", sa.String(64), nullable=False),
    sa.Column("until", Moment, nullable=False),
    sa.Column("changes", sa.Integer, nullable=False),
)
OF_A_CALL = (UTTERANCES, GATHERED)
"""What goes with a call; each has its call_id."""
