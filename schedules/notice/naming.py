"""The name of an item: the matter itself in the notice's own words, without who, by when and why.

Nothing is put in that the notice does not say; two clauses of one sentence may be joined by a colon.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from schedules.notice.names import is_unit, split_names
from schedules.notice.wording import PRODUCT

LONGEST = 36
_LEAST = 6  # characters by which a matter is known; `审查率` alone is not
_OPEN, _SHUT = "（(《“‘【", "）)》”’】"
_EXPLAINING = re.compile(
    r"^(?:现将|为(?!.{1,14}(?:免费|提供|开展|办理))|为了|根据|按照|依据|依照|围绕|结合|以(?!案|下)|通过|在(?!.{0,12}(?:公布|发布|公开))|对(?!.*(?:予以|及时|逐一|进行|开展|实行))|针对|坚持以|其中|即|确保(?:全市|全区)?各项)"
)
# Clauses that say why, who or what not: none of them names the matter.
_BESIDE = re.compile(
    _EXPLAINING.pattern + r"|^由.{2,60}(?:牵头|负责)$|(?:牵头|配合|协助|协办|带队)$|不得|严禁|未经"
)
_OCCASION = re.compile(r"^(?:现将|现就)|期间$|印发给你们")
_LEADING = re.compile(
    r"^(?:[，,、：:\s]|并(?!行|网|轨|购|联)|且|同时|其中|要(?!求)|应当?|须|需(?!求)|请|务必|必须|力争|确保|争取|做到|原则上|分别|进一步|切实|着力|大力|认真|积极|扎实|主动|要求|抓紧|继续)+"
)
_TIMED = re.compile(r"^(?:最迟|务必|须|要|应|均|分别|力争)*(?:于|在|到|至|截至|自)?")
_AFTER_TIME = re.compile(r"^(?:之?前|以前|内|底前|底|期间)?[，,]?")
_REACHED = re.compile(r"(?:达到|达|为|须|要|应|实现|保持|均|提高到|控制在|不|[\s，,])+$")
# What only says that it shall be finished.
_DONE = re.compile(
    "(?:全部|全面|基本|均|分别|按期|如期)*(?:[\u4e00-\u9fff]{0,2}完毕|完成|到位|办结|完毕|落实到位|整改到位|达标|实施)"
)
_SPEAKS = re.compile(r"要|应|须|需|务必|必须|负责(?!人)|于|在|将|每|至少|全年")
_ACTING = re.compile(r"选择|进行|组织|推动|完善|推进|加强|做好|建立|报|编|用|举办|开展|完成|^每")
_VERB = re.compile(r"推动|组织|实施|开展|推进|实现|确保|建成|完成|落实|建立|加强|完善|举办|制定")


def short_title(said: str, aim: str = "", phrase: str = "", under: str = "") -> str:
    """The matter as short as its clauses allow; `aim` is the target's wording in it, `phrase` the date's.

    under: the heading it stands under, which names it where the sentence does not.
    """
    said = re.sub(r"\s+", "", said).strip("。；;，,、：: ")
    aim, phrase = re.sub(r"\s+", "", aim), re.sub(r"\s+", "", phrase)
    parts = _clauses(_without_asides(said, (aim, phrase)))
    if not parts:
        return _cut(said, aim)
    n = _telling(parts, aim, phrase)
    title = _core(parts[n], phrase)
    if len(_bare(title, aim)) < _LEAST and (before := _before(parts, n, phrase) or _heading(under, title)):
        done = _DONE.fullmatch(title) is not None
        title = _cut(before, "") if done else f"{_cut(before, '')}{'：' if aim else '，'}{title}"
    return _cut(title or said, aim)


def _without_asides(said: str, kept: Sequence[str]) -> str:
    """Brackets that explain are left out of a name, unless what is looked for stands in them."""

    def aside(found: re.Match[str]) -> str:
        inside = found[0]
        return inside if len(inside) <= 6 or any(word and word in inside for word in kept) else ""

    return re.sub(r"[（(][^（）()]*[）)]", aside, said)


def _clauses(said: str) -> list[str]:
    """The stretches between commas, with quotations, titles and brackets whole."""
    found, depth, begun = [], 0, 0
    for n, c in enumerate(said):
        depth = max(0, depth + (c in _OPEN) - (c in _SHUT))
        hour = c in ":：" and said[n - 1 : n].isdigit() and said[n + 1 : n + 2].isdigit()
        if depth == 0 and c in "，,；;：:。" and not hour:
            found.append(said[begun:n])
            begun = n + 1
    found.append(said[begun:])
    return [part for part in found if part.strip()]


def _telling(parts: Sequence[str], aim: str, phrase: str) -> int:
    """Which clause says what is to be done: the one with the number, else with the date, else with a product."""
    for wanted in filter(None, (aim, phrase)):
        n = next((n for n, part in enumerate(parts) if wanted in re.sub("《[^》]*》", "", part)), None)
        if n is not None and (wanted == aim or len(_core(parts[n], phrase)) > 1):
            return n
        if n is not None:  # a date alone at the head: the next clause is its matter
            return min(n + 1, len(parts) - 1)
    acting = [n for n, part in enumerate(parts) if not _BESIDE.search(part)] or [0]
    return next((n for n in acting if PRODUCT.search(parts[n])), acting[0])


def _before(parts: Sequence[str], n: int, phrase: str) -> str:
    """The nearest clause before that names something."""
    for part in reversed(parts[:n]):
        core = _core(part, phrase)
        if len(core) >= 4 and not _BESIDE.search(part):
            return core
    told = (part for part in reversed(parts[:n]) if not (_OCCASION.search(part) or _BESIDE.search(part)))
    return next((core for part in told if len(core := _core(part, phrase)) >= 4), "")


def _heading(under: str, title: str) -> str:
    """What the heading calls it, where it is short and says more."""
    name = re.sub(r"^关于|问题$|[（(][^（）()]*\d[^（）()]*[）)]$", "", under)
    told = not re.search("，", name) and title not in name and not all(map(is_unit, split_names(name)))
    return name if 4 <= len(name) <= 16 and name not in title and told else ""


def _core(part: str, phrase: str) -> str:
    """A clause without its conjunctions, its subject and its date."""
    for _ in range(3):
        before = part
        part = _LEADING.sub("", part)
        part = _without_subject(part, phrase)
        part = _without_date(part, phrase)
        if part == before:
            break
    return part


def _without_subject(part: str, phrase: str) -> str:
    """`各单位每月报送…` without 各单位: who owes it stands in a column of its own."""
    places = [found.start() for found in _SPEAKS.finditer(part)]
    if phrase and phrase in part:
        places.append(part.index(phrase))
    for at in sorted({place for place in places if 2 < place <= 60}):
        names = split_names(part[:at])
        if names and all(is_unit(name) and len(name) > 2 and not _ACTING.search(name) for name in names):
            return part[at:]
    return part


def _without_date(part: str, phrase: str) -> str:
    if phrase.endswith(("前", "内")) and part.find(phrase) > 3:
        part = re.sub(f"[于在]?{re.escape(phrase)}", "", part)
    lead = _TIMED.match(part)
    at = lead.end() if lead else 0
    if not phrase or not part.startswith(phrase, at):
        return part
    rest = part[at + len(phrase) :]
    if not phrase.endswith(("前", "内")):
        rest = _AFTER_TIME.sub("", rest)
    return rest.lstrip("，,、")


def _bare(title: str, aim: str) -> str:
    """The title without its number: what is left must name something."""
    return _REACHED.sub("", title.replace(aim, "")) if aim else title


def _cut(title: str, aim: str) -> str:
    """A long name ends where a part of it ends; one with a number keeps the number."""
    if len(title) <= LONGEST:
        return title
    if aim and aim in title:
        end = title.index(aim) + len(aim)
        verb = _VERB.search(title, max(1, end - LONGEST), max(1, end - LONGEST // 2))
        return (
            title[: max(LONGEST, end)]
            if end <= LONGEST + 4
            else title[verb.start() : end]
            if verb
            else _tail(title, end)
        )
    for n in range(LONGEST, LONGEST // 2, -1):
        if title[n] in "，；" or title[n:].startswith("以及"):
            inside = sum((c in _OPEN) - (c in _SHUT) for c in title[:n])
            if inside == 0:
                return title[:n]
    return title[: LONGEST - 1] + "…"


def _tail(title: str, end: int) -> str:
    return "…" + title[end - LONGEST + 1 : end]
