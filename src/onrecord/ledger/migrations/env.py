"""Alembic's entry: run the migrations over the connection that the ledger hands in."""

from __future__ import annotations

from alembic import context

from onrecord.ledger.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
