"""What the office from memory says: a roster of seats, and the wording of a few real messages."""

from datetime import datetime

from bot.web.backend import SeatCard

Said = tuple[str, str, tuple[tuple[str, str], ...]]

DISTRICTS = ("秀英区", "龙华区", "琼山区", "美兰区")
_NAMES = (
    "市政府办公室 市发展改革委 市教育局 市科技工业信息化局 市公安局 市民政局 市司法局 市财政局 "
    "市人力资源和社会保障局 市自然资源和规划局 市生态环境局 市住房和城乡建设局 市交通运输和港航管理局 "
    "市水务局 市农业农村局 市商务局 市旅游和文化广电体育局 市卫生健康委 市退役军人事务局 市应急管理局 "
    "市审计局 市国资委 市市场监管局 市统计局 市医疗保障局 市园林和环境卫生管理局 市综合行政执法局 "
    "市政务管理局 市信访局 市投资促进局 市林业局 市人民防空办公室 市地方金融监督管理局 市城市更新局 "
    "市住房公积金管理局 市档案馆 市机关事务管理局 市大数据管理局 市海洋和渔业监察支队 市供销合作联社 "
    "市优化营商环境工作专班办公室（市推进职能转变和“放管服”改革协调小组办公室）"
)
DEPARTMENTS = tuple(_NAMES.split())
LEADS = ("市司法局", "市综合行政执法局", "市优化营商环境工作专班办公室", "市中级人民法院")
LEADERS = (*(f"{name}政府" for name in DISTRICTS), *DEPARTMENTS[:12])

KIND_WORDS = {
    "assigned": "交办",
    "morning": "督办提醒",
    "urged": "催办通知",
    "recorded": "回执",
    "all_accepted": "回执",
    "digest": "汇总",
    "help_card": "帮助",
    "review_wanted": "待审",
    "returned": "退回补正",
    "owed": "待办",
    "unclear": "答复",
}


def roster() -> list[SeatCard]:
    """About seventy seats, ids from 1, contacts first."""
    cards: list[tuple[str, str, str, str, int, str]] = []
    for name in DISTRICTS:
        cards.append((f"{name}政府联系人", f"{name}政府", "contact", "联系人", 21, "各区政府"))
    for name in DEPARTMENTS:
        cards.append((f"{name}联系人", name, "contact", "联系人", 14, "市直单位"))
    for name in LEADERS:
        cards.append((f"{name}分管负责人", name, "leader", "分管负责人", 14, ""))
    for name in LEADS:
        cards.append((f"{name}牵头督办", name, "lead", "牵头单位", 9, ""))
    cards.append(("市委依法治市办协调员", "市委依法治市办", "coordinator", "协调员", 0, ""))
    cards.append(("管理员", "市司法局", "admin", "管理员", 0, ""))
    return [
        SeatCard(number, title, unit, role, word, owing, kind)
        for number, (title, unit, role, word, owing, kind) in enumerate(cards, 1)
    ]


def opening(card: SeatCard) -> Said:
    """What each seat finds on the day of publication."""
    if card.role in ("contact", "leader"):
        return "assigned", _assigned(card.unit), (("全部签收", "全部签收"), ("查看待办", "待办"))
    if card.role == "admin":
        return "help_card", _help(card), ()
    return "digest", DIGEST, (("待审", "待审"),)


def morning(card: SeatCard, now: datetime) -> Said | None:
    """What a working morning brings to this seat, if anything."""
    if card.role in ("coordinator", "lead"):
        return "digest", DIGEST, (("催办逾期", "催全部"), ("待审", "待审"))
    if card.role != "contact" or (card.id + now.toordinal()) % 9:
        return None
    if now.month >= 11:
        return "urged", URGED, (("怎么报", "怎么报 3.1"), ("详情", "详情 3.1"))
    return (
        "morning",
        MORNING,
        (("怎么报", "怎么报 3.1"), ("详情", "详情 3.1"), ("今天不再提醒", "稍后 明天上午")),
    )


def answer(card: SeatCard, text: str) -> Said:
    """A reply to what was typed: enough verbs to look like a conversation."""
    word, _, rest = text.strip().partition(" ")
    code = rest.split(" ")[0] or "3.1"
    if word == "长文":
        return "owed", LONG, ()
    if word in ("签收", "完成", "进展", "困难"):
        return (
            "recorded",
            RECEIPT.format(code=code, word=word),
            (
                ("撤回", f"撤回 {code}"),
                ("更正", f"更正 {code}"),
            ),
        )
    fixed: dict[str, Said] = {
        "全部签收": ("all_accepted", ALL_ACCEPTED, (("查看待办", "待办"),)),
        "待办": ("owed", OWED.format(unit=card.unit), ()),
        "帮助": ("help_card", _help(card), (("待办", "待办"),) if card.role == "contact" else ()),
        "汇总": ("digest", DIGEST, (("催办逾期", "催全部"), ("待审", "待审"))),
        "待审": ("review_wanted", REVIEW, (("通过", "通过 3.1 龙华区政府"), ("退回", "退回 3.1 龙华区政府"))),
    }
    return fixed.get(word, ("unclear", UNCLEAR, (("帮助", "帮助"), ("待办", "待办"))))


def _assigned(unit: str) -> str:
    return (
        "<strong>【任务交办】</strong>\n根据《海口市2021年下半年法治政府建设重点工作任务》（海司〔2021〕162号），"
        f"以下事项由{unit}负责，请于2021年8月16日（周一）前签收。\n\n"
        "<strong>3.1 重大行政决策目录</strong>：制定并公布\n10月31日（周日）前；请于10月29日（周五）前报送\n\n"
        "<strong>4.1 法律顾问配备</strong>：配备率100%\n12月31日（周五）前\n\n"
        "<strong>1.1 法治专题讲座</strong>：全年不少于3次\n12月31日（周五）前\n\n"
        "另有18项，回复“待办”查看。\n签收：回复“全部签收”或“签收 3.1”"
    )


def _help(card: SeatCard) -> str:
    return (
        f"<strong>{card.title}</strong>，可以直接这样说：\n"
        "待办　　　　看还有哪些事\n详情 3.1　　看一项的要求和进度\n签收 3.1　　表示收到\n"
        "进展 3.1 60% 已形成征求意见稿\n完成 3.1 已于10月20日公布\n延期 3.1 至11月15日 需再次征求意见"
    )


MORNING = (
    "<strong>【督办提醒】</strong>第3.1项距办理时限还有5个工作日（10月31日，周日；请于10月29日前报送）。\n"
    "当前：办理中 60%。\n上次反馈：已形成征求意见稿，正在征求各部门意见。\n请抓紧办理，按时反馈。\n\n"
    "办完了：回复“完成 3.1 已于10月20日公布”"
)
URGED = (
    "<strong>【催办通知·第2次】</strong>第3.1项已逾期3个工作日，仍未收到办理情况。"
    "请于11月5日17时前报送进展及未按期完成的原因、下步措施；确需延期的，请书面说明。\n\n"
    "回复“进展 3.1 90% 原因…，措施…”"
)
RECEIPT = (
    "已记录：<strong>{code} 重大行政决策目录</strong>，{word}。\n当前：待审核。\n"
    "请补：公布网址（回复“佐证 {code} 网址”）。"
)
ALL_ACCEPTED = (
    "已签收21项：1.1 1.2 1.3 2.1 2.2 3.1 3.2 3.3 3.4 4.1 4.2 5.1 5.2 5.3 6.1 6.2 7.1 7.2 8.1 8.2 9.1。"
)
OWED = (
    "<strong>{unit}待办 3 项</strong>（已办结 4 项）\n\n<strong>3.1 重大行政决策目录</strong>\n"
    "办理中 60%，10月31日前，还有5个工作日\n\n"
    "<strong>1.1 法治专题讲座</strong>\n已办2次/至少3次，12月31日前\n\n"
    "<strong>8.1 负责人出庭应诉率</strong>\n7/12＝58.3%，高于50%\n\n"
    "回复“详情 3.1”看一项"
)
DIGEST = (
    "<strong>8月9日 汇总</strong>\n共34项1286件：办结0、按期推进1286、临期0、逾期0、待审核0\n\n"
    "<strong>尚未签收（45个单位）</strong>\n秀英区、琼山区、美兰区政府，市教育局等42个单位\n\n"
    "<strong>临期</strong>\n3.1 重大行政决策目录，10月31日前，17/45"
)
REVIEW = "<strong>【待审】3.1 龙华区政府</strong>\n重大行政决策目录\n报称10月20日完成：“目录已于10月20日公布。”\n该项已办结 16/45"
UNCLEAR = "没有看懂这句话，未作任何登记。\n最接近的说法：完成 3.1 …\n回复“帮助”看全部说法。"
LONG = "<strong>【台账摘要】</strong>\n" + "\n".join(
    f"<strong>{n // 4 + 1}.{n % 4 + 1}</strong> 严格落实行政规范性文件备案制度，按照“有件必备、有备必审、有错必纠”要求，"
    "备案率达100%，备案后审查率达100%，对在备案审查中发现问题的及时予以纠正，并进行通报。办理中 60%。"
    for n in range(34)
)
