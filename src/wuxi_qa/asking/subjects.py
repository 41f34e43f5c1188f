"""Subjects: whether a text begins with the name of what a question asks about.

Encyclopedias name first what an article is about: 北土城站位于…, 曹文埴（…）. Of two stations that
a reader finds as likely, it is the one that the question names.
"""

from __future__ import annotations

import re

from wuxi_qa.text import simplify_each

_LONGEST = 60
"""Characters of a text that are looked at."""
# What many texts begin with, and no name of one thing.
_GENERIC = frozenset(
    (
        "公司 企业 单位 学校 医院 学院 大学 酒店 商场 银行 法院 警方 法庭 政府 社区 "
        "村里 小区 机构 平台 项目 工程 活动 会议 比赛 会员 员工 职工 学生 老师 教师 "
        "家长 居民 村民 市民 用户 客户 顾客 业主 患者 旅客 乘客 读者 观众 记者 甲方 "
        "乙方 丙方 双方 卖方 买方 租客 房东 承租人 出租人 申请人 当事人 委托人 投保人 "
        "保险人 借款人 用人单位 我们 我们公司 我公司 我校 我院 本公司 本校 本院 本店 本市 "
        "本县 全市 全县 全省"
    ).split()
)
_NAME = r"[^（(，。：；、《》“”「」\"]"
_OPENING = re.compile(
    rf"\s*[《“「\"]?(?:(?P<named>{_NAME}{{2,24}}?)[》”」\"]?(?:[（(]|是|为|位于|在|由|又)"
    # 近日， and 今年， name nothing.
    rf"|(?P<told>{_NAME}{{3,24}}?)[》”」\"]?，)"
)


def begins_with_subject(question: str, text: str) -> bool:
    """Whether the question holds the words with which a text begins, up to a verb or a mark.

    Args:
        question: of either script.
        text: of a passage, of either script.
    """
    found = _OPENING.match(simplify_each(text[:_LONGEST]))
    if found is None:
        return False
    subject = (found["named"] or found["told"]).strip()
    return subject not in {"", *_GENERIC} and subject in simplify_each(question)
