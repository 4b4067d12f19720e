"""指标: figures with their base, checked against themselves, the last ones and the target."""

from bot.commands import Figure
from bot.handlers.recording import is_final, receipt, record, refuse_closed, refuse_day, working_state
from bot.turn import Turn, mine
from db.account import Account
from messages.catalogue import Button, Message, Refused, WhichOne
from messages.lines import state_words
from messages.words import number
from schedules.deadlines import Target


def figure(command: Figure, turn: Turn) -> Message:
    """Afterwards the figure stands, with its base where one was given."""
    typed = _typed_figure(command)
    account = mine(turn, command.item, "指标", typed)
    if not isinstance(account, Account):
        return account
    if account.measure != "rate":
        return Refused(f"{account.code} 不按比率统计", f"请回复：{turn.line(account).reply}")
    wrong = (
        refuse_closed(account)
        or refuse_day(turn, account, command.date)
        or _refuse_figure(account, command)
        or _ask_smaller_base(account, command, typed)
    )
    if wrong is not None:
        return wrong
    values = working_state(account) | {
        "numerator": command.numerator, "denominator": command.denominator, "percent": _percent(command),
    }  # fmt: skip
    final = is_final(turn, account)
    if final:
        values |= {"state": "submitted", "submitted_at": turn.now}
    facts = {
        "numerator": command.numerator,
        "denominator": command.denominator,
        "percent": values["percent"],
    }
    after = record(turn, account, "figure", command.note, command.date, facts, **values)
    return receipt(
        turn,
        after,
        state_words(after),
        command.note,
        submitted=final,
        happened=command.date,
        hints=_margin(after),
    )


def _typed_figure(command: Figure) -> str:
    if command.numerator is not None and command.denominator is not None:
        return f"{number(command.numerator)}/{number(command.denominator)}"
    return f"{number(command.value)}%" if command.value is not None else ""


def _percent(command: Figure) -> float | None:
    if command.numerator is not None and command.denominator:
        return command.numerator * 100 / command.denominator
    return command.value


def _refuse_figure(account: Account, command: Figure) -> Refused | None:
    right = f"请回复：指标 {account.code} 件数/总数"
    if command.numerator is None and command.value is None:
        return Refused("没有写明数字", right)
    if command.numerator is not None and command.denominator is None:
        return Refused(f"只写了{number(command.numerator)}，缺总数", right)
    if command.numerator is not None and command.denominator is not None:
        if command.numerator < 0 or command.denominator < 0:
            return Refused(f"{_typed_figure(command)} 里有负数", right)
        if command.numerator > command.denominator:
            return Refused(f"{_typed_figure(command)} 的件数大于总数", right)
        worked_out = _percent(command)
        if command.value is not None and worked_out is not None and abs(worked_out - command.value) >= 1:
            wrong = f"{_typed_figure(command)} 是{number(worked_out)}%，与所写的{number(command.value)}%不符"
            return Refused(wrong, right)
        return None
    if command.value is not None and not 0 <= command.value <= 100:
        return Refused(f"{number(command.value)}%不在0%到100%之间", right)
    return None


def _ask_smaller_base(account: Account, command: Figure, typed: str) -> WhichOne | None:
    """A base that shrinks is either a slip or a correction: only the unit knows."""
    if command.denominator is None or account.denominator is None or "核减" in command.note:
        return None
    if command.denominator >= account.denominator:
        return None
    note = f"总数由上次的{number(account.denominator)}变为{number(command.denominator)}，比上次少，是核减了吗"
    return WhichOne(
        "figure",
        (
            Button(f"是，核减为{number(command.denominator)}", f"指标 {account.code} {typed} 总数核减"),
            Button("不是，我重报", f"怎么报 {account.code}"),
        ),
        note,
    )


def _margin(account: Account) -> tuple[str, ...]:
    """How near the figure is to its line: 还差1件, 再少1件即跌破."""
    if not account.denominator or account.numerator is None or account.op is None or account.value is None:
        return ()
    target = Target(account.op, account.value, "%")  # type: ignore[arg-type]  # stored from a Target's own op
    holds = target.holds(account.numerator * 100 / account.denominator)
    if holds or account.op in ("<=", "<"):
        return ()
    short = next(
        (
            k
            for k in range(1, int(account.denominator) + 1)
            if target.holds((account.numerator + k) * 100 / account.denominator)
        ),
        None,
    )
    return (f"按现有总数，还差{short}件达标。",) if short else ()
