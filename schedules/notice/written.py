"""A draft put back into the notice's own writing: it is read in one script with one kind of marks, and quoted as it stands."""

from __future__ import annotations

from dataclasses import replace

from schedules.notice.flow import Flow
from schedules.notice.values import Aside, Draft, DraftItem, DraftTask

Names = tuple[str, ...]


def as_written(flow: Flow, draft: Draft) -> Draft:
    """The draft with every title, name and sentence as the notice writes it."""
    if flow.written == flow.text:
        return draft
    return replace(
        draft,
        title=flow.as_written(draft.title),
        number=flow.as_written(draft.number),
        tasks=tuple(_task(flow, task) for task in draft.tasks),
        asides=tuple(Aside(flow.as_written(a.text), a.source, a.why) for a in draft.asides),
    )


def _task(flow: Flow, task: DraftTask) -> DraftTask:
    return replace(
        task,
        label=flow.as_written(task.label),
        title=flow.as_written(task.title),
        leads=_names(flow, task.leads),
        responsible=_names(flow, task.responsible),
        assisting=_names(flow, task.assisting),
        items=tuple(_item(flow, item) for item in task.items),
    )


def _item(flow: Flow, item: DraftItem) -> DraftItem:
    return replace(
        item,
        title=flow.as_written(item.title),
        text=flow.as_written(item.text),
        phrase=flow.as_written(item.phrase) if item.phrase else item.phrase,
        leads=_names(flow, item.leads),
        responsible=_names(flow, item.responsible),
        assisting=_names(flow, item.assisting),
    )


def _names(flow: Flow, names: Names) -> Names:
    return tuple(flow.as_written(name) for name in names)
