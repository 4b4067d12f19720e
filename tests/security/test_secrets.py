"""No secret leaves by a log, a trace, an error, the doctor or the repository: real calls fail here, and all of it is read."""

import asyncio
import json
import logging
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
import structlog

from bot.channels import DeliveryError, Parcel
from bot.channels.telegram import TelegramConfig, TelegramRefused, check, open_telegram
from bot.channels.wecom.client import Client
from bot.channels.wecom.token import Tokens
from bot.doctor import examine as doctor
from bot.logs import STRUCK, Strike, keep_logs, secrets_of
from bot.settings import load_settings
from tests.fake_bot_api import TOKEN, FakeBotApi
from tests.telegram.ear import Ear

ROOT = Path(__file__).resolve().parents[2]
GIVEN = {
    "DUBAN_TELEGRAM_TOKEN": TOKEN,
    "DUBAN_TELEGRAM_WEBHOOK_SECRET": "hook-secret-one",
    "DUBAN_WECOM_CORP_ID": "ww0",
    "DUBAN_WECOM_AGENT_ID": "1000002",
    "DUBAN_WECOM_SECRET": "wecom-secret-two",
    "DUBAN_WECOM_CALLBACK_TOKEN": "callback-token-three",
    "DUBAN_WECOM_AES_KEY": "k" * 43,
    "DUBAN_WECOM_GROUPS": "督办群=group-key-four",
    "DUBAN_METRICS_TOKEN": "metrics-token-five-x",
    "DUBAN_HEARTBEAT_URL": "https://hc.example.gov.cn/ping/six-six-six",
    "DUBAN_DATABASE_URL": "postgresql+psycopg://duban:database-seven@127.0.0.1:9/duban",
}
SECRETS = (
    TOKEN, "hook-secret-one", "wecom-secret-two", "callback-token-three", "k" * 43, "group-key-four",
    "metrics-token-five-x", "six-six-six", "database-seven",
)  # fmt: skip


@pytest.fixture
def kept(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[pytest.CaptureFixture[str]]:
    """The log of a service with every secret set, talkative libraries made as talkative as they can be."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = list(root.handlers), root.level
    keep_logs(load_settings(GIVEN | {"DUBAN_HOME": str(tmp_path)}, tmp_path / "none.toml"), logging.DEBUG)
    for name in ("aiohttp", "telegram", "asyncio", "httpx"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield capsys
    root.handlers, root.level = handlers, level
    structlog.configure(**before)


def leaked(said: str) -> list[str]:
    return [secret for secret in SECRETS if secret in said]


async def _fail_everywhere() -> None:
    """Telegram refused and unreachable, WeCom unreachable, a bug whose trace holds a secret."""
    log = structlog.get_logger()
    async with FakeBotApi().running() as telegram, aiohttp.ClientSession() as session:
        telegram.token_revoked = True
        for base in (telegram.base_url, "http://127.0.0.1:9"):
            try:
                await check(TOKEN, base, session)
            except TelegramRefused:
                log.exception("telegram refused", base=base)
            config = TelegramConfig(token=TOKEN, base_url=base)
            try:
                async with open_telegram(config, session, Ear()) as bot:
                    await bot.channel.send(Parcel(7, 1, "7001", "morning", ("待办",), ()))
            except (TelegramRefused, DeliveryError):
                log.exception("not sent", config=repr(config))
        tokens = Tokens(session, "http://127.0.0.1:9", "ww0", "wecom-secret-two")
        try:
            await Client(session, "http://127.0.0.1:9", tokens).send("LinKe", {})
        except DeliveryError:
            log.exception("wecom away")
        try:  # what a careless library does: the whole address in its own words
            async with session.get(f"http://127.0.0.1:9/cgi-bin/gettoken?corpid=ww0&corpsecret={SECRETS[2]}"):
                pass
        except aiohttp.ClientError as error:
            log.exception("careless", error=error, url=f"http://127.0.0.1:9/bot{TOKEN}/getMe", given=GIVEN)
            logging.getLogger("somebody").error("failed for %s", GIVEN, exc_info=error)


def test_calls_that_really_fail_leave_no_secret_in_the_log(kept: pytest.CaptureFixture[str]) -> None:
    asyncio.run(_fail_everywhere())
    said = "".join(kept.readouterr())
    assert leaked(said) == []
    events = [json.loads(line)["event"] for line in said.splitlines()]
    assert {"telegram refused", "not sent", "wecom away", "careless"} <= set(events)
    assert STRUCK in said


def test_every_secret_of_the_settings_is_known_to_the_wall(tmp_path: Path) -> None:
    known = secrets_of(load_settings(GIVEN, tmp_path / "none.toml"))
    assert [secret for secret in SECRETS if not any(secret in one for one in known)] == []


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("https://api.telegram.org/bot987654321:AAE-some_token-here/getMe", "https://api.telegram.org/bot***/getMe"),
        ("GET /cgi-bin/gettoken?corpid=ww1&corpsecret=zzzzzz HTTP", "GET /cgi-bin/gettoken?corpid=ww1&corpsecret=*** HTTP"),
        ("send?access_token=abc.def&debug=1", "send?access_token=***&debug=1"),
        ("webhook/send?key=693a91f6-7xxx", "webhook/send?key=***"),
        ("postgresql+psycopg://duban:pw@db/duban", "postgresql+psycopg://duban:***@db/duban"),
        ("http://here/sign-in/AbC-d_9", "http://here/sign-in/***"),
        ("/calendar/AbC-d_9.ics", "/calendar/***.ics"),
        ("Authorization: Bearer abcdefgh12345", "Authorization: Bearer ***"),
        ("绑定 K7QMX3TW 失败", "绑定 *** 失败"),
        ("电话13800000000转", "电话***转"),
        # Nothing of this is a secret.
        ("2021-10-29T09:07:00 round 3.1 12345 完成", "2021-10-29T09:07:00 round 3.1 12345 完成"),
        ("letter 4711 sent, 60%", "letter 4711 sent, 60%"),
        ("SELECT outbox.id FROM outbox", "SELECT outbox.id FROM outbox"),
    ],
)  # fmt: skip
def test_what_has_the_shape_of_a_secret_is_struck_out_and_nothing_else(said: str, left: str) -> None:
    assert Strike().text(said) == left


def test_a_value_under_a_secrets_name_is_struck_out_whatever_it_looks_like() -> None:
    line = Strike()(None, "", {"event": "x", "answer": {"access_token": "plain", "expires_in": 7200}})
    assert line == {"event": "x", "answer": {"access_token": STRUCK, "expires_in": 7200}}


def test_the_doctor_says_no_secret(tmp_path: Path) -> None:
    away = {"DUBAN_TELEGRAM_BASE_URL": "http://127.0.0.1:9", "DUBAN_WECOM_BASE_URL": "http://127.0.0.1:9"}
    said = repr(list(doctor(GIVEN | away | {"DUBAN_HOME": str(tmp_path), "DUBAN_DATABASE_URL": ""})))
    assert leaked(said) == []
    wrong = GIVEN | {"DUBAN_TELEGRAM_TOKEN": "hook-secret-one", "DUBAN_WECOM_AES_KEY": "database-seven"}
    assert leaked(repr(list(doctor(wrong)))) == []


def test_the_repository_holds_no_token() -> None:
    """By the shapes of the real ones. The fakes' and the official samples are no one's."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    if not listed:
        pytest.skip("not a checkout")
    shapes = re.compile(
        r"\b\d{8,12}:AA[\w-]{33}\b|-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bghp_\w{36}\b"
    )
    found = {
        name: shapes.findall(path.read_text(encoding="utf-8", errors="replace"))
        for name in listed
        if (path := ROOT / name).is_file()
        and path.suffix in (".py", ".md", ".toml", ".yaml", ".txt", ".json", ".js", "")
    }
    assert {name: tokens for name, tokens in found.items() if set(tokens) - {TOKEN}} == {}
