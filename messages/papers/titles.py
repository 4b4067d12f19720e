"""Breaking a title into lines that make sense, and how wide a text is."""

# A title is broken where a word ends; without a dictionary, these endings and beginnings are sure.
_ENDS = ("建设", "工作", "任务", "情况", "年度", "半年", "全年", "政府", "改革", "发展", "治理", "行动", "方案", "要点",
         "管理", "服务", "环境", "保障", "整治", "创建", "专项", "机制", "制度", "事项")  # fmt: skip
_BEGINS = ("重点", "工作", "落实", "任务", "情况", "和", "及", "专项", "建设", "实施", "推进")


def broken(text: str, across: int) -> list[str]:
    """The lines of a title: as few as will hold it, of like length, broken between words where one is known."""
    width = width_of(text)
    count = max(-int(-width // across), 1)
    if count == 1:
        return [text]
    wanted, least = width / count, []
    for at in range(1, len(text)):
        if _inside(text, at):
            continue
        first, rest = width_of(text[:at]), width_of(text[at:])
        if first > across or rest > across * (count - 1):
            continue
        sure = text[:at].endswith(_ENDS) or text[at:].startswith(_BEGINS)
        least.append((abs(first - wanted) - (6 if sure else 0), at))
    if not least:
        return [text[:across], *broken(text[across:], across)]
    at = min(least)[1]
    return [text[:at], *broken(text[at:], across)]


def _inside(text: str, at: int) -> bool:
    """Whether a break here would part a number, a word in letters, or a bracket from what it holds."""
    before, after = text[at - 1], text[at]
    return (before.isascii() and after.isascii()) or before in "（〔《“" or after in "）〕》”、，。的年月日号"


def width_of(text: str) -> float:
    """How many characters wide: a digit or a letter is half of one."""
    return sum(0.5 if ord(one) < 0x80 else 1 for one in text)
