"""How Python itself is set for a process that answers for months: who waits for whom, and when it tidies up."""

import gc
import sys

# The pages' thread and the writer's hand the interpreter over a dozen times a command; by default each waits 5 ms.
_AT_MOST_HELD = 0.0002  # seconds
# Next to nothing a message leaves behind refers to itself, so looking for what does is rarely worth it.
_COLLECTED_AFTER = (20_000, 20, 50)


def set_for_loading() -> None:
    """Afterwards threads take turns quickly, and nothing is tidied up before `set_for_serving`: a tenth of a start's time."""
    sys.setswitchinterval(_AT_MOST_HELD)
    gc.disable()


def set_for_serving() -> None:
    """Afterwards threads take turns quickly, and what was loaded for good is never searched for rubbish again.

    To be called once everything is loaded.
    """
    sys.setswitchinterval(_AT_MOST_HELD)
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTED_AFTER)
