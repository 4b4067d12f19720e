"""The web chat in a real browser: what a newcomer sees and does in the first ten minutes."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect, sync_playwright

from tests.fake_backend import FakeBackend, running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine (Debian: apt install chromium)"
)

QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
DESK, LAPTOP, HAND = (1440, 900), (1024, 768), (390, 844)
DISTRICT, LONGEST = 2, 45  # 龙华区政府联系人; the department with the longest name
PATIENCE = 20_000  # ms; only a loaded machine needs it
Open = Callable[..., Page]

FAINT = Path(__file__).with_name("faint.js").read_text("utf-8")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield browser
        browser.close()


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend()


@pytest.fixture
def address(backend: FakeBackend) -> Iterator[str]:
    with running(backend) as address:
        yield address


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Open]:
    """Open the chat in a window of a size; at the end, no page may have complained."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(
        size: tuple[int, int] = DESK, *, path: str = "/chat", dark: bool = False, hint: bool = False
    ) -> Page:
        scheme: Literal["dark", "light"] = "dark" if dark else "light"
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.on(
            "console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None
        )
        if not hint:
            page.add_init_script("localStorage.setItem('duban.hint', 'seen')")
        page.goto(address + path)
        page.locator(".phone.active .row, .phone.active .empty").first.wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def shoot(tmp_path: Path) -> Callable[[Page, str], None]:
    folder = Path(os.environ.get("DUBAN_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)

    def shot(page: Page, name: str) -> None:
        page.wait_for_timeout(250)  # lets what slides in arrive
        page.screenshot(path=folder / f"{name}.png")

    return shot


def phone(page: Page, seat: int = DISTRICT) -> Locator:
    return page.locator(f'.phone[data-seat="{seat}"]')


def type_in(page: Page, text: str, seat: int = DISTRICT) -> None:
    area = phone(page, seat).locator("textarea")
    area.fill(text)
    area.press("Enter")


def at_end(page: Page) -> bool:
    log = phone(page).locator(".log")
    return bool(log.evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight < 48"))


# ---------------------------------------------------------------- the first ten minutes


def test_a_newcomer_finds_the_way_in_three_steps(visit: Open, shoot: Callable[[Page, str], None]) -> None:
    page = visit(hint=True)
    expect(page.locator(".phone:visible")).to_have_count(3)
    expect(page.locator(".seat-title")).to_have_text(
        ["龙华区政府联系人", "市委依法治市办协调员", "市司法局牵头督办"]
    )
    shoot(page, "01-desk-first-sight")
    phone(page).get_by_role("button", name="全部签收").click()
    expect(phone(page).locator(".row.mine .text")).to_have_text(["全部签收"])
    expect(phone(page).locator('.act[aria-pressed="true"]')).to_have_text("全部签收")
    type_in(page, "完成 3.1 已于10月20日公布，网址在市政府门户网站“政府信息公开”专栏")
    expect(phone(page).get_by_role("button", name="撤回")).to_be_visible()
    expect(page.locator(".line").first).to_contain_text("龙华区政府联系人")
    shoot(page, "02-desk-signed-and-reported")
    page.get_by_role("button", name="下一条消息").click()
    expect(page.locator("#clock-day")).to_have_text("2021年8月10日 周二")
    expect(page.locator(".notch-time").first).to_have_text("09:07")
    expect(page.locator(".toast")).to_contain_text("发出")
    expect(page.locator("#hint li.did")).to_have_count(3)
    shoot(page, "03-desk-next-message")
    page.get_by_role("button", name="知道了").click()
    page.get_by_role("button", name="到年底").click()
    expect(page.locator("#clock-day")).to_have_text("2021年12月31日 周五")
    expect(page.locator(".toast")).to_contain_text("计划期已满")
    shoot(page, "04-desk-year-end")
    page.reload()
    expect(page.locator("#hint")).to_be_hidden()


def test_the_seats_on_the_desk_outlive_a_reload(visit: Open, shoot: Callable[[Page, str], None]) -> None:
    page = visit()
    phone(page).locator(".seat").click()
    shoot(page, "05-desk-picker")
    page.locator("#picker-find").fill("放管服")
    expect(page.locator(".seat-choice:visible")).to_have_count(1)
    page.locator("#picker-find").press("Enter")
    expect(phone(page, LONGEST).locator(".row")).to_have_count(1)
    assert page.url.endswith(f"#{LONGEST},66,62")
    page.reload()
    expect(phone(page, LONGEST).locator(".row")).to_have_count(1)
    page.locator("#picker-find").evaluate("() => location.hash = '#1,nonsense,99999,1'")
    expect(page.locator(".phone")).to_have_count(1)
    page.get_by_role("button", name="＋ 手机").click()
    expect(page.locator(".phone")).to_have_count(2)


def test_a_line_of_the_strip_opens_that_phone(visit: Open, backend: FakeBackend) -> None:
    page = visit()
    backend.say(7, "待办", "u-1")
    line = page.locator('.line[data-seat="7"]').first
    expect(line).to_have_class("line fresh unread")
    line.click()
    expect(phone(page, 7).locator(".row.theirs").last).to_contain_text("待办 3 项")
    expect(page.locator(".line.unread")).to_have_count(0)


# ---------------------------------------------------------------- typing


def test_enter_that_ends_a_chinese_word_does_not_send(visit: Open, backend: FakeBackend) -> None:
    page = visit()
    area = phone(page).locator("textarea")
    area.fill("待ban")
    area.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True})
    area.press("Shift+Enter")
    area.press("a")
    expect(area).to_have_value("待ban\na")
    assert backend.heard == []
    area.press("Enter")
    expect(area).to_have_value("")
    expect(phone(page).locator(".row.theirs")).to_have_count(2)
    assert [text for _, text, _ in backend.heard] == ["待ban\na"]


@pytest.mark.parametrize("arrived", [False, True], ids=["never-arrived", "answer-lost"])
def test_what_was_not_sent_is_kept_and_sent_again_only_once(
    visit: Open, backend: FakeBackend, shoot: Callable[[Page, str], None], arrived: bool
) -> None:
    page = visit()

    def lose(route: Route) -> None:
        if arrived:
            route.fetch()
        route.abort()

    page.route("**/chat/say", lose)
    type_in(page, "进展 3.1 60% 已形成征求意见稿")
    again = phone(page).get_by_role("button", name="未送出，点此重发")
    again.wait_for()
    shoot(page, f"06-desk-not-sent-{'answer-lost' if arrived else 'never-arrived'}")
    page.reload()
    again.wait_for()
    page.unroute("**/chat/say")
    again.click()
    expect(again).to_have_count(0)
    expect(phone(page).locator(".row.mine")).to_have_count(1)
    expect(phone(page).locator(".row.theirs")).to_have_count(2)
    assert len(backend.heard) == 1


def test_a_refused_message_goes_back_to_the_keyboard(visit: Open) -> None:
    page = visit()
    type_in(page, "很长" * 40_000)
    expect(page.locator(".toast")).to_contain_text("内容太长")
    expect(phone(page).locator("textarea")).to_have_value("很长" * 40_000)
    expect(phone(page).locator(".row.mine")).to_have_count(0)


def test_a_draft_waits_in_the_seat_it_was_typed_in(visit: Open) -> None:
    page = visit(path=f"/chat#{DISTRICT}")
    phone(page).locator("textarea").fill("还没写完")
    page.evaluate("location.hash = '#3'")
    expect(phone(page, 3).locator("textarea")).to_have_value("")
    page.evaluate(f"location.hash = '#{DISTRICT}'")
    expect(phone(page).locator("textarea")).to_have_value("还没写完")


# ---------------------------------------------------------------- live


def test_a_reader_of_older_messages_is_told_and_not_moved(visit: Open, backend: FakeBackend) -> None:
    for number in range(12):
        backend.say(DISTRICT, "待办", f"u-{number}")
    page = visit()
    log = phone(page).locator(".log")
    assert at_end(page)
    log.evaluate("log => log.scrollTop = 300")
    page.wait_for_timeout(100)
    backend.say(DISTRICT, "帮助", "u-new")
    pill = phone(page).get_by_role("button", name="有新消息")
    pill.click()
    expect(pill).to_be_hidden()
    assert at_end(page)
    backend.say(DISTRICT, "帮助", "u-newer")
    expect(phone(page).locator(".row.mine")).to_have_count(14)
    page.wait_for_timeout(100)
    assert at_end(page)


def test_a_page_that_lost_the_office_catches_up_by_itself(
    visit: Open, backend: FakeBackend, address: str
) -> None:
    page = visit()
    page.route("**/chat/events", lambda route: route.abort())
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # makes the page connect anew
    expect(page.locator("#offline")).to_be_visible()
    backend.say(DISTRICT, "待办", "u-1")
    page.unroute("**/chat/events")
    expect(phone(page).locator(".row.mine")).to_have_count(1)
    expect(page.locator("#offline")).to_be_hidden()


# ---------------------------------------------------------------- on a phone, and everywhere


def test_on_a_phone_one_seat_fills_the_screen(visit: Open, shoot: Callable[[Page, str], None]) -> None:
    page = visit(HAND, hint=True)
    shoot(page, "07-hand-first-sight")
    page.get_by_role("button", name="知道了").click()
    expect(page.locator(".phone:visible")).to_have_count(1)
    expect(page.locator(".moves")).to_be_hidden()
    page.locator("#clock-face").click()
    page.get_by_role("button", name="下一天").click()
    expect(page.locator("#clock-day")).to_have_text("2021年8月10日 周二")
    expect(page.locator(".tab.unread")).to_have_count(2)
    shoot(page, "08-hand-next-day")
    page.get_by_role("button", name="市委依法治市办协调员", exact=True).click()
    expect(phone(page, 66)).to_be_visible()
    expect(page.locator(".tab.unread")).to_have_count(1)
    page.get_by_role("button", name="刚发出").click()
    shoot(page, "09-hand-strip")
    page.locator(".line").nth(6).click()
    expect(page.locator(".strip")).to_be_hidden()
    page.locator(".phone.active .seat").click()
    shoot(page, "10-hand-picker")
    page.keyboard.press("Escape")
    expect(page.locator("#picker")).to_be_hidden()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESK, LAPTOP, (700, 900), HAND, (320, 568)], ids=str)
def test_long_names_and_long_messages_fit_every_screen(
    visit: Open, backend: FakeBackend, shoot: Callable[[Page, str], None], size: tuple[int, int], dark: bool
) -> None:
    backend.say(LONGEST, "长文", "u-1")
    backend.say(LONGEST, "https://www.example.gov.cn/" + "zwgk" * 60, "u-2")
    page = visit(size, path=f"/chat#{LONGEST},61,66", dark=dark)
    if size[0] <= 600:
        page.locator("#clock-face").click()
    expect(phone(page, LONGEST).locator(".row.theirs")).to_have_count(3)
    wide = page.evaluate("""() => [document.body, ...document.querySelectorAll(".log, .text, .bar, .phone-head")]
        .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1).map((n) => n.className)""")
    assert wide == []
    low = page.evaluate("""() => [...document.querySelectorAll(".act, .send, textarea, .seat, .seat-choice")]
        .filter((node) => node.checkVisibility() && node.offsetHeight < 44).map((n) => n.className)""")
    assert low == []
    assert page.evaluate(FAINT) == []
    shoot(page, f"11-fits-{size[0]}-{'dark' if dark else 'light'}")


# ---------------------------------------------------------------- files


def test_a_chosen_file_waits_in_the_tray_and_goes_with_the_words(
    visit: Open, tmp_path: Path, shoot: Callable[[Page, str], None]
) -> None:
    page = visit(HAND)
    good, bad = tmp_path / "目录.pdf", tmp_path / "程序.exe"
    good.write_bytes(b"%PDF-1.7")
    bad.write_bytes(b"MZ")
    phone(page).locator("input.files").set_input_files([good, bad])
    expect(phone(page).locator(".tray li")).to_have_text(["目录.pdf✕"])
    expect(page.locator("#toasts")).to_contain_text("不收程序文件")
    shoot(page, "tray")
    type_in(page, "完成 3.1 已公布")
    expect(phone(page).locator(".mine .papers li")).to_have_text(["目录.pdf"])
    expect(phone(page).locator(".tray")).to_be_hidden()
    shoot(page, "papers")


def test_a_file_may_go_without_words_or_be_left_out(
    visit: Open, backend: FakeBackend, tmp_path: Path
) -> None:
    page = visit(HAND)
    send = phone(page).locator(".send")
    paper = tmp_path / "目录.pdf"
    paper.write_bytes(b"%PDF-1.7")
    phone(page).locator("input.files").set_input_files([paper])
    expect(send).to_be_enabled()
    phone(page).get_by_label("不附 目录.pdf").click()
    expect(send).to_be_disabled()
    phone(page).locator("input.files").set_input_files([paper])
    send.click()
    expect(phone(page).locator(".mine .papers li")).to_have_text(["目录.pdf"])
    assert [text for _, text, _ in backend.heard] == [""]
