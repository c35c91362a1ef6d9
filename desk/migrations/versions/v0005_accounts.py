"""Users, what lets them in, and the audit trail with its head."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desk.tables import Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """New tables."""
    _users()
    _what_lets_them_in()
    _trail()


def _users() -> None:
    op.create_table(
        "desk_users",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("password", sa.String(255), nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created", Moment, nullable=False),
        sa.Column("logged_in", Moment),
    )


def _user() -> sa.Column:
    return sa.Column("name", sa.String(64), sa.ForeignKey("desk_users.name"), nullable=False, index=True)


def _what_lets_them_in() -> None:
    op.create_table(
        "desk_sessions",
        sa.Column("hash", sa.String(64), primary_key=True),
        _user(),
        sa.Column("created", Moment, nullable=False),
        sa.Column("seen", Moment, nullable=False),
    )
    op.create_table(
        "desk_devices",
        sa.Column("hash", sa.String(64), primary_key=True),
        _user(),
        sa.Column("expires", Moment, nullable=False),
    )
    op.create_table(
        "desk_api_tokens",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        _user(),
        sa.Column("label", sa.String(64), nullable=False),
        sa.Column("scopes", sa.String(32), nullable=False),
        sa.Column("created", Moment, nullable=False),
        sa.Column("expires", Moment, nullable=False),
        sa.Column("used", Moment),
    )
    op.create_table(
        "desk_login_tries",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.Column("gone", Moment, nullable=False, index=True),
    )


def _trail() -> None:
    op.create_table(
        "audit_trail",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("what", sa.String(128), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("ix_audit_trail_who", "audit_trail", ["who", "number"])
    op.create_index("ix_audit_trail_action", "audit_trail", ["action", "number"])
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": "0" * 64}])
