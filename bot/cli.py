"""`duban`: the command line. Each command is a few lines over the rest of the house.

Heavy imports wait inside the commands, so that `--help` answers at once. Exit
codes: 0 done, 1 it could not be done, 2 what was asked for is wrong.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from bot.console import Known
    from bot.office import Office
    from bot.settings import Settings

app = typer.Typer(
    help="督办：读通知、记期限、提醒各单位、收反馈、报汇总。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Help in plain text: drawing its boxes would load a Markdown reader and a highlighter, twice the whole start.
    rich_markup_mode=None,
)
plan_app = typer.Typer(help="工作要点：检查、比对、加载。", no_args_is_help=True, rich_markup_mode=None)
audit_app = typer.Typer(help="留痕：核验历史记录。", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(plan_app, name="plan")
app.add_typer(audit_app, name="audit")

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取。")]
At = Annotated[str | None, typer.Option("--at", metavar="时刻", help="按这一时刻办，如 2021-10-29T09:07。")]
Port = Annotated[int | None, typer.Option(help="本机端口；0 为任选。")]
PlanFile = Annotated[Path, typer.Argument(metavar="FILE", help="计划文件，如 plans/haikou-2021h2.yaml。")]


def main() -> None:
    """The entry point: whatever goes wrong, a user sees one clear sentence."""
    from bot.refusals import spoken

    try:
        app()
    except Exception as error:
        sentence = spoken(error)
        if sentence is None:
            raise
        _fail(sentence)


@app.command()
def demo(port: Port = None, browser: Annotated[bool, typer.Option(help="打开浏览器。")] = True) -> None:
    """用真实通知演示半年的督办：不用安装、账号和配置。例：duban demo"""
    from bot.demo import demo as run
    from bot.ports import free_port

    def ready(address: str) -> None:
        typer.echo(f"督办演示已就绪：{address}/chat\n按 Ctrl-C 结束；演示数据不保留。")
        if browser:
            _open(f"{address}/chat")

    run(free_port(port), ready)


@app.command()
def serve(port: Port = None) -> None:
    """启动服务：到点提醒、收反馈；未接平台时用本机网页聊天。例：duban serve"""
    from bot.serving import serve as run

    settings = _settings()
    with _office(settings) as office:
        run(
            office,
            settings.port if port is None else port,
            lambda address: typer.echo(f"督办已启动：{address}/chat\n按 Ctrl-C 结束。"),
        )


@app.command()
def tick(at: At = None, as_json: AsJson = False) -> None:
    """跑一轮：把到此刻该说的写进发件箱，由服务送出。例：duban tick --at 2021-10-29T09:07"""
    from bot.rounds import round_

    with _office() as office:
        written = round_(office, _moment(office, at))
    typer.echo(f'{{"written": {written}}}' if as_json else f"写入发件箱{written}条。")


@app.command()
def say(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="要说的话。")],
    seat: Annotated[str, typer.Option("--as", metavar="CONTACT", help="以哪个岗位说，如 龙华区政府联系人。")],
    at: At = None,
) -> None:
    """以某岗位的身份说一句话，显示答复。例：duban say --as 龙华区政府联系人 '完成 3.1 已公布'"""
    from bot.console import converse

    with _office() as office:
        typer.echo(converse(office, seat, text, _moment(office, at)))


@app.command()
def understand(
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="一条消息；用 --jsonl 时从标准输入逐行读。")
    ] = "",
    role: Annotated[str, typer.Option(help="谁说的：contact leader lead coordinator admin。")] = "contact",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="逐行读 JSON，逐行答。")] = False,
    plan: Annotated[Path | None, typer.Option(help="按这份计划认事项；缺省用已加载的。")] = None,
) -> None:
    """看机器人会怎样理解一条消息，不作任何改动。例：duban understand '3.1搞完了，目录昨天挂网了'"""
    from bot.console import one_line
    from bot.grammar import answer_lines
    from bot.permissions import MAY

    if role not in MAY:
        _fail(f"没有角色 {role[:20]}；可用：{' '.join(MAY)}。", 2)
    known = _known(plan)
    lines = sys.stdin if jsonl else [one_line(text, role)]
    for answer in answer_lines(lines, known.items, known.due, known.units):
        sys.stdout.write(answer.rstrip("\n") + "\n")
        sys.stdout.flush()


@app.command()
def deadline(
    phrase: Annotated[str, typer.Argument(metavar="[PHRASE]", help="期限的说法，如 10月底前。")] = "",
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="成文日期，如 2021-08-09。")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="逐行读 JSON，逐行答。")] = False,
) -> None:
    """把期限的说法推定为日期。例：duban deadline 10月底前 --on 2021-08-09"""
    from bot.clocks import real_clock
    from schedules.deadlines import answer_lines, describe, read

    if jsonl:
        for answer in answer_lines(sys.stdin):
            sys.stdout.write(answer.rstrip("\n") + "\n")
            sys.stdout.flush()
        return
    if not phrase:
        _fail("没有写期限的说法；例：duban deadline 10月底前 --on 2021-08-09", 2)
    reference = _date(on) if on else real_clock().astimezone(_settings().zone)
    reading = read(phrase, reference)
    typer.echo(describe(reading))
    if reading.kind == "none":
        raise typer.Exit(1)


# ---------------------------------------------------------------- plan


@plan_app.command("draft")
def plan_draft(
    notice: Annotated[
        Path, typer.Argument(metavar="NOTICE", help="通知：txt、md、docx、pdf 或任务分工表 xlsx。")
    ],
    as_json: AsJson = False,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="把草稿写成计划文件，原文存在旁边。")
    ] = None,
    sheet: Annotated[Path | None, typer.Option("--xlsx", help="把时限推定单写成表格，供核对修改。")] = None,
    corrected: Annotated[Path | None, typer.Option(help="读回改过的时限推定单。")] = None,
) -> None:
    """读通知，起草计划：每个推定都带原句、规则和把握。例：duban plan draft 通知.docx -o plans/草稿.yaml --xlsx 推定单.xlsx"""
    import json

    from bot.drafting import draft_from, lines, save_plan, save_sheet
    from schedules.notice import as_json as face

    drafted, complaints = draft_from(notice, corrected)
    if as_json:
        typer.echo(json.dumps(face(drafted), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(lines(drafted)))
    for complaint in complaints:
        typer.echo(complaint, err=True)
    if out is not None:
        text = save_plan(drafted, out)
        typer.echo(
            f"计划草稿：{out}，原文：{text}；补齐“待填”各处后，请用 duban plan check 核对。", err=as_json
        )
    if sheet is not None:
        save_sheet(drafted, sheet)
        typer.echo(f"时限推定单：{sheet}", err=as_json)
    if complaints:
        raise typer.Exit(1)


@plan_app.command("check")
def plan_check(file: PlanFile, as_json: AsJson = False) -> None:
    """检查计划文件：有错一次列全，无错列出每项的推定日期。例：duban plan check plans/haikou-2021h2.yaml"""
    import json

    from schedules.planfile import as_json as face
    from schedules.planfile import read_plan

    plan = read_plan(file)
    if as_json:
        typer.echo(json.dumps(face(plan), ensure_ascii=False, indent=1))
        return
    accounts = sum(len(item.assignments) for item in plan.items)
    typer.echo(
        f"{plan.title}：{len(plan.tasks)}项任务、{len(plan.items)}个事项、{accounts}个责任账目，没有错误。"
    )
    for item in plan.items:
        phrase = item.phrase or "（通知未写，按计划期末）"
        typer.echo(
            f"{item.code}\t{item.title}\t{phrase} → {item.due}（内控 {item.internal_due}）\t{len(item.assignments)}个单位"
        )


@plan_app.command("diff")
def plan_diff(file: PlanFile) -> None:
    """与已加载的计划比对，不作改动。例：duban plan diff plans/haikou-2021h2.yaml"""
    from bot.loading import compare
    from db.engine import reading
    from schedules.plandiff import describe
    from schedules.planfile import read_plan

    with _office() as office, reading(office.engine) as tx:
        change = compare(tx, read_plan(file, office.rules(tx).policy.calendar))
    typer.echo("没有变化。" if change.empty else "\n".join(describe(change)))


@plan_app.command("load")
def plan_load(
    file: PlanFile, yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接加载。")] = False
) -> None:
    """加载计划：先显示变化，确认后只改变化的部分。例：duban plan load plans/haikou-2021h2.yaml"""
    from bot.clocks import real_clock
    from bot.loading import compare, load
    from db.engine import reading
    from schedules.plandiff import describe
    from schedules.planfile import read_plan

    with _office() as office:
        with reading(office.engine) as tx:
            rules = office.rules(tx)
            plan = read_plan(file, rules.policy.calendar)
            change = compare(tx, plan)
        if change.empty:
            typer.echo("没有变化。")
            return
        typer.echo("\n".join(describe(change)))
        if not yes and not typer.confirm("确认加载？"):
            _fail("没有加载，未作任何改动。")
        office.writer.run(lambda tx: load(rules, plan, "命令行", real_clock(), tx))
    typer.echo("已加载，有关单位将在工作时间收到通知。")


# ---------------------------------------------------------------- setting up


@app.command()
def invite(
    seat: Annotated[str, typer.Argument(metavar="CONTACT", help="岗位，如 龙华区政府联系人。")],
) -> None:
    """给岗位发一次性绑定码。例：duban invite 龙华区政府联系人"""
    from bot.console import invite_seat

    with _office() as office:
        typer.echo(invite_seat(office, seat))


@app.command("set")
def set_(
    name: Annotated[str, typer.Argument(metavar="NAME", help="设置，如 提醒、时间、静默、停办日。")],
    value: Annotated[str, typer.Argument(metavar="[VALUE]", help="新的值；不写则显示现在的值。")] = "",
    item: Annotated[str | None, typer.Option(help="只对这一项设置，如 3.1。")] = None,
) -> None:
    """看或改一项设置。例：duban set 提醒 '提前7、3、1天，当天，逾期1、3、7天'"""
    from bot.console import change

    with _office() as office:
        answer, taken = change(office, name, value, item)
    if not taken:
        _fail(answer, 2)
    typer.echo(answer)


@audit_app.command("verify")
def audit_verify(as_json: AsJson = False) -> None:
    """核验历史记录是否被改动。例：duban audit verify"""
    import json

    from db import history
    from db.engine import reading

    with _office() as office, reading(office.engine) as tx:
        held, broken = history.verify(history.entries(tx))
    if as_json:
        found = {
            "entries": held,
            "broken": broken.seq if broken else None,
            "why": broken.why if broken else "",
        }
        typer.echo(json.dumps(found, ensure_ascii=False))
    elif broken is None:
        typer.echo(f"历史记录{held}条，前后相接，未被改动。")
    else:
        typer.echo(f"第{broken.seq}条{broken.why}；此前{held}条无误。")
    if broken is not None:
        raise typer.Exit(1)


@app.command()
def doctor() -> None:
    """检查设置、数据库、节假日表和岗位绑定。例：duban doctor"""
    from bot.doctor import examine

    sound = True
    for finding in examine():
        typer.echo(f"{'好' if finding.sound else '须处理'}  {finding.what}：{finding.how}")
        sound = sound and finding.sound
    if not sound:
        raise typer.Exit(1)


@app.command()
def version() -> None:
    """显示版本。例：duban version"""
    from importlib.metadata import version as installed

    typer.echo(f"duban {installed('duban')}")


# ---------------------------------------------------------------- what they share


def _fail(sentence: str, code: int = 1) -> NoReturn:
    typer.echo(sentence, err=True)
    raise SystemExit(code)


def _settings() -> "Settings":
    from bot.settings import load_settings

    return load_settings()


@contextmanager
def _office(settings: "Settings | None" = None) -> "Iterator[Office]":
    """The office of these settings, its folder made on first use."""
    from bot.office import open_office

    settings = settings or _settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    office = open_office(settings.database, settings.zone)
    try:
        yield office
    finally:
        office.close()


def _moment(office: "Office", typed: str | None) -> datetime:
    """The moment typed, in the office's zone unless it names another; now, where none was."""
    from bot.clocks import real_clock

    if typed is None:
        return real_clock()
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        _fail(f"时刻读不懂：{typed[:40]}；应写成如 2021-10-29T09:07。", 2)
    if not 2000 <= moment.year <= 2100:
        _fail(f"时刻 {typed[:40]} 不在2000年至2100年之间。", 2)
    return moment if moment.tzinfo else moment.replace(tzinfo=office.zone)


def _date(typed: str) -> datetime:
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        _fail(f"日期读不懂：{typed[:40]}；应写成如 2021-08-09。", 2)


def _known(plan: Path | None) -> "Known":
    """The names of that plan file, or else of the loaded office."""
    from bot.console import known_in, known_loaded
    from schedules.planfile import read_plan

    return known_in(read_plan(plan)) if plan is not None else known_loaded(_settings())


def _open(address: str) -> None:
    """Show the page where there is a screen to show it on; elsewhere the printed address is enough."""
    import os
    import webbrowser

    if sys.stdout.isatty() and (sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY")):
        webbrowser.open(address)


if __name__ == "__main__":
    main()
