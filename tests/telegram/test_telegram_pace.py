"""What Telegram lets through, as data; and that the pacer, told of it, never asks for more."""

from heapq import heappop, heappush

import pytest

from bot.channels.telegram.speaking import PACE, is_group
from bot.pacing import Pacer, Standing
from tests.fake_bot_api import Windows


def test_the_limits_are_the_documented_ones() -> None:
    rates = (*PACE.overall, *PACE.each, *PACE.group)
    assert [(rate.count, rate.seconds) for rate in rates] == [(30, 1), (1, 1), (20, 60)]


def story(letters: int, chats: list[str]) -> tuple[int, float]:
    """Refusals of a server that counts in any window, and the seconds it took; each letter is 5 to 35 ms on its way."""
    pacer, now, refused, last = Pacer(PACE, is_group), 0.0, 0, 0.0
    overall, each, group = Windows(30, 1.0), Windows(1, 1.0), Windows(20, 60.0)
    pacer.load([Standing(n, chats[n % len(chats)], 1) for n in range(letters)], now)
    arriving: list[tuple[float, str]] = []
    sent = 0
    while sent < letters or arriving:
        for slot in pacer.take(now, 64):
            heappush(arriving, (slot.at + 0.005 + 0.03 * (slot.id % 7) / 7, slot.address))
            sent += 1
        while arriving and arriving[0][0] <= now:
            last, chat = heappop(arriving)
            rules = [(overall, ""), (each, chat), *([(group, chat)] if is_group(chat) else [])]
            refused += any(rule.wait(key, last) > 0 for rule, key in rules)
            for rule, key in rules:
                rule.seen[key].append(last)
            pacer.answered(chat, now + 0.005)
            pacer.done(chat)
        now += 0.005
    return refused, last


@pytest.mark.parametrize("count", [500, 100])
def test_a_thousand_letters_keep_to_the_limits_and_lose_no_time(count: int) -> None:
    refused, seconds = story(1000, [str(7000 + n) for n in range(count)])
    assert refused == 0
    assert seconds <= 1000 / 30 * 1.05


def test_a_group_is_never_written_to_more_than_twenty_times_a_minute() -> None:
    refused, seconds = story(45, ["-500"])
    assert refused == 0
    assert 120 <= seconds <= 150
