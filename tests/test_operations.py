"""What an operator relies on: figures, health, the heartbeat, the log, the doctor, and what is forgotten when told so."""

import asyncio
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select, text

from bot import binding
from bot.channels import Channel, DeliveryError, Incoming, Pace, Parcel
from bot.clocks import real_clock
from bot.conversation import hear
from bot.courier import Courier, deliver
from bot.doctor import examine as doctor
from bot.forgetting import ForgettingRefused, erase, retain, revoke, years_typed
from bot.health import create_health, examine
from bot.heartbeat import EVERY, Heartbeat
from bot.lane import LaneState
from bot.logs import keep_logs
from bot.metrics import Refusals, create_metrics
from bot.settings import Settings, SettingsRefused, load_settings
from db import history, snapshot
from db.engine import DatabaseRefused, open_database, reading
from db.models import Account, Inbox, Outbox, Report
from tests import postgres
from tests.fake_bot_api import TOKEN as FAKE_TOKEN
from tests.fake_bot_api import FakeBotApi
from tests.postgres import sqlite_only
from tests.small_plan import LONGHUA, SmallOffice, moment

TOKEN = "a-token-of-sixteen-or-more"


def settings(tmp_path: Path, **given: str) -> Settings:
    values = {f"DUBAN_{name.upper()}": value for name, value in given.items()}
    return load_settings(values | {"DUBAN_HOME": str(tmp_path)}, tmp_path / "none.toml")


def asked(app: object, path: str, client: str = "127.0.0.1", **headers: str) -> httpx.Response:
    """One request from that machine."""
    wire = httpx.ASGITransport(app, client=(client, 4000))  # type: ignore[arg-type]

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=wire, base_url="http://127.0.0.1") as browser:
            return await browser.get(path, headers=headers)

    return asyncio.run(ask())


# ---------------------------------------------------------------- health


def test_while_nothing_is_late_the_office_is_well(small: SmallOffice) -> None:
    assert examine(small.office, small.now, ()).on_time


def test_a_letter_nobody_carries_makes_it_ill(small: SmallOffice) -> None:
    found = examine(small.office, small.now + timedelta(minutes=20), ())
    assert (found.on_time, found.ok) == (False, False)
    assert found.outbox_age >= 20 * 60


def test_a_round_that_does_not_come_makes_it_ill_in_working_hours_only(small: SmallOffice) -> None:
    small.forget_letters()
    morning, evening = moment("2021-10-29 09:30"), moment("2021-10-29 21:00")
    assert examine(small.office, morning, ()).round_lag > 15 * 60
    assert examine(small.office, evening, ()).round_lag == 0
    # What the night left over is not late before the morning has begun.
    assert examine(small.office, moment("2021-11-01 08:31"), ()).round_lag < 15 * 60


def test_a_stranger_hears_whether_and_not_why(small: SmallOffice, tmp_path: Path) -> None:
    lane = LaneState("telegram", 0, small.now + timedelta(minutes=5), "令牌不对")
    app = create_health(small.office, lambda: small.now, lambda: [lane], settings(tmp_path))
    inside, outside = asked(app, "/healthz"), asked(app, "/healthz", client="203.0.113.7")
    assert (inside.status_code, outside.status_code) == (503, 503)
    assert inside.json()["away"] == {"telegram": "令牌不对"}
    assert outside.json() == {"ok": False}


# ---------------------------------------------------------------- figures


def scrape(small: SmallOffice, settings: Settings, **other: str) -> httpx.Response:
    lane = LaneState("web", 2, small.now + timedelta(minutes=5), "away")
    app = create_metrics(small.office, lambda: small.now, lambda: [lane], settings)
    return asked(app, "/metrics", **other)


def test_the_figures_tell_how_letters_do_and_name_nobody(small: SmallOffice, tmp_path: Path) -> None:
    small.says(LONGHUA, "待办")
    said = scrape(small, settings(tmp_path)).text
    for line in (
        'duban_letters_queued{channel="web"} 9.0', 'duban_letters_in_flight{channel="web"} 2.0',
        'duban_channel_away{channel="web"} 1.0', "duban_round_lag_seconds 0.0", "duban_database_up 1.0",
        "process_resident_memory_bytes", 'duban_heard_total{channel="web",intent="list"}',
    ):  # fmt: skip
        assert line in said, line
    assert postgres.wanted() or "duban_disk_free_bytes" in said
    assert not any(ord(sign) > 0x3000 for sign in said)


def test_a_letter_taken_and_a_letter_refused_are_counted(small: SmallOffice, tmp_path: Path) -> None:
    class Half:
        name, pace = "web", Pace()

        def is_group(self, address: str) -> bool:
            return False

        async def send(self, parcel: Parcel) -> str:
            if parcel.outbox_id % 2:
                raise DeliveryError("对方忙")
            return "1"

    def count(outcome: str) -> float:
        line = f'duban_letters_total{{channel="web",outcome="{outcome}"}} '
        found = [one for one in scrape(small, settings(tmp_path)).text.splitlines() if one.startswith(line)]
        return float(found[0].rsplit(" ", 1)[1]) if found else 0.0

    before = count("sent"), count("refused")
    channel: Channel = Half()
    asyncio.run(deliver(small.office, {"web": channel}, small.now))
    assert (count("sent") - before[0], count("refused") - before[1]) == (4, 4)


def test_a_call_that_a_hook_refused_is_counted_under_no_name_of_the_callers(
    small: SmallOffice, tmp_path: Path
) -> None:
    async def no(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 403, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]

    asked(Refusals(no), "/hooks/telegram")
    asked(Refusals(no), "/hooks/whatever-somebody-typed")
    said = scrape(small, settings(tmp_path)).text
    assert 'duban_webhooks_refused_total{hook="telegram",status="403"}' in said
    assert 'hook="other"' in said
    assert "somebody-typed" not in said


@pytest.mark.parametrize(
    ("given", "client", "shown", "status"),
    [
        ({}, "127.0.0.1", "", 200),
        ({}, "203.0.113.7", "", 403),
        (
            {"public_url": "https://duban.example.gov.cn"},
            "127.0.0.1",
            "",
            403,
        ),  # a proxy stands on this machine
        ({"metrics_token": TOKEN}, "203.0.113.7", f"Bearer {TOKEN}", 200),
        ({"metrics_token": TOKEN}, "203.0.113.7", "Bearer wrong", 403),
        ({"metrics_token": TOKEN}, "127.0.0.1", "", 403),
    ],
)
def test_the_figures_are_for_this_machine_or_for_who_shows_the_token(
    small: SmallOffice, tmp_path: Path, given: dict[str, str], client: str, shown: str, status: int
) -> None:
    headers = {"authorization": shown} if shown else {}
    assert scrape(small, settings(tmp_path, **given), client=client, **headers).status_code == status


def test_a_token_that_could_be_guessed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="METRICS_TOKEN"):
        settings(tmp_path, metrics_token="short")


# ---------------------------------------------------------------- the heartbeat


def beats(small: SmallOffice, times: int, status: int = 200) -> tuple[int, float]:
    """How often it was heard in that many minutes, and how long it waited between."""
    heard, waited = 0, 0.0

    async def ping(request: web.Request) -> web.Response:
        nonlocal heard
        heard += 1
        return web.Response(status=status)

    async def pause(seconds: float) -> None:
        nonlocal waited, times
        waited, times = seconds, times - 1
        if not times:
            raise asyncio.CancelledError

    async def live() -> None:
        app = web.Application()
        app.router.add_get("/ping/a-secret", ping)
        async with TestServer(app) as server:
            heart = Heartbeat(
                str(server.make_url("/ping/a-secret")), small.office, lambda: small.now, pause=pause
            )
            with pytest.raises(asyncio.CancelledError):
                await heart.run()

    asyncio.run(live())
    return heard, waited


def test_it_beats_every_minute_while_work_is_on_time(small: SmallOffice) -> None:
    assert beats(small, 3) == (3, EVERY)


def test_it_is_silent_while_something_is_late(small: SmallOffice) -> None:
    small.now += timedelta(hours=1)
    assert beats(small, 3)[0] == 0


def test_an_address_that_refuses_is_tried_again_and_never_written_down(small: SmallOffice) -> None:
    with structlog.testing.capture_logs() as lines:
        assert beats(small, 3, status=500)[0] == 3
    assert [line["reason"] for line in lines] == ["HTTP 500"]
    assert "a-secret" not in str(lines)


# ---------------------------------------------------------------- the log


@pytest.fixture
def logged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """What a service writes on stderr."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = list(root.handlers), root.level
    keep_logs(settings(tmp_path, telegram_token="123456:AA-made_up-token", metrics_token=TOKEN))
    yield capsys
    root.handlers, root.level = handlers, level
    structlog.configure(**before)


def lines(logged: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in logged.readouterr().err.splitlines()]


class Wire:
    """A channel that has something to say while it sends."""

    name, pace = "web", Pace()

    def is_group(self, address: str) -> bool:
        return False

    async def send(self, parcel: Parcel) -> str:
        structlog.get_logger().info("the channel says something")
        return "net-1"


def test_one_id_leads_from_what_was_heard_to_the_receipt(
    small: SmallOffice, logged: pytest.CaptureFixture[str]
) -> None:
    small.forget_letters()
    small.says(LONGHUA, "待办", update_id="u-77")
    asyncio.run(Courier(small.office, {"web": Wire()}, lambda: small.now).deliver())
    written = lines(logged)
    steps = {str(line["event"]): line for line in written}
    assert steps["heard"]["update"] == "u-77"
    assert steps["answered"]["inbox"] == steps["heard"]["inbox"]
    letter = steps["answered"]["outbox"]
    assert steps["leaves"]["outbox"] == steps["the channel says something"]["outbox"] == letter
    assert (steps["sent"]["outbox"], steps["sent"]["receipt"]) == (letter, "net-1")
    assert LONGHUA not in str(written)


def test_a_reminder_is_followed_from_its_items(
    small: SmallOffice, logged: pytest.CaptureFixture[str]
) -> None:
    small.forget_letters()
    small.round("2021-10-29 09:07")
    (letter,) = [one for one in small.letters(LONGHUA) if one.state == "queued"]
    asyncio.run(deliver(small.office, {"web": Wire()}, small.now))
    (leaves,) = [line for line in lines(logged) if line["event"] == "leaves" and line["outbox"] == letter.id]
    assert leaves["kind"] == "morning"
    assert "3.1" in leaves["items"]  # type: ignore[operator]


def test_a_line_is_one_line_whoever_wrote_it(logged: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        structlog.get_logger().exception("ours", moment=real_clock())
    logging.getLogger("somebody.else").error("theirs %d", 7)
    ours, theirs = lines(logged)
    assert "two\nlines" in str(ours["exception"])
    assert (theirs["event"], theirs["level"]) == ("theirs 7", "error")
    assert all("at" in line for line in (ours, theirs))


# ---------------------------------------------------------------- a damaged file


@sqlite_only
def test_a_damaged_file_is_noticed_at_the_start_with_what_to_do(small: SmallOffice) -> None:
    small.round("2021-10-29 09:07")
    file = Path(small.office.engine.url.database or "")
    small.close()
    whole = file.read_bytes()
    half = len(whole) // 2
    for spoilt in (whole[:half], whole[:half] + b"\xa5" * 40960 + whole[half + 40960 :]):
        file.write_bytes(spoilt)
        with pytest.raises(DatabaseRefused, match="duban restore"):
            snapshot.refuse_damaged(open_database(f"sqlite:///{file}"))
        assert file.read_bytes() == spoilt
    file.write_bytes(whole)
    engine = open_database(f"sqlite:///{file}")
    snapshot.refuse_damaged(engine)
    engine.dispose()


@sqlite_only
def test_a_large_file_is_measured_and_not_read(small: SmallOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    file = Path(small.office.engine.url.database or "")
    small.close()
    monkeypatch.setattr(snapshot, "READ_AT_START", 0)
    engine = open_database(f"sqlite:///{file}")
    snapshot.refuse_damaged(engine)
    file.write_bytes(file.read_bytes()[:-4096])
    with pytest.raises(DatabaseRefused, match="missing"):
        snapshot.refuse_damaged(engine)
    engine.dispose()


# ---------------------------------------------------------------- the doctor


def found(environment: dict[str, str]) -> dict[str, tuple[bool, str]]:
    return {one.what: (one.sound, one.how) for one in doctor(environment)}


def test_a_name_typed_wrong_is_found_with_the_right_one(tmp_path: Path) -> None:
    sound, _ = found({"DUBAN_TELEGRAM_TOKN": "x", "DUBAN_HOME": str(tmp_path), "DUBAN_PORT": "nine"})["设置"]
    assert not sound
    first = next(iter(doctor({"DUBAN_TELEGRAM_TOKN": "x", "DUBAN_HOME": str(tmp_path)})))
    assert "DUBAN_TELEGRAM_TOKEN" in first.how


@sqlite_only
def test_a_whole_office_is_looked_at_from_the_disk_to_the_last_letter(small: SmallOffice) -> None:
    home = Path(small.office.engine.url.database or "").parent
    looked = found({"DUBAN_HOME": str(home), "DUBAN_DATABASE_URL": str(small.office.engine.url)})
    assert {"设置", "时钟", "节假日表", "字体", "磁盘", "数据库", "历史记录", "计划", "岗位", "送达"} <= set(
        looked
    )
    assert looked["数据库"][0]


async def _told_of_telegram(home: Path, mode: str, **other: str) -> dict[str, tuple[bool, str]]:
    async with FakeBotApi().running() as telegram:
        if other.pop("elsewhere", ""):
            telegram.webhook = {"url": "https://elsewhere.example/hook"}
        environment = {
            "DUBAN_HOME": str(home), "DUBAN_TELEGRAM_TOKEN": FAKE_TOKEN, "DUBAN_TELEGRAM_MODE": mode,
            "DUBAN_TELEGRAM_BASE_URL": telegram.base_url, **other,
        }  # fmt: skip
        return await asyncio.to_thread(found, environment)


async def test_the_platform_is_asked_for_the_token_the_time_and_the_way_in(tmp_path: Path) -> None:
    looked = await _told_of_telegram(tmp_path, "polling")
    assert looked["Telegram 收信"][0], looked
    assert looked["时钟"][1].startswith("与Telegram相差"), looked
    looked = await _told_of_telegram(tmp_path, "polling", elsewhere="yes")
    assert not looked["Telegram 收信"][0]
    public = {"DUBAN_PUBLIC_URL": "https://duban.example.gov.cn"}
    sound, how = (await _told_of_telegram(tmp_path, "webhook", **public))["Telegram 收信"]
    assert (sound, "https://duban.example.gov.cn/hooks/telegram" in how) == (False, True)


def test_a_platform_that_is_away_is_one_sentence_without_a_secret(tmp_path: Path) -> None:
    environment = {
        "DUBAN_TELEGRAM_TOKEN": "42:made-up-token",
        "DUBAN_TELEGRAM_BASE_URL": "http://127.0.0.1:9",
    }
    looked = found(environment | {"DUBAN_HOME": str(tmp_path)})
    assert not looked["Telegram"][0]
    assert "made-up-token" not in str(looked)


# ---------------------------------------------------------------- forgetting


def bound(small: SmallOffice, address: str, *, hands_over: bool = False) -> None:
    seat = small.seat(LONGHUA)
    code, _ = small.office.writer.run(
        lambda tx: binding.invite(tx, seat, "测试", small.now, hands_over=hands_over)
    )
    hear(small.office, Incoming("telegram", f"bind-{address}", address, code), small.now)


SECRET_WORDS = "我的手机换号了请打家里电话"


def test_a_former_holders_traces_go_and_the_office_keeps_its_record(small: SmallOffice) -> None:
    bound(small, "7001")
    small.hears("telegram", "7001", "进展 3.1 60% 目录已拟好")
    small.hears("telegram", "7001", SECRET_WORDS)
    bound(small, "7002", hands_over=True)
    small.hears("telegram", "7002", "待办")
    small.forget_letters()
    assert "1个账号" in erase(small.office, LONGHUA)
    with reading(small.office.engine) as tx:
        places = {
            *tx.scalars(select(Account.address)),
            *tx.scalars(select(Inbox.address)),
            *tx.scalars(select(Outbox.address)),
        }
        words = " ".join(tx.scalars(select(Inbox.text).where(Inbox.channel == "telegram")))
        assert "7001" not in places
        assert "7002" in places
        assert "待办" in words
        assert SECRET_WORDS not in words
        assert "目录已拟好" in " ".join(tx.scalars(select(Report.text)))
        assert history.verify(history.entries(tx))[1] is None
    if not postgres.wanted():
        file = Path(small.office.engine.url.database or "")
        small.close()
        assert SECRET_WORDS.encode() not in file.read_bytes()


def test_whoever_speaks_for_the_seat_now_loses_nothing(small: SmallOffice) -> None:
    bound(small, "7001")
    small.hears("telegram", "7001", "待办")
    assert "0个账号、0条来信" in erase(small.office, LONGHUA)
    small.hears("telegram", "7001", "进展 3.1 60%")
    assert small.account("3.1").percent == 60


def test_old_words_go_and_what_was_reported_stays(small: SmallOffice) -> None:
    small.says(LONGHUA, "进展 3.1 60% 目录已拟好")
    small.forget_letters()
    assert "1条来信" in retain(small.office, 3, small.now + timedelta(days=3 * 365 + 32))
    with reading(small.office.engine) as tx:
        assert set(tx.scalars(select(Inbox.text))) == {""}
        assert set(map(tuple, tx.scalars(select(Outbox.parts)))) == {("",)}
        assert "目录已拟好" in " ".join(tx.scalars(select(Report.text)))
        assert history.verify(history.entries(tx))[1] is None
    assert small.account("3.1").percent == 60


def test_what_is_not_old_enough_stays(small: SmallOffice) -> None:
    small.says(LONGHUA, "待办")
    assert "0条来信和0条去信" in retain(small.office, 1, small.now + timedelta(days=300))


@pytest.mark.parametrize("typed", ["0y", "soon", "-3", "", "3m"])
def test_an_age_that_cannot_be_meant_is_refused(typed: str) -> None:
    with pytest.raises(ForgettingRefused, match="3y"):
        years_typed(typed)


def test_one_command_ends_everything_a_seat_has(small: SmallOffice) -> None:
    bound(small, "7001")
    code, _ = small.office.writer.run(lambda tx: binding.invite(tx, small.seat(LONGHUA), "测试", small.now))
    assert "1个账号已停用" in revoke(small.office, LONGHUA)
    small.hears("telegram", "7001", "进展 3.1 90%")
    assert small.account("3.1").percent is None
    now = real_clock()  # the command goes by the real clock
    hear(small.office, Incoming("telegram", "later", "7003", code), now)
    with reading(small.office.engine) as tx:
        assert tx.execute(text("SELECT count(*) FROM account WHERE address = '7003'")).scalar() == 0
