"""Who may say what: one table.

A contact and a leader act for their own unit. A lead rules on the tasks its
unit leads, but never on its own unit's report, which it may make. The coordinator sees and rules on
all. An admin sets the office up and sees what the coordinator sees, but rules on
nothing.
"""

REPORTING = frozenset(
    [
        "accept",
        "progress",
        "count",
        "figure",
        "done",
        "evidence",
        "extension",
        "obstacle",
        "reassign",
        "withdraw",
        "correct",
    ]
)
OWN_SEAT = frozenset(
    ["list", "detail", "basis", "later", "delegate", "help", "board", "prefer", "none", "ask"]
)
SEEING = frozenset(["digest", "overdue", "pending", "bulletin", "ledger"])
RULING = frozenset(["approve", "return", "urge", "grant", "refuse"])
TAKING_BACK = frozenset(["withdraw", "correct"])
PLANNING = frozenset(["preview", "draft", "adopt"])
FILING = frozenset(["archive", "handup"])
HANDING_UP = frozenset(["offer", "take"])
WRITING = frozenset(["letter"])
SETTING = frozenset(["setting", "invite"])

MAY: dict[str, frozenset[str]] = {
    "contact": OWN_SEAT | REPORTING | HANDING_UP,
    "leader": OWN_SEAT | REPORTING | HANDING_UP,
    "lead": OWN_SEAT | SEEING | RULING | REPORTING,
    "coordinator": OWN_SEAT | SEEING | RULING | TAKING_BACK | PLANNING | FILING | WRITING,
    "admin": OWN_SEAT | SEEING | SETTING | PLANNING | FILING,
}

WHO = {
    **dict.fromkeys(REPORTING | HANDING_UP, "责任单位的联系人"),
    **dict.fromkeys(SEEING, "牵头单位、协调员和管理员"),
    **dict.fromkeys(RULING, "牵头单位和协调员"),
    **dict.fromkeys(PLANNING | FILING, "协调员和管理员"),
    **dict.fromkeys(WRITING, "协调员"),
    **dict.fromkeys(SETTING, "管理员"),
}


def may(role: str, intent: str) -> bool:
    return intent in MAY[role]
