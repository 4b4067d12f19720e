"""`duban move`: an office changes its database, from one file to PostgreSQL and back, all of it or nothing."""

from dataclasses import dataclass

from bot.office import Office
from db import moving
from db.engine import DatabaseRefused, only_server, open_database
from db.moving import Carried
from db.schema import migrate


@dataclass(frozen=True, slots=True)
class Moved:
    """What was carried over, and the new address as it may be shown: without its password."""

    tables: tuple[Carried, ...]
    address: str

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.tables)


def move(office: Office, to: str) -> Moved:
    """Afterwards the database at `to` holds the whole office; the old one is as it was, and still the one in use.

    Raises DatabaseRefused: an address that cannot be used, one that has data, a server at work on either.
    """
    target = open_database(to)
    try:
        if target.url == office.engine.url:
            raise DatabaseRefused("目标就是现在用的数据库，不用搬；请写另一个地址。")
        migrate(target)
        with only_server(office.engine), only_server(target):
            return Moved(tuple(moving.carry(office.engine, target)), target.url.render_as_string())
    finally:
        target.dispose()
