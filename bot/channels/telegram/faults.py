"""What a refusal of Telegram's means: whose fault it is, whether trying again helps, and how to say so."""

from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, TelegramError

from bot.channels import DeliveryError
from bot.channels.telegram.request import NotSent, NotTelegram

# Telegram promises no wording, but has kept these for years. Case is not looked at.
_ADDRESS = (
    ("bot was blocked", "对方停用了机器人；请其在 Telegram 里重新启用"),
    ("can't initiate conversation", "对方还没有启用机器人；请其打开机器人并点“开始”"),
    ("user is deactivated", "对方的 Telegram 账号已注销"),
    ("bot was kicked", "机器人已被移出这个群"),
    ("bot is not a member", "机器人不在这个群里"),
    ("chat not found", "找不到这个会话：账号不对，或对方还没有启用机器人"),
    ("user not found", "找不到这个账号"),
    ("peer_id_invalid", "账号写法不对"),
    ("chat_id is empty", "没有写账号"),
    ("chat was deactivated", "这个群已解散"),
    ("chat was deleted", "这个群已解散"),
    ("not enough rights", "机器人在这个群里没有发言权"),
    ("have no rights to send", "机器人在这个群里没有发言权"),
    ("need administrator rights", "机器人在这个群里没有发言权"),
    ("chat_write_forbidden", "机器人在这个群里没有发言权"),
    ("chat_restricted", "机器人在这个群里没有发言权"),
    ("topic_closed", "这个群的话题已关闭"),
    ("can't send messages to bots", "对方也是机器人，不能收消息"),
)
_LONGEST = 200


def broken_markup(error: TelegramError) -> bool:
    """Whether the words would go without their bold and links."""
    return isinstance(error, BadRequest) and "can't parse entities" in str(error).lower()


def unfit_photo(error: TelegramError) -> bool:
    """Whether the picture would go as a file."""
    said = str(error).upper()
    return isinstance(error, BadRequest) and ("PHOTO_" in said or "IMAGE_PROCESS" in said)


def delivery_error(error: TelegramError) -> DeliveryError:
    """The fault as the courier needs it, in words a coordinator can read."""
    said = error.message[:_LONGEST]
    if isinstance(error, InvalidToken):
        return DeliveryError("Telegram 机器人令牌不对或已吊销", permanent=True, scope="channel")
    if isinstance(error, BadRequest | Forbidden):
        lowered = said.lower()
        for words, sentence in _ADDRESS:
            if words in lowered:
                return DeliveryError(sentence, permanent=True)
        if isinstance(error, Forbidden):
            return DeliveryError(f"Telegram 不让发给对方（{said}）", permanent=True)
        return DeliveryError(f"Telegram 不接受这条消息（{said}）", permanent=True, scope="message")
    return DeliveryError(outage(error), scope="channel")


def outage(error: TelegramError) -> str:
    """What keeps us from Telegram just now, in one sentence without a full stop."""
    if isinstance(error, NotSent):
        if error.distrusted:
            return "Telegram 服务器的证书验不过；多半是本机时钟不准，或代理改了证书"
        return "连不上 Telegram；请看网络和代理"
    if isinstance(error, NotTelegram):
        return "答复的不是 Telegram，可能是代理的网页；请看网络和地址"
    if isinstance(error, InvalidToken):
        return "Telegram 不认这个令牌：写错了，或已被吊销；请向 BotFather 要新的"
    if isinstance(error, Conflict):
        if "webhook" in error.message.lower():
            return "另一个程序给同一个令牌设了回调网址；请只留一个"
        return "另一个程序正用同一个令牌收消息；请只留一个"
    return "Telegram 暂时没有正常答复"
