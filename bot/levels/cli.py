"""`duban report-key`, `report-up`: the district's side; `duban trust`, `take`: the city's. Each a few lines over the rest."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal import confirm, fail, moment_typed, office_of, settings_read, write

if TYPE_CHECKING:
    from bot.levels.taking import Opened
    from messages.catalogue import Message

At = Annotated[str | None, typer.Option("--at", metavar="时刻", help="按这一时刻办，如 2021-10-29T09:07。")]
Yes = Annotated[bool, typer.Option("--yes", help="不再询问。")]


def add_commands(app: typer.Typer) -> None:
    """Afterwards the app has these commands."""
    for name, command in (
        ("report-key", report_key),
        ("report-up", report_up),
        ("trust", trust),
        ("take", take),
    ):
        app.command(name)(command)


def report_key() -> None:
    """本级的上报公钥和指纹，第一次运行时生成；请上级登记。例：duban report-key"""
    from bot.levels.sealing import fingerprint, make_key, public

    settings = settings_read()
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = public(make_key(settings.home))
    typer.echo(f"公钥：{key}\n指纹：{fingerprint(key)}")
    typer.echo("请把公钥发给上级管理员登记（duban trust 本单位 公钥），并在电话里核对指纹。")


def report_up(
    out: Annotated[Path, typer.Argument(metavar="OUT.txt", help="写到哪里，如 上报.txt。")], at: At = None
) -> None:
    """写上报文件：把对应上级事项的办理情况签名打包，交上级作为本单位的反馈。例：duban report-up 上报.txt"""
    from bot.levels.gathering import made, statement_of
    from bot.levels.sealing import make_key
    from db import history
    from db.engine import reading
    from db.files import Files

    settings = settings_read()
    with office_of(settings) as office:
        now = moment_typed(office, at)
        with reading(office.engine) as tx:
            statement = statement_of(tx, office.rules(tx), now)
        file = made(statement, Files(settings.home / "files"), make_key(settings.home))
        write(out, file.content)
        facts: dict[str, object] = {"file": file.sha256}
        office.writer.run(lambda tx: history.append(tx, now, "命令行", "handup", out.name, facts))
    typer.echo(f"上报文件已写到 {out}：{file.about}。请原样交给上级，不要打开另存。")


def trust(
    unit: Annotated[
        str, typer.Argument(metavar="[UNIT]", help="单位，如 龙华区政府；不写则列出已登记的。")
    ] = "",
    key: Annotated[str, typer.Argument(metavar="[KEY]", help="对方 duban report-key 显示的公钥。")] = "",
    revoke: Annotated[bool, typer.Option("--revoke", help="停用该单位的公钥。")] = False,
    yes: Yes = False,
) -> None:
    """登记哪个公钥代表哪个单位上报，或停用。例：duban trust 龙华区政府 公钥"""
    from bot.clocks import real_clock
    from bot.levels import trusting
    from bot.levels.sealing import fingerprint
    from db import levels
    from db.engine import reading

    if bool(unit) != bool(key or revoke) or (key and revoke):
        fail("请写：duban trust 单位 公钥，或 duban trust 单位 --revoke；都不写则列出。", 2)
    with office_of() as office:
        with reading(office.engine) as tx:
            if not unit:
                known = [trusting.told(one) for one in levels.trusted(tx)]
                typer.echo("\n".join(known) or "还没有登记公钥。")
                return
            named = trusting.unit_named(tx, unit)
            if key:
                trusting.refuse_key(tx, named, key)
        if revoke:
            confirm(yes, f"停用后{named.name}的上报文件不再记入，确认？")
            office.writer.run(lambda tx: trusting.revoke(tx, named, real_clock()))
            typer.echo(f"已停用{named.name}的公钥；已经记入的不变。")
            return
        typer.echo(f"指纹：{fingerprint(key)}")
        confirm(yes, f"请给{named.name}打电话，由对方念出指纹。与上面20位数字一致吗？")
        office.writer.run(lambda tx: trusting.trust(tx, named, key, real_clock()))
    typer.echo(f"已登记：今后用这个密钥签名的上报文件，作为{named.name}的反馈。")


def take(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="下级交来的上报文件。")],
    yes: Yes = False,
    at: At = None,
) -> None:
    """记入下级的上报文件：先核验签名、显示将记入什么，确认后作为该单位的反馈。例：duban take 上报.txt"""
    from bot.levels.bringing import opened, read_whole
    from bot.levels.gathering import TEXT
    from bot.levels.loading import offered, taken
    from db.files import Files

    settings = settings_read()
    with office_of(settings) as office:
        store = Files(settings.home / "files")
        found: Opened = opened(office, store, read_whole(file))
        now = moment_typed(office, at)
        _say_or_fail(offered(office, found, now))
        confirm(yes, "确认记入？")
        store.put(file.read_bytes(), file.name, TEXT)
        _say_or_fail(taken(office, found, now))


def _say_or_fail(answer: "Message") -> None:
    """What was answered, without its last line, which is for a chat; exit 1 where it was refused."""
    from messages.catalogue import Refused
    from messages.render import render
    from messages.styles import PLAIN

    text = "\n\n".join(render(answer, PLAIN))
    if isinstance(answer, Refused):
        fail(text)
    typer.echo(text.rpartition("\n\n")[0])
