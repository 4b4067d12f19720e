"""What a message means: text in, frozen commands out.

Pure: it reads no clock and no database, changes nothing and never raises. The
steps, one module each: `clean` (the sender's own words in one writing), `parts`
(clauses and what stands in them), `statements` (what belongs together),
`decide` (which act, sure or one question). `desk`, `rulings` and `setup` are for the
coordinator's and the administrator's words, `choice` and `reply` for the answer
to a question we asked. The words themselves: `acts`, `words`, `smalltalk`, `writing`.
"""

from bot.grammar.lines import answer_lines
from bot.grammar.reader import understand

__all__ = ["answer_lines", "understand"]
