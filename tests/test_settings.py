"""Settings: from the environment, from files, from duban.toml; every fault at once, and no secret in any of them."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsRefused, load_settings, unknown_names

TOKEN = "123456:AA-made_up-token"
WECOM = {
    "DUBAN_WECOM_CORP_ID": "ww0",
    "DUBAN_WECOM_AGENT_ID": "1000002",
    "DUBAN_WECOM_SECRET": "made-up-secret",
    "DUBAN_WECOM_CALLBACK_TOKEN": "made-up",
    "DUBAN_WECOM_AES_KEY": "a" * 43,
}


def load(tmp_path: Path, *lines: str, **environment: str) -> Settings:
    (tmp_path / "duban.toml").write_text("\n".join(lines), encoding="utf-8")
    return load_settings(environment, tmp_path / "duban.toml")


def faults(tmp_path: Path, *lines: str, **environment: str) -> list[str]:
    with pytest.raises(SettingsRefused) as refused:
        load(tmp_path, *lines, **environment)
    return refused.value.faults


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path / "none.toml")
    assert not settings.on_a_platform
    assert (settings.host, settings.port) == ("127.0.0.1", 8741)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    settings = load(tmp_path, "port = 9000", 'timezone = "Asia/Urumqi"', DUBAN_PORT="9001")
    assert (settings.port, settings.timezone) == (9001, "Asia/Urumqi")


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN + "\n", encoding="utf-8")
    settings = load(tmp_path, DUBAN_TELEGRAM_TOKEN_FILE=str(tmp_path / "token"))
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert settings.on_a_platform


def test_a_secret_is_not_shown_with_the_settings(tmp_path: Path) -> None:
    settings = load(tmp_path, DUBAN_TELEGRAM_TOKEN=TOKEN, **WECOM)
    assert TOKEN not in repr(settings)
    assert "made-up-secret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("DUBAN_TELEGRAM_TOKEN", "not-a-token", "BotFather"),
        ("DUBAN_TELEGRAM_MODE", "push", "polling 或 webhook"),
        ("DUBAN_TELEGRAM_BASE_URL", "localhost:8081", "https://"),
        ("DUBAN_PUBLIC_URL", "office.local", "https://"),
        ("DUBAN_WECOM_AES_KEY", "short", "43位"),
        ("DUBAN_WECOM_AGENT_ID", "one", "整数"),
        ("DUBAN_WECOM_GROUPS", "no key", "群名=机器人地址里的key"),
        ("DUBAN_PORT", "70000", "65535"),
    ],
)
def test_a_wrong_value_is_named_and_not_repeated(tmp_path: Path, name: str, value: str, word: str) -> None:
    told = "\n".join(faults(tmp_path, **{name: value}))
    assert name in told
    assert word in told
    assert value not in told


def test_half_a_platform_is_refused_by_what_is_missing(tmp_path: Path) -> None:
    told = faults(tmp_path, DUBAN_WECOM_CORP_ID="ww0")
    assert told == [
        "设了 DUBAN_WECOM_CORP_ID，还缺 DUBAN_WECOM_AGENT_ID、DUBAN_WECOM_SECRET、DUBAN_WECOM_CALLBACK_TOKEN、"
        "DUBAN_WECOM_AES_KEY；这几项要一起设。"
    ]


def test_a_webhook_needs_an_address(tmp_path: Path) -> None:
    told = faults(tmp_path, DUBAN_TELEGRAM_TOKEN=TOKEN, DUBAN_TELEGRAM_MODE="webhook")
    assert told == ["DUBAN_TELEGRAM_MODE=webhook 还需要 DUBAN_PUBLIC_URL。"]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    told = faults(tmp_path, "prot = 1", DUBAN_PORT="x", DUBAN_TIMEZONE="Mars/Base", DUBAN_WECOM_BOT_ID="b")
    assert len(told) == 4
    assert "是否指 port？" in told[0]


def test_a_file_that_is_not_toml_is_told_with_its_line(tmp_path: Path) -> None:
    assert "第2行" in faults(tmp_path, "port = 1", "host 127.0.0.1")[0]


def test_wecom_groups_are_read_by_name(tmp_path: Path) -> None:
    settings = load(tmp_path, DUBAN_WECOM_GROUPS="协调群=a-1，领导群 = b-2")
    assert settings.groups == {"协调群": "a-1", "领导群": "b-2"}


def test_a_variable_of_no_setting_is_found() -> None:
    assert unknown_names({"DUBAN_PORTS": "1", "DUBAN_PORT": "1", "DUBAN_PORT_FILE": "x", "HOME": "/"}) == [
        "DUBAN_PORTS"
    ]
