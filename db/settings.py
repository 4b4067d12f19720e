"""What admins changed. The wording as typed is kept; its meaning is `schedules.policy`'s business."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from db.models import Setting
from db.prepared import Prepared
from db.remembered import forget, remembered

OFFICE = "office"

_CHANGED = Prepared(select(Setting.scope, Setting.name, Setting.value))


def changed(tx: Connection) -> Mapping[str, Mapping[str, str]]:
    """Every setting that differs from the default, by scope and name."""
    return remembered(tx, "settings", _look)


def _look(tx: Connection) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for scope, name, value in _CHANGED.rows(tx):
        found.setdefault(scope, {})[name] = value
    return found


def change(tx: Connection, scope: str, values: Mapping[str, str], by: str, now: datetime) -> None:
    """Afterwards these settings hold in that scope."""
    forget(tx)
    for name, value in values.items():
        row = {"value": value, "changed_at": now, "changed_by": by}
        at = (Setting.scope == scope, Setting.name == name)
        if not tx.execute(update(Setting).where(*at).values(row)).rowcount:
            tx.execute(insert(Setting), {"scope": scope, "name": name, **row})
