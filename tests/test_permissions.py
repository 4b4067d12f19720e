"""Who may say what: every role and every intent, for one's own unit and for another's, from the one table."""

from datetime import date

import pytest

from bot.commands import (
    Accept,
    Adopt,
    Approve,
    Ask,
    AskExtension,
    Basis,
    Command,
    Configure,
    Correct,
    Count,
    Delegate,
    Detail,
    Done,
    DraftNotice,
    Evidence,
    Figure,
    Grant,
    Help,
    Later,
    ListOwed,
    MakeArchive,
    MakeBulletin,
    MakeHandup,
    MakeInvite,
    MakeLedger,
    MakeLetter,
    Nothing,
    Obstacle,
    OfferHandup,
    Prefer,
    Progress,
    Reassign,
    Refuse,
    Rehearse,
    Return,
    ShowBoard,
    ShowDigest,
    ShowOverdue,
    ShowPending,
    TakeHandup,
    Urge,
    Withdraw,
)  # fmt: skip
from bot.permissions import (
    FILING,
    HANDING_UP,
    MAY,
    OWN_SEAT,
    PLANNING,
    REPORTING,
    RULING,
    SEEING,
    SETTING,
    TAKING_BACK,
    WHO,
    WRITING,
    may,
)
from messages.catalogue import NotAllowed, NotYours
from tests.small_plan import (
    ADMIN,
    COORDINATOR,
    COURT,
    JUSTICE,
    JUSTICE_CONTACT,
    LEADER,
    LONGHUA,
    WATER,
    SmallOffice,
)  # fmt: skip

ROLES = {"contact": LONGHUA, "leader": LEADER, "lead": JUSTICE, "coordinator": COORDINATOR, "admin": ADMIN}
LATER_DAY = date(2021, 11, 15)

# One example of each command, about an item of 龙华区 in a task that 市司法局 leads.
EXAMPLES: tuple[Command, ...] = (
    Accept("3.1"), Progress("3.1", percent=60), Count("1.1"), Figure("8.1", numerator=7, denominator=12), Done("3.1"),
    Evidence("3.1", note="网址"), AskExtension("3.1", date=LATER_DAY, note="忙"), Obstacle("3.1", note="缺人"),
    Reassign("3.1", note="不归我们"), Withdraw("3.1"), Correct("3.1"), Delegate(), ListOwed(), Detail("3.1"), Basis("3.1"),
    Later("3.1"), Help(), Approve("3.1"), Return("3.1", note="缺网址"), Urge("3.1"), Grant("3.1"), Refuse("3.1"),
    ShowDigest(), ShowOverdue(), ShowPending(), ShowBoard(), MakeBulletin(), MakeLedger(), MakeArchive(), MakeLetter(),
    MakeHandup(), OfferHandup(), TakeHandup(),
    Prefer("wecom"), Configure("提醒"), MakeInvite("x"), DraftNotice(), Adopt(), Rehearse(), Ask(),
    Nothing(),
)  # fmt: skip
BY_INTENT = {command.intent: command for command in EXAMPLES}


def test_the_examples_and_the_table_speak_of_every_command() -> None:
    assert {type(command) for command in EXAMPLES} == set(Command.__args__)
    assert set(BY_INTENT) == frozenset().union(*MAY.values())
    assert set(MAY) == set(ROLES)


def test_every_intent_that_can_be_refused_says_who_may() -> None:
    for intent in BY_INTENT:
        if any(not may(role, intent) for role in MAY):
            assert WHO[intent]


@pytest.mark.parametrize(
    ("role", "intents", "allowed"),
    [
        ("contact", REPORTING, True), ("contact", RULING, False), ("contact", SETTING, False), ("contact", SEEING, False),
        ("leader", REPORTING, True), ("leader", RULING, False), ("leader", SETTING, False),
        ("lead", RULING, True), ("lead", REPORTING, True),
        ("lead", SETTING, False), ("lead", SEEING, True),
        ("coordinator", RULING, True), ("coordinator", REPORTING - TAKING_BACK, False), ("coordinator", SETTING, False),
        ("contact", PLANNING, False), ("lead", PLANNING, False), ("coordinator", PLANNING, True), ("admin", PLANNING, True),
        ("coordinator", FILING | WRITING, True), ("admin", FILING, True), ("admin", WRITING, False),
        ("lead", FILING | WRITING, False), ("contact", FILING | WRITING, False),
        ("admin", SETTING, True), ("admin", RULING, False), ("admin", REPORTING, False), ("admin", SEEING, True),
        ("contact", HANDING_UP, True), ("leader", HANDING_UP, True), ("lead", HANDING_UP, False),
        ("coordinator", HANDING_UP, False), ("admin", HANDING_UP, False),
        *((role, OWN_SEAT, True) for role in ROLES),
    ],
)  # fmt: skip
def test_the_table_says_what_the_house_promises(role: str, intents: frozenset[str], allowed: bool) -> None:
    """Written out by hand, so that a slip in the table is seen."""
    assert {may(role, intent) for intent in intents} == {allowed}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("intent", BY_INTENT)
def test_what_the_table_forbids_is_answered_and_changes_nothing(
    small: SmallOffice, role: str, intent: str
) -> None:
    before, letters = small.row("3.1"), len(small.letters())
    answers = small.act(ROLES[role], BY_INTENT[intent])
    if may(role, intent):
        assert not any(isinstance(answer, NotAllowed) for answer in answers)
        return
    (answer,) = answers
    assert isinstance(answer, NotAllowed)
    assert answer.who
    assert small.row("3.1") == before
    assert len(small.letters()) == letters


@pytest.mark.parametrize("intent", sorted(REPORTING))
@pytest.mark.parametrize("title", [WATER, JUSTICE_CONTACT])
def test_nobody_reports_for_another_unit(small: SmallOffice, intent: str, title: str) -> None:
    command = BY_INTENT[intent]
    code = getattr(command, "item", "")
    before = small.row(code)
    (answer,) = small.act(title, command)
    assert isinstance(answer, NotYours)
    assert small.row(code) == before


@pytest.mark.parametrize("intent", ["detail", "basis"])
def test_a_contact_does_not_look_into_another_units_account(small: SmallOffice, intent: str) -> None:
    (answer,) = small.act(WATER, BY_INTENT[intent])
    assert isinstance(answer, NotYours)


@pytest.mark.parametrize("intent", sorted(RULING))
def test_a_lead_rules_in_its_own_tasks_only(small: SmallOffice, intent: str) -> None:
    before = small.row("3.1")
    (answer,) = small.act(COURT, BY_INTENT[intent])
    assert isinstance(answer, NotAllowed)
    assert small.row("3.1") == before


@pytest.mark.parametrize("wrapped", sorted(RULING | SETTING))
def test_a_correction_is_no_way_round_the_table(small: SmallOffice, wrapped: str) -> None:
    """更正 may hold any command as the right words; it is asked about like any other."""
    small.act(LONGHUA, Progress("3.1", percent=60))
    before = {name: value for name, value in small.row("3.1").items() if name == "state"}
    answers = small.act(LONGHUA, Correct("3.1", to=BY_INTENT[wrapped]))
    assert all(isinstance(answer, NotAllowed) for answer in answers)
    assert small.row("3.1")["state"] in (before["state"], "assigned")


def test_all_signing_at_once_is_asked_about_too(small: SmallOffice) -> None:
    answers = small.act(COORDINATOR, Accept("3.1"), Accept("3.2"))
    assert answers
    assert all(isinstance(answer, NotAllowed) for answer in answers)
