"""Every word this channel says by itself. What the office says is written elsewhere and only passes through."""

# Tapped in Telegram's menu -> what it says, and the line beside it. Telegram takes latin names only.
MENU = (
    ("todo", "待办", "待办：本单位还有哪些事项"),
    ("help", "帮助", "帮助：怎么签收、怎么反馈"),
    ("detail", "详情", "详情：后面写事项编号，如 /detail 3.1"),
    ("done", "完成", "完成：报刚才说的事项办结"),
    ("progress", "进展", "进展：报办理进度，如 /progress 3.1 60%"),
    ("stuck", "困难", "困难：请求协调，后面写原因"),
    ("extend", "延期", "延期：申请延期，后面写日期和原因"),
    ("undo", "撤回", "撤回：收回刚才报的"),
    ("digest", "汇总", "汇总：总的情况（协调员）"),
    ("overdue", "逾期", "逾期：哪些已逾期（协调员）"),
    ("review", "待审", "待审：哪些等着审核（协调员）"),
)
SAID_BY = {name: said for name, said, _ in MENU}
GREETING = "帮助"

CHOSEN = "✓ 已选：{said}"
CHOSEN_BEFORE = "已选过：{said}。要说别的，请直接发文字。"
OLD_BUTTON = "这个按钮已经失效。请直接发文字，或发“帮助”。"
NOT_YOURS = "这个按钮不是发给你的，或者已经失效。"

WRITE_INSTEAD = "请用文字。这里只看文字、图片和文件，语音等内容不会记下。"
FILE_NOT_KEPT = "文件没有收下：{reason}"
FILE_TOO_BIG = "超过20MB，Telegram 不让机器人读取。请压缩或拆成几份再发，或者发网址。"
FILE_NOT_FETCHED = "没能从 Telegram 取到文件“{name}”，请再发一次。"
PHOTO_NAME = "照片{number}.jpg"
