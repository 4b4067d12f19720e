"""The board in a real browser: a coordinator's morning, and a contact's report from a telephone."""

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.board.address import announce
from db import evidence, post
from db.engine import reading
from tests.board_visit import BoardOffice
from tests.small_plan import ADMIN, COORDINATOR, LONGHUA, QIONGSHAN, XIUYING, SmallOffice

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine (Debian: apt install chromium)"
)
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
DESK, HAND = (1440, 900), (390, 844)
PATIENCE = 20_000  # ms; only a loaded machine needs it
FAINT = Path(__file__).with_name("faint.js").read_text("utf-8")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield browser
        browser.close()


@pytest.fixture
def office(small: SmallOffice, tmp_path: Path) -> BoardOffice:
    small.at("2021-10-20 09:05")
    small.says(LONGHUA, "全部签收")
    for title in (LONGHUA, XIUYING, QIONGSHAN):
        small.says(title, "完成 3.1 已于10月19日公布")
    return BoardOffice(small, tmp_path)


@pytest.fixture
def address(office: BoardOffice) -> Iterator[str]:
    """The board on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(office.app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    found = f"http://127.0.0.1:{port}"
    office.small.office.writer.run(lambda tx: announce(tx, found, office.small.now))
    yield found
    server.should_exit = True
    thread.join()


@pytest.fixture
def visit(chromium: Browser, office: BoardOffice, address: str) -> Iterator[Open]:
    """Come in by the link that seat gets in chat; at the end, no page may have complained."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(title: str, size: tuple[int, int] = DESK, *, dark: bool = False) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.on(
            "console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None
        )
        page.goto(address + link_of(office, title))
        page.get_by_role("button", name="进入看板").click()
        page.locator("#main").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def link_of(office: BoardOffice, title: str) -> str:
    """The path of the link in that seat's chat, wherever the board stands."""
    answer = office.small.says(title, "看板")
    assert "链接" in answer
    letter = office.small.letters(title)[-1]
    assert "打开看板" in letter.text
    with reading(office.small.office.engine) as tx:
        (kept,) = post.last_said(tx, office.small.seat(title).id, office.small.now, 1)
    return "/sign-in/" + kept.parts[0].split("/sign-in/")[1].split('"')[0]


@pytest.fixture
def shoot(tmp_path: Path) -> Callable[[Page, str], None]:
    folder = Path(os.environ.get("DUBAN_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)

    def shot(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.png", full_page=True)

    return shot


def test_a_coordinators_morning(visit: Open, office: BoardOffice, shoot: Callable[[Page, str], None]) -> None:
    """Link, board, the queue by keys: one returned with its reason, two approved."""
    page = visit(COORDINATOR)
    expect(page.locator(".lead")).to_contain_text("待审3")
    shoot(page, "board-01-overview")
    page.get_by_role("link", name="审核").click()
    expect(page.locator("[data-card]")).to_have_count(3)
    expect(page.locator("[data-card]").first).to_be_focused()
    shoot(page, "board-02-queue")
    page.keyboard.press("r")
    page.keyboard.type("缺公布网址")
    page.keyboard.press("Enter")
    expect(page.locator(".note.good")).to_contain_text("已退回：缺公布网址")
    expect(page.locator("[data-card]")).to_have_count(2)
    page.keyboard.press("a")
    expect(page.locator(".note.good")).to_contain_text("已通过")
    expect(page.locator("[data-card]")).to_have_count(1)
    page.keyboard.press("a")
    expect(page.locator(".none")).to_contain_text("没有待处理的申请")
    shoot(page, "board-03-empty-queue")
    states = sorted(
        office.small.account("3.1", unit).state for unit in ("龙华区政府", "秀英区政府", "琼山区政府")
    )
    assert states == ["done", "done", "returned"]
    page.get_by_role("link", name="总览").click()
    expect(page.locator(".lead")).to_contain_text("办结2")


@pytest.mark.parametrize("size", [DESK, HAND], ids=["desk", "hand"])
def test_a_morning_by_hand_from_the_digest_to_the_bulletin(
    visit: Open, office: BoardOffice, shoot: Callable[[Page, str], None], size: tuple[int, int]
) -> None:
    """The digest's button gives the link; one is returned with its reason, two approved; the bulletin is taken along."""
    office.small.round("2021-10-20 09:06")
    (digest,) = office.small.letters(COORDINATOR, "digest")
    assert ("看板", "看板") in digest.buttons
    page = visit(COORDINATOR, size)
    page.get_by_role("link", name="审核").click()
    card = page.locator("[data-card]").filter(has_text="秀英区政府")
    card.get_by_role("textbox").fill("缺公布网址")
    card.get_by_role("button", name="退回").click()
    expect(page.locator(".note.good")).to_contain_text("已退回：缺公布网址")
    for left in (1, 0):
        page.get_by_role("button", name="通过").first.click()
        expect(page.locator("[data-card]")).to_have_count(left)
    page.get_by_role("link", name="材料").click()
    shoot(page, f"board-04-papers-{size[0]}")
    page.get_by_role("textbox", name="时段").fill("10月")
    with page.expect_download() as coming:
        page.get_by_role("button", name="出通报").click()
    assert coming.value.suggested_filename == "通报（2021年10月）.docx"
    assert Path(coming.value.path()).read_bytes()[:2] == b"PK"
    states = {
        unit: office.small.account("3.1", unit).state for unit in ("龙华区政府", "秀英区政府", "琼山区政府")
    }
    assert states == {"龙华区政府": "done", "秀英区政府": "returned", "琼山区政府": "done"}


@pytest.mark.parametrize("size", [HAND, DESK], ids=["hand", "desk"])
def test_a_contact_reports_with_a_file_from_a_telephone_and_from_a_desk(
    visit: Open,
    office: BoardOffice,
    shoot: Callable[[Page, str], None],
    tmp_path: Path,
    size: tuple[int, int],
) -> None:
    picture = tmp_path / "会议纪要.png"
    picture.write_bytes(PNG)
    page = visit(LONGHUA, size)
    shoot(page, f"board-11-own-items-{size[0]}")
    page.get_by_role("link", name="3.2 修订议事规则").click()
    page.get_by_text("进展", exact=True).click()
    expect(page.locator(".for-extension")).to_be_hidden()
    page.get_by_label("进度（%）").fill("60")
    page.get_by_label("说明").fill("正在征求意见")
    page.get_by_label("佐证文件").set_input_files(picture)
    shoot(page, f"board-12-report-{size[0]}")
    page.get_by_role("button", name="报送").click()
    expect(page.locator(".note.good")).to_contain_text("60%")
    expect(page.locator(".pieces")).to_contain_text("会议纪要.png")
    shoot(page, f"board-13-reported-{size[0]}")
    account = office.small.account("3.2")
    with reading(office.small.office.engine) as tx:
        assert [piece.name for piece in evidence.of_account(tx, account.id)] == ["会议纪要.png"]
    assert (account.percent, account.note) == (60, "正在征求意见")


def test_a_page_follows_what_happens_but_never_under_somebodys_hands(
    visit: Open, office: BoardOffice
) -> None:
    page = visit(COORDINATOR)
    page.goto(page.url.rstrip("/") + "/review")
    page.evaluate("document.activeElement.blur()")
    office.small.says(XIUYING, "延期 3.1 至2021年11月15日 在走程序")
    office.small.says(QIONGSHAN, "撤回")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-card]")).to_have_count(2)
    reason = page.get_by_placeholder("退回要写原因").first
    reason.fill("写到一半")
    office.small.says(QIONGSHAN, "完成 3.1 重新报送")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#stale")).to_be_visible()
    expect(reason).to_have_value("写到一半")


@pytest.mark.parametrize("size", [DESK, HAND], ids=["desk", "hand"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_is_wider_than_its_window_or_faint(
    visit: Open, office: BoardOffice, size: tuple[int, int], dark: bool
) -> None:
    page = visit(ADMIN, size, dark=dark)
    base = page.url.rstrip("/")
    item = office.small.account("3.1").item_id
    for path in (
        "/",
        "/timeline",
        "/papers",
        "/seats",
        "/settings",
        "/audit",
        "/me",
        "/review",
        f"/item/{item}",
        "/unit/1",
    ):
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(FAINT) == [], path


def test_it_works_without_scripts(chromium: Browser, office: BoardOffice, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + link_of(office, COORDINATOR))
    page.get_by_role("button", name="进入看板").click()
    page.get_by_role("searchbox", name="单位").fill("秀英")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator(".matrix tbody tr")).to_have_count(1)
    page.get_by_role("link", name="审核").click()
    page.get_by_role("button", name="通过").first.click()
    expect(page.locator(".note.good")).to_contain_text("已通过")
    context.close()


def test_the_link_is_not_used_up_by_a_look(office: BoardOffice, chromium: Browser, address: str) -> None:
    link = address + link_of(office, COORDINATOR)
    context = chromium.new_context()
    page = context.new_page()
    for _ in range(2):
        page.goto(link)
    page.get_by_role("button", name="进入看板").click()
    page.locator("#main").wait_for()
    context.close()
