"""python-telegram-bot stays in its package, and is loaded only by whoever opens the channel."""

import subprocess
import sys

from tests.test_layers import users_of


def test_only_the_channel_knows_python_telegram_bot() -> None:
    assert {path for path in users_of("telegram") if not path.startswith("bot/channels/telegram/")} == set()


def test_naming_the_channel_loads_nothing_of_it() -> None:
    asked = "import sys, bot.channels.telegram; print('telegram' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
