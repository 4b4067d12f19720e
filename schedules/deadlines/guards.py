"""What looks like a date or a count and is none: document numbers, titles, telephones, opening hours.

Such stretches are blotted out, character for character, before anything is read.
"""

from __future__ import annotations

import re

BLOT = "\x00"

_GUARDED = re.compile(
    r"""
      《[^《》]{0,200}(?:《[^《》]{0,80}》[^《》]{0,120}){0,4}》          # a title, one nested inside it at most
    | 〈[^〈〉]{0,120}〉
    | [〔\[(【〖]\s?(?:19|20)\d\d\s?[〕\])】〗]\s?第?\s?\d{0,5}\s?号?           # 〔2021〕252号
    | (?:https?://|www\.)[^\s,。;、()\u4e00-\u9fff]+ | [\w.+-]{1,64}@[\w.-]{1,64}
    | (?<!\d)1[3-9]\d{9}(?!\d) | (?<!\d)0\d{2,3}-?\d{7,8}(?!\d)                # telephones
    | (?:电话|手机|传真|邮编|热线|编号|文号|账号|代码)[^\d,。;\n]{0,6}\d[\d\-]{2,}(?:[、,/]\d[\d\-]{5,})*
    | (?:办公|工作|服务|上班|接待|开放|受理|营业|值班|门诊|就诊|运营|参观|取件|咨询|售票|上下班|作息)
        时间[::为是]?[^。;\n]{0,24}?\d{1,2}[:点时]\d{0,2}分?
        (?:[^。;\n]{0,6}?\d{1,2}[:点时]\d{0,2}分?){0,5}                         # opening hours
    | [每全][天日]24小时(?!之?内|以内|后|前|报)
    | 24小时(?:不间断|专人|领导带?班?)?
        (?=值班|值守|值岗|服务|受理|在线|开[放通]|待命|运[行转]|接听|响应|巡|守|热线|监[控测]|畅通|带班)
    | (?:[每工早上下](?:[天日]|作日|午|周[一二三四五六日天](?:[至到-]周?[一二三四五六日天])?)(?:[上下]午|早)?)?
        (?<!\d)\d{1,2}[:点时]\d{0,2}分?[-~至到](?:[晚下]午?上?)?\d{1,2}[:点时]\d{0,2}分?(?:对外|免费|正常)?(?=开放|受理|接听|营业|办公|值班|提供服务)
    | 7[×x*X]24小时? | 最多跑(?:一|1)次 | 跑一次 | 零跑动                            # watchwords
    | (?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)                                   # network addresses
    | [vV]\d+(?:\.\d+)+ | 第[〇零一二两三四五六七八九十百千\d]{1,6}(?:次|届|号令?|条|款|章|批|期|版|师|中学|医院|人民)
    | (?:五四|七一|八一|六一|三八|五一|九三|一二九|一二·九)(?:路|街|广场|学社|运动|勋章|精神|小学|大道|社区|村|电影)
    """,
    re.VERBOSE,
)


def blot(text: str) -> str:
    """The text with every guarded stretch blotted out; positions stay as they are."""
    return _GUARDED.sub(lambda m: BLOT * (m.end() - m.start()), text)
