"""Bringing a database to this version's tables, and saying which version it is at."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from db.engine import DatabaseRefused, mark_as_ours, reading, writing

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0003"


def migrate(engine: Engine) -> None:
    """Afterwards the database has this version's tables and all its data, or is untouched.

    Raises DatabaseRefused for a database that a newer version has written.
    """
    with reading(engine) as connection:
        at = revision(connection)
    if at == HEAD:
        return
    from alembic import command  # 0.2 s that no later start needs
    from alembic.util import CommandError

    with writing(engine) as connection:
        if revision(connection) == HEAD:  # another process was faster
            return
        mark_as_ours(connection)
        try:
            command.upgrade(configuration(connection), "head")
        except CommandError as error:
            raise DatabaseRefused(
                f"数据库的版本是 {at}，比本程序（{HEAD}）新；请用新版程序打开，数据未作改动。"
            ) from error


def revision(connection: Connection) -> str | None:
    """The version the database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    at: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return at


def configuration(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
