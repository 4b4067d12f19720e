"""A message's wording as an administrator meets it: its title, the phrases that can be changed, how it looks.

The database keeps a changed wording, and `messages.proof` says whether it can
be used; this module only knows texts.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache

from messages.render import TEMPLATES, environment, render
from messages.samples import samples_of
from messages.styles import PLAIN, TELEGRAM, WEB, WECOM, without_markup

_SHORT = 3  # 当前, 请回复: worth no line of their own
_MOST_SHOWN = 12  # phrases; a template with more is seen whole on request

TITLES = {
    "assigned": "任务交办", "morning": "督办提醒", "urged": "催办通知", "returned": "退回补正", "approved": "办结通知",
    "extension_ruled": "延期批复", "plan_changed": "来文变更", "digest": "汇总", "review_wanted": "待审核",
    "extension_wanted": "延期申请", "help_wanted": "需协调", "taken_back": "单位撤回", "ruling_taken_back": "审核撤回",
    "standing_in": "请假代办", "phone_list": "电话催办", "plan_loaded": "计划生效", "stranger_wrote": "陌生账号",
    "advice": "系统提示", "seat_unreachable": "联系不上", "colleague_reported": "本单位反馈",
    "recorded": "已记录", "all_accepted": "已签收", "withdrawn": "已撤回", "correct_how": "更正写法", "owed": "待办",
    "item_detail": "事项详情", "item_desk": "事项情况", "item_basis": "依据", "how_to_report": "怎么报",
    "help_card": "帮助", "which_one": "提问", "refused": "未记录", "no_such_item": "没有此项", "not_yours": "非本单位事项",
    "not_allowed": "无权办理", "unclear": "没看懂", "small_talk": "寒暄", "turned_down": "少提醒", "snoozed": "稍后提醒",
    "on_leave": "请假", "back_at_work": "销假", "stranger": "陌生人", "bound": "绑定成功", "code_refused": "绑定码有误",
    "invite_made": "绑定码", "overdue_list": "逾期清单", "pending_list": "待审清单", "ruled_receipt": "审核回执",
    "urge_receipt": "催办回执",
}  # fmt: skip
_ALSO = {"晨报": "morning", "晨间提醒": "morning", "提醒": "morning", "交办": "assigned", "催办": "urged", "日报": "digest",
         "周报": "digest", "月报": "digest", "退回": "returned", "办结": "approved"}  # fmt: skip
_CHINESE = re.compile(r"[一-鿿]")
_EDGES = " \t【】（）()《》：，。、；｜“”·"


class WordingRefused(Exception):
    """A wording that cannot be used; the text is the sentence: where it is wrong, and what would be right."""


def named(words: str) -> str | None:
    """The template that goes by this Chinese title."""
    found = {title: name for name, title in TITLES.items()} | _ALSO
    return found.get(words) or (words if words in TITLES else None)


def nearest(words: str) -> tuple[str, ...]:
    """Titles that resemble what was typed, or else the most important ones."""
    titles = list(TITLES.values())
    holding = [title for title in titles if words and (words in title or title in words)]
    return tuple((holding or get_close_matches(words, titles, 3, 0.3) or titles)[:4])


@cache
def original(name: str) -> str:
    return (TEMPLATES / f"{name}.j2").read_text(encoding="utf-8")


def phrases(source: str) -> tuple[str, ...]:
    """The Chinese pieces that stand in a wording as they will be read, each once, in order."""
    found: dict[str, None] = {}
    for _, kind, text in environment(PLAIN).lex(source):
        if kind not in ("data", "string"):
            continue
        for line in re.split(r"[\n【】]", text.strip("\"'")):
            piece = line.strip(_EDGES)
            if len(_CHINESE.findall(piece)) >= 2:
                found[piece] = None
    return tuple(found)


def exchange(name: str, source: str, old: str, new: str) -> str:
    """The wording with one phrase replaced wherever it stands. Raises WordingRefused where it does not stand there."""
    if re.search(r"[{}\"]", old + new):
        raise WordingRefused("要换的话里有 {、} 或英文引号，会弄乱程序标记。请只写汉字和中文标点")
    if any(old in piece for piece in _texts(source)):
        return "".join(piece.replace(old, new) if said else piece for piece, said in _pieces(source))
    if old in original("_parts"):
        raise WordingRefused(f"“{old}”在几种消息共用的部分里，不能单独改。请改本消息自己的话")
    near = get_close_matches(old, phrases(source), 1, 0.3) or phrases(source)[:1]
    hint = f"。相近的有“{near[0]}”" if near else ""
    raise WordingRefused(f"现在的写法里没有“{old}”这句话，随事项变化的内容不能换{hint}")


def _pieces(source: str) -> Iterator[tuple[str, bool]]:
    """The source in its tokens, and whether each is read by people."""
    for _, kind, text in environment(PLAIN).lex(source):
        yield text, kind in ("data", "string")


def _texts(source: str) -> list[str]:
    return [text for text, said in _pieces(source) if said]


# ---------------------------------------------------------------- how it looks


def preview(name: str, source: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A sample in every style, on which the change is seen: (the styles that show it so, its lines)."""
    samples = samples_of(name)
    changed = (s for s in samples if render(s, PLAIN) != render(s, PLAIN, {name: source}, strictly=True))
    sample = next(changed, samples[0])
    shown: dict[tuple[str, ...], list[str]] = {}
    for style, said in ((WEB, "网页"), (TELEGRAM, "Telegram"), (WECOM, "企业微信"), (PLAIN, "纯文字")):
        parts = render(sample, style, {name: source}, strictly=True)
        text = "\n".join(parts)
        if style.markup:
            text = without_markup(re.sub(r"</?b>", "*", text))
        lines = tuple(line for line in text.split("\n") if line.strip())
        shown.setdefault(lines, []).append(said)
    return tuple(("、".join(styles), lines) for lines, styles in shown.items())


def most_telling(source: str) -> tuple[str, ...]:
    """The phrases worth listing on a phone: the longest, in the order of the text."""
    found = tuple(piece for piece in phrases(source) if len(piece) > _SHORT)
    longest = set(sorted(found, key=len, reverse=True)[:_MOST_SHOWN])
    return tuple(piece for piece in found if piece in longest)
