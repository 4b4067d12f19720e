"""One or more samples of every message, ordinary and extreme: what a changed wording is tried on before it counts.

The tests render each in every style. A new message gets a sample in the module of its reader.
"""

from functools import cache

from messages.catalogue import Message
from messages.samples.answers import ANSWERS
from messages.samples.desk import DESK_MESSAGES
from messages.samples.reminders import REMINDERS

SAMPLES = (*REMINDERS, *ANSWERS, *DESK_MESSAGES)


@cache
def samples_of(template: str) -> tuple[Message, ...]:
    """Every sample of one message, the most ordinary first."""
    return tuple(message for message in SAMPLES if message.template == template)
