"""模板: a message's wording seen, changed one phrase or whole, shown in every style, confirmed, and taken back."""

import re

from bot.turn import Turn
from bot.wordings import former, in_force, propose, proposed, put_in_force
from messages import wording
from messages.catalogue import (
    Button,
    Message,
    Refused,
    WordingChanged,
    WordingList,
    WordingProposed,
    WordingShown,
    WordingText,
)  # fmt: skip
from messages.kinds import KIND_WORDS
from messages.proof import check
from messages.wording import TITLES, WordingRefused

CONFIRM = "确认"
_EXCHANGE = re.compile(
    r"(?:把|将)?\s*[“\"「『‘'](?P<old>.+?)[”\"」』’']\s*(?:换|改|替换)(?:成|为)\s*[“\"「『‘'](?P<new>.*)[”\"」』’']\s*[。.]?",
    re.S,
)
_WHOLE = re.compile(r"(?:改|改为|改成|全文改为|改写)\s*[:：]\s*(?P<text>.+)", re.S)
_FORMER = re.compile(r"(?:恢复|退回|换回|用回)(?:到)?(?:上一?[版个次]|前一?[版个次]|原来的?上一版)")
_ORIGINAL = re.compile(r"(?:恢复|换回|用回)?(?:原文|原样|默认|缺省|出厂)")


def wordings(typed: str, turn: Turn) -> Message:
    """What follows 模板. A wording counts only when its own 确认 came after it was seen."""
    words = typed.strip().split(None, 1)
    if not words:
        return _listed(turn)
    name = wording.named(words[0].strip("：:《》“”"))
    if name is None:
        choices = tuple(Button(title, f"模板 {title}") for title in wording.nearest(words[0]))
        return Refused(f"没有叫“{words[0][:20]}”的模板", "请选一种，或回复“模板”看全部。", choices)
    return _about(name, words[1].strip() if len(words) > 1 else "", turn)


def _listed(turn: Turn) -> Message:
    unasked = tuple(title for name, title in TITLES.items() if name in KIND_WORDS)
    answers = tuple(title for name, title in TITLES.items() if name not in KIND_WORDS)
    changed = tuple(TITLES[name] for name in turn.rules.wordings if name in TITLES)
    return WordingList((("主动发出", unasked), ("答复", answers)), changed)


def _about(name: str, said: str, turn: Turn) -> Message:
    text = in_force(turn.rules, name)
    try:
        if not said:
            (_, sample), *_ = reversed(wording.preview(name, text))
            return WordingShown(TITLES[name], name in turn.rules.wordings, wording.most_telling(text), sample)
        if said in ("全文", "原稿", "看全文"):
            return WordingText(TITLES[name], tuple(text.rstrip("\n").split("\n")))
        if said == CONFIRM:
            return _confirmed(name, turn)
        if _FORMER.fullmatch(said):
            return _back(name, former(turn.tx, name), "恢复上一版", turn)
        if _ORIGINAL.fullmatch(said):
            return _back(name, wording.original(name), "恢复原文", turn)
        if (changed := _EXCHANGE.fullmatch(said)) is not None:
            return _one_phrase(name, text, changed["old"].strip(), changed["new"].strip(), turn)
        if (whole := _WHOLE.fullmatch(said)) is not None:
            return _proposal(name, whole["text"].strip() + "\n", "全文改写", turn)
    except WordingRefused as refusal:
        return Refused(str(refusal), f"。请改好再发，或回复：模板 {TITLES[name]}"[1:])
    return Refused("没有看懂要怎么改", f"请回复：模板 {TITLES[name]} 把“原来的话”换成“新的话”")


def _one_phrase(name: str, text: str, old: str, new: str, turn: Turn) -> Message:
    after = wording.exchange(name, text, old, new)
    places = text.count(old)
    return _proposal(name, after, f"“{old}”换成“{new}”，共{places}处", turn)


def _proposal(name: str, after: str, what: str, turn: Turn) -> Message:
    """Afterwards it is kept as this seat's proposal; it was tried on every sample before."""
    check(name, after)
    propose(turn.tx, turn.sender, name, after, turn.now)
    return WordingProposed(TITLES[name], what, wording.preview(name, after))


def _confirmed(name: str, turn: Turn) -> Message:
    text = proposed(turn.tx, turn.sender, name)
    if text is None:
        return Refused(f"“{TITLES[name]}”没有待确认的改动", f"请先回复：模板 {TITLES[name]}")
    check(name, text)  # this version of the program may be newer than the proposal
    put_in_force(turn.tx, name, text, turn.sender.title, turn.now)
    propose(turn.tx, turn.sender, name, "", turn.now)
    return WordingChanged(TITLES[name], "已按新写法")


def _back(name: str, text: str | None, what: str, turn: Turn) -> Message:
    if text is None or text == in_force(turn.rules, name):
        return Refused(f"“{TITLES[name]}”没有改过", f"查看请回复：模板 {TITLES[name]}")
    check(name, text)
    put_in_force(turn.tx, name, text, turn.sender.title, turn.now)
    return WordingChanged(TITLES[name], what)
