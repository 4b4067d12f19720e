"""`duban`: the command line. Each command is a few lines over the rest of the house.

Heavy imports wait inside the commands, so that `--help` answers at once. Exit
codes: 0 done, 1 it could not be done, 2 what was asked for is wrong.
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.levels.cli import add_commands
from bot.terminal import confirm as _confirm
from bot.terminal import date_typed as _date
from bot.terminal import fail as _fail
from bot.terminal import keep_every_line as _keep_every_line
from bot.terminal import moment_typed as _moment
from bot.terminal import office_of as _office
from bot.terminal import refuse_no_folder as _refuse_no_folder
from bot.terminal import settings_read as _settings
from bot.terminal import write as _write

if TYPE_CHECKING:
    from bot.console import Known

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


Seat = Annotated[str, typer.Argument(metavar="CONTACT", help="岗位，如 龙华区政府联系人。")]
Yes = Annotated[bool, typer.Option("--yes", help="不再询问。")]


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
    from bot.interpreter import set_for_loading

    set_for_loading()
    from bot.serving import serve as run
    from bot.settings import unknown_names

    settings = _settings() if port is None else _settings(port=port)
    page = "/chat" if settings.screen_here else "/"
    for name in unknown_names():
        typer.echo(f"没有 {name[:60]} 这项设置，没有采用；可用 duban doctor 核对。", err=True)
    with _office(settings) as office:
        _keep_every_line(settings)
        run(office, settings, lambda address: typer.echo(f"督办已启动：{address}{page}\n按 Ctrl-C 结束。"))


@app.command()
def worker() -> None:
    """再添一个干活的进程：同 serve 一起跑轮次、送消息，可在别的机器上；需 PostgreSQL。例：duban worker"""
    from bot.working import work

    settings = _settings()
    with _office(settings) as office:
        _keep_every_line(settings)
        work(office, settings, lambda: typer.echo("督办帮手已启动。\n按 Ctrl-C 结束。"))


@app.command()
def tick(at: At = None, as_json: AsJson = False) -> None:
    """跑一轮：把到此刻该说的写进发件箱，由服务送出。例：duban tick --at 2021-10-29T09:07"""
    from bot.rounds import round_
    from db.files import Files

    settings = _settings()
    with _office(settings) as office:
        office = replace(office, files=Files(settings.home / "files"))
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
    from bot.loading import compare, load, same_notice
    from db.engine import reading
    from schedules.plandiff import describe
    from schedules.planfile import read_plan

    with _office() as office:
        with reading(office.engine) as tx:
            rules = office.rules(tx)
            plan = read_plan(file, rules.policy.calendar)
            change, other = compare(tx, plan), same_notice(tx, plan)
        if change.empty:
            typer.echo("没有变化。")
            return
        typer.echo("\n".join(describe(change)))
        if change.old is None and other is not None:
            typer.echo(
                f"注意：{plan.number}已有计划在办。加载后同一事项会交办两遍；"
                f"要修改那份计划，请把文件改名为 {other}.yaml 再加载。"
            )
        if not yes and not typer.confirm("确认加载？"):
            _fail("没有加载，未作任何改动。")
        office.writer.run(lambda tx: load(rules, plan, "命令行", real_clock(), tx))
    typer.echo("已加载，有关单位将在工作时间收到通知。")


@plan_app.command("preview")
def plan_preview(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="还没有加载的计划文件；不写则预演已加载的。")
    ] = None,
    loaded: Annotated[bool, typer.Option("--loaded", help="预演已加载的计划（不写 FILE 时即是）。")] = False,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="从哪天看起，缺省为今天。")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="看到哪天，缺省为计划期末。")
    ] = None,
    ladder: Annotated[str, typer.Option(help="如改用这样的提醒日，会多发、少发多少，如 '7,3,1,0'。")] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """预演：一条不发，先看谁会在哪天收到什么、每周几条、哪天最多。例：duban plan preview --from 2021-10-01 --to 2021-10-31"""
    import json

    from bot.rehearsal import Asked, moment_for, rehearse, told
    from bot.rehearsal import as_json as face
    from db.engine import reading
    from messages.render import render
    from messages.styles import PLAIN
    from schedules.planfile import read_plan

    if file is not None and loaded:
        _fail("FILE 和 --loaded 只能写一个。", 2)
    days = [_date(typed).date() if typed else None for typed in (first, last)]
    if days[0] and days[1] and days[1] < days[0]:
        _fail(f"起止日期颠倒：{days[0]} 在 {days[1]} 之后。", 2)
    with _office() as office:
        with reading(office.engine) as tx:
            rules = office.rules(tx)
        plan = read_plan(file, rules.policy.calendar) if file is not None else None
        now = _moment(office, at)
        if plan is not None and at is None:
            now = moment_for(plan, rules, now)
        asked = Asked(days[0], days[1], plan, ladder)
        found = office.writer.run(lambda tx: rehearse(tx, rules, now, asked))
    if as_json:
        typer.echo(json.dumps(face(found), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(render(told(found), PLAIN)))


# ---------------------------------------------------------------- setting up


@app.command()
def invite(
    seat: Annotated[str, typer.Argument(metavar="CONTACT", help="岗位，如 龙华区政府联系人。")],
) -> None:
    """给岗位发一次性绑定码。例：duban invite 龙华区政府联系人"""
    from bot.console import invite_seat

    with _office() as office:
        typer.echo(invite_seat(office, seat))


@app.command()
def revoke(seat: Seat, yes: Yes = False) -> None:
    """岗位的账号、登录、链接、日历和绑定码一次全部作废，如手机丢失时。例：duban revoke 龙华区政府联系人"""
    from bot.forgetting import revoke as end

    _confirm(yes, f"将停用{seat}的全部账号和登录，确认？")
    with _office() as office:
        typer.echo(end(office, seat))


@app.command()
def erase(seat: Seat, yes: Yes = False) -> None:
    """删除岗位原使用人的账号和往来内容；报送、审核和历史记录不动。例：duban erase 龙华区政府联系人"""
    from bot.forgetting import erase as forget

    _confirm(yes, f"将删除{seat}原使用人的账号和往来内容，不能恢复，确认？")
    with _office() as office:
        typer.echo(forget(office, seat))


@app.command()
def retain(
    older: Annotated[str, typer.Option("--older", metavar="YEARS", help="多少年以前的，如 3y。")],
    yes: Yes = False,
    at: At = None,
) -> None:
    """到保存年限的往来内容删除；责任账目、佐证和历史记录不动。例：duban retain --older 3y"""
    from bot.forgetting import retain as forget
    from bot.forgetting import years_typed

    years = years_typed(older)
    _confirm(yes, f"将删除{years}年以前的往来内容，不能恢复，确认？")
    with _office() as office:
        typer.echo(forget(office, years, _moment(office, at)))


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


# ---------------------------------------------------------------- papers

Docx = Annotated[Path, typer.Argument(metavar="OUT.docx", help="写到哪里。")]


@app.command()
def ledger(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="写到哪里，如 台账.xlsx。")], at: At = None
) -> None:
    """写台账：总览、每个责任账目一行、次数进度、按任务和按单位分表。例：duban ledger 台账.xlsx"""
    from bot.papers import ledger as make

    with _office() as office:
        _write(out, make(office, _moment(office, at)))
    typer.echo(f"台账已写到 {out}。")


@app.command()
def bulletin(
    out: Docx,
    month: Annotated[
        str | None, typer.Option(metavar="MONTH", help="哪个月，如 2021-10；缺省为本月。")
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="从哪天起，如 2021-07-01。")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="到哪天止，缺省为今天。")] = None,
    red_head: Annotated[bool, typer.Option("--red-head", help="加红头，用“署名”设置里的名称。")] = False,
    at: At = None,
) -> None:
    """按公文格式写通报，文中每个数都可在附件里查到台账行。例：duban bulletin 通报.docx --month 2021-10"""
    from bot.papers import bulletin as make
    from bot.papers import period_typed

    if month and (first or last):
        _fail("--month 与 --from、--to 只能写一样。", 2)
    days = [_date(typed).date() if typed else None for typed in (first, last)]
    with _office() as office:
        now = _moment(office, at)
        period = period_typed(month, days[0], days[1], now.astimezone(office.zone).date())
        if period is None:
            _fail(
                f"月份读不懂：{month}；应写成如 2021-10。" if month else "起止日期颠倒，或没有写 --from。", 2
            )
        _write(out, make(office, period, now, red_head=red_head))
    typer.echo(f"{period.words}的通报已写到 {out}；请核对后印发。")


@app.command()
def letter(
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="责任单位，如 龙华区政府。")],
    out: Docx,
    item: Annotated[str | None, typer.Option(help="只就这一项，如 3.1。")] = None,
    at: At = None,
) -> None:
    """给经3次催办仍未办结的单位写催办函和督办单。例：duban letter 龙华区政府 督办单.docx"""
    from bot.papers import letter as make

    with _office() as office:
        _write(out, make(office, unit, _moment(office, at), item=item))
    typer.echo(f"催办函和督办单已写到 {out}。")


@app.command()
def calls(out: Docx, at: At = None) -> None:
    """写电话催办清单：哪些单位经3次催办仍未办结、要说的话。例：duban calls 电话催办清单.docx"""
    from bot.papers import calls as make

    with _office() as office:
        _write(out, make(office, _moment(office, at)))
    typer.echo(f"电话催办清单已写到 {out}。")


@app.command()
def archive(
    out: Annotated[Path, typer.Argument(metavar="OUT.zip", help="写到哪里，如 归档-2021.zip。")],
    at: At = None,
) -> None:
    """写归档包：通报、台账、通知原文、佐证、历史记录和校验值。例：duban archive 归档-2021.zip"""
    from bot.papers import archive as make
    from db.files import Files

    settings = _settings()
    _refuse_no_folder(out)
    with _office(settings) as office:
        written = make(office, out, _moment(office, at), files=Files(settings.home / "files"))
    typer.echo(f"归档包已写到 {out}：{written.files}个文件，历史记录{written.entries}条。")
    for missing in written.missing:
        typer.echo(f"佐证文件已不在，只列入目录：{missing}", err=True)
    typer.echo(f"目录校验值：{written.fingerprint}\n请另行记下；核验：duban audit verify {out}")


@audit_app.command("verify")
def audit_verify(
    file: Annotated[
        Path | None, typer.Argument(metavar="[ARCHIVE.zip]", help="归档包；不写则核验本机的历史记录。")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """核验历史记录或归档包是否被改动；归档包在任何机器上都能核验。例：duban audit verify 归档-2021.zip"""
    import json

    from db import history
    from db.engine import reading

    if file is not None:
        _verify_archive(file, as_json)
        return
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


add_commands(app)


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
def backup(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="备份写到哪里，如 备份-20211029.zip。")],
) -> None:
    """把整个办公室备份成一个文件，服务不用停。例：duban backup 备份-20211029.zip"""
    from bot.backup import backup as make
    from bot.clocks import real_clock

    settings = _settings()
    with _office(settings) as office:
        saved = make(office, settings.home, out, real_clock())
    typer.echo(f"已备份到 {out}：数据库和{saved.files}个文件，{saved.size / 1024 / 1024:.1f} MB。")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="duban backup 写出的文件。")],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接恢复。")] = False,
) -> None:
    """用备份恢复：先查验备份，再替换，原来的数据移到一旁。例：duban restore 备份-20211029.zip"""
    from bot.backup import restore as put_back
    from bot.clocks import real_clock

    settings = _settings()
    if not yes and not typer.confirm(f"将用 {file} 替换 {settings.home} 里的数据，确认恢复？"):
        _fail("没有恢复，未作任何改动。")
    saved, aside = put_back(settings, file, real_clock())
    made = saved.made.astimezone(settings.zone)
    kept = f"原来的数据移到了 {aside}。" if aside else ""
    typer.echo(f"已恢复到{made:%Y年%-m月%-d日%H:%M}的样子：数据库和{saved.files}个文件。{kept}")


@app.command()
def move(
    to: Annotated[
        str,
        typer.Option(
            "--to", metavar="URL", help="新数据库的地址，须是空的，如 postgresql+psycopg://用户@主机/库名。"
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """把整个办公室搬到另一个数据库，逐表核对行数和校验值。例：duban move --to postgresql+psycopg://duban@db/duban"""
    import json
    from dataclasses import asdict

    from bot.moving import move as run

    with _office() as office:
        moved = run(office, to)
    if as_json:
        tables = [asdict(one) for one in moved.tables]
        typer.echo(
            json.dumps({"to": moved.address, "rows": moved.rows, "tables": tables}, ensure_ascii=False)
        )
        return
    typer.echo(
        f"已搬到 {moved.address}：{len(moved.tables)}张表、{moved.rows}行，逐表核对行数和校验值，一致。"
    )
    typer.echo(
        "原来的数据未作改动。请把 DUBAN_DATABASE_URL 改成新地址再启动；佐证文件仍在 DUBAN_HOME，不用搬。"
    )


@app.command()
def version() -> None:
    """显示版本。例：duban version"""
    from importlib.metadata import version as installed

    typer.echo(f"duban {installed('duban')}")


# ---------------------------------------------------------------- what they share


def _verify_archive(file: Path, as_json: bool) -> None:
    """Say whether that archive is whole; exit 1 where it is not. No office is opened."""
    import json
    from dataclasses import asdict

    from messages.papers.archive import check_archive

    if not file.is_file():
        _fail(f"没有文件 {file}；请写归档包的路径。", 2)
    with file.open("rb") as held:
        found = check_archive(held)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False))
    elif found.faults:
        typer.echo(f"归档包有{len(found.faults)}处不符：\n" + "\n".join(found.faults))
    else:
        typer.echo(f"归档包完好：{found.files}个文件与目录一致，历史记录{found.entries}条前后相接。")
        typer.echo(f"归档时刻：{found.made_at}\n目录校验值：{found.fingerprint}")
    if found.faults:
        raise typer.Exit(1)


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
