"""`duban revoke`, `duban erase`, `duban retain`: who may no longer come in, and what is no longer kept."""

import re
from datetime import datetime

from sqlalchemy import Connection

from bot.binding import revoke_seat
from bot.clocks import real_clock
from bot.console import BY, seat_named
from bot.office import Office
from db import erasure, history

LEAST_YEARS = 1  # of words: what was said this year is still argued about


class ForgettingRefused(Exception):
    """Nothing was erased; the text says why and what would be right."""


def revoke(office: Office, words: str) -> str:
    """Afterwards nobody speaks for that seat and nothing opens a page in its name; what that came to."""
    seat = seat_named(office, words)
    ended = office.writer.run(lambda tx: revoke_seat(tx, seat, BY, real_clock()))
    return (
        f"{seat.title}：{ended.accounts}个账号已停用，{ended.passes}个登录、链接和日历已作废，未用的绑定码一并作废。"
        f"重新绑定请用：duban invite {seat.title}"
    )


def erase(office: Office, words: str) -> str:
    """Afterwards nothing tells where the seat's former holders were reached nor what was said there."""
    seat = seat_named(office, words)

    def job(tx: Connection) -> erasure.Erased:
        went = erasure.former_holders(tx, seat.id)
        facts = {"accounts": went.accounts, "heard": went.heard, "said": went.said}
        history.append(tx, real_clock(), BY, "erase", seat.title, facts)
        return went

    went = office.writer.run(job)
    return (
        f"{seat.title}原使用人的{went.accounts}个账号、{went.heard}条来信和{went.said}条去信的内容已删除。"
        "以岗位名义报送的内容、审核、佐证和历史记录是办公室的档案，仍在；此前的备份里还有，请按规定另行销毁。"
    )


def years_typed(typed: str) -> int:
    """`3y`, `3`, `3年`. Raises ForgettingRefused."""
    found = re.fullmatch(r"(\d{1,2})\s*(?:y|年)?", typed.strip())
    if found is None or int(found[1]) < LEAST_YEARS:
        raise ForgettingRefused(f"年限读不懂：{typed[:20]}；应写成如 3y，至少{LEAST_YEARS}年。")
    return int(found[1])


def retain(office: Office, years: int, now: datetime) -> str:
    """Afterwards the words of conversations older than that are gone; the account itself stays."""
    before = now.replace(year=now.year - years, day=min(now.day, 28))

    def job(tx: Connection) -> erasure.Erased:
        went = erasure.older_than(tx, before)
        facts = {"before": before.date(), "heard": went.heard, "said": went.said}
        history.append(tx, now, BY, "retain", f"{years}年", facts)
        return went

    went = office.writer.run(job)
    return (
        f"{before.astimezone(office.zone):%Y年%-m月%-d日}以前的{went.heard}条来信和{went.said}条去信的内容已删除；"
        "责任账目、反馈、审核、佐证和历史记录未动。"
    )
