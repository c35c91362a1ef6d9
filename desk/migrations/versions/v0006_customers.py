"""Customer records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desk.tables import Moment

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """New tables."""
    _accounts()
    _sales()
    _service()


def _account() -> sa.Column:
    return sa.Column("account", sa.String(32), sa.ForeignKey("crm_accounts.number"), nullable=False)


def _texts(*lengths: tuple[str, int]) -> list[sa.Column]:
    return [sa.Column(name, sa.String(length), nullable=False) for name, length in lengths]


def _accounts() -> None:
    op.create_table(
        "crm_accounts",
        sa.Column("number", sa.String(32), primary_key=True),
        *_texts(("first_name", 100), ("last_name", 100), ("company", 100), ("language", 8), ("country", 2)),
        *_texts(("phone", 20), ("email", 254), ("street", 200), ("postcode", 16), ("city", 100)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed", Moment, nullable=False),
        sa.Column("imported", sa.Text),
    )
    op.create_table(
        "crm_contacts",
        sa.Column("number", sa.String(32), primary_key=True),
        _account(),
        *_texts(("first_name", 100), ("last_name", 100), ("role", 100), ("phone", 20), ("email", 254)),
        sa.Column("changed", Moment, nullable=False),
        sa.Column("imported", sa.Text),
    )
    op.create_index("ix_crm_contacts_account", "crm_contacts", ["account"])
    for table in ("crm_accounts", "crm_contacts"):
        for column in ("phone", "email", "changed"):
            op.create_index(f"ix_{table}_{column}", table, [column])


def _sales() -> None:
    op.create_table(
        "crm_orders",
        sa.Column("number", sa.String(32), primary_key=True),
        _account(),
        *_texts(("product", 64), ("status", 32)),
        sa.Column("ordered", sa.Date, nullable=False),
        sa.Column("expected", sa.Date),
        sa.Column("delivered", sa.Date),
        *_texts(("carrier", 64), ("tracking", 64)),
        sa.Column("changed", Moment, nullable=False),
        sa.Column("imported", sa.Text),
    )
    op.create_table(
        "crm_contracts",
        sa.Column("number", sa.String(32), primary_key=True),
        _account(),
        *_texts(("product", 64), ("status", 32)),
        sa.Column("started", sa.Date, nullable=False),
        sa.Column("ends", sa.Date),
        *_texts(("monthly", 16), ("currency", 3)),
        sa.Column("changed", Moment, nullable=False),
        sa.Column("imported", sa.Text),
    )
    for table in ("crm_orders", "crm_contracts"):
        op.create_index(f"ix_{table}_account", table, ["account"])


def _service() -> None:
    op.create_table(
        "crm_cases",
        sa.Column("number", sa.String(32), primary_key=True),
        _account(),
        *_texts(("department", 64), ("topic", 32), ("status", 32)),
        sa.Column("opened", sa.Date, nullable=False),
        sa.Column("promised", sa.Date),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("opened_at", Moment),
        *_texts(("opened_by", 64)),
        sa.Column("key", sa.String(64), unique=True),
        sa.Column("changed", Moment, nullable=False),
        sa.Column("imported", sa.Text),
    )
    op.create_table(
        "crm_notes",
        sa.Column("id", sa.String(64), primary_key=True),
        _account(),
        sa.Column("at", Moment, nullable=False),
        *_texts(("author", 64)),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "crm_calls",
        sa.Column("call_id", sa.String(128), primary_key=True),
        _account(),
        sa.Column("at", Moment, nullable=False),
        *_texts(("agent", 64)),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "crm_changes",
        sa.Column("id", sa.String(32), primary_key=True),
        *_texts(("account", 128)),
        sa.Column("at", Moment, nullable=False),
        *_texts(("by", 64), ("field", 32)),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        *_texts(("salt", 32)),
    )
    for table in ("crm_cases", "crm_notes", "crm_calls", "crm_changes"):
        op.create_index(f"ix_{table}_account", table, ["account"])
