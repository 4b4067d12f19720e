"""The envelope against the platform's own samples, and against everything else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom import xml
from bot.channels.wecom.crypto import Envelope, Forged
from tests.fake_wecom import Caller

TOKEN, KEY, CORP = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"
NONCE, TIMESTAMP = "1372623149", "1409659813"
ENVELOPE = Envelope(TOKEN, KEY, CORP)

V1 = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
V2 = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/s"
    "YYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJ"
    "YuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGU"
    "callcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDY"
    "A5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
)
V3 = (
    "CZWs4CWRpI4VolQlvn4dlEC1alN2MUEY2VklGehgBVLBrlVF7SyT+SV+Toj43l4ayJ9UMGKphktKKmP7B2j/P1ey67XB8PBgS7Wr5/8+"
    "w/yWriZv3Vmoo/MH3/1HsIWZrPQ3N2mJrelStIfI2Y8kLKXA7EhfZgZX4o+ffdkZDM76SEl79Ib9mw7TGjZ9Aw/x/A2VjNbV1E8BtEbR"
    "xYYcQippYNw7hr8sFfa3nW1xLdxokt8QkRX83vK3DFP2F6TQFPL2Tu98UwhcUpPvdJBuu1/yiOQIScppV3eOuLWEsko="
)
V4 = (
    "CZWs4CWRpI4VolQlvn4dlPBlXke6+HgmuI7p0LueFp1fKH40TNL+YHWJZwqIiYV+3kTrhdNU7fZwc+PmtgBvxSczkFeRz+oaVSsomrrt"
    "P2Z91LE313djjbWujqInRT+7ChGbCeo7ZzszByf8xnDSunPBxRX1MfX3kAxpKq7dqduW1kpMAx8O8xUzZ9oC0TLuZchbpxaml4epzGfF"
    "21O+zyXDwTxbCEiO0E87mChtzuh/VPlznXYbfqVrnyLNZ5pr"
)
V5 = (
    "pvXgeha3nZ7UQ2DG3WD3IVsNJR38QVl1+h+wmLQHIAwEG3Jey2aTZtvAWzhEZ9JEKGwIUMBWX3JlUhfo7O7WbvI10vHIsdSNr1nr3LuO"
    "wAfnwLJAMQNDxi5tHUl08Op59jxOL73r8+g60KOxMTaFwXzlr9Yxgq5ey5nzNb/2vDjjvDZNXkJVmL/XWnv6PXrVbTpNxphqWRv2BpPY"
    "qvwRMkHgdFliatljMVlkkRHS40FOHmtBhj/4RXtIexfDx8opBXwi0L9RTlYNQzGx+FA+74xVHG7Le/pmNDwc2Ri5mbw="
)
R1 = (
    "sKqRbbiSUnDhFHOvPjtUMUeqt1g4oVlNGGsS6EWXUJfN1O71osbKBEtCfOU7sRX6mzunv/M8vJgpH3vpP3VnG1AqaMLSJxciqBRfMuoq"
    "ylajN9eVntAeWFFxLbzbfidxezt7Pe3fF728UVGZJM6sOhoRCWhHcHViSP6xPfgve5Cm4z5GlZaews/pM/WOPGkhZ7T+rq8LxSfEdp44"
    "NjTw97l47HgxhR8FltP/ZOlRsA6blPMqltWJXn3wjxgLsv8CqM1G9oA4yeaO0fuD0B4J0t0lDxwMoFcU/NVh5UU3QSI9Kk8v84tu1Xkw"
    "5tcwZHVZ7G7kzOq8Cno40I75w0wlhN0i1cvitVaJhD92jcikp2exYVLIlRxxeu4L9g2hXX9v"
)
R2 = "sKqRbbiSUnDhFHOvPjtUMeJBV1LIPhBLiS/+bDapFbYVhHdUs/DnbaknhbqfAh2BTpK5aJX7/p7a/MUQd1b1sA=="
MESSAGE_2 = """<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>
<FromUserName><![CDATA[mycreate]]></FromUserName>
<CreateTime>1409659813</CreateTime>
<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[hello]]></Content>
<MsgId>4561255354251345929</MsgId>
<AgentID>218</AgentID>
</xml>"""
MESSAGE_3 = (
    '{"ToUserName":"wx5823bf96d3bd56c7","FromUserName":"mycreate","CreateTime": 1409659813,'
    '"MsgType":"text","Content":"hello","MsgId":4561255354251345929,"AgentID": 218}'
)
REPLY_1 = (
    "<xml><ToUserName><![CDATA[mycreate]]></ToUserName><FromUserName><![CDATA[wx5823bf96d3bd56c7]]></FromUserName>"
    "<CreateTime>1348831860</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content></xml>"
)
REPLY_2 = '{"msgtype":"text","text":{"content":"hi"}}'


@pytest.mark.parametrize(
    ("signature", "timestamp", "nonce", "sealed", "message"),
    [
        ("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780", V1, "1616140317555161061"),
        ("477715d11cdb4164915debcba66cb864d751f3e6", TIMESTAMP, NONCE, V2, MESSAGE_2),
        ("0623cbc5a8cbee5bcc137c70de99575366fc2af3", TIMESTAMP, NONCE, V3, MESSAGE_3),
    ],
    ids=["url", "xml", "json"],
)
def test_the_official_samples_open(
    signature: str, timestamp: str, nonce: str, sealed: str, message: str
) -> None:
    assert ENVELOPE.open(signature, timestamp, nonce, sealed).decode() == message


@pytest.mark.parametrize(
    ("random", "message", "sealed"),
    [
        (b"c41b64491c2468d0", "1616140317555161061", V1),
        (b"0960688932c47ef1", MESSAGE_2, V2),
        (b"EDH75AiKExevY8L3", MESSAGE_3, V3),
        (b"0123456789abcdef", REPLY_1, R1),
    ],
    ids=["url", "xml", "json", "golden reply"],
)
def test_with_the_samples_random_the_same_bytes_come_out(random: bytes, message: str, sealed: str) -> None:
    assert ENVELOPE.seal(message.encode(), random) == sealed


def test_an_ai_bots_reply_is_sealed_for_nobody() -> None:
    envelope = Envelope(TOKEN, KEY, "")
    signature = "42cf74edaccba14c0661d71ba89be87065be290a"
    assert envelope.seal(REPLY_2.encode(), b"0123456789abcdef") == R2
    assert envelope.signature(TIMESTAMP, NONCE, R2) == signature
    assert envelope.open(signature, TIMESTAMP, NONCE, R2).decode() == REPLY_2


def test_the_golden_reply_is_signed_as_the_platform_signs() -> None:
    assert ENVELOPE.signature(TIMESTAMP, NONCE, R1) == "aea5c8e265a5dde3878ad3085204987419d8601a"


def test_the_official_sample_with_another_ones_signature_is_forged() -> None:
    with pytest.raises(Forged, match="签名"):
        ENVELOPE.open("477715d11cdb4164915debcba66cb864d751f3e6", TIMESTAMP, NONCE, V4)
    assert ENVELOPE.open("42fb1a3b955400763e49117ce946c6fe9fdb3271", TIMESTAMP, NONCE, V4)


def test_what_is_well_sealed_but_no_xml_opens_and_is_then_refused() -> None:
    inside = ENVELOPE.open("1f3153b7abd0ba99b4ab2e57fac2376110d03a3c", TIMESTAMP, NONCE, V5)
    assert b":mycreate" in inside
    with pytest.raises(xml.Unreadable):
        xml.fields(inside)


@pytest.mark.parametrize("key", ["", KEY[:-1], KEY + "A", "，" * 43, "=" * 43])
def test_a_key_that_cannot_be_one_is_said_at_once(key: str) -> None:
    with pytest.raises(ValueError, match="43"):
        Envelope(TOKEN, key, CORP)


@given(st.binary(max_size=3000), st.text(max_size=64))
def test_anything_sealed_opens_for_its_receiver_and_for_no_other(message: bytes, receiver: str) -> None:
    receiver = receiver.encode("utf-8", "replace").decode()
    envelope = Envelope(TOKEN, KEY, receiver)
    sealed = envelope.seal(message)
    signature = envelope.signature(TIMESTAMP, NONCE, sealed)
    assert envelope.open(signature, TIMESTAMP, NONCE, sealed) == message
    with pytest.raises(Forged):
        Envelope(TOKEN, KEY, receiver + "x").open(signature, TIMESTAMP, NONCE, sealed)


@given(st.binary(max_size=200).map(lambda raw: base64.b64encode(raw).decode()) | st.text(max_size=60))
def test_noise_is_forged_and_nothing_worse(sealed: str) -> None:
    sealed = sealed.encode("utf-8", "replace").decode()
    signature = ENVELOPE.signature(TIMESTAMP, NONCE, sealed)
    with pytest.raises(Forged):
        ENVELOPE.open(signature, TIMESTAMP, NONCE, sealed)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=500))
def test_any_text_a_member_types_comes_through_envelope_and_xml_as_typed(text: str) -> None:
    caller = Caller()
    sealed = caller.seal(caller.plain({"FromUserName": "LinKe", "Content": text}))
    inside = ENVELOPE.open(caller.sign(TIMESTAMP, NONCE, sealed), TIMESTAMP, NONCE, sealed)
    assert xml.fields(inside)["Content"] == text


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><xml><Encrypt>&c;</Encrypt></xml>"""
OUTSIDE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Encrypt>&f;</Encrypt></xml>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB, OUTSIDE, b"", b"{}", b"<html></html>", b"<xml>", b"\xff\xfe", b"<xml><a></xml>", b"<!DOCTYPE xml><xml/>",
        b'<?xml version="1.0" encoding="no-such"?><xml/>', b'<?xml version="1.0" encoding="utf-7"?><xml/>',
        b"<xml>&undefined;</xml>", b"<xml>\x00</xml>",
    ],
)  # fmt: skip
def test_xml_that_means_harm_is_only_unreadable(body: bytes) -> None:
    with pytest.raises(xml.Unreadable):
        xml.fields(body)


def test_of_two_fields_of_one_name_the_first_counts() -> None:
    assert xml.fields(b"<xml><A>1</A><A>2</A><B><C>3</C></B></xml>") == {"A": "1", "B": ""}
