"""看板: a link that lets the seat in at the board."""

from bot.board import door
from bot.board.address import board_address
from bot.commands import ShowBoard
from bot.turn import Turn
from messages.catalogue import BoardLink, Message, Refused


def show_board(command: ShowBoard, turn: Turn) -> Message:
    """Afterwards this seat can come in once by the link it is told."""
    address = board_address(turn.tx)
    if not address:
        return Refused("看板还没有打开", "请管理员先启动服务：duban serve")
    secret = door.make_link(turn.tx, turn.sender, turn.now)
    if secret is None:
        return Refused("这个岗位还没有绑定账号，不能打开看板", "请向管理员要邀请码。")
    return BoardLink(turn.sender.title, f"{address}/sign-in/{secret}", door.LINK_MINUTES)
