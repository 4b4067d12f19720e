"""A newcomer's first ten minutes with the real demonstration, in a real browser."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine (Debian: apt install chromium)"
)
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
PATIENCE = 30_000  # ms; only a loaded machine needs it


@pytest.fixture
def demo() -> Iterator[str]:
    """`duban demo`, as the README starts it; its address."""
    command = [sys.executable, "-m", "bot.cli", "demo", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+/chat", process.stdout.readline())
        assert found, "the demonstration did not say its address"
        yield found[0]
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


@pytest.fixture
def page(demo: str) -> Iterator[Page]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(demo)
        yield page
        browser.close()


def phone(page: Page, seat: str) -> Locator:
    return page.locator(".phone", has=page.locator(".seat-title", has_text=seat))


def say(on: Locator, text: str) -> None:
    on.locator("textarea").fill(text)
    on.locator("textarea").press("Enter")


def test_a_newcomer_lives_through_the_plan_in_a_browser(page: Page, tmp_path: Path) -> None:
    shots = Path(os.environ.get("DUBAN_SCREENSHOTS", tmp_path))
    contact, lead = phone(page, "龙华区政府联系人"), phone(page, "市司法局牵头联系人")
    desk = phone(page, "市委依法治市办协调员")
    expect(contact.locator(".log")).to_contain_text("任务交办")
    page.screenshot(path=shots / "newcomer-1-handed-out.png")

    contact.get_by_role("button", name="全部签收").click()
    expect(contact.locator(".log")).to_contain_text("【已签收】共24项")
    say(contact, "完成 3.1 已公布，网址见门户网站")
    expect(contact.locator(".log")).to_contain_text("已报牵头单位审核")
    expect(lead.locator(".log")).to_contain_text("【待审核】龙华区政府")
    page.screenshot(path=shots / "newcomer-2-reported.png")

    say(lead, "退回 3.1 龙华区 缺公布网址")
    expect(contact.locator(".log")).to_contain_text("【退回补正】")
    say(contact, "完成 3.1 网址已补")
    lead.get_by_role("button", name="通过").last.click()
    expect(lead.locator(".log")).to_contain_text("已通过，予以办结")
    expect(contact.locator(".log")).to_contain_text("予以销号")
    page.screenshot(path=shots / "newcomer-3-approved.png")

    page.get_by_role("button", name="下一条消息").click()
    expect(page.locator("#clock-day")).not_to_contain_text("8月9日")
    say(desk, "汇总")
    expect(desk.locator(".log")).to_contain_text("共34项（670个责任账目）：办结1")
    page.get_by_role("button", name="到年底").click()
    expect(page.locator("#clock-day")).to_contain_text("2022年1月14日", timeout=PATIENCE * 3)
    expect(desk.locator(".log")).to_contain_text("电话催办")
    page.screenshot(path=shots / "newcomer-4-years-end.png")
