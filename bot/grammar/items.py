"""Which items a stretch of text speaks of, by number.

`3.1`, `第三项第1条`, `三点一`, `T3.1`, `3-1`, a bare task number `3`, lists and
ranges; and what looks like one and is none: `8月3日`, `3个单位`, `60%`.
The caller blanks out days and figures before bare numbers are looked for.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.commands import Context
from schedules.deadlines.numerals import whole

BLANK = "\0"
SHUT = "\2"  # no item, day or figure stood here, only words that look like an act
MOST_TASKS = 40  # beyond these a number names a task only where the plan has it
MOST_NUMBERS = 60  # in one list; a longer one is no list of tasks
_CN = "[一二三四五六七八九十]"
_N = rf"(?:\d{{1,2}}|{_CN}{{1,3}})"
_TAIL = "(?:这?一?(?:事项|任务|项|条|号))?"
_FULL = re.compile(
    rf"(?:任务|第)\s*({_N})\s*(?:大项|项|条|个|号|大点|点|部分)?(?:任务|工作|重点任务)?[的里中之]?\s*第\s*({_N})\s*(?:小项|"
    rf"小点|条|项|款|点|个|号|小条)(?:任务|工作|事项)?"
    rf"|第?\s*({_N})\s*(?:大项|项)\s*({_N})\s*(?:小项|小点|条|款)(?!件)"
)
_SPOKEN = re.compile(
    rf"(?<![午上晚早分之{'零〇一二两三四五六七八九十百'}\d])第?({_CN}{{1,2}}|\d{{1,2}})点([一二三四五六七八九](?!十)|十[一二三四五六七八九]?|"
    rf"\d{{1,2}})(?![十刻分半钟点成%\d万亿个倍])(?:这?一?(?:事项|项|条|号))?"
)
_DOTTED = re.compile(
    r"(?<![\d.])(?:(?<![A-Za-z])[Tt]|[#]|任务|事项|项目|编号|第|No\.?)?\s*(\d{1,3})\s?[.·]\s?(\d{1,2})(?![\d%]|"
    r"\.\d|[万亿元倍分版级米度吨]|公里|小时|个百分点|个|放假|长假|假期|青年节|建军节|妇女节|儿童节|教师节)"
    + _TAIL
)
_LOOSE_DOT = re.compile(rf"(?<![\d.])(\d{{1,2}})(。|-|_|—|–|、|,)(\d{{1,2}})(?![\d%月日/.。]|-\d){_TAIL}")
_TASK = re.compile(
    rf"第\s*({_N}|\d{{3}})\s*(?:大项|项任务|项|条|个任务|个事项|大点|件事?)(?:任务|工作)?(?!次|期|场|"
    rf"季度)|(?:任务|事项|(?<![A-Za-z])[Tt#])\s*({_N}|\d{{3}})(?![\d.]|月|日|[个次期件])(?:号|项)?|[(（]({_N})[)）]"
)
_SUCH = rf"(?:\d{{1,2}}|{_CN}{{1,2}})"
_JOIN = r"\s*(?:、|,|和|及|与|跟|以及|还有|\s)\s*"
_BARE_LIST = re.compile(
    rf"(\d{{1,3}}(?:{_JOIN}\d{{1,3}})*(?!\d)|{_CN}{{1,2}}(?:{_JOIN}{_CN}{{1,2}})+)(?:[这两几三四五]*(?:项|"
    rf"号|条)(?:任务|事项)?)?"
)
_BARE_RANGE = re.compile(rf"(?:第|任务)?({_SUCH})(?:项|号)?\s*[-~到至]\s*(?:第|任务)?({_SUCH})(?:项|号|条)?")
_NOT_BARE = re.compile(r"\s?(?:[%/.:：]\d|%|[个次期场件起家份月日天年周时点成名人村宗户处轮堂批倍元万亿])")
_NUMBER = re.compile(r"\d{1,3}|[一二三四五六七八九十]{1,3}")
_BETWEEN = re.compile(r"^\s*(?:[-~—–]|至|到)\s*$")
_AND = re.compile(rf"^(?:{_JOIN})$")


@dataclass(frozen=True, slots=True)
class Known:
    """What numbers may name here. prefer: the item the conversation is about."""

    codes: tuple[str, ...]
    open: tuple[str, ...]
    prefer: str | None
    measures: dict[str, str]

    def has_task(self, number: int) -> bool:
        """Whether the plan has a task of this number."""
        task = str(number)
        return any(code == task or code.startswith(f"{task}.") for code in self.codes)

    def of_task(self, task: str) -> tuple[str, ...]:
        """Return the items a bare task number may mean; one where that is settled."""
        if task in self.codes:
            return (task,)
        under = [code for code in self.codes if code.partition(".")[0] == task]
        still_open = [code for code in under if code in self.open]
        if self.prefer in under:
            return (self.prefer,) if self.prefer else ()
        return tuple(still_open or under) or (task,)


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch that names items: all of `codes`, or with `choose` one of them."""

    codes: tuple[str, ...]
    start: int
    end: int
    choose: bool = False
    loose: bool = False  # 1、 at the head of a line: an enumeration perhaps
    named: bool = False


def known_in(context: Context, prefer: str | None, measures: dict[str, str]) -> Known:
    """Return the numbers that mean something in this conversation. measures: the plan's items, in order, with their measure."""
    codes = dict.fromkeys(measures)
    codes |= dict.fromkeys(code for code in (*context.open_items, prefer) if code)
    return Known(tuple(codes), context.open_items, prefer, measures)


def without_preference(known: Known) -> Known:
    return replace(known, prefer=None)


def blank(text: str, spans: Iterable[tuple[int, int]], fill: str = BLANK) -> str:
    """Return the text with the stretches made unreadable, every position kept."""
    for start, end in spans:
        text = text[:start] + fill * (end - start) + text[end:]
    return text


def by_full_number(text: str, known: Known) -> list[Mention]:
    """Return the items written as task and item: 3.1 and all its relatives, ranges included."""
    found: list[Mention] = []
    for pattern in (_FULL, _SPOKEN, _DOTTED, _LOOSE_DOT):
        for match in pattern.finditer(text):
            mention = _mention(match, pattern, known)
            if mention:
                found.append(mention)
                text = blank(text, [match.span()])
    return _ranges(sorted(found, key=lambda m: m.start), text, known)


def _mention(match: re.Match[str], pattern: re.Pattern[str], known: Known) -> Mention | None:
    numbers = [whole(group) for group in match.groups() if group and group not in "。-_—–、,"]
    if len(numbers) != 2 or None in numbers:
        return None
    code = f"{numbers[0]}.{numbers[1]}"
    if pattern is _LOOSE_DOT and match[2] in "、,":
        return None
    if (pattern in (_SPOKEN, _LOOSE_DOT) or len(code.partition(".")[0]) > 2) and code not in known.codes:
        return None
    if pattern is _DOTTED and code not in known.codes and known.codes and _is_day(numbers, match):
        return None
    return Mention((code,), *match.span())


def _is_day(numbers: list[int | None], match: re.Match[str]) -> bool:
    """`10.18`, and where something took place then also `11.8`: no item of the plan, but a day."""
    month, day = numbers
    if month is None or day is None or not (1 <= month <= 12 and 1 <= day <= 31):
        return False
    return day >= 10 or bool(_ON_A_DAY.match(match.string, match.end()))


def _ranges(found: list[Mention], text: str, known: Known) -> list[Mention]:
    joined: list[Mention] = []
    for mention in found:
        if joined and _BETWEEN.match(text[joined[-1].end : mention.start]):
            codes = _codes_between(joined[-1].codes[0], mention.codes[0], known)
            joined[-1] = Mention(codes, joined[-1].start, mention.end)
        else:
            joined.append(mention)
    return joined


def _codes_between(first: str, last: str, known: Known) -> tuple[str, ...]:
    low, high = _order(first), _order(last)
    inside = tuple(code for code in known.codes if low <= _order(code) <= high)
    if first in inside and last in inside:
        return inside
    if low[0] == high[0] and low[1] <= high[1] <= low[1] + 30:
        return tuple(f"{low[0]}.{n}" for n in range(low[1], high[1] + 1))
    return (first, last)


def _order(code: str) -> tuple[int, int]:
    task, _, item = code.partition(".")
    return int(task), int(item or 0)


def by_task(text: str, known: Known) -> list[Mention]:
    """Return what 第三项, 任务3, T3, (三) name."""
    found = []
    for match in _TASK.finditer(text):
        n = whole(next(group for group in match.groups() if group))
        if n is not None and (n <= MOST_TASKS or known.has_task(n)):
            one = _of_task(n, match.start(), match.end(), known)
            found.append(replace(one, loose=bool(match[3])))  # (1) may be an enumeration
            found += [] if match[3] else _going_on(text, match.end(), known)
    return found


def _going_on(text: str, at: int, known: Known) -> list[Mention]:
    """任务3、5: what is listed behind the first."""
    found = []
    while (more := _AND_ANOTHER.match(text, at)) is not None:
        n, at = whole(more[1]), more.end()
        if n is not None and 0 < n <= MOST_TASKS:
            found.append(_of_task(n, more.start(1), at, known))
    return found


_ON_A_DAY = re.compile(
    r"\s*(?:[日号]|[-~至到]\s*\d{1,2}[.日号]|(?:上午|下午|晚上?|当天|那天)?(?:就|已经?|在[一-鿿]{2,5})?(?:公布|挂网|挂[的了]|印发|发[的了文布]|举办|办[的了]|开[的了班]|讲[的了]|召开|举行))"
)
_AND_ANOTHER = re.compile(r"\s?[、,和及与]\s?(\d{1,2})(?:项|号)?(?![\d.月日号次期场件个%年])")
_MANY = re.compile(r"\s*(?:都|均|全|项|签收|收到|完成|办结|已)")


def range_at_head(text: str, known: Known) -> list[Mention]:
    """Return the items of `1-5都签收`, which would else be the fifth of January."""
    at = len(text) - len(text.lstrip())
    ranged = _BARE_RANGE.match(text, at)
    return bare(text, at, known, _MANY) if ranged and _MANY.match(text, ranged.end()) else []


def bare(text: str, at: int, known: Known, follows: re.Pattern[str] | None) -> list[Mention]:
    """Return what a bare number or list of numbers at `at` names (`3`, `1、3、5`), if what follows allows it."""
    ranged = _BARE_RANGE.match(text, at)
    if ranged and (follows is None or follows.match(text, ranged.end())):
        low, high = whole(ranged[1]), whole(ranged[2])
        if low and high and low < high <= low + 30 and not _NOT_BARE.match(text, ranged.end()):
            return [_of_task(n, *ranged.span(), known) for n in range(low, high + 1)]
    match = _BARE_LIST.match(text, at)
    if not match or _NOT_BARE.match(text, match.end()):
        return []
    if follows is not None and not follows.match(text, match.end()):
        return []
    found: list[Mention] = []
    for number in _NUMBER.finditer(text, match.start(1), match.end(1)):
        n = whole(number[0])
        if n is None or not (0 < n <= MOST_TASKS or known.has_task(n)) or len(found) > MOST_NUMBERS:
            return []
        found.append(_of_task(n, number.start(), number.end(), known))
    return found


def _of_task(n: int, start: int, end: int, known: Known) -> Mention:
    codes = known.of_task(str(n))
    return Mention(codes, start, end, choose=len(codes) > 1)


def listed_together(text: str, first: Mention, second: Mention) -> bool:
    """Whether only a comma or an `and` stands between two mentions."""
    return bool(_AND.match(text[first.end : second.start]) or first.end == second.start)
