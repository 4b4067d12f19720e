"""How much WeCom still takes: of one conversation in a minute and an hour, of the whole app in a day.

WeCom drops what is above without a word, so it is counted here, message by message: a
letter may be several. Counted anew after a restart.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone

import structlog

from bot.channels import DeliveryError, Rate

log = structlog.get_logger()

CHINA = timezone(timedelta(hours=8))  # WeCom's days begin there, whatever zone the office keeps
WARN_AT = 0.8
_FORGET_ABOVE = 2000  # addresses; those silent for an hour are then forgotten

Notice = Callable[[str], None]


class Allowance:
    """What each address may still be sent. rates: as the network says. stopwatch: seconds that only go forward."""

    def __init__(self, rates: Sequence[Rate], stopwatch: Callable[[], float] = time.monotonic) -> None:
        self._rates = rates
        self._longest = max(rate.seconds for rate in rates)
        self._stopwatch = stopwatch
        self._sent: dict[str, deque[float]] = {}

    def take(self, address: str, messages: int) -> None:
        """They may go now, and are counted. Raises DeliveryError with the seconds to wait."""
        now = self._stopwatch()
        sent = self._sent.setdefault(address, deque())
        while sent and sent[0] <= now - self._longest:
            sent.popleft()
        wait = max(self._wait(sent, rate, messages, now) for rate in self._rates)
        if wait > 0:
            raise DeliveryError("本分钟或本小时发给这个账号的消息已满", scope="address", after=wait)
        sent.extend([now] * messages)
        if len(self._sent) > _FORGET_ABOVE:
            self._forget(now)

    @staticmethod
    def _wait(sent: Sequence[float], rate: Rate, messages: int, now: float) -> float:
        # A letter longer than the whole allowance goes when nothing else did: better than never.
        room = rate.count - min(messages, rate.count)
        within = [moment for moment in sent if moment > now - rate.seconds]
        return within[len(within) - room - 1] + rate.seconds - now if len(within) > room else 0.0

    def _forget(self, now: float) -> None:
        silent = [one for one, sent in self._sent.items() if not sent or sent[-1] <= now - self._longest]
        for address in silent:
            del self._sent[address]


class DayQuota:
    """Messages of one day against the limit the office knows of; at four fifths somebody is told, once a day."""

    def __init__(self, limit: int | None, now: Callable[[], datetime], notice: Notice) -> None:
        self._limit = limit
        self._now = now
        self._notice = notice
        self._day: date | None = None
        self.used = 0
        self._told = False

    def count(self) -> None:
        """One more has gone."""
        today = self._now().astimezone(CHINA).date()
        if today != self._day:
            self._day, self.used, self._told = today, 0, False
        self.used += 1
        if self._limit is not None and not self._told and self.used >= self._limit * WARN_AT:
            self._told = True
            log.warning("wecom quota nearly used", used=self.used, limit=self._limit)
            self._notice(
                f"企业微信应用今天已发{self.used}人次，每日上限{self._limit}人次。超过后企业微信不再送达，也不提示。"
            )
