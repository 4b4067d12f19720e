"""The same wire seen by programs that are not ours, where they are at hand.

    mkdir peers && cd peers && npm install @wecom/crypto@1.0.1 @wecom/aibot-node-sdk@1.0.7
    python -m venv venv && venv/bin/pip install wechatpy==1.8.18 cryptography
    DUBAN_PEERS=$PWD uv run pytest tests/wecom/test_peers.py

They keep the fakes honest too: a fake only our own code can talk to proves nothing.
"""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.channels.wecom.crypto import Envelope
from tests.fake_wecom import FakeWeCom
from tests.fake_wecom_bot import FakeBot
from tests.wecom.conftest import Desk
from tests.wecom.test_crypto import CORP, KEY, MESSAGE_2, NONCE, REPLY_1, TIMESTAMP, TOKEN
from tests.wecom.test_hearing import until

PEERS = Path(os.environ.get("DUBAN_PEERS", "/nonexistent"))
NODE = pytest.mark.skipif(
    not (PEERS / "node_modules").is_dir(), reason="DUBAN_PEERS names no folder with node_modules"
)
PYTHON = pytest.mark.skipif(not (PEERS / "venv").is_dir(), reason="DUBAN_PEERS names no folder with venv")

TEXTS = [
    "",
    "签收 3.1",
    MESSAGE_2,
    REPLY_1,
    "督" * 5000,
    "👌\u200d\U0001f3fb]]>",
    *("x" * n for n in range(32)),
]


async def told(command: list[str], script: str, facts: Any) -> Any:
    """What the peer makes of the facts, as JSON both ways."""
    process = await asyncio.create_subprocess_exec(
        *command, script, cwd=PEERS, stdin=-1, stdout=-1, stderr=-1, env={"PATH": os.environ["PATH"]}
    )
    out, err = await asyncio.wait_for(process.communicate(json.dumps(facts).encode()), 60)
    assert process.returncode == 0, err.decode()
    return json.loads(out.splitlines()[-1])


NODE_CRYPTO = """
const {getSignature, encrypt, decrypt} = require('@wecom/crypto');
const facts = JSON.parse(require('fs').readFileSync(0));
console.log(JSON.stringify({
  opened: facts.sealed.map(one => { const got = decrypt(facts.key, one); return [got.message, got.id]; }),
  sealed: facts.texts.map(text => encrypt(facts.key, text, facts.corp)),
  signed: facts.sealed.map(one => getSignature(facts.token, facts.timestamp, facts.nonce, one)),
}));
"""


@NODE
async def test_wecoms_own_cryptography_opens_ours_and_ours_opens_theirs() -> None:
    envelope = Envelope(TOKEN, KEY, CORP)
    sealed = [envelope.seal(text.encode()) for text in TEXTS]
    facts = {"key": KEY, "token": TOKEN, "corp": CORP, "timestamp": TIMESTAMP, "nonce": NONCE}
    found = await told(["node", "-e"], NODE_CRYPTO, facts | {"sealed": sealed, "texts": TEXTS})
    assert found["opened"] == [[text, CORP] for text in TEXTS]
    assert found["signed"] == [envelope.signature(TIMESTAMP, NONCE, one) for one in sealed]
    for text, theirs in zip(TEXTS, found["sealed"], strict=True):
        signature = envelope.signature(TIMESTAMP, NONCE, theirs)
        assert envelope.open(signature, TIMESTAMP, NONCE, theirs).decode() == text


NODE_BOT = """
const {WSClient} = require('@wecom/aibot-node-sdk');
const facts = JSON.parse(require('fs').readFileSync(0));
const silent = {debug() {}, info() {}, warn() {}, error() {}};
const client = new WSClient({botId: facts.bot_id, secret: facts.secret, wsUrl: facts.url, logger: silent,
  heartbeatInterval: 50, reconnectInterval: 20});
const seen = [];
client.on('authenticated', () => seen.push('authenticated'));
client.on('message.text', async frame => {
  seen.push(frame.body.text.content);
  await client.replyStream(frame, 'S', '收到', true);
  await client.sendMessage(frame.body.from.userid, {msgtype: 'markdown', markdown: {content: '**汇总**'}});
  const sent = await client.uploadMedia(Buffer.alloc(600 * 1024, 'x'), {type: 'file', filename: '台账.xlsx'});
  await client.sendMediaMessage(frame.body.from.userid, 'file', sent.media_id);
});
client.on('message.file', async frame => {
  const file = await client.downloadFile(frame.body.file.url, frame.body.file.aeskey);
  seen.push(file.buffer.toString());
});
client.on('event.enter_chat', frame => client.replyWelcome(frame, {msgtype: 'text', text: {content: '欢迎'}}));
client.on('event.disconnected_event', () => {
  setTimeout(() => { console.log(JSON.stringify(seen)); process.exit(0); }, 200);
});
client.connect();
"""


@NODE
async def test_wecoms_own_bot_lives_with_the_far_end_we_test_against() -> None:
    far = FakeBot()
    async with TestServer(far.app()) as server:
        facts = {"bot_id": far.bot_id, "secret": far.secret, "url": str(server.make_url("/"))}
        peer = asyncio.create_task(told(["node", "-e"], NODE_BOT, facts))
        await until(lambda: far.live)
        await far.says(msgtype="text", text={"content": "你好"})
        await until(lambda: len(far.pushed) == 2)
        await far.event("enter_chat")
        await until(lambda: len(far.answered) == 2)
        await far.hang_up()
        await until(lambda: far.calls["aibot_subscribe"] == 2 and far.live and not far.live.closed)
        found = far.put("目录.pdf", "文件内容".encode())
        await far.says(msgtype="file", file=found | {"url": str(server.make_url(found["url"]))})
        await until(lambda: far.calls["ping"] >= 2)
        assert far.live is not None
        gone = {"msgtype": "event", "event": {"eventtype": "disconnected_event"}}
        frame = {"cmd": "aibot_event_callback", "headers": {"req_id": "r"}, "body": gone}
        await asyncio.sleep(0.3)
        await far.live.send_str(json.dumps(frame))
        assert await peer == ["authenticated", "你好", "authenticated", "文件内容"]
    assert [name for _, name, _ in far.media.values()] == ["台账.xlsx"]


WECHATPY_CRYPTO = """
import json, sys, warnings
warnings.simplefilter("ignore")
from wechatpy.enterprise.crypto import WeChatCrypto
facts = json.load(sys.stdin)
crypto = WeChatCrypto(facts["token"], facts["key"], facts["corp"])
outer = "<xml><Encrypt><![CDATA[%s]]></Encrypt></xml>"
opened = [crypto.decrypt_message(outer % one, sign, facts["timestamp"], facts["nonce"])
          for one, sign in zip(facts["sealed"], facts["signed"])]
opened = [one.decode() if isinstance(one, bytes) else one for one in opened]
print(json.dumps({"opened": opened,
    "sealed": [crypto.encrypt_message(text, facts["nonce"], facts["timestamp"]) for text in facts["texts"]]}))
"""


@PYTHON
async def test_wechatpy_opens_our_envelopes_and_its_letters_reach_our_callback(desk: Desk) -> None:
    envelope = Envelope(TOKEN, KEY, CORP)
    texts = [text for text in TEXTS if text]
    sealed = [envelope.seal(text.encode()) for text in texts]
    letter = desk.caller.plain(
        {"FromUserName": "LinKe", "MsgType": "text", "Content": "完成 3.1", "MsgId": 5}
    ).decode()
    facts = {
        "token": TOKEN, "key": KEY, "corp": CORP, "timestamp": TIMESTAMP, "nonce": NONCE, "sealed": sealed,
        "signed": [envelope.signature(TIMESTAMP, NONCE, one) for one in sealed], "texts": [letter],
    }  # fmt: skip
    found = await told(["venv/bin/python", "-c"], WECHATPY_CRYPTO, facts)
    assert found["opened"] == texts
    body = found["sealed"][0]
    signature = body.split("<MsgSignature><![CDATA[")[1].split("]]>")[0]
    query = {"msg_signature": signature, "timestamp": TIMESTAMP, "nonce": NONCE}
    assert await desk.post(query, body.encode()) == (200, b"")
    assert [one.text for one in desk.listener.heard] == ["完成 3.1"]


WECHATPY_CLIENT = """
import json, sys, warnings
warnings.simplefilter("ignore")
from wechatpy.enterprise import WeChatClient
facts = json.load(sys.stdin)
class Client(WeChatClient):
    API_BASE_URL = facts["base"] + "/cgi-bin/"
    def fetch_access_token(self):
        return self._fetch_access_token(facts["base"] + "/cgi-bin/gettoken",
            {"corpid": self.corp_id, "corpsecret": self.secret})
client = Client(facts["corp"], facts["secret"])
first = client.message.send_text(facts["agent"], "LinKe", "一")
client.session.set(client.corp_id + "_access_token", "AT-lapsed", 7200)
second = client.message.send_text(facts["agent"], "LinKe", "二")
print(json.dumps([first["errcode"], second["errcode"]]))
"""


@PYTHON
async def test_wechatpy_sends_through_the_wecom_we_test_against(wecom: FakeWeCom, base: str) -> None:
    facts = {"base": base, "corp": wecom.corp_id, "secret": wecom.secret, "agent": wecom.agent_id}
    assert await told(["venv/bin/python", "-c"], WECHATPY_CLIENT, facts) == [0, 0]
    assert [one.text for one in wecom.to("LinKe")] == ["一", "二"]
