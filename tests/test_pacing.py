"""The pacer on a clock of its own: never more than a strict network lets through, fair, in order, and hardly slower."""

import math
import random
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise

import pytest

from bot.channels import Pace, Rate
from bot.pacing import Pacer, Standing

TELEGRAM = Pace(overall=(Rate(30, 1),), each=(Rate(1, 1),), group=(Rate(20, 60),))
Latency = Callable[[], float]


@dataclass
class Strict:
    """A network that counts what arrives, in any window or in buckets, and remembers every letter too many."""

    pace: Pace
    arrivals: list[tuple[float, str]] = field(default_factory=list)

    def too_many_in_a_window(self) -> int:
        found = 0
        for rate, moments in self._counted():
            found += sum(
                moments[n + rate.count] - moments[n] < rate.seconds for n in range(len(moments) - rate.count)
            )
        return found

    def too_many_in_a_bucket(self) -> int:
        found = 0
        for rate, moments in self._counted():
            level, at = float(rate.count), -math.inf
            for moment in moments:
                level = min(rate.count, level + (moment - at) * rate.count / rate.seconds)
                at = moment
                found += level < 1 - 1e-9
                level -= 1
        return found

    def _counted(self) -> Sequence[tuple[Rate, list[float]]]:
        by_chat: defaultdict[str, list[float]] = defaultdict(list)
        for at, address in sorted(self.arrivals):
            by_chat[address].append(at)
        counted = [(rate, sorted(at for at, _ in self.arrivals)) for rate in self.pace.overall]
        for address, moments in by_chat.items():
            rates = self.pace.each + (self.pace.group if is_group(address) else ())
            counted += [(rate, moments) for rate in rates]
        return counted


def is_group(address: str) -> bool:
    return address.startswith("-")


def letters(*addresses: str, priority: int = 1) -> list[Standing]:
    return [Standing(n, address, priority) for n, address in enumerate(addresses, 1)]


@dataclass
class Played:
    """What happened, on the pacer's own clock."""

    network: Strict
    left: list[tuple[float, int]]  # when, which letter
    seconds: float

    @property
    def order(self) -> list[int]:
        return [letter for _, letter in self.left]


def play(
    pace: Pace,
    queue: Sequence[Standing],
    *,
    there: Latency = lambda: 0.002,
    back: Latency = lambda: 0.002,
    width: int = 64,
) -> Played:
    """Everything in the queue leaves; what the network's way there and back takes is told."""
    pacer, network = Pacer(pace, is_group), Strict(pace)
    now, left = 0.0, []
    answers: list[tuple[float, str]] = []
    pacer.load(queue, now)
    while pacer.waiting or answers:
        for slot in pacer.take(now, width - len(answers)):
            assert slot.at >= now
            left.append((slot.at, slot.id))
            arrives = slot.at + there()
            network.arrivals.append((arrives, slot.address))
            heappush(answers, (arrives + back(), slot.address))
        moments = [answers[0][0]] if answers else []
        if width > len(answers) and (at := pacer.next_at(now)) is not None:
            moments.append(max(at, now + 1e-6))
        now = min(moments)
        while answers and answers[0][0] <= now:
            _, address = heappop(answers)
            pacer.answered(address, now)
            pacer.done(address)
    return Played(network, left, now)


def two_each(chats: int, *, adjacent: bool) -> list[Standing]:
    names = [str(n) for n in range(chats)]
    return letters(*(name for name in names for _ in range(2)) if adjacent else (*names, *names))


def jittering(seed: int) -> Latency:
    """Mostly quick; now and then the machine looks away for a while."""
    dice = random.Random(seed)
    return lambda: dice.choice([0.002] * 50 + [0.03, 0.08, 0.2])


@pytest.mark.parametrize("adjacent", [True, False], ids=["adjacent", "spread"])
@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_a_thousand_letters_are_never_refused_and_take_a_twentieth_longer_at_most(
    adjacent: bool, seed: int | None
) -> None:
    there = jittering(seed) if seed else lambda: 0.002
    played = play(TELEGRAM, two_each(500, adjacent=adjacent), there=there)
    assert len(played.left) == 1000
    assert played.network.too_many_in_a_window() == 0
    assert played.network.too_many_in_a_bucket() == 0
    assert played.seconds <= 1.05 * 1000 / 30


def test_the_network_of_this_test_notices_one_letter_too_many() -> None:
    network = Strict(TELEGRAM, [(n / 31, str(n)) for n in range(40)])
    assert network.too_many_in_a_window() > 0
    assert network.too_many_in_a_bucket() == 0
    network = Strict(TELEGRAM, [(n / 60, str(n)) for n in range(90)])
    assert network.too_many_in_a_bucket() > 0


def test_a_slow_network_is_used_as_fully_as_a_quick_one() -> None:
    played = play(TELEGRAM, two_each(500, adjacent=True), there=lambda: 0.15, back=lambda: 0.15)
    assert played.network.too_many_in_a_window() == 0
    assert played.seconds <= 1.05 * 1000 / 30 + 0.3


@pytest.mark.parametrize("there", [lambda: 0.002, jittering(7)], ids=["quick", "jittering"])
def test_a_group_hears_twenty_times_a_minute_and_nobody_waits_for_it(there: Latency) -> None:
    queue = letters(*["-100"] * 45, *(str(n) for n in range(60)))
    played = play(TELEGRAM, queue, there=there)
    assert played.network.too_many_in_a_window() == 0
    last_of_others = max(at for at, letter in played.left if letter > 45)
    assert last_of_others <= 2 * 105 / 30
    assert 120 <= played.seconds <= 1.05 * 120 + 10


def test_two_rates_of_one_chat_hold_together() -> None:
    pace = Pace(each=(Rate(30, 60), Rate(100, 3600)))
    played = play(pace, letters(*["member"] * 120))
    assert played.network.too_many_in_a_window() == 0
    assert 3600 <= played.seconds <= 3600 * 1.05
    assert played.left[29][0] < 1, "a minute's allowance may be used at once"


def test_without_rates_nothing_waits_but_a_chats_own_order() -> None:
    pacer = Pacer(Pace(), is_group)
    pacer.load(letters("a", "b", "a", "c"), 5.0)
    assert [(slot.id, slot.at) for slot in pacer.take(5.0, 64)] == [(1, 5.0), (2, 5.0), (4, 5.0)]
    assert pacer.take(5.0, 64) == []
    pacer.answered("a", 5.5)
    assert pacer.take(5.5, 64) == [], "not before it is settled"
    pacer.done("a")
    assert [slot.id for slot in pacer.take(5.5, 64)] == [3]


def test_one_chats_letters_leave_in_the_order_of_the_queue() -> None:
    dice = random.Random(5)
    queue = letters(*(str(dice.randrange(9)) for _ in range(300)))
    played = play(TELEGRAM, queue, there=jittering(3), back=jittering(4))
    where = {letter.id: letter.address for letter in queue}
    by_chat: defaultdict[str, list[int]] = defaultdict(list)
    for letter in played.order:
        by_chat[where[letter]].append(letter)
    assert all(ids == sorted(ids) for ids in by_chat.values())


def test_answers_go_before_reminders_before_digests() -> None:
    queue = [Standing(n, str(n), 2 - n % 3) for n in range(60)]
    kinds = [2 - letter % 3 for letter in play(TELEGRAM, queue).order]
    assert kinds == sorted(kinds)


def test_an_answer_that_comes_late_leaves_next() -> None:
    pacer = Pacer(TELEGRAM, is_group)
    digests = [Standing(n, str(n), 2) for n in range(100)]
    pacer.load(digests, 0.0)
    gone = {slot.id for slot in pacer.take(0.0, 64)}
    pacer.load([Standing(500, "500", 0), *(one for one in digests if one.id not in gone)], 0.0)
    (first, *_) = pacer.take(0.5, 64)
    assert first.id == 500


def test_chats_take_turns() -> None:
    """One chat's hundred letters, written first, do not make the others wait for them."""
    queue = letters(*["much"] * 100, *(str(n) for n in range(20)))
    order = play(Pace(overall=(Rate(30, 1),)), queue).order
    assert set(range(101, 121)) <= set(order[:24])


def test_who_comes_later_waits_for_one_turn_not_for_all() -> None:
    pacer = Pacer(Pace(), is_group)
    queue = deque(letters(*["much"] * 50))
    pacer.load(queue, 0.0)
    for n in range(20):
        (slot,) = pacer.take(float(n), 1)
        pacer.answered("much", float(n))
        pacer.done("much")
        assert slot.id == n + 1
    pacer.load([*list(queue)[20:], Standing(900, "new", 1), Standing(901, "new", 1)], 20.0)
    order = []
    for n in range(20, 24):
        (slot,) = pacer.take(float(n), 1)
        pacer.answered(slot.address, float(n))
        pacer.done(slot.address)
        order.append(slot.address)
    assert Counter(order) == {"much": 2, "new": 2}


def test_a_dead_chat_costs_its_own_slot_and_no_other() -> None:
    """Ten chats never answer; everybody else is served as if these had been served too."""
    pacer, now, dead = Pacer(TELEGRAM, is_group), 0.0, {str(n) for n in range(10)}
    pacer.load(letters(*(str(n) for n in range(300))), now)
    left: list[float] = []
    while pacer.waiting:
        for slot in pacer.take(now, 64):
            left.append(slot.at)
            if slot.address not in dead:
                pacer.answered(slot.address, slot.at)
                pacer.done(slot.address)
        at = pacer.next_at(now)
        if at is not None:
            now = max(at, now + 1e-6)
    assert len(left) == 300
    assert max(left) <= 1.05 * 300 / 30


def test_what_a_network_asks_for_is_waited_for_by_all() -> None:
    pacer = Pacer(TELEGRAM, is_group)
    pacer.load(letters("a", "b"), 0.0)
    pacer.pause(7.0)
    assert pacer.take(0.0, 64) == []
    at = pacer.next_at(0.0)
    assert at is not None
    assert pacer.take(at, 64)[0].at >= 7.0


def test_the_parts_of_a_letter_keep_the_pace_too() -> None:
    pacer = Pacer(TELEGRAM, is_group)
    pacer.load(letters("a", "b"), 0.0)
    (first, *_) = pacer.take(0.0, 64)
    moments = [first.at]
    for _ in range(4):
        pacer.answered("a", moments[-1] + 0.01)
        moments.append(pacer.next_part("a", moments[-1] + 0.01))
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(moments))


def test_what_is_taken_back_from_the_queue_never_leaves() -> None:
    pacer = Pacer(Pace(), is_group)
    pacer.load(letters("a", "a", "b"), 0.0)
    pacer.take(0.0, 1)
    pacer.load([Standing(3, "b", 1)], 0.0)
    assert [slot.id for slot in pacer.take(0.0, 64)] == [3]
    pacer.answered("a", 0.1)
    pacer.done("a")
    assert pacer.take(0.1, 64) == []
    assert pacer.next_at(0.1) is None
