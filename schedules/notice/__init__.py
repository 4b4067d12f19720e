"""The notice reader: from a notice as it came (text, Word, PDF, Excel) to a drafted plan for a coordinator to settle.

    notice = read_notice(path)              -> its text, or NoticeRefused with one sentence
    drafted = draft(notice, calendar)       -> Draft: tasks, items, dates, units, each with its place in the text
    as_json, as_yaml, as_table              -> for programs, for a plan file, for a terminal
    sheet.write_sheet, sheet.read_sheet     -> 时限推定单 out, and the corrected one back

Pure but for the file it is given: no clock, nothing fetched, nothing in a file is ever run.
"""

from schedules.notice.drafting import draft
from schedules.notice.shown import as_json, as_table
from schedules.notice.source import Notice, NoticeRefused, read_notice
from schedules.notice.values import Aside, Draft, DraftItem, DraftTask, Settled
from schedules.notice.yaml import as_yaml

__all__ = [
    "Aside",
    "Draft",
    "DraftItem",
    "DraftTask",
    "Notice",
    "NoticeRefused",
    "Settled",
    "as_json",
    "as_table",
    "as_yaml",
    "draft",
    "read_notice",
]
