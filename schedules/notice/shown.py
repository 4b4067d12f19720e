"""A draft for programs (JSON) and for a terminal (rows of text)."""

from __future__ import annotations

import re
from typing import Any

from schedules.deadlines.words import in_words, rule_in_words, target_in_words
from schedules.notice.names import once
from schedules.notice.values import Draft, DraftItem

_MEASURES = {"deliver": "成果", "count": "次数", "rate": "比率", "ongoing": "常态"}
HEADINGS = (
    "任务",
    "事项",
    "原文措辞",
    "推定时限",
    "内控日",
    "规则",
    "把握",
    "办法",
    "目标",
    "牵头单位",
    "责任单位",
    "待定",
)


# A sentence longer than this on either side was never ended: the item's own place stands for it.
_LONGEST = 300
_STOPS = "。！？\n"


def as_json(draft: Draft) -> dict[str, Any]:
    """What `duban plan draft NOTICE --json` prints."""
    return {
        "title": draft.title,
        "issued": draft.issued.isoformat() if draft.issued else None,
        "tasks": [
            {
                "no": task.no,
                "title": task.title,
                "leads": list(task.leads),
                "responsible": list(once((*task.responsible, *task.assisting))),
                "items": [_item(item, draft.text) for item in task.items],
            }
            for task in draft.tasks
        ],
    }


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the whole sentence stands: what is one item may be half of what was said."""
    begun = max(text.rfind(stop, 0, start) for stop in _STOPS) + 1
    begun += len(text[begun:start]) - len(text[begun:start].lstrip())
    found = re.compile(f"[{_STOPS}]").search(text, max(end - 1, start))
    over = len(text) if found is None else found.start() + (found[0] != "\n")
    return begun if start - begun <= _LONGEST else start, max(over, end) if over - end <= _LONGEST else end


def _item(item: DraftItem, text: str) -> dict[str, Any]:
    target = item.target
    return {
        "title": item.title,
        "text": item.text,
        "source": list(_sentence(text, *item.source)),
        "phrase": item.phrase,
        "due": item.due.isoformat() if item.due else None,
        "recurrence": item.recurrence,
        "rule": item.rule or None,
        "sure": item.sure if item.phrase else None,
        "measure": item.measure,
        "target": {"op": target.op, "value": target.value, "unit": target.unit} if target else None,
        "leads": list(item.leads),
        "responsible": list(once((*item.responsible, *item.assisting))),
    }


def as_table(draft: Draft) -> list[tuple[str, ...]]:
    """One row an item, under `HEADINGS`: the notice's words, what was made of them, how sure."""
    return [
        (
            f"{task.no}　{task.title}",
            item.title,
            item.phrase or "（通知未写）",
            in_words(item.due) if item.due else "",
            in_words(item.internal_due) if item.internal_due else "",
            rule_in_words(item.rule) if item.rule else "",
            sureness(item),
            _MEASURES[item.measure],
            target_in_words(item.target) if item.target else "",
            "、".join(item.leads),
            "、".join(once((*item.responsible, *item.assisting))),
            "；".join(item.notes),
        )
        for task in draft.tasks
        for item in task.items
    ]


def sureness(item: DraftItem) -> str:
    """How sure the date is, in a word."""
    if item.phrase is None:
        return ""
    if item.due is None:
        return "待定"
    return (
        "高" if item.sure > 0.7 and not item.recurrence else "中，推定" if item.sure > 0.4 else "低，请确认"
    )
