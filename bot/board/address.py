"""Where the board can be reached: written by the service at its start, read by whoever has to tell somebody."""

from datetime import datetime

from sqlalchemy import Connection

from db import settings

SCOPE, NAME = "service", "address"


def announce(tx: Connection, address: str, now: datetime) -> None:
    """Afterwards links to the board begin with this address (http://127.0.0.1:8741, https://duban.example)."""
    settings.change(tx, SCOPE, {NAME: address.rstrip("/")}, "系统", now)


def board_address(tx: Connection) -> str:
    """The address last announced; empty where no service ever ran."""
    return settings.changed(tx).get(SCOPE, {}).get(NAME, "")
