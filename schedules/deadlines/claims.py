"""Everything in a text that could be a date: moments, ranges, lists, lengths, events, recurrences, each resolved.

Whether it binds is judged elsewhere; here only what it would mean. Text comes in normalised and blotted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from schedules.deadlines.bounds import bound_at
from schedules.deadlines.claim import Claim, Question
from schedules.deadlines.counted import length_claim, ordinal_claim
from schedules.deadlines.dated import moment_claim
from schedules.deadlines.festivals import FESTIVALS
from schedules.deadlines.lengths import length_at
from schedules.deadlines.noted import past_remark
from schedules.deadlines.ranges import short_range
from schedules.deadlines.recurrence import Recurrence
from schedules.deadlines.repeats import repeat_at
from schedules.deadlines.shifted import shifted_claim
from schedules.deadlines.spans import Place
from schedules.deadlines.terms import FAR, joined_with_term, recurring

_NUMERALS = frozenset("0123456789")
_CHINESE_NUMERALS = frozenset("〇零一二两三四五六七八九十百千廿卅")
_ORDINAL_STARTS = frozenset("第首次翌隔当")
_REPEAT_STARTS = frozenset("每按逐隔双一半两二三")
_LENGTH_STARTS = _NUMERALS | _CHINESE_NUMERALS | frozenset("半近最过以未今接往头前后再")
# Common characters begin a date only before these; the check spares most of a text's characters the grammar.
_FOLLOWERS = {
    "上": "上一个月周季星礼半年旬午班工世中", "下": "下一个月周季星礼半年旬午班工",
    "前": "年天日晚0123456789一二两三四五六七八九十半",
    "后": "年天日晚0123456789一二两三四五六七八九十半", "大": "前后大年清",
    "本": "年月周季星礼日世", "当": "年月日天晚周季", "这": "个一月周年季星礼会",
    "去": "年", "来": "年", "次": "年月日", "同": "年月周",
    "翌": "年日月", "年": "底末终尾初中内度前后三以之", "月": "底末初中内以之",
    "季": "度末底初内", "早": "上晨0123456789一二三四五六七八九十",
    "中": "午秋元旬", "晚": "上间0123456789一二三四五六七八九十", "首": "季个",
    "末": "季个", "全": "年", "岁": "末尾终", "节": "前后",
    "过": "去0123456789一二两三四五六七八九十半年", "以": "往", "近": "0123456789一二两三四五六七八九十半的",
    "接": "下", "往": "后", "头": "0123456789一二两三四五六七八九十半",
    "再": "过", "即": "日", "正": "午月", "双": "十1节周", "清": "明晨早",
    "按": "季月周年半旬日", "目": "前", "未": "来", "新": "年", "最": "近", "此": "刻时", "现": "在", "眼": "下",
}  # fmt: skip
_STARTS = {
    *'0123456789〇零一二两三四五六七八九十廿卅半今明昨每逐隔周星礼凌傍夜黄午腊冬元春夏秋农阴旧第Qq刚深“"',
    *_FOLLOWERS,
    *(name[0] for name in FESTIVALS),
}
for _name in FESTIVALS:
    if _name[0] in _FOLLOWERS:
        _FOLLOWERS[_name[0]] += _name[1]
_START = re.compile("[" + "".join(sorted(_STARTS)) + "]")


def claims_in(text: str, question: Question) -> Iterator[Claim]:
    """Every claim of the text, left to right, none overlapping."""
    near: list[Claim] = []  # what a later claim may still be joined with
    for claim in _single_claims(text, question):
        while near and claim.at - near[0].end > FAR:
            yield near.pop(0)
        if not _join(text, near, claim, question.place):
            near.append(claim)
    yield from near


def _join(text: str, near: list[Claim], claim: Claim, place: Place) -> bool:
    """Put the claim together with one before it; what is named in between, asking nothing, goes under."""
    for n, earlier in enumerate(near):
        if earlier.means.recurrence is None and claim.means.recurrence is None:
            continue
        between = near[n + 1 :]
        joined = None if any(c.bound for c in between) else joined_with_term(text, earlier, claim, place)
        if joined is not None:
            near[n:] = [joined]
            return True
    return False


def _single_claims(text: str, question: Question) -> Iterator[Claim]:
    position, last = 0, None
    while (found := _START.search(text, position)) is not None:
        at = found.start()
        followers = _FOLLOWERS.get(text[at])
        if followers is not None and text[at + 1 : at + 2] not in followers:
            position = at + 1
            continue
        claim = None if _inside_number(text, at) else _claim_at(text, at, question, last)
        if claim is None:
            position = at + 1
            continue
        position = max(claim.end, at + 1)
        if claim.means.kind != "none" and not _halved(text, claim):
            last = claim
            yield claim


def _inside_number(text: str, at: int) -> bool:
    """Whether this place is the middle of a number begun earlier."""
    if at == 0:
        return False
    c, before = text[at], text[at - 1]
    if c in _NUMERALS:
        if before in ".-/:" and at > 1 and text[at - 2] in _NUMERALS:
            return re.match(r"\d{1,2}月", text[at : at + 3]) is None
        return before in _NUMERALS or before == "第"
    return c in _CHINESE_NUMERALS and (before in _CHINESE_NUMERALS or before == "第")


def _halved(text: str, claim: Claim) -> bool:
    """Whether more of a date follows than was understood: `2021年13月`, `10月32日`."""
    if claim.bound or claim.end >= len(text) or claim.means.recurrence is not None:
        return False
    tail, following = text[claim.end - 1], text[claim.end]
    if following in "年月日号" and tail not in "底末初" and claim.grain != "":
        return True
    if tail not in "年月" and tail not in _NUMERALS and tail not in _CHINESE_NUMERALS:
        return False
    if following not in _NUMERALS and following not in _CHINESE_NUMERALS:
        return False
    return (
        re.match(
            r"\d+(?:\.\d+)?(?:[项个家次件名%万亿条期场]|$)|[一二三四五六七八九十]+[项个家次件名批大类条]",
            text[claim.end :],
        )
        is None
    )


def _claim_at(text: str, at: int, question: Question, last: Claim | None) -> Claim | None:
    c = text[at]
    if c in _REPEAT_STARTS and (repeat := repeat_at(text, at)) is not None:
        return _repeated(text, at, repeat, question)
    if c in _ORDINAL_STARTS and (ordinal := ordinal_claim(text, at, question)) is not None:
        return ordinal
    length = length_at(text, at) if c in _LENGTH_STARTS else None
    if length is not None and (shifted := shifted_claim(text, at, length, question.place)) is not None:
        return shifted
    joined = short_range(text, at, question) if c in _NUMERALS or c in _CHINESE_NUMERALS else None
    found = joined or moment_claim(text, at, question, last)
    if length is None:
        return found
    counted_claim = length_claim(text, at, length, question, last)
    if (
        found is not None
        and length[0].by_day
        and length[0].turn == "before"
        and not (counted_claim and counted_claim.bound)
    ):
        return found  # `25日前` is by the 25th
    if found is None or counted_claim is None:
        return counted_claim or found
    if found.end != counted_claim.end:
        return found if found.end > counted_claim.end else counted_claim
    # `3日内` is three days, `15日` the fifteenth.
    return found if length[0].turn in ("", "past", "coming") and not counted_claim.bound else counted_claim


def _repeated(text: str, at: int, repeat: tuple[Recurrence, int], question: Question) -> Claim:
    recurrence, end = repeat
    bound, end = bound_at(text, end + 2 if text.startswith("下班", end) else end)
    if not bound and (remark := past_remark(text, end)) is not None:
        bound, end = bound_at(text, remark)  # `每月3日（遇节假日顺延）前`
    if recurrence.every == "day" and text.endswith("工作日", 0, at):
        at, recurrence = at - 3, replace(recurrence, every="workday")
    means = recurring(recurrence, question.place)
    return Claim(at, end, means, bound if bound in ("before", "within", "until") else "", grain="recurrence")
