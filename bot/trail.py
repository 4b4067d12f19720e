"""One message's way through the house, step by step under one id, in the log where one is kept.

`heard` (channel, update, inbox) · `answered` (inbox, outbox) · `leaves` (outbox, kind, items) · `sent` or
`not sent` (outbox, receipt or reason). Ids only: nobody's name, address or words. A transaction
that is tried again says its steps again.
"""

import logging

_log = logging.getLogger("duban.trail")


def follow(step: str, **ids: object) -> None:
    """Costs nothing where no log is kept."""
    if _log.isEnabledFor(logging.INFO):
        _log.info(step, extra=ids)
