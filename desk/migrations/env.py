"""Run by Alembic: the revisions go through the connection, and the transaction, of whoever asked."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
