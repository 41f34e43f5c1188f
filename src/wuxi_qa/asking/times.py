"""Times: questions about one year, half-year, season or month, and sentences about another.

“今年寄得最多的是什么” is not answered by 去年寄得最多的是羽绒服, which a reader takes for near
enough. Where a rule doubts, it says nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wuxi_qa.text import sentences_around, simplify_each

_KINDS = tuple(
    tuple(re.compile(one) for one in kind)
    for kind in (
        (
            "大前年",
            "(?<![大以此之目提])前年",
            "去年|(?<![以加社会])上年(?![龄级纪轻])|上一年",
            "今年|(?<![日基版])本年(?![轻龄级限])",
            "明年|(?<![近以从后年])来年",
            "(?<![之以战灾疫情产成休])后年(?![均产薪金检])",
        ),
        ("上半年", "下半年"),
        ("[一1]季度|第一季", "[二2]季度|第二季", "[三3]季度|第三季", "[四4]季度|第四季"),
        ("春[季天]|[入开今]春", "夏[季天]|[入今]夏", "秋[季天]|[入开今]秋", "冬[季天]|[入今]冬"),
        ("上上个?月", "(?<!上)上个?月", "本月|这个?月|当月", "下个?月"),
        (
            "上上个?(?:周|星期|礼拜)",
            "(?<!上)上个?(?:周|星期|礼拜)",
            "(?<!日)[本这]个?(?:周(?![边刊期岁])|星期|礼拜)",
            "下个?(?:周|星期|礼拜)",
        ),
        (
            "(?<![目当日以之提大])前[天日]",
            "昨[天日晚夜早]",
            "今[天日晚早晨]",
            "(?<!说)明(?:[天早晚]|日(?!期))",
        ),
        ("工作日(?![志程])|(?<![和生])平日(?!报)", "周末(?!版|双休)|节假日|双休日|周[六日]"),
    )
)
_TIME = (
    "(?:大?前年|去年|上年|今年|明年|[上下]半年|上个?[月周]|上个?(?:星期|礼拜)|第?[一二三四上]个?季度?"
    "|[春夏秋冬][季天]|[昨前今][天日])(?:同期)?"
)
# 比去年多了, and 记者今天获悉: that is told of another time. So are names: 《今日说法》.
_COMPARED = re.compile(
    rf"(?:同?比|较|相比|超过?|[高低多少]于|打破|延续){_TIME}"
    rf"|[与跟和同]{_TIME}的?(?=相?比|持平|一样|相[同当])|[是为]{_TIME}的(?=[\d一二三四五六七八九十两半])"
    rf"|[由从]{_TIME}的?(?=[^，。]{{1,12}}[增升降减扩缩涨])|在{_TIME}的?基础上"
    r"|(?:记者)?[今昨前][天日][，,]?(?:[^，。]{0,12}?(?:局长|部长|市长|负责人|发言人)?[^，。]{0,6}?)(?:从[^，。]{2,12})?(?:获悉|了解到|宣布|通知|发布|公布|表示|介绍)"
    r"|今年(?:已|刚|才)?\d+周?岁|《[^》]*》|[夏冬]季奥运"
)
_CLAUSE_END = re.compile(r"[，,；;：:。！？]")
# 明年目标 of 今年销量10万台，2025年目标15万台
_DATED = re.compile(r"\d年|\d月|\d[日号]|[本上]届|每[天日]|周[一二三四五]")


def told_of_another(question: str, text: str, words: tuple[int, int] | None = None) -> bool:
    """Whether a question is about one time and a sentence tells of others of its kind only.

    False where the question names none, or several of a kind; where the sentence names the same
    one, or others only behind the words found and their clause; and where that has a date.

    Args:
        question: of either script.
        text: of either script; the sentences that hold the words count.
        words: start and end of the words found in the text; default all of it.
    """
    asked = _asked(question)
    if not asked:
        return False
    start, end = words or (0, len(text))
    low, high = sentences_around(text, start, end)
    said = _plain(text[low:high])
    start, end = max(start, low) - low, min(end, high) - low
    after = _CLAUSE_END.search(said, end)
    upto = said[: after.start()] if after else said
    clause = upto[max((m.end() for m in _CLAUSE_END.finditer(upto, 0, start)), default=0) :]
    return any(_is_other(_KINDS[kind], own, said, upto, clause) for kind, own in asked)


def _is_other(
    kind: tuple[re.Pattern[str], ...], own: int, said: str, upto: str, clause: str
) -> bool:
    if kind[own].search(said) or not any(time.search(upto) for time in kind):
        return False
    return any(time.search(clause) for time in kind) or not _DATED.search(clause)


def _plain(text: str) -> str:
    """The text, Simplified, without comparisons and names, of the same length."""
    return _COMPARED.sub(lambda match: "□" * len(match[0]), simplify_each(text))


@lru_cache(maxsize=64)
def _asked(question: str) -> tuple[tuple[int, int], ...]:
    """Of each kind of time of which a question names a single one, which."""
    asked = _plain(question)
    named = [[i for i, time in enumerate(kind) if time.search(asked)] for kind in _KINDS]
    return tuple((kind, found[0]) for kind, found in enumerate(named) if len(found) == 1)
