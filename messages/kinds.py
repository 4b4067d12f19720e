"""What each kind of letter is called on a screen that lists letters: the strip, the outbox."""

KIND_WORDS = {
    "assigned": "交办",
    "morning": "督办提醒",
    "urged": "催办通知",
    "returned": "退回补正",
    "approved": "办结通知",
    "extension_ruled": "延期批复",
    "plan_changed": "来文变更",
    "digest": "汇总",
    "review_wanted": "请审核",
    "extension_wanted": "延期申请",
    "help_wanted": "请协调",
    "taken_back": "撤回通知",
    "colleague_reported": "本单位反馈",
    "handed_over": "岗位交接",
    "wording_set_aside": "模板停用",
    "ruling_taken_back": "审核撤回",
    "standing_in": "请假代办",
    "phone_list": "电话催办清单",
    "plan_loaded": "计划加载",
    "stranger_wrote": "陌生账号",
    "seat_unreachable": "联系不上",
    "advice": "系统提示",
}


def kind_word(kind: str) -> str:
    """Every other letter answers something a person wrote."""
    return KIND_WORDS.get(kind, "答复")
