"""Alembic's entrance. The connection is handed over by `db.schema.migrate`; there is no alembic.ini."""

from alembic import context

from db.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite alters a table by copying it
    transactional_ddl=False,  # the caller's transaction holds everything
)
context.run_migrations()
