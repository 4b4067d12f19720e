"""The rule by which a district's accounts come to one report at the level above. Pure: values in, commands out.

Several accounts under one item are summed: counts one by one, each with its day and never twice;
figures by numerator and denominator; done only when every one of them is done, else how far, as
n of m. What the files taken before came to already is known as a `Standing`; only what is new is said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from bot.commands import Command, Count, Done, Evidence, Figure, Progress
from bot.levels.statement import Entry, Occurrence, Proof
from db.account import Account
from messages.words import day_short, number

LONGEST_NOTE = 300
MOST_LINKS = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """What all files taken so far come to under one item: occurrences, the figure, how far, and evidence."""

    seen: tuple[str, ...] = ()
    figure: tuple[float | None, ...] = ()
    told: tuple[Any, ...] = ()
    proofs: tuple[str, ...] = ()


def standing_of(kept: dict[str, Any] | None) -> Standing:
    """As `as_kept` wrote it."""
    return Standing(**{name: tuple(value) for name, value in (kept or {}).items()})


def as_kept(standing: Standing) -> dict[str, Any]:
    return {name: list(value) for name, value in asdict(standing).items()}


@dataclass(frozen=True, slots=True)
class Sum:
    """What is to be entered, in order, all of it or none.

    proofs: evidence not brought before. after: what stands once it was entered. remarks: what cannot be taken, and why.
    """

    commands: tuple[Command, ...] = ()
    proofs: tuple[Proof, ...] = ()
    after: Standing = field(default_factory=Standing)
    remarks: tuple[str, ...] = ()


def sum_up(account: Account, entries: Sequence[Entry], before: Standing) -> Sum:
    """What these entries of one file come to for this account."""
    offered = {proof.key: proof for entry in entries for proof in entry.proofs}
    proofs = tuple(proof for key, proof in offered.items() if key not in before.proofs)
    found = {"count": _counts, "rate": _figure}.get(account.measure, _progress)(account, entries, before)
    commands = found.commands
    if proofs and not commands:
        commands = (Evidence(account.code, _links(proofs), _last_day(entries)),)
    elif commands:
        first: Any = commands[0]
        links = _links(proof for proof in proofs if proof.url and proof.url not in first.note)
        commands = (replace(first, note=f"{first.note} {links}".strip()), *commands[1:])
    after = replace(found.after, proofs=tuple(dict.fromkeys((*before.proofs, *offered))))
    return replace(found, commands=commands, proofs=proofs, after=after)


def _links(proofs: Iterable[Proof]) -> str:
    """Links stand in the words, as where a contact types them."""
    return " ".join([proof.url for proof in proofs if proof.url][:MOST_LINKS])


# ---------------------------------------------------------------- by measure


def _counts(account: Account, entries: Sequence[Entry], before: Standing) -> Sum:
    """Each occurrence is one report, with its own day."""
    found = {_name(entry, one): (entry, one) for entry in entries for one in entry.occurrences}
    fresh = [pair for name, pair in found.items() if name not in before.seen]
    counted = [(entry, one) for entry, one in fresh if one.on >= account.starts]
    remarks = tuple(
        f"{day_short(one.on)}的{one.times}{account.counted or '次'}早于统计起始日，不计"
        for _, one in fresh
        if one.on < account.starts
    )
    here = sum(one.times for _, one in found.values() if one.on >= account.starts)
    reached = account.count + sum(one.times for _, one in counted)
    if any(name not in found for name in before.seen) and reached > here:
        unit = account.counted or "次"
        lower = f"文件里共{here}{unit}，比已记的{account.count}{unit}少"
        if account.count <= here:
            lower = f"文件里撤掉了已记过的，共{here}{unit}，加上会成{reached}{unit}"
        return Sum(after=before, remarks=(f"{lower}；确要核减的，请先回复：撤回 {account.code}",))
    commands = tuple(
        Count(account.code, one.times, date=one.on, note=_told_of(entry, one, len(entries) > 1))
        for entry, one in sorted(counted, key=lambda pair: pair[1].on)
    )
    after = replace(before, seen=tuple(found))
    found_so_far = Sum(commands, after=after, remarks=remarks)
    return found_so_far if account.op in _FLOORS else _done_too(account, entries, found_so_far, before)


_FLOORS = (">=", ">", "=")  # of these, reaching the number is what closes it


def _name(entry: Entry, one: Occurrence) -> str:
    return f"{entry.plan} {entry.code} {entry.unit} {one.number}"


def _told_of(entry: Entry, one: Occurrence, several: bool) -> str:
    return f"{entry.unit} {one.text}".strip() if several else one.text


def _figure(account: Account, entries: Sequence[Entry], before: Standing) -> Sum:
    """Numerators and denominators are summed; a percentage without them only where it stands alone."""
    based = [one for one in entries if one.numerator is not None and one.denominator is not None]
    bare = [one for one in entries if one.percent is not None and one not in based]
    if bare and len(entries) > 1:
        named = "、".join(dict.fromkeys(one.unit for one in bare[:3]))
        return Sum(after=before, remarks=(f"{named}只报了百分比，没有分子分母，不能相加",))
    over: float | None = sum(one.numerator or 0 for one in based) if based else None
    under: float | None = sum(one.denominator or 0 for one in based) if based else None
    value = bare[0].percent if bare else None
    new = (over, under, value)
    same = new == before.figure or (
        over is not None and (over, under) == (account.numerator, account.denominator)
    )
    note = f"{len(entries)}个单位中{len(based)}个已报" if len(based) < len(entries) and based else ""
    command = Figure(account.code, over, under, value, _last_day(based or bare), note)
    commands = () if same or new == (None, None, None) else (command,)
    return _done_too(account, entries, Sum(commands, after=replace(before, figure=new)), before)


def _progress(account: Account, entries: Sequence[Entry], before: Standing) -> Sum:
    """Done when every one is; else how far: its own percentage where it is alone, n of m where they are several."""
    reported = [one for one in entries if one.on is not None]
    if not reported:
        return Sum(after=before)
    n, m = sum(_is_done(account, one) for one in entries), len(entries)
    percent = entries[0].percent if m == 1 else float(100 * n // m)
    note = _notes(entries, n)
    day = _last_day(reported)
    told = (n, m, percent, note, day.isoformat() if day else "")
    after = replace(before, told=told)
    if told == before.told:
        return Sum(after=after)
    if n == m:
        if account.state == "submitted":
            return Sum(after=after)
        return Sum((Done(account.code, day, note),), after=after)
    if percent is None and not note:
        return Sum(after=after)
    return Sum((Progress(account.code, percent, note, day),), after=after)


def _done_too(account: Account, entries: Sequence[Entry], found: Sum, before: Standing) -> Sum:
    """Where all of the district's accounts are done, the numbers alone do not say so."""
    day = _last_day(entries)
    told = (all(_is_done(account, one) for one in entries), day.isoformat() if day else "")
    wanted = told[0] and account.state != "submitted" and told != before.told
    done = (Done(account.code, day),) if wanted else ()
    return replace(found, commands=(*found.commands, *done), after=replace(found.after, told=told))


def _is_done(account: Account, entry: Entry) -> bool:
    """Done, or for what comes back: gone on to a later period than the one reported on here."""
    moved_on = entry.since is not None and account.since is not None and entry.since > account.since
    return entry.done or moved_on


def _last_day(entries: Iterable[Entry]) -> date | None:
    return max((one.on for one in entries if one.on is not None), default=None)


def _notes(entries: Sequence[Entry], n: int) -> str:
    """The district's words: its own where it is one account, else who said what, the latest first."""
    if len(entries) == 1:
        return entries[0].note[:LONGEST_NOTE]
    latest = sorted((one for one in entries if one.on), key=lambda one: one.on or date.min, reverse=True)
    said = "；".join(f"{one.unit}：{one.note}" for one in latest if one.note)
    head = f"分解{number(len(entries))}项，已办结{number(n)}项"
    text = f"{head}。{said}" if said else head
    return text if len(text) <= LONGEST_NOTE else f"{text[: LONGEST_NOTE - 1]}…"
