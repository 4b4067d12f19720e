"""How much of a long message is read: so many characters word by word, behind them only the items of a list."""

import re

# So many characters are read word by word. Behind them only clauses that begin with an item's number are
# read, for a long list must not be cut; the rest of a long report is kept as it stands.
READ_WORD_BY_WORD = 320
READ_OF_ITEMS = 420
MOST_CLAUSES = 30
LONGEST_CLAUSE = 300
LONGEST_HEAD = 40
SHORTEST_HEAD = 12
_ITEM_FIRST = re.compile(
    r"\s*(?:[(（]?\d{1,2}[)）.、]\s{0,3})?(?:任务|事项|第|[Tt#])?\s{0,3}\d{1,3}[.．]\d{1,2}(?![\d.%])"
)


def within_measure(clauses: list[tuple[str, bool]]) -> tuple[list[tuple[str, bool, str]], bool]:
    """Return what is read, each with the unread text that follows it; and whether a list went on beyond measure."""
    kept: list[tuple[str, bool, list[str]]] = []
    left, left_for_items = READ_WORD_BY_WORD, READ_OF_ITEMS
    for clause, opens in clauses:
        most = LONGEST_CLAUSE  # a clause is never cut short by what was said before it
        if left <= 0 or len(kept) >= MOST_CLAUSES:
            if not _ITEM_FIRST.match(clause):
                kept[-1][2].append(clause)
                continue
            most = LONGEST_HEAD
            left_for_items -= max(min(len(clause), LONGEST_HEAD), SHORTEST_HEAD)
            if left_for_items < 0:
                break
        left -= len(clause)
        kept.append((clause[:most], opens, [clause[most:]] if clause[most:] else []))
    return [(clause, opens, "，".join(rest)) for clause, opens, rest in kept], left_for_items < 0
