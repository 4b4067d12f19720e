"""The samples that the tests render: a wording an administrator changes is tried on the same ones.

A new message gets its sample in `messages/samples/`.
"""

from messages.samples import SAMPLES
from messages.samples.answers import ANSWERS as ANSWERS
from messages.samples.desk import DESK_MESSAGES as DESK_MESSAGES
from messages.samples.facts import *  # noqa: F403
from messages.samples.reminders import BUSY as BUSY
from messages.samples.reminders import REMINDERS as REMINDERS

GALLERY = SAMPLES
