"""What the commands of the command line share: settings, the office, moments as typed, files written whole, refusals.

Heavy imports wait inside, so that `--help` answers at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from bot.office import Office
    from bot.settings import Settings


def fail(sentence: str, code: int = 1) -> NoReturn:
    typer.echo(sentence, err=True)
    raise SystemExit(code)


def confirm(yes: bool, question: str) -> None:
    if not yes and not typer.confirm(question):
        fail("没有办，未作任何改动。")


def settings_read(**given: int) -> "Settings":
    from bot.settings import load_settings

    return load_settings(**given)  # type: ignore[arg-type]  # overrides go by name


@contextmanager
def office_of(settings: "Settings | None" = None) -> "Iterator[Office]":
    """The office of these settings, its folder made on first use."""
    from bot.office import open_office

    settings = settings or settings_read()
    # What people report is nobody else's on this machine.
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _keep_logs(settings)
    office = open_office(settings.database, settings.zone)
    try:
        yield office
    finally:
        office.close()


def _keep_logs(settings: "Settings") -> None:
    """A command's own words are on the screen; its log says what went wrong."""
    import logging

    from bot.logs import keep_logs

    keep_logs(settings, logging.WARNING)


def keep_every_line(settings: "Settings") -> None:
    """A service's log says what became of every message."""
    from bot.logs import keep_logs

    keep_logs(settings)


def moment_typed(office: "Office", typed: str | None) -> datetime:
    """The moment typed, in the office's zone unless it names another; now, where none was."""
    from bot.clocks import real_clock

    if typed is None:
        return real_clock()
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        fail(f"时刻读不懂：{typed[:40]}；应写成如 2021-10-29T09:07。", 2)
    if not 2000 <= moment.year <= 2100:
        fail(f"时刻 {typed[:40]} 不在2000年至2100年之间。", 2)
    return moment if moment.tzinfo else moment.replace(tzinfo=office.zone)


def date_typed(typed: str) -> datetime:
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        fail(f"日期读不懂：{typed[:40]}；应写成如 2021-08-09。", 2)


def write(out: Path, content: bytes) -> None:
    """Afterwards the file holds this, or is what it was."""
    refuse_no_folder(out)
    half = out.with_name(f"{out.name}.part")
    try:
        half.write_bytes(content)
        half.replace(out)
    finally:
        half.unlink(missing_ok=True)


def refuse_no_folder(out: Path) -> None:
    if not out.parent.is_dir():
        fail(f"文件夹 {out.parent} 不存在；请先建立。", 2)
    if out.is_dir():
        fail(f"{out} 是文件夹；请写文件名。", 2)
