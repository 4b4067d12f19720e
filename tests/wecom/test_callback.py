"""The address WeCom calls: what it proves, what it takes, and whom it turns away."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.wecom.callback import LARGEST
from tests.fake_wecom import Caller
from tests.wecom.conftest import Desk, Noting, Opening
from tests.wecom.test_crypto import BOMB, V1, V2

ECHO = {
    "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
    "timestamp": "1409659589",
    "nonce": "263014780",
}
SAMPLE = {
    "msg_signature": "477715d11cdb4164915debcba66cb864d751f3e6",
    "timestamp": "1409659813",
    "nonce": "1372623149",
}


def stamp(desk: Desk) -> int:
    return int(desk.now.timestamp())


async def test_the_address_proves_itself_with_the_bare_echo(desk: Desk) -> None:
    answer = await desk.http.get("/hooks/wecom", params={**ECHO, "echostr": V1})
    assert (answer.status_code, answer.content) == (200, b"1616140317555161061")


async def test_a_forged_echo_is_not_answered(desk: Desk) -> None:
    wrong = {**ECHO, "msg_signature": "0" * 40, "echostr": V1}
    assert (await desk.http.get("/hooks/wecom", params=wrong)).status_code == 403
    assert (await desk.http.get("/hooks/wecom", params={**wrong, "msg_signature": "签名"})).status_code == 403
    assert (await desk.http.get("/hooks/wecom")).status_code == 400


async def test_a_text_is_heard_once_and_answered_with_nothing(desk: Desk) -> None:
    assert await desk.comes(MsgType="text", Content="签收 3.1", MsgId=4561255354251345929) == [200]
    assert await desk.comes(MsgType="text", Content="签收 3.1", MsgId=4561255354251345929) == [200]
    (heard,) = desk.listener.heard
    assert (heard.channel, heard.update_id, heard.address, heard.text) == (
        "wecom", "4561255354251345929", "LinKe", "签收 3.1",
    )  # fmt: skip


async def test_what_cannot_be_written_now_is_brought_again_by_wecom(desk: Desk) -> None:
    desk.listener.busy = 2
    assert await desk.comes(MsgType="text", Content="完成 3.1", MsgId=1) == [500, 500, 200]
    assert [one.text for one in desk.listener.heard] == ["完成 3.1"]


async def test_an_answer_that_comes_too_late_is_brought_again_and_heard_once(opening: Opening) -> None:
    class Slow(Noting):
        async def hear(self, incoming: Any) -> None:
            await super().hear(incoming)
            if len(self.heard) == 1 and not self.finished:
                self.finished.append("slept")
                await asyncio.sleep(0.2)

    desk = opening(Slow())
    desk.caller = Caller(answer_within=0.1)
    assert await desk.comes(MsgType="text", Content="完成 3.1", MsgId=1) == [0, 200]
    assert len(desk.listener.heard) == 1


async def test_the_official_sample_is_another_apps_and_says_so(desk: Desk) -> None:
    body = f"<xml><ToUserName>x</ToUserName><Encrypt>{V2}</Encrypt><AgentID>218</AgentID></xml>".encode()
    assert (await desk.post(SAMPLE, body))[0] == 403
    assert desk.listener.heard == []


@pytest.mark.parametrize("minutes", [11, -11, 60 * 24 * 365])
async def test_an_old_request_brought_again_is_turned_away(opening: Opening, minutes: int) -> None:
    desk = opening(later=timedelta(minutes=minutes))
    assert await desk.comes(MsgType="text", Content="签收 3.1", MsgId=1) == [403] * 4
    assert desk.listener.heard == []


@pytest.mark.parametrize("minutes", [9, -9])
async def test_clocks_may_differ_a_little(opening: Opening, minutes: int) -> None:
    desk = opening(later=timedelta(minutes=minutes))
    assert await desk.comes(MsgType="text", Content="签收 3.1", MsgId=1) == [200]


async def test_a_letter_for_another_receiver_is_forged(desk: Desk) -> None:
    desk.caller = Caller(receive_id="wwsomebodyelse")
    assert await desk.comes(MsgType="text", Content="x", MsgId=1) == [403] * 4
    desk.caller = Caller(token="another")
    assert await desk.comes(MsgType="text", Content="x", MsgId=1) == [403] * 4
    assert desk.listener.heard == []


@pytest.mark.parametrize("facts", [{"AgentID": 1000003}, {"ToUserName": "wwother"}])
async def test_a_letter_to_another_app_or_company_is_turned_away(desk: Desk, facts: dict[str, Any]) -> None:
    assert await desk.comes(MsgType="text", Content="x", MsgId=1, **facts) == [403] * 4


async def test_a_changed_body_does_not_pass_under_its_old_signature(desk: Desk) -> None:
    query, body = desk.caller.letter(
        desk.caller.plain({"FromUserName": "LinKe", "MsgType": "text"}), stamp(desk)
    )
    _, other = desk.caller.letter(
        desk.caller.plain({"FromUserName": "Leader", "MsgType": "text"}), stamp(desk)
    )
    assert (await desk.post(query, other))[0] == 403
    assert (await desk.post(query, body))[0] == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{}", 400), (BOMB, 400), (b"<xml></xml>", 400), (b"<xml>" + b"<a>" * 9000, 400)],
)
async def test_what_is_no_letter_is_refused_before_anything_is_believed(
    desk: Desk, body: bytes, status: int
) -> None:
    assert (await desk.post(SAMPLE, body))[0] == status


@pytest.mark.parametrize("inside", [BOMB, b"hello", b"<xml><FromUserName></FromUserName></xml>"])
async def test_a_bomb_inside_a_true_envelope_is_refused_too(desk: Desk, inside: bytes) -> None:
    query, body = desk.caller.letter(inside, stamp(desk))
    assert (await desk.post(query, body))[0] == 400


async def test_five_megabytes_are_not_read_to_their_end(desk: Desk) -> None:
    read = 0

    async def flood() -> Any:
        nonlocal read
        for _ in range(50):
            read += 100_000
            yield b"x" * 100_000

    answer = await desk.http.post("/hooks/wecom", params=SAMPLE, content=flood())
    assert answer.status_code == 413
    assert read <= LARGEST + 200_000


async def test_deep_nesting_costs_little(desk: Desk) -> None:
    started = time.perf_counter()
    body = b"<xml>" + b"<a>" * 12_000 + b"</a>" * 12_000 + b"</xml>"
    assert (await desk.post(SAMPLE, body))[0] == 400
    assert time.perf_counter() - started < 1


async def test_other_methods_have_no_address_here(desk: Desk) -> None:
    assert (await desk.http.put("/hooks/wecom", content=b"x")).status_code == 405
