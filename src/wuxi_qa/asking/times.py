"""Times: questions about one year, half-year, season or month, and sentences about another.

“今年寄得最多的是什么” is not answered by 去年寄得最多的是羽绒服, which a reader takes for near
enough.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wuxi_qa.text import simplify_each

_KINDS = tuple(
    tuple(re.compile(one) for one in kind)
    for kind in (
        ("大前年", "(?<!大)前年", "去年|上年", "今年|本年", "明年|来年", "后年"),
        ("上半年", "下半年"),
        ("一季度|第一季", "二季度|第二季", "三季度|第三季", "四季度|第四季"),
        ("春[季天]|[入开]春", "夏[季天]|入夏", "秋[季天]|[入开]秋", "冬[季天]|入冬"),
        ("上个?月", "本月|这个?月|当月", "下个?月"),
        ("上个?(?:周|星期|礼拜)", "[本这]个?(?:周|星期|礼拜)", "下个?(?:周|星期|礼拜)"),
        ("前[天日]", "昨[天日]", "今[天日]", "明[天日]"),
        ("工作日|平日", "周末|节假日|双休日"),
    )
)
# 比去年多了: that is told of this year.
_TIME = "(?:大?前年|去年|上年|今年|明年|上半年|上个?[月周]|上个?季度)"
_COMPARED = re.compile(rf"(?:同?比|较|超过|相比){_TIME}|[与跟和同]{_TIME}(?:同期)?(?=相?比)")


def told_of_another(question: str, sentence: str) -> bool:
    """Whether a question is about one time and a sentence tells of others of its kind only.

    False where the question names none, or several of a kind; and where the sentence names none.

    Args:
        question: of either script.
        sentence: of a text, of either script.
    """
    asked = _asked(question)
    if not asked:
        return False
    said = _COMPARED.sub("", simplify_each(sentence))
    return any(
        not _KINDS[kind][own].search(said) and any(time.search(said) for time in _KINDS[kind])
        for kind, own in asked
    )


@lru_cache(maxsize=64)
def _asked(question: str) -> tuple[tuple[int, int], ...]:
    """Of each kind of time of which a question names a single one, which."""
    asked = _COMPARED.sub("", simplify_each(question))
    named = [[i for i, time in enumerate(kind) if time.search(asked)] for kind in _KINDS]
    return tuple((kind, found[0]) for kind, found in enumerate(named) if len(found) == 1)
