"""Whether the thing itself was done. It is weighed most carefully: `完成` taken too easily is a wrong
entry in the account, taken too carefully only a report more."""

import re

from bot.grammar import dates, words
from bot.grammar.parts import Act
from bot.grammar.said import Said, percent

_DONE_VERBS = re.compile(r"公布|发布|公开|制定|印发|出台|建立|修改|完善")
_HANDED_IN = re.compile(
    r"(?:材料|情况|报告|总结|清单|表|目录)?已(?:经)?(?:报送|上报|提交|报出|上交|交了|报了)"
    r"(?=$|[，,。\s了]|材料|贵|督办|依法治市)"
)
_TO_BE_CHECKED = re.compile(
    r"(?:我们?|再|先|还要|还得|需要?|等)(?:去|再|来)?(?:核实|确认|核对|问|查)(?:一下|下|清楚|核|证)?(?:$|[，,。]|再)"
)
# 外网还没; 领导让撤下来重新改
_LEFT_OPEN = re.compile(
    r"[网区镇处家个项条部分]还没(?:有)?[呢啊呀]?$|撤下来|(?:又|被)撤了?|重新(?:改|做|弄|审)|返工|打回"
)
# Until which hour a part of the day still lies ahead.
_LATER_TODAY = {"下午": 13, "中午": 12, "傍晚": 17, "晚上": 18, "今晚": 18}
_TODAY = ("今天", "今日", "今晚")
_ALAS = re.compile(r"完了，(?:忘|糟|惨|坏|怎么|来不及)")
_UNDER_WAY = re.compile(r"正在|还在|在走|在审|等着?|流转|待")
_WE_STILL = re.compile(
    r"(?:就|而|但是?|可|只有)?(?:我|咱|本)(?:们|区|局|单位|办|这边)?(?:这边|这里)?(?:还|没|未|正|才|也?在)"
)
_TOOK_PLACE = re.compile(r"已|了|刚|过|的[网文报刊]?$|[完成好毕齐]$|完成|办结|挂网$|上午|早")
NOW_RUNNING = re.compile(r"(?:本|这个?|当|今)(?:周|星期|礼拜|月|季度?|年)")


def was_done(said: Said) -> bool:
    """Whether the thing itself was done, and nothing beside it says otherwise."""
    sure = said.acts("done", "sure") or [a for a in said.acts("done", "step") if _names_the_thing(said, *a)]
    published = [a for a in said.acts("published", "sure") if _would_end_it(said, *a)]
    supposed = next((n for n, part in enumerate(said.parts) if words.IF.search(part.text)), len(said.parts))
    sure = [(n, act) for n, act in sure if n < supposed]
    published = [(n, act) for n, act in published if n < supposed]
    if (not sure and not published and not _handed_in(said)) or _TO_BE_CHECKED.search(said.text):
        return False
    if (percent(said) or 100) < 100 or (not sure and _only_came_out(said, published)):
        return False
    if _ALAS.match(said.text) or _we_are_not(said, [n for n, _ in (*sure, *published)]):
        return False
    denied = any(
        act.mood in ("negated", "hoped", "part", "step", "theirs", "guessed")
        and act not in [a for _, a in sure]
        for part in said.parts
        for act in part.acts
        if act.intent in ("done", "published")
    )
    future = any(
        is_ahead(said, n, day)
        for n, part in enumerate(said.parts)
        for day in part.days
        if part.has("done") or part.has("published")
    )
    return not denied and not unfinished(said) and not future


def _only_came_out(said: Said, published: list[tuple[int, Act]]) -> bool:
    """`目录出来了，正在走流转`: it is there, and not yet public."""
    words_said = [said.parts[n].text[act.start : act.end] for n, act in published]
    return (
        bool(words_said) and all("出" in word for word in words_said) and bool(_UNDER_WAY.search(said.text))
    )


def _we_are_not(said: Said, told: list[int]) -> bool:
    """`人家早公布了，我们还在审`: what was done was done by others."""
    ours = next((n for n, part in enumerate(said.parts) if _WE_STILL.match(part.text)), None)
    return ours is not None and bool(told) and all(n < ours for n in told)


def _handed_in(said: Said) -> bool:
    return bool(said.statement.codes) and bool(_HANDED_IN.search(said.text)) and not said.asked


def unfinished(said: Said) -> bool:
    return any(words.NOT_DONE.search(part.text) for part in said.parts) or left_open(said)


def left_open(said: Said) -> bool:
    """`完成了，但是领导让撤下来重新改`: what was done once is not done now."""
    return any(_LEFT_OPEN.search(part.text) for part in said.parts)


def is_ahead(said: Said, n: int, day: dates.Span) -> bool:
    """Whether a day in the clause lies ahead, so that `完成` is a promise; of two readings the nearer."""
    part = said.parts[n]
    if re.match(r"之?[内前]|底", part.text[day.end :]) and not re.search(r"已|了", part.text):
        return True  # 本周内办结
    if day.text[-1] in "前后" and not re.search(r"已|了", part.text):
        return True  # 国庆后完成
    if any(other.end == day.start for other in part.days):
        return False  # 上礼拜五下午: the day before it tells
    part_of_day = day.text.removeprefix("今天").removeprefix("今日")
    if part_of_day in _LATER_TODAY and not re.search(r"已|了|刚|过|的$", part.text):
        return said.context.now.hour < _LATER_TODAY[part_of_day]  # 下午挂网, said in the morning
    if day.text in _TODAY and not _TOOK_PLACE.search(part.text):
        return True  # 今天发文
    if day.clock or day.length or re.search(r"已|了|的$", part.text):
        return False
    if NOW_RUNNING.fullmatch(day.text):
        return True  # 这周弄完
    today = said.context.now.date()
    ahead, past = dates.wished(day.text, said.context.now), dates.happened(day.text, said.context.now)
    if ahead is None or ahead <= today:
        return False
    return past is None or past > today or ahead - today < today - past


def _names_the_thing(said: Said, n: int, act: Act) -> bool:
    """`完成目录制定`: what follows the word is the item itself, not a step towards it."""
    part = said.parts[n]
    codes = said.statement.codes or ((said.known.prefer,) if said.known.prefer else ())
    after = part.text[act.end : act.end + 16]
    if after.startswith("的"):
        return False  # 办结的案卷
    if any(name.start >= act.end and set(name.codes) & set(codes) and name.strong for name in part.names):
        return not re.search(
            r"初稿|草稿|草案|征求|起草|收集|摸底|方案|调研|梳理|审核|审查(?!率)|送审|报批|讨论", after
        )
    return bool(re.match(r"了?(?:制定|公布|挂网|印发|发布)", after)) and _ends_by_publishing(said)


def _would_end_it(said: Said, n: int, act: Act) -> bool:
    """Whether publishing is what the item asks for: then 挂网了 says that it is done."""
    part = said.parts[n]
    around = part.text[max(0, act.start - 4) : act.end + 3]
    if (
        not re.search(r"已|[了啦咯喽]|刚|正式|昨|今|前天|上周|(?<![关对由至])于|日|号", part.text)
        and not part.days
    ):
        return False
    if re.search(
        r"前$|(?<!然)后$|公布后|公布前|准备|等|再|待|就(?!已|[发挂上出登][了出上在到])[一-鿿]{2}(?![一-鿿]?[了的])",
        around,
    ):
        return False
    return _ends_by_publishing(said)


def _ends_by_publishing(said: Said) -> bool:
    """Whether the items meant are of those whose last step is to be made public or issued."""
    titles = {item.code: item for item in said.context.items}
    codes = said.statement.codes or ((said.known.prefer,) if said.known.prefer else ())
    return bool(codes) and all(
        code in titles and titles[code].measure == "deliver" and bool(_DONE_VERBS.search(titles[code].title))
        for code in codes
    )
