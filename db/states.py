"""The states of an assignment, and whose turn each is. Overdue is no state: it follows from dates."""

# The unit's turn: it may be spoken to.
UNITS_TURN = ("assigned", "accepted", "returned", "stuck")
# The desk's turn: it waits for a ruling or a word.
DESKS_TURN = ("submitted", "extension", "stuck", "misassigned")
# What is still owed, whoever has the next word.
OPEN = ("assigned", "accepted", "returned", "extension", "stuck", "misassigned")
# What nobody owes any more.
CLOSED = ("done", "closed", "cancelled")
