"""How things get written: traditional script, slips of fingers and microphones, initials, emoji.

Tables only; what the right words mean is `bot.grammar.words`' business.
"""

import re
from types import MappingProxyType

# Traditional to simplified: the characters that occur in commands and in reports, no more.
_TRADITIONAL = (
    "簽進數標辦結證遲緩難協調動領導單職責轉給誤請換時後過這個們還沒無說對錯報動幫總彙"
    "匯週審駁補見圖鏈網開會議題講場實際應訴庭敗決監覆蓋顧問規範備案評鑑發佈佈書麼嗎嗎"
    "嘅務項條點號從與於達萬億東車馬長門關係經費員專業計劃劃預確認據詳細處種類級別觀謝"
    "歡歉閱讀聽寫聯繫絡帳賬臺台灣區縣鎮鄉廳慮訊稱續延復複查檢錄類檔資產權現執護環衛醫"
    "藥農業鐵運輸遊產來幾內兩間電話線條紙張繼續學習寶貝導師長撤銷銷暫離負責歸屬擬將讓"
    "誰啟該則徵採籤遞繳滿僅針體歷遺罰創設優營黨術爲為臨盡幹機構園併並強統準評論壓織組"
    "費寬卻"
    "掛舉廣參層衝傳純詞帶擔當敵訂斷隊頓奪額兒飯飛豐婦剛崗購夠穀颳館慣軌國漢華畫懷壞黃揮輝繪貨獲擊積績極記紀濟價駕艱減簡薦鑒獎"
    "醬膠腳較階節潔緊驚靜競舊劇懼覺絕課墾塊況曠虧擴蘭攔覽勞樂禮裡裏勵連諒療鄰齡劉樓陸亂羅媽買賣貿夢彌廟滅畝腦寧諾歐盤賠憑樸齊"
    "騎氣遷錢牆橋竊親輕傾慶窮勸熱榮軟灑賽傘掃殺曬紹攝聲勝識適釋樹雙順絲雖隨歲損縮態談湯討頭團圍違維偉穩嚇閒鮮顯險憲響曉興選尋"
    "訓亞煙嚴驗陽養樣頁葉義藝憶異譯陰銀隱贏擁傭郵魚語獄圓緣遠願約雲雜載讚澤擇賊贈漲趙診陣爭製質鐘終眾豬諸駐築莊裝狀縱鑽乾隻祇"
    "衆啓衞鬆託佔鬧擱攏拋變賓餅撥蔔財慚測冊償暢徹塵陳襯撐懲齒籌綢醜儲觸闖辭聰叢湊"
)
_SIMPLIFIED = (
    "签进数标办结证迟缓难协调动领导单职责转给误请换时后过这个们还没无说对错报动帮总汇"
    "汇周审驳补见图链网开会议题讲场实际应诉庭败决监覆盖顾问规范备案评鉴发布布书么吗吗"
    "嘅务项条点号从与于达万亿东车马长门关系经费员专业计划划预确认据详细处种类级别观谢"
    "欢歉阅读听写联系络账账台台湾区县镇乡厅虑讯称续延复复查检录类档资产权现执护环卫医"
    "药农业铁运输游产来几内两间电话线条纸张继续学习宝贝导师长撤销销暂离负责归属拟将让"
    "谁启该则征采签递缴满仅针体历遗罚创设优营党术为为临尽干机构园并并强统准评论压织组"
    "费宽却"
    "挂举广参层冲传纯词带担当敌订断队顿夺额儿饭飞丰妇刚岗购够谷刮馆惯轨国汉华画怀坏黄挥辉绘货获击积绩极记纪济价驾艰减简荐鉴奖"
    "酱胶脚较阶节洁紧惊静竞旧剧惧觉绝课垦块况旷亏扩兰拦览劳乐礼里里励连谅疗邻龄刘楼陆乱罗妈买卖贸梦弥庙灭亩脑宁诺欧盘赔凭朴齐"
    "骑气迁钱墙桥窃亲轻倾庆穷劝热荣软洒赛伞扫杀晒绍摄声胜识适释树双顺丝虽随岁损缩态谈汤讨头团围违维伟稳吓闲鲜显险宪响晓兴选寻"
    "训亚烟严验阳养样页叶义艺忆异译阴银隐赢拥佣邮鱼语狱圆缘远愿约云杂载赞泽择贼赠涨赵诊阵争制质钟终众猪诸驻筑庄装状纵钻干只只"
    "众启卫松托占闹搁拢抛变宾饼拨卜财惭测册偿畅彻尘陈衬撑惩齿筹绸丑储触闯辞聪丛凑"
)
TRADITIONAL = frozenset(_TRADITIONAL)
SIMPLER = MappingProxyType(dict(zip(map(ord, _TRADITIONAL), _SIMPLIFIED, strict=True)))

# What fingers and microphones make of the commands. Only writings that are no words of their own:
# 预期 for 逾期 or 作证 for 佐证 would be found in honest sentences.
TYPOS = MappingProxyType(
    {
        "1月": "元月",
        "收到": "收道(?!路) 收倒 受到(?=$) 首到 收刀",
        "签收": "签受 鉴收 浅收 签手(?!印) 千收",
        "进度": "进渡 浸度 进肚",
        "进展": "进盏 紧展 浸展",
        "已完成": "己完成 巳完成",
        "完成": "完城 完乘 玩成 完程 完呈 碗成 完诚",
        "已经": "己经 巳经",
        "办结": "办洁(?!净) 辨结 办劫 半结",
        "搞定": "高定(?!制|价) 搞订",
        "附件": "附建 付件 副件 附近件",
        "材料": "才料 材科 财料",
        "延期": "延其(?=[\\s\\d至到]|$) 廷期 沿期 延七(?!天|日) 延妻 眼期 盐期 延斯",
        "推迟": "推持 推池 推辞(?=到|至)",
        "困难": "困纳 因难(?!以|度|题) 困男 困南 捆难",
        "改派": "改排(?!查|污|水|放|险|名|序) 盖派 改牌",
        "代办": "带办(?!公) 代辨",
        "待办": "待辨 侍办 呆办",
        "稍后": "稍候 捎后 梢后",
        "更正": "跟正 更证 耕正",
        "撤回": "撒回 彻回",
        "帮助": "帮住(?!户|房) 帮猪 邦助",
        "次数": "次树 刺数",
        "指标": "指表(?!示|明|现) 纸标 指镖",
        "佐证": "左证 坐证 佐正",
        "详情": "祥情 相情 洋情",
        "依据": "依剧 依居",
        "同意": "同易 同亿",
        "通过": "通锅",
        "退回": "退会(?=[\\s\\d]|$) 推回(?=[\\s\\d]|$) 腿回",
        "催办": "摧办 崔办 催辨",
        "汇总": "汇种 汇宗",
        "逾期": "愈期 俞期 逾斯",
        "台账": "台帐 台胀 抬账",
        "待审": "待沈 代审",
        "通报": "通抱",
        "讲座": "讲坐 将座",
        "目录": "木录 目碌 目路",
        "挂网": "挂往 挂忘",
    }
)
_WRONG = [(wrong, right) for right, all_wrong in TYPOS.items() for wrong in all_wrong.split()]
TYPO = re.compile("|".join(wrong for wrong, _ in _WRONG))
RIGHT = {wrong.split("(")[0]: right for wrong, right in _WRONG}

# Pinyin initials, only as a word of their own.
INITIALS = MappingProxyType(
    {
        "qs": "签收", "sd": "收到", "jd": "进度", "jz": "进展", "cs": "次数", "zb": "指标", "wc": "完成", "ywc": "已完成",
        "bj": "办结", "zz": "佐证", "yq": "延期", "kn": "困难", "gp": "改派", "db": "待办", "xq": "详情", "yj": "依据",
        "sh": "稍后", "gz": "更正", "ch": "撤回", "bz": "帮助", "tg": "通过", "th": "退回", "cb": "催办", "hz": "汇总",
        "ds": "待审", "tz": "台账", "zbao": "周报",
    }
)  # fmt: skip
INITIAL = re.compile(r"(?<![a-zA-Z/.:@])(" + "|".join(INITIALS) + r")(?![a-zA-Z/.:@])", re.I)

SHOUT = re.compile(
    "[\U0001f300-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u20e3\u200d\u200b-\u200f\u2060-\u206f]"
)
NOD = re.compile("[\U0001f44c\U0001f44d\U0001f197\U0001fae1\U0001f646]")
TICK = re.compile("[\u2705\u2714\u2611]")
# 3.1✅ 5.4❌ 8.1√: behind a number each says whether that item is done.
TICKED = re.compile("(?<=\\d)\\s?[\u2705\u2714\u2611\u221a\u2713]\ufe0f?(?=\\s|$|[，,。；;]|\\d)")
CROSSED = re.compile("(?<=\\d)\\s?[\u274c\u274e\u2716\u2718\u00d7\u2717]\ufe0f?(?=\\s|$|[，,。；;]|\\d)")
HEARD = re.compile(r"收|好|知|悉|阅|ok|嗯|谢", re.I)  # beside these a tick only nods
CIRCLED = re.compile(r"[\u2460-\u2473](?=[^\s\u2460-\u2473])")  # ① before words begins a point of its own
