"""The head of a notice: its title, number, day of issue and period, each with a word on how it was found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_SENDS = re.compile("现(?:呈上|报上|随文|上报|送上)|请(?:予)?(?:审定|审议|审示|批示)|妥否|请示|的函")
_SPACES = re.compile(r"\s+")
_DATE = (
    r"(?P<y>(?:19|20)\d\d|[一二][〇○零Ｏ0O九一二三四五六七八]{3})年(?P<m>\d{1,2}|元|[一二三四五六七八九十]{1,2})月"
    r"(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
_DATE_LINE = re.compile(rf"(?:^|\n)[（(]?{_DATE}(?P<printed>印发)?[）)]?(?=\n|$)")
_SIGNED = re.compile(
    rf"(?:政府|办公室|办公厅|委员会|局|委|厅|办|部|院|会|领导小组){_DATE}(?P<printed>印发)?(?!前|底|内|以|至|起|召|[，、])"
)
_LABELLED = re.compile(rf"(?:成文|印发|发文|签发)(?:日期|时间)[:：|\s]*{_DATE}")
_LABELLED_ISO = re.compile(
    r"(?:成文|印发|发文|签发)(?:日期|时间)[:：|\s]*(?P<y>(?:19|20)\d\d)[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})"
)
_PUBLISHED = re.compile(
    r"(?:(?:发布|公开|生成)(?:日期|时间)|(?<=[\[【])(?:日期|时间))[:：|\s]*(?P<y>(?:19|20)\d\d)[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})"
)
_BLANK = re.compile(r"((?:19|20)\d\d)年[\s×xX_＿]*月[\s×xX_＿]*日")
_YEAR_AND_NUMBER = r"(?P<rest>[〔\[【(（](?P<year>(?:19|20)\d\d)[〕\]】)）](?:第)?(?P<n>\d{1,5})号)"
_NUMBER = re.compile(r"(?P<org>[\u4e00-\u9fff]{1,14}?)" + _YEAR_AND_NUMBER)
_ABOUT_ISSUE = re.compile(
    r"关于(?:印发|下发|转发|发布|做好|公布)?(?:《|〈|<)?(?P<what>.{4,80}?)(?:》|〉|>)?的(?:通知|请示|函|意见)"
)
_TITLE_END = re.compile(
    r"(?:任务(?:分[工解])?|(?:责任|任务|目标)分解|要点|方案|计划|清单|意见|分工|措施|规划|一览表|分[工解]表|任务表|清单表|任务书|通知|办法|安排|台账|举措|表|事项|工作)(?:[（(][^（）()]{2,20}[）)])?$"
)
_NO_TITLE = re.compile(
    r"[。；，,;]$|^(?:附件|抄送|主送|发[文布]|索引|来源|此件|（此件|\(此件|联系|\||[（(]?代拟稿|[—-]+|序号|各)|[:：]$|^\d{4}年[\s\d]*月"
)
# The second line of a title, and one too short to be a title by itself.
_BROKEN = re.compile("(?!.*20\\d\\d)(?:及|和|与|暨|任务|责任|重点|主要|工作|实施|分工)")
_SHORT_END = re.compile("(?:工作|实施|行动|整治|分工|任务|责任)?(?:计划|方案|要点|清单|安排|分工|分解表)")
_HANDED_OUT = re.compile("《([^《》]{6,50}(?:任务|分[解工]表?|方案|清单|要点|计划|表))》")
_LONGEST_TITLE_LINE = 60
_ADDRESS = re.compile(r"[:：]$")
_YEARS = re.compile(r"(20\d\d)\s*年?\s*[—\-－–~～至到]\s*(20\d\d)\s*年?")
_YEAR = re.compile(r"(20\d\d)\s*年(?:度)?(?P<part>上半年|下半年|第?[一二三四1-4]季度)?")
_QUARTER = {c: n for n, cs in enumerate(("一1", "二2", "三3", "四4"), start=1) for c in cs}
_HAN = {
    "〇": 0,
    "○": 0,
    "零": 0,
    "Ｏ": 0,
    "O": 0,
    "0": 0,
    **{c: n for n, c in enumerate("一二三四五六七八九", start=1)},
}


@dataclass(frozen=True, slots=True)
class Head:
    """What a notice says of itself; `notes` say what was guessed."""

    title: str
    number: str
    issued: date | None
    period: tuple[date, date] | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """When a notice was issued, and the day its wording counts from; `notes` say what was guessed."""

    issued: date | None
    reference: date | None
    notes: tuple[str, ...] = ()


def read_day(text: str) -> Day:
    """The day of issue of a flow; without one, the first day of the year the notice is of."""
    issued, notes = _issued(text)
    if issued:
        return Day(issued, issued, notes)
    for pattern, where in (
        (r"[〔\[【(（]((?:19|20)\d\d)[〕\]】)）]", "文号"),
        (r"((?:19|20)\d\d)(?:\s*年|\s*[—\-－–~～至]+\s*20\d\d\s*年)", "正文"),
    ):
        if found := re.search(pattern, text[:3000]):
            reference = date(int(found[1]), 1, 1)
            return Day(None, reference, (*notes, f"年份取自{where}（{found[1]}年），时限按当年推定"))
    return Day(None, None, (*notes, "通知里没有年份，时限无法推定"))


def read_head(text: str, first_task: int, day: Day) -> Head:
    """The head of a flow; `first_task` is where its tasks begin."""
    title = _title(text, first_task)
    period, said = _period(title, day.reference)
    return Head(title, _number(text, first_task), day.issued, period, (*day.notes, *said))


def _tight(text: str) -> str:
    return re.sub(r"(?<![A-Za-z]) | (?![A-Za-z])", "", text).strip()


# ---------------------------------------------------------------- days


def _day(found: re.Match[str]) -> date | None:
    year, month, day = (_figure(found[name]) for name in "ymd")
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _figure(text: str) -> int:
    if text.isdigit() and text.isascii():
        return int(text)
    if text == "元":
        return 1
    if len(text) == 4:
        return int("".join(str(_HAN.get(c, 0)) for c in text))
    tens, ten, ones = text.rpartition("十")
    return (_HAN.get(tens, 1) * 10 if ten else 0) + _HAN.get(ones, 0)


def _issued(text: str) -> tuple[date | None, tuple[str, ...]]:
    """The day of issue: what is labelled so, else signed at the end of a letter, else printed or published."""
    blank = _BLANK.search(_SPACES.sub("", text)) or re.search(r"((?:19|20)\d\d)年\s*月\s*日", text)
    signed = list(_days(_DATE_LINE, text)) or list(_days(_SIGNED, text))
    written = [day for day, printed in signed if not printed]
    if len(set(written)) > 1 and _letter_first(text):
        return written[1], (f"前面的来文落款 {written[0]}，取通知自己的落款 {written[1]}",)
    labelled = [day for day, _ in (*_days(_LABELLED, text), *_days(_LABELLED_ISO, text))]
    for days in (labelled, written, [day for day, _ in signed]):
        if days:
            notes: tuple[str, ...] = ()
            if blank:
                notes = (f"通知落款日期空白（{blank[1]}年 月 日），取随附请示的日期 {days[0]}，推定",)
            elif len(set(days)) > 1:
                notes = (f"文中有几个落款日期（{'、'.join(map(str, dict.fromkeys(days)))}），取第一个",)
            return days[0], notes
    published = [day for day, _ in _days(_PUBLISHED, text)]
    if published:
        return published[0], (f"没有落款日期，取发布日期 {published[0]}，推定",)
    return None, ("通知没有落款日期" + ("（空白）" if blank else ""),)


def _letter_first(text: str) -> bool:
    """Whether what is signed first only sends the notice up: a letter that asks for it to be issued."""
    first = _DATE_LINE.search(text)
    if first is None or _BLANK.search(_SPACES.sub("", text)):
        return False
    letter = text[: first.start()]
    return _SENDS.search(letter) is not None and not re.search("印发给你们|认真贯彻|遵照执行", letter)


def _days(pattern: re.Pattern[str], text: str) -> Iterator[tuple[date, bool]]:
    for found in pattern.finditer(text):
        if day := _day(found):
            yield day, bool(found.groupdict().get("printed"))


# ---------------------------------------------------------------- words


def _number(text: str, first_section: int) -> str:
    """The document's own number: alone on its line, or the first that is not in a bracket or a title."""
    head = text[: max(first_section, 1200)]
    lines = [line.strip() for line in head.split("\n")]
    for line in lines:
        found = _NUMBER.search(_tight(line))
        if found and len(_tight(line)) <= len(found[0]) + 14 and found.end() >= len(_tight(line)) - 1:
            return found[0]
    for found in re.finditer(r"(?<![（(《])(?P<org>[\u4e00-\u9fff]{2,10})" + _YEAR_AND_NUMBER, head):
        org = re.split("通知|意见|方案|文件", found["org"])[-1]
        if 2 <= len(org) <= 8 and not re.match(r"[）)》]", head[found.end() :]):
            return org + found["rest"]
    return ""


def _title(text: str, first_section: int) -> str:
    """The title nearest above the tasks; the covering notice's subject where there is none."""
    lines = text[:first_section].split("\n")
    about = _about(text)
    for n in range(len(lines) - 1, -1, -1):
        line = _tight(lines[n])
        if _ADDRESS.search(line) and len(line) > 4:
            break
        if _is_title(line) and not line.endswith(("通知", "请示")):
            above = _tight(lines[n - 1]) if n else ""
            return above + line if _goes_on(above, line) else line
        if _SHORT_END.fullmatch(line) and n and _goes_on(_tight(lines[n - 1]), line):
            return _tight(lines[n - 1]) + line
    return about or next(
        (line for line in map(_tight, lines) if 6 <= len(line) <= 90 and _is_title(line)), _named_in(text)
    )


def _is_title(line: str) -> bool:
    return 6 <= len(line) <= 60 and _TITLE_END.search(line) is not None and _NO_TITLE.search(line) is None


def _goes_on(above: str, line: str) -> bool:
    """Whether a title was broken into these two lines."""
    if len(line) >= 18 or not above or len(above) > 40 or re.search(r"[日）)]$", above):
        return False
    if _NO_TITLE.search(above) or _NUMBER.search(above):
        return False
    return not _TITLE_END.search(above) or _BROKEN.match(line) is not None


def _named_in(text: str) -> str:
    """What a letter without a title says it hands out: `《2007年主要任务分解表》`."""
    found = _HANDED_OUT.search(text[:3000])
    return found[1] if found else ""


def _about(text: str) -> str:
    """`关于印发《……》的通知`: what it issues; `关于做好……的通知`: the whole subject."""
    lines = [_tight(line) for line in text[:3000].split("\n")]
    addressed = next((n for n, line in enumerate(lines[:12]) if _ADDRESS.search(line)), 0)
    heads = [line for line in lines[:addressed] if not _NUMBER.fullmatch(line)]
    for line in (*lines, "".join(heads)):
        found = _ABOUT_ISSUE.search(line)
        quoted = found is not None and line.count("《", 0, found.start()) > line.count("》", 0, found.start())
        if quoted and len(line) > _LONGEST_TITLE_LINE:
            continue  # another document, spoken of
        if found is None or line.startswith(("根据", "附件")) or (len(line) > 120 and found.start() > 40):
            continue
        if re.search("关于(?:印发|下发|转发|发布|公布)", found[0]):
            return found["what"].strip("《》〈〉<>")
        return line if len(line) <= 80 else found[0]
    return ""


def _period(title: str, reference: date | None) -> tuple[tuple[date, date] | None, tuple[str, ...]]:
    """The time the plan covers: the title's years, half year or quarter; else to the end of the year of issue."""
    if years := _YEARS.search(title):
        first, last = int(years[1]), int(years[2])
        if first <= last <= first + 15:
            return (date(first, 1, 1), date(last, 12, 31)), ()
    if found := re.search('(十[二三四五六七])五[”"]?', title):
        first = 2011 + 5 * "二三四五六七".index(found[1][1])
        return (date(first, 1, 1), date(first + 4, 12, 31)), ()
    if found := _YEAR.search(title):
        return _within(int(found[1]), found["part"] or ""), ()
    if reference is None:
        return None, ("期间无法推定",)
    return (reference, date(reference.year, 12, 31)), ("标题没有写期间，推定为印发之日至当年年底",)


def _within(year: int, part: str) -> tuple[date, date]:
    if part.endswith("半年"):
        return (
            (date(year, 1, 1), date(year, 6, 30))
            if part.startswith("上")
            else (date(year, 7, 1), date(year, 12, 31))
        )
    if part:
        quarter = _QUARTER[part.removeprefix("第")[0]]
        return date(year, quarter * 3 - 2, 1), date(year, quarter * 3, 30 if quarter in (2, 3) else 31)
    return date(year, 1, 1), date(year, 12, 31)
