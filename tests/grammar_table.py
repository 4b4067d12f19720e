"""What people wrote, and what it means: the table the grammar is held to.

The files in `tests/grammar` hold it. A line is `message => commands`. A command
is its intent, its item, and its values; `⏎` is a line break in the message, ` | `
stands between commands. The note is checked only where it is given (note=…, to
the end). A line that begins with `@` sets the scene for those below it: role,
last item, open items, item replied to, moment, the choices of an open question.
Written from what people say, never from what the grammar answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.commands import Context, ItemName

TABLES = Path(__file__).parent / "grammar"
ZONE = ZoneInfo("Asia/Shanghai")
# A Wednesday; 国庆 is over, 3.1 is due in eleven days.
NOW = datetime(2021, 10, 20, 10, 0, tzinfo=ZONE)

ITEMS = (
    ItemName("1.1", "会前学法，举办法治专题讲座", "count", "次"),
    ItemName("1.2", "党政主要负责人年终述法", "deliver"),
    ItemName("1.3", "指导四个区创建第二批法治政府建设示范区", "ongoing"),
    ItemName("2.1", "治理政府失信行为，公布一批失信案例", "deliver"),
    ItemName("2.2", "建立历史遗留清单", "deliver"),
    ItemName("3.1", "制定并公布重大行政决策目录", "deliver"),
    ItemName("3.2", "规范性文件“1+4”审查率", "rate", "%"),
    ItemName("3.3", "规范性文件备案率", "rate", "%"),
    ItemName("3.4", "备案后审查率", "rate", "%"),
    ItemName("3.5", "备案审查发现问题的纠正与通报", "ongoing"),
    ItemName("4.1", "各级政府及其部门配备法律顾问", "rate", "%"),
    ItemName("4.2", "行政村配备法律顾问", "rate", "%"),
    ItemName("5.1", "省统一行政执法监管平台应用与“互联网+监管”系统升级", "ongoing"),
    ItemName("5.2", "跨部门联合“双随机”抽查事项占比", "rate", "%"),
    ItemName("5.3", "试点行业“双随机”监管覆盖率", "rate", "%"),
    ItemName("5.4", "公布轻微违法行为依法免予处罚清单", "deliver"),
    ItemName("6.1", "行政执法案卷评查（七个领域）", "deliver"),
    ItemName("6.2", "行政执法责任追究", "ongoing"),
    ItemName("6.3", "推选“三项制度”示范单位，公布执法案例和警示案例", "deliver"),
    ItemName("6.4", "制定《海口市综合行政执法协作管理规定》", "deliver"),
    ItemName("7.1", "整合执法力量，整改依赖外聘人员的执法机构", "ongoing"),
    ItemName("7.2", "举办行政执法人员法治专题培训班", "count", "期"),
    ItemName("7.3", "行政执法人员考核评议", "ongoing"),
    ItemName("7.4", "行政执法人员资格清理", "deliver"),
    ItemName("8.1", "行政机关负责人出庭应诉率", "rate", "%"),
    ItemName("8.2", "总结2020年度行政诉讼情况", "deliver"),
    ItemName("8.3", "行政诉讼案件败诉率", "rate", "%"),
    ItemName("8.4", "行政机关为被执行人案件实际执行到位率", "rate", "%"),
    ItemName("9.1", "自贸港法“五进”与系列宣讲", "ongoing"),
    ItemName("9.2", "制定普法责任清单", "deliver"),
    ItemName("10.1", "对落实工作要点的法治督察", "ongoing"),
    ItemName("10.2", "修改完善法治政府建设指数评估考核体系", "deliver"),
    ItemName("10.3", "法治政府建设考核占绩效考核分值比重", "rate", "%"),
    ItemName("10.4", "考核问题逐项列明并督察整改", "ongoing"),
)
# A district's: one open item in tasks 1, 4, 5 and 8, two in task 3.
OPEN = ("1.1", "3.1", "3.2", "4.1", "5.4", "8.1")
UNITS = (
    "秀英区政府", "龙华区政府", "琼山区政府", "美兰区政府", "市司法局", "市公安局", "市发改委", "市资规局",
    "市委编办", "市政府办",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One message in its conversation, and the commands it means."""

    text: str
    expected: tuple[str, ...]
    context: Context


def scene(line: str) -> Context:
    """Return the context that a line such as `@ role=coordinator last=3.1` sets."""
    said = dict(word.split("=", 1) for word in line.removeprefix("@").split())
    role = said.get("role", "contact")
    return Context(
        role=role,
        now=datetime.fromisoformat(said["now"]).replace(tzinfo=ZONE) if "now" in said else NOW,
        items=ITEMS,
        open_items=tuple(filter(None, said["open"].split(","))) if "open" in said else OPEN,
        last_item=said.get("last"),
        replied_item=said.get("replied"),
        units=UNITS if role in ("coordinator", "lead", "admin") else (),
        question=tuple(choice.replace("_", " ") for choice in said.get("question", "").split("/") if choice),
    )


def cases_of(table: str) -> Iterator[Case]:
    """Return the cases of one file, in order."""
    context = scene("@")
    for line in table.splitlines():
        if line == "@" or line.startswith("@ "):
            context = scene(line)
        elif line.strip() and not line.startswith("//"):
            text, _, expected = line.rpartition(" => ")
            yield Case(text.replace("⏎", "\n"), tuple(one.strip() for one in expected.split(" | ")), context)


ALL_CASES = [case for path in sorted(TABLES.glob("*.txt")) for case in cases_of(path.read_text("utf-8"))]
