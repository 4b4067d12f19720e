"""Whose key speaks for which unit: registered by an administrator who compared the fingerprint by telephone."""

from datetime import datetime

from sqlalchemy import Connection

from bot.levels.sealing import fingerprint, is_public
from bot.levels.statement import HandupRefused
from db import history, levels, people
from db.levels import Trusted
from db.people import UnitName

BY = "命令行"


def unit_named(tx: Connection, words: str) -> UnitName:
    """The unit of that name, full or other. Raises HandupRefused."""
    found = [one for one in people.units(tx) if words == one.name or words in one.also]
    if len(found) != 1:
        raise HandupRefused(f"没有叫“{words[:30]}”的单位", "请写单位全称，如：龙华区政府")
    return found[0]


def refuse_key(tx: Connection, unit: UnitName, key: str) -> None:
    """Raises HandupRefused for what is no key, and for one that speaks for another unit."""
    if not is_public(key):
        raise HandupRefused("公钥读不懂", "应是对方运行 duban report-key 显示的43个字符，请完整复制。")
    holder = levels.whose(tx, key)
    if holder is not None and holder.unit_id != unit.id:
        raise HandupRefused(
            f"这个公钥已登记给{holder.unit}，一个公钥只能代表一个单位",
            f"请先停用：duban trust {holder.unit} --revoke",
        )


def trust(tx: Connection, unit: UnitName, key: str, now: datetime) -> None:
    """Afterwards files signed with this key, and no other, are that unit's. Raises HandupRefused."""
    refuse_key(tx, unit, key)
    levels.trust(tx, unit.id, key, BY, now)
    history.append(tx, now, BY, "trust", unit.name, {"signer": fingerprint(key)})


def revoke(tx: Connection, unit: UnitName, now: datetime) -> None:
    """Afterwards no file is that unit's. What was taken stays. Raises HandupRefused where none was trusted."""
    if not levels.revoke(tx, unit.id, now):
        raise HandupRefused(f"{unit.name}没有登记公钥", "登记请用：duban trust 单位 公钥")
    history.append(tx, now, BY, "distrust", unit.name, {})


def told(trusted: Trusted) -> str:
    """One line of the list."""
    return f"{trusted.unit}\t指纹 {fingerprint(trusted.key)}\t{trusted.trusted_at:%Y-%m-%d}登记"
