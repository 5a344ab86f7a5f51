"""Run the migration scripts over the connection that migrate.py hands over."""

from __future__ import annotations

from alembic import context

from moderation.store.tables.every import metadata
from moderation.store.tables.finding import compared

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    include_name=compared,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
