"""The web chat over the wire: what comes in, what goes out, what is live."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from concurrent.futures import Future

import httpx
import pytest

from bot.web.backend import Busy, Change
from bot.web.events import listen
from bot.web.guard import BODY_LIMIT
from tests.fake_backend import ADMIN, COORDINATOR, DISTRICT, FakeBackend, client_for, running, said


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend()


@pytest.fixture
async def client(backend: FakeBackend) -> AsyncIterator[httpx.AsyncClient]:
    async with client_for(backend) as client:
        yield client


# ---------------------------------------------------------------- the conversation


async def test_the_page_offers_every_seat_and_the_clock(
    client: httpx.AsyncClient, backend: FakeBackend
) -> None:
    page = await client.get("/chat")
    assert page.status_code == 200
    assert page.text.count("seat-choice") == len(backend.seats())
    assert "2021年8月9日 周一" in page.text
    assert 'data-to="end"' in page.text
    assert f'data-first="{DISTRICT},{COORDINATOR},62"' in page.text


async def test_the_first_address_leads_to_the_chat(client: httpx.AsyncClient) -> None:
    home = await client.get("/")
    assert home.headers["location"] == "/chat"
    assert (await client.get("/healthz")).json() == {"ok": True}


async def test_what_is_said_is_on_the_phone_when_the_answer_returns(client: httpx.AsyncClient) -> None:
    answer = await client.post("/chat/say", json=said("完成 3.1 已于10月20日公布"))
    assert answer.json() == {"ok": True}
    phone = (await client.get(f"/chat/phone/{DISTRICT}")).text
    assert "完成 3.1 已于10月20日公布" in phone
    assert "<strong>3.1 重大行政决策目录</strong>" in phone
    assert "等于回复“撤回 3.1”" in phone


async def test_the_same_update_twice_is_heard_once(client: httpx.AsyncClient, backend: FakeBackend) -> None:
    for _ in range(2):
        assert (await client.post("/chat/say", json=said("待办"))).status_code == 200
    assert backend.heard == [(DISTRICT, "待办", "u-1")]


async def test_a_form_with_our_header_is_heard_too(client: httpx.AsyncClient, backend: FakeBackend) -> None:
    form = {"seat": str(DISTRICT), "text": "签收 3.1", "update": "u-2"}
    assert (await client.post("/chat/say", data=form, headers={"X-Duban": "1"})).status_code == 200
    assert backend.heard == [(DISTRICT, "签收 3.1", "u-2")]


async def test_a_pressed_button_says_its_text_and_shows_as_pressed(
    client: httpx.AsyncClient, backend: FakeBackend
) -> None:
    message = backend.history(DISTRICT)[0].message_id
    pressed = {"seat": DISTRICT, "message": message, "button": 0, "update": "u-3"}
    assert (await client.post("/chat/press", json=pressed)).status_code == 200
    assert backend.heard == [(DISTRICT, "全部签收", "u-3")]
    assert 'aria-pressed="true">全部签收' in (await client.get(f"/chat/phone/{DISTRICT}")).text


async def test_an_empty_message_and_ten_thousand_characters_go_to_the_office(
    client: httpx.AsyncClient, backend: FakeBackend
) -> None:
    for number, text in enumerate(("", "办" * 10_001, "\x00\x07😀")):
        assert (await client.post("/chat/say", json=said(text, f"u-{number}"))).status_code == 200
    assert [len(text) for _, text, _ in backend.heard] == [0, 10_001, 3]


async def test_what_a_user_types_is_never_markup(client: httpx.AsyncClient) -> None:
    await client.post("/chat/say", json=said("<script>alert(1)</script><img src=x onerror=alert(1)>"))
    phone = (await client.get(f"/chat/phone/{DISTRICT}")).text
    assert "<script" not in phone
    assert "<img" not in phone
    assert "&lt;script&gt;" in phone


async def test_an_empty_phone_says_what_to_do() -> None:
    async with client_for(FakeBackend(published=False)) as client:
        assert "还没有消息。可以先发“帮助”。" in (await client.get(f"/chat/phone/{ADMIN}")).text


async def test_older_messages_can_be_asked_for(client: httpx.AsyncClient, backend: FakeBackend) -> None:
    for number in range(40):
        backend.say(ADMIN, f"第{number}句", f"u-{number}")
    first = (await client.get(f"/chat/phone/{ADMIN}")).text
    assert "第0句" not in first
    assert 'data-limit="240"' in first
    older = (await client.get(f"/chat/phone/{ADMIN}?limit=240")).text
    assert "第0句" in older
    assert "看更早的消息" not in older


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"text": "待办", "update": "u"}, 400),
        (said("待办", seat="龙华"), 400),
        (said("待办", seat=True), 400),
        (said("待办", seat=-1), 400),
        (said("待办", seat=2**63), 400),
        (said("待办", seat=999), 404),
        ({"seat": DISTRICT, "update": "u"}, 400),
        (said(None), 400),
        (said(["待办"]), 400),
        (said("\ud83d"), 400),
        (said("待办", update=""), 400),
        (said("待办", update="u" * 65), 400),
        (said("待办", update="一"), 400),
    ],
)
async def test_a_faulty_message_is_refused_in_one_sentence(
    client: httpx.AsyncClient, backend: FakeBackend, fields: dict[str, object], status: int
) -> None:
    body = json.dumps(fields)
    answer = await client.post("/chat/say", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert re.search(r"[\u4e00-\u9fff].*。$", answer.json()["error"])
    assert backend.heard == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 50_000])
async def test_a_body_nobody_can_read_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/chat/say", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"] == "请求的内容读不出来。"


@pytest.mark.parametrize("measured", [True, False])
async def test_a_body_over_the_limit_is_refused(client: httpx.AsyncClient, measured: bool) -> None:
    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b"a" * (BODY_LIMIT // 4)

    body = b"a" * (BODY_LIMIT + 1) if measured else in_pieces()
    answer = await client.post("/chat/say", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert "太长" in answer.json()["error"]


async def test_unknown_phones_buttons_and_pages_are_404(
    client: httpx.AsyncClient, backend: FakeBackend
) -> None:
    message = backend.history(DISTRICT)[0].message_id
    for wrong in ({"message": 99_999, "button": 0}, {"message": message, "button": 9}):
        answer = await client.post("/chat/press", json={"seat": DISTRICT, "update": "u", **wrong})
        assert answer.status_code == 404
    assert (await client.get("/chat/phone/999")).status_code == 404
    assert (await client.get(f"/chat/phone/{2**70}")).status_code == 400
    nowhere = await client.get("/nowhere")
    assert (nowhere.status_code, nowhere.json()) == (404, {"error": "没有这个页面。"})
    assert (await client.get("/chat/say")).json() == {"error": "这个地址不接受这种请求。"}


async def test_our_own_fault_is_one_polite_sentence(backend: FakeBackend) -> None:
    async with client_for(backend, raising=False) as client:
        answer = await client.post("/chat/say", json=said("出错"))
    assert answer.status_code == 500
    assert answer.json()["error"].startswith("系统出错")


# ---------------------------------------------------------------- the clock and the strip


async def test_moving_the_clock_tells_what_it_brought(client: httpx.AsyncClient) -> None:
    came = (await client.post("/demo/clock", json={"to": "week"})).json()
    assert (came["day"], came["time"], came["ended"]) == ("2021年8月16日 周一", "09:07", False)
    assert came["sent"] >= came["seats"] > 0
    strip = (await client.get("/demo/sent")).text
    assert 'data-day="2021年8月16日 周一"' in strip
    assert "督办提醒" in strip
    assert (await client.post("/demo/clock", json={"to": "end"})).json()["ended"]


async def test_a_clock_that_cannot_be_moved_is_not_there() -> None:
    async with client_for(FakeBackend(movable=False)) as client:
        assert (await client.post("/demo/clock", json={"to": "day"})).status_code == 404
        page = (await client.get("/chat")).text
    assert "下一周" not in page
    assert "知道了" not in page


async def test_a_clock_moves_only_where_it_can_and_once_at_a_time() -> None:
    async with client_for(FakeBackend(lag=0.3)) as client:
        assert (await client.post("/demo/clock", json={"to": "1999"})).status_code == 400
        moves = await asyncio.gather(*(client.post("/demo/clock", json={"to": "day"}) for _ in range(2)))
    assert sorted(move.status_code for move in moves) == [200, 409]


# ---------------------------------------------------------------- live


async def quiet() -> AsyncIterator[Change]:
    await asyncio.Event().wait()
    yield Change(None)


async def test_changes_of_one_moment_are_one_event(backend: FakeBackend) -> None:
    stream = listen(backend.changes(), asyncio.Event())
    assert await anext(stream) == "retry: 1000\n\n"
    await asyncio.to_thread(backend.say, DISTRICT, "待办", "u-1")
    await asyncio.to_thread(backend.say, ADMIN, "帮助", "u-2")
    assert await anext(stream) == f'data: {{"seats": [{DISTRICT}, {ADMIN}]}}\n\n'
    await stream.aclose()  # type: ignore[attr-defined]
    await asyncio.sleep(0.01)
    assert backend.listening == 0


async def test_silence_is_broken_by_a_heartbeat_and_ended_by_a_stop() -> None:
    stopping = asyncio.Event()
    stream = listen(quiet(), stopping, heartbeat=0.01)
    assert [await anext(stream) for _ in range(2)] == ["retry: 1000\n\n", ": 在\n\n"]
    stopping.set()
    rest = [line async for line in stream]
    assert all(line.startswith((":", "data: ")) for line in rest)


def test_a_page_hears_of_changes_and_is_forgotten_when_it_goes(backend: FakeBackend) -> None:
    with running(backend) as address:
        with httpx.stream("GET", address + "/chat/events", timeout=5) as events:
            lines = events.iter_lines()
            assert next(lines) == "retry: 1000"
            httpx.post(address + "/chat/say", json=said("待办"), timeout=5)
            assert (
                next(line for line in lines if line.startswith("data")) == f'data: {{"seats": [{DISTRICT}]}}'
            )
            assert backend.listening == 1
        until = time.monotonic() + 3
        while backend.listening and time.monotonic() < until:
            time.sleep(0.02)
        assert backend.listening == 0


def test_the_server_stops_although_a_page_is_listening(backend: FakeBackend) -> None:
    with httpx.Client(timeout=5) as client:
        with running(backend) as address:
            request = client.build_request("GET", address + "/chat/events")
            events = client.send(request, stream=True)
            lines = events.iter_lines()
            assert next(lines) == "retry: 1000"
            began = time.monotonic()
        assert time.monotonic() - began < 2
        assert not any(
            line.startswith("data: {") and DISTRICT in json.loads(line[6:])["seats"] for line in lines
        )
        events.close()


async def test_an_office_that_cannot_write_says_so_in_one_sentence(
    client: httpx.AsyncClient, backend: FakeBackend
) -> None:
    def busy(seat_id: int, text: str, update_id: str, files: object = ()) -> Future[None]:
        promise: Future[None] = Future()
        promise.set_exception(Busy("数据库正被别的程序占用，请稍后再试。"))
        return promise

    backend.say = busy  # type: ignore[method-assign]  # the fake's own voice, lost for once
    answer = await client.post("/chat/say", json=said("待办"))
    assert (answer.status_code, answer.json()) == (503, {"error": "数据库正被别的程序占用，请稍后再试。"})
