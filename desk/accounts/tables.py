"""The tables of users, and of what lets them in. Secrets lie here as hashes only."""

from __future__ import annotations

import sqlalchemy as sa

from desk.tables import METADATA, Moment

USERS = sa.Table(
    "desk_users",
    METADATA,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("password", sa.String(255), nullable=False),
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("logged_in", Moment),
)
SESSIONS = sa.Table(
    "desk_sessions",
    METADATA,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(64), sa.ForeignKey(USERS.c.name), nullable=False, index=True),
    sa.Column("created", Moment, nullable=False),
    sa.Column("seen", Moment, nullable=False),
)
# Browsers from which a user has logged in before.
DEVICES = sa.Table(
    "desk_devices",
    METADATA,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(64), sa.ForeignKey(USERS.c.name), nullable=False, index=True),
    sa.Column("expires", Moment, nullable=False),
)
API_TOKENS = sa.Table(
    "desk_api_tokens",
    METADATA,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),
    sa.Column("name", sa.String(64), sa.ForeignKey(USERS.c.name), nullable=False, index=True),
    sa.Column("label", sa.String(64), nullable=False),
    sa.Column("scopes", sa.String(32), nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("expires", Moment, nullable=False),
    sa.Column("used", Moment),
)
# Failed log-ins of a name, an address or a browser.
TRIES = sa.Table(
    "desk_login_tries",
    METADATA,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
    sa.Column("gone", Moment, nullable=False, index=True),
)
