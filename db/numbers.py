"""Item numbers told apart: 3.1 stands in every notice, 营商环境3.1 in one.

As long as the plans still worked on have no number in common, numbers stay as the notices write them. Where two have
one in common, the numbers of both carry a mark, the words by which their titles differ: so a number, wherever it is
said or typed, means one item.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select, update

from db.models import Assignment, Item, Outbox, Plan
from db.states import CLOSED

_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*$")
# What every notice's title has: where, when, and that it is a plan.
_WHERE = re.compile(r"^(?:关于)?(?:印发|做好|推进|落实)?《?[^\d年]{1,7}?[省市县区州盟旗](?=\d{4}|.{6})")
_WHEN = re.compile(r"(?:\d{4}[—\-~至])?\d{4}年?度?(?:[上下]半年|第?[一二三四]季度)?")
_PLAN = re.compile(
    r"(?:年度|三年|专项)?(?:重点|主要|具体)?(?:工作|任务|目标|事项)*(?:要点|任务|方案|计划|安排|清单|分工|意见|通知|行动|实施|的|》)*$"
)
_LONGEST = 12  # characters of a mark
_COUNTED = "一二三四五六七八九十"


def bare(code: str) -> str:
    """The number as the notice writes it: 3.1 for 营商环境3.1."""
    found = _NUMBER.search(code)
    return found[0] if found else code


def mark_of(code: str) -> str:
    """营商环境 for 营商环境3.1; empty where the number has no mark."""
    return code.removesuffix(bare(code))


def marks(titles: Mapping[int, str]) -> dict[int, str]:
    """By plan, the words by which its title differs from the others', as short as they can be guessed; each its own."""
    short = {plan_id: _subject(title) for plan_id, title in titles.items()}
    dated = {plan_id: _when(title) + short[plan_id] for plan_id, title in titles.items()}
    found: dict[int, str] = {}
    for n, plan_id in enumerate(titles, 1):
        choices = [one[plan_id] for one in (short, dated) if list(one.values()).count(one[plan_id]) == 1]
        found[plan_id] = next(filter(None, choices), f"计划{_counted(n)}")
    return found


def _subject(title: str) -> str:
    """优化营商环境 of 海口市2021年优化营商环境重点工作任务; empty where nothing is left."""
    rest = _PLAN.sub("", _WHEN.sub("", _WHERE.sub("", title)))
    return rest.strip("《》“”（）() ")[:_LONGEST].rstrip("0123456789.")


def _when(title: str) -> str:
    found = _WHEN.search(title)
    return found[0] if found else ""


def _counted(n: int) -> str:
    tens, ones = divmod(n, 10)
    return (f"{_COUNTED[tens - 1] if tens > 1 else ''}十" if tens else "") + (
        _COUNTED[ones - 1] if ones else ""
    )


# ---------------------------------------------------------------- kept


def mark_in(tx: Connection, plan_id: int) -> str:
    """What the plan's numbers carry now."""
    return mark_of(tx.scalar(select(Item.code).where(Item.plan_id == plan_id).limit(1)) or "")


def tell_apart(tx: Connection) -> None:
    """Afterwards no two items somebody still works on have one number; what shares none has its notice's own.

    Letters not sent yet speak of the items by their new numbers.
    """
    codes: dict[int, dict[int, str]] = defaultdict(dict)
    for item_id, plan_id, code in tx.execute(select(Item.id, Item.plan_id, Item.code)):
        codes[plan_id][item_id] = code
    live = set(tx.scalars(select(Assignment.plan_id).where(Assignment.state.not_in(CLOSED)).distinct()))
    alike = _alike({plan_id: map(bare, codes[plan_id].values()) for plan_id in live})
    titles = tx.execute(select(Plan.id, Plan.title).where(Plan.id.in_(alike)).order_by(Plan.id))
    named = marks({row[0]: row[1] for row in titles})
    changed: dict[str, str] = {}
    for plan_id in sorted(live):
        for item_id, code in codes[plan_id].items():
            if code != (wanted := named.get(plan_id, "") + bare(code)):
                tx.execute(update(Item).where(Item.id == item_id).values(code=wanted))
                changed.setdefault(code, wanted)  # of two plans, only the earlier one's was ever spoken of
    _carry_over(tx, changed)


def _alike(codes: Mapping[int, Iterable[str]]) -> set[int]:
    """The plans that have a number in common with another."""
    by_plan = {plan_id: set(found) for plan_id, found in codes.items()}
    times = Counter(code for found in by_plan.values() for code in found)
    return {plan_id for plan_id, found in by_plan.items() if any(times[code] > 1 for code in found)}


def _carry_over(tx: Connection, changed: Mapping[str, str]) -> None:
    """Before it is sent, a letter is held against what it is about: that must not have lost its name meanwhile."""
    if not changed:
        return
    for letter_id, about in tx.execute(select(Outbox.id, Outbox.about).where(Outbox.state == "queued")):
        now = [changed.get(code, code) for code in about]
        if now != about:
            tx.execute(update(Outbox).where(Outbox.id == letter_id).values(about=now))
