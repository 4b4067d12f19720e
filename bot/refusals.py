"""Every error that is an answer: which exceptions carry a sentence for the person at the command line."""


def spoken(error: Exception) -> str | None:
    """The sentence to show; None for a bug, whose trace belongs on the screen of whoever runs the program."""
    from sqlalchemy.exc import DBAPIError

    from bot.backup import BackupRefused
    from bot.channels.telegram import TelegramRefused
    from bot.console import NoSuchSeat
    from bot.conversation import DatabaseBusy
    from bot.forgetting import ForgettingRefused
    from bot.levels.statement import HandupRefused
    from bot.papers import PaperRefused
    from bot.settings import SettingsRefused
    from db.engine import DatabaseRefused, refusal_of
    from messages.papers.archive import ArchiveRefused
    from schedules.notice import NoticeRefused
    from schedules.planfile import PlanFaults

    if isinstance(error, PlanFaults):
        faults = "\n".join(str(fault) for fault in error.faults)
        return f"计划文件有{len(error.faults)}处错误，没有加载：\n{faults}"
    if isinstance(error, DBAPIError):
        return refusal_of(error)
    if isinstance(error, ArchiveRefused | PaperRefused | TelegramRefused):
        return str(error)
    if isinstance(
        error,
        BackupRefused
        | ForgettingRefused
        | HandupRefused
        | DatabaseRefused
        | SettingsRefused
        | DatabaseBusy
        | NoSuchSeat
        | NoticeRefused,
    ):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.strerror or error}：{error.filename or ''}".rstrip("：")
    return None
