"""What a member's message or event comes to. Every type WeCom documents (90239, 90240) is in one of two tables."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import structlog

from bot.channels import DeliveryError, Incoming, Listener
from bot.channels.wecom import cards
from bot.channels.wecom.cards import Cards
from bot.channels.wecom.chores import Chores
from bot.channels.wecom.downloads import Download
from bot.channels.wecom.handing import Handing
from bot.channels.wecom.limits import Notice

log = structlog.get_logger()

NAME = "wecom"
USE_WORDS = "语音和位置这里读不了，没有记下。请用文字回复，例如：进展 3.1 60% 正在征求意见。"
UNKNOWN = "这种消息这里读不了，没有记下。请发文字、图片或文件。"
LAPSED = "已失效"
_WELCOME = "待办"
_EIGHT_HOURS = 8 * 3600  # a day here is China's, as WeCom's own

# An unused app is warned of, and then closed: the office would go unheard without knowing.
NOTICES: Mapping[str, str] = {
    "inactive_alert": "企业微信提示：应用长期无人使用，即将被停用。请管理员登录管理后台处理。",
    "close_inactive_agent": "企业微信已停用本应用（长期无人使用），消息发不出去。请管理员登录管理后台恢复。",
    "reopen_inactive_agent": "企业微信已恢复本应用。",
    "low_active_alert": "企业微信提示：应用活跃度低，可能受限。请管理员登录管理后台查看。",
    "low_active": "企业微信已因活跃度低限制本应用。请管理员登录管理后台处理。",
    "active_restored": "企业微信已解除对本应用的限制。",
    "share_agent_change": "企业微信中本应用的共享范围有变动，请管理员核对可见范围。",
}

Fields = Mapping[str, str]


class Speaking(Protocol):
    """What hearing needs of the channel that speaks."""

    async def say(self, address: str, line: str) -> None: ...

    async def change_card(self, address: str, response_code: str, change: Mapping[str, Any]) -> None: ...

    def reminded_lately(self, address: str) -> bool: ...

    def opened(self, body: Mapping[str, Any]) -> AbstractAsyncContextManager[Download]: ...


class Hearing:
    """One app's ear. `take` returns when what came is durable; the rest is done by `run`."""

    def __init__(self, listener: Listener, speaking: Speaking, deck: Cards, notice: Notice) -> None:
        self._listener = listener
        self._speaking = speaking
        self._cards = deck
        self._notice = notice
        self._chores = Chores()
        self._handing = Handing(NAME, listener, self._chores, speaking.opened, speaking.say)
        self._messages: Mapping[str, Callable[[Fields], Awaitable[None]]] = {
            "text": self._text, "link": self._link,
            "image": self._file, "video": self._file, "file": self._file,
            "voice": self._not_words, "location": self._not_words,
        }  # fmt: skip
        self._events: Mapping[str, Callable[[Fields], Awaitable[None]]] = {
            "template_card_event": self._press, "template_card_menu_event": self._press,
            "enter_agent": self._entered, "subscribe": self._entered,
        }  # fmt: skip

    async def run(self) -> None:
        """Do what is left over from before, and then what comes. Never ends by itself."""
        await self._handing.resume()
        await self._chores.run()

    async def take(self, came: Fields) -> None:
        """It has happened, or is set aside. Raises Busy: WeCom shall bring it again."""
        if came.get("MsgType") != "event":
            await self._messages.get(came.get("MsgType", ""), self._unknown)(came)
            return
        event = came.get("Event", "")
        if event in NOTICES:
            log.warning("wecom notice", wecom_event=event)
            self._notice(NOTICES[event])
        elif event in self._events:
            await self._events[event](came)
        else:
            log.info("wecom event not needed", wecom_event=event[:40])

    # ------------------------------------------------------------ messages

    async def _text(self, came: Fields) -> None:
        await self._hear(came, came.get("Content", ""))

    async def _link(self, came: Fields) -> None:
        # Only the address: a title such as “任务完成情况” was not said by the sender.
        await self._hear(came, f"佐证 {came.get('Url', '')}".rstrip())

    async def _hear(self, came: Fields, text: str) -> None:
        await self._listener.hear(Incoming(NAME, update_id(came), came["FromUserName"], text))

    async def _file(self, came: Fields) -> None:
        media_id = came.get("MediaId", "")
        if not media_id:
            await self._unknown(came)
            return
        kind = {"image": "图片.jpg", "video": "视频.mp4"}.get(came["MsgType"], "文件")
        body = {
            "address": came["FromUserName"],
            "media_id": media_id,
            "kind": kind,
            "name": came.get("FileName", ""),
        }
        await self._handing.take(update_id(came), body)

    async def _not_words(self, came: Fields) -> None:
        self._say_later(came["FromUserName"], USE_WORDS)

    async def _unknown(self, came: Fields) -> None:
        log.info("wecom message of an unknown type", type=came.get("MsgType", "")[:40])
        self._say_later(came["FromUserName"], UNKNOWN)

    def _say_later(self, address: str, line: str) -> None:
        async def say(tried: int) -> bool:
            await self._speaking.say(address, line)
            return True

        self._chores.add(say)

    # ------------------------------------------------------------ events

    async def _entered(self, came: Fields) -> None:
        """Once a day at most, and not right under a reminder that says the same, whoever opens the chat hears what is owed."""
        address = came["FromUserName"]
        if self._speaking.reminded_lately(address):
            return
        seconds = came.get("CreateTime", "")
        day = (int(seconds) + _EIGHT_HOURS) // 86400 if seconds.isdecimal() and len(seconds) <= 12 else 0
        await self._listener.hear(Incoming(NAME, f"enter:{address}:{day}", address, _WELCOME))

    async def _press(self, came: Fields) -> None:
        address = came["FromUserName"]
        pressed = self._cards.read(came.get("EventKey", ""), address)
        if pressed is None and not came.get("TaskId", "").startswith(cards.OURS):
            return  # another program's card under the same app
        said = None
        if pressed is not None:
            press = Incoming(NAME, update_id(came), address, "", pressed=pressed.card.outbox_id)
            said = await self._listener.press(press, pressed.index)
        change: dict[str, Any] = {"button": {"replace_name": LAPSED if said is None else "已回复"}}
        if pressed is not None and said is not None:
            more = len(pressed.card.buttons) > 1
            card = cards.after(pressed, said)
            task_id = came.get("TaskId", "")
            drawn = self._cards.draw(card, address, task_id, answered="" if more else "已回复")
            if drawn is not None:
                change = {"template_card": drawn}
        self._change_later(address, came.get("ResponseCode", ""), change)

    def _change_later(self, address: str, response_code: str, change: Mapping[str, Any]) -> None:
        async def change_card(tried: int) -> bool:
            try:
                await self._speaking.change_card(address, response_code, change)
            except DeliveryError as error:
                # A code already used, or three days old: what the press said has happened all the same.
                log.info("card not changed", reason=str(error))
            return True

        if response_code:
            self._chores.add(change_card)


def update_id(came: Fields) -> str:
    """The same for the same message brought again; an event has no number, so what it is made of stands for it."""
    if number := came.get("MsgId", ""):
        return number
    made_of = ("FromUserName", "CreateTime", "MsgType", "Event", "EventKey", "TaskId")
    text = "\n".join(came.get(name, "") for name in made_of)
    return f"event:{hashlib.sha256(text.encode()).hexdigest()[:32]}"
