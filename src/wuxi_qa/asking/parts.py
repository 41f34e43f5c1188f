"""Parts: questions that ask one thing after another.

“公安局局长是谁，会议是哪天开的” is answered in two places. A reader that gives one span answers
one half and passes over the other in silence. The rules go by form alone, and where they doubt, a
question stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wuxi_qa.text import (
    BRACKETED_NUMBER,
    COUNTERS,
    HAN,
    KEPT,
    LIST_NUMBER,
    NUMERALS,
    QUESTION_WORDS,
    contains_han,
    quoted,
    simplify_each,
    without_question_words,
)

MOST_PARTS = 5

_LONGEST_QUESTION, _LONGEST_PART, _SHORTEST_PART = 120, 36, 2
"""In characters, twice as many of Latin letters: who tells a story asks one thing in the end."""
_FEWEST_WORDS = 3
"""Of a part in English."""

# What stands in quotation marks is named, not asked.
_QUOTED = re.compile(quoted())
_AUXILIARY = "(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)"
# Not “When the train stopped”.
_ENGLISH_QUESTION = re.compile(
    rf"^(?:who|whom|whose|what|which|how)\b|^(?:when|where|why)\s+{_AUXILIARY}\b", re.IGNORECASE
)
# 1、 and 一、 at the head of a thing asked are its number.
_NO_NUMBER = rf"(?<!\d)(?<!^[{NUMERALS}])(?<![\s；;。？?][{NUMERALS}])"
# Of commas in English those before a question, not before “who drove” nor “when he came”.
_CUT = re.compile(
    rf"[？?]+\s*|\s*\n\s*|(?:[，；;。]|{_NO_NUMBER}、|,(?!\s*[a-z]|\d{{3}}))\s*|(?:以及|还有|并且)(?=.)"
    r"|\s+and\s+(?=(?:who|whom|whose|what|when|where|which|why|how)\b)"
    rf"|,\s*(?:and\s+)?(?=(?:what|when|where|why|how)\s+{_AUXILIARY}\b(?!\s+(?:he|she|it|they)\b)"
    r"|how\s+(?:many|much|old|long|far|often|big|large)\b)",
    re.IGNORECASE,
)
# Tried where these do not do.
_CUT_AT_GAPS = re.compile(
    rf"{_CUT.pattern}|(?<=[{HAN}])\s+(?=[{HAN}])|\s+(?={LIST_NUMBER})|\s*(?={BRACKETED_NUMBER})",
    re.IGNORECASE,
)
_MEASURES = (
    f"{COUNTERS}人年月号日天岁辆级区段届楼层路折道本篇倍首集章台套间幅份批期轮股"
    "元块斤吨米亩队组盏棵株头匹双对声张艘架栋扇把分秒周"
)
_INTERROGATIVE = re.compile(
    rf"谁|哪[{NUMERALS}两几]?[{_MEASURES}里儿]?|(?:为|做|干)?什么(?:时候|样|人)?|啥"
    rf"|(?<![好这那])几(?:[{_MEASURES}多成]|公里|小时)"
    rf"|多少[{_MEASURES}]?|[是能可]否|有没有|能不能|会不会|是不是|需不需要|多[大长久高远]|何[时地人种年]|为何|如何|怎么|怎样|吗$"
    r"|^(?:who|whom|whose|what|when|where|which|why|how)\b",
    re.IGNORECASE,
)
# An indefinite 什么, 谁 or 几, a condition, hearsay, a rhetorical question, a choice, a request.
_ASKS_NOTHING = re.compile(
    r"如果|情况下|条件下|背景下|要是|假如|假设|万一|(?<!小)说是|听说|不[知晓]|不懂|不清|不管|无论|不论|哪怕|有些"
    r"|(?<![持没所])有人|(?<!小)说[什啥]|[个些]什么|(?:什么|啥|谁|哪|怎么).{0,4}(?:(?<![首成京古])都|也)"
    r"|[不没](?:什么|怎么|谁|哪|啥)|怎么这么|怎么说|要[不没]|哪看|还是|^说|好奇|记得|知道|告诉|解释|该不该"
    r"|谁(?:能|可以)(?=.{0,2}(?:告诉|说|讲|解|帮|教|给))|谁(?:会|肯|有)|除了|从哪.*到哪|[乎数十]几|^[那这]?几[个家名位]|几[^，]{0,2}(?:以后|之后|以?前|后|里|来)|多少年来"
    r"|^[我咱俺](?![国省市县区校院厂军队单们])|^(?:是不?是?真的|真的|对|好|行|可以)吗"
)
# 2018年航次中，他任什么，航次有多久: when and where, and no story that is told before.
_SETTING = re.compile("(?:[中时里后前间]|会上|上半年|下半年)$")
_AND = re.compile("以及|[、和与跟及]")
_EACH = re.compile(
    rf"(?:请问一?下?[，,]?)?(?P<names>[^，。？?的]{{2,12}}(?:(?:以及|[、和与跟及])[^，。？?的]{{2,12}}){{1,3}}?)"
    rf"(?P<of>的[^，。？?]{{1,12}}?)?(?:各自?(?![方种类项界级])|(?<!主要)分别)(?P<asks>[^，。？?]{{0,8}}?(?:{_INTERROGATIVE.pattern})[^，。]*)$",
    re.IGNORECASE,
)
"""What is asked of each of several things."""
# Who and what alike, without what is asked of them: the first of “哪些人，哪些单位受到表彰”.
_NO_PREDICATE = re.compile(r"^(?:哪[个些种类座家位名]|什么样的)[^是在有了]{0,4}$")
_OPENER = re.compile(
    r"^(?:(?:请问一?下?|那么|另外|还有|以及|并且|而且|同时|再问一?下?|我?想(?:问|知道)一?下?)"
    rf"[，,：: ]?|{LIST_NUMBER}\s*)+"
)
# 什么时候停电, and 怎么报名: what is asked about stands behind.
_LEADING = re.compile(
    r"^(?:什么时候|啥时候|何时|哪[天年月]|几[点号月]|为什么|为何|怎么|怎样|如何|在?(?:哪里|哪儿)|什么是|谁(?:能|可以))"
    r"(?P<told>[^，]{2,10}?)[的了]?$"
)
_END = re.compile(
    r"(?:是|在|(?<![国所拥])有|叫|由|于|(?<![华行])为|的|从|往|(?<!主)要|姓|(?<![营税年])收|(?<![樱梅桃桂菊荷兰棉烟鲜茶百葵莲])花"
    r"|打|靠|拿|(?<![费作信租使])用|到底|究竟|分别|一?共|总共|大概|大约)+$"
)
# Not 其他 nor 其余.
_PRONOUN = re.compile(r"^(?:他们?|她们?|它们?|其(?![他它她余次中实间])|这位|这人)")
_ENGLISH_PRONOUN = re.compile(r"\b(?:he|she|it|they)\b", re.IGNORECASE)
# What cannot be asked without knowing of whom or what.
_NEEDS_SUBJECT = re.compile(
    rf"^(?!{KEPT.pattern})(?:{QUESTION_WORDS.pattern}|[在是有叫姓于由从多几何为去又还各]|被(?![告子害])|要(?![闻塞点素害犯求])|需(?!求)|现在|今年|如今|主要|总?共|一共|都有"
    r"|毕业|出生|出自|来自|流[入经]|位于|坐落|属于|建于|落成|成立于|上任|强调|担任|负责|获得|[得讲说花用]了|住在|住哪)"
)
# Of these, what asks for something all the same, and is no subject itself.
_MAY_STAND_ALONE = re.compile("被(?![告子害])|要(?![闻塞点素害犯求])|需要|分别")
# What belongs to something, and begins a part that does not say to what: 全长多少公里.
_ATTRIBUTE = (
    "全长|总长|长度|高度|海拔|水深|(?:建筑|占地|使用|套内)?面积|总?投资|总?造价|地址|电话|办公室|营业时间|开放时间|工资|月薪"
    "|净?利润|营收|票价|物业费|学费|租金|押金|价格|费用|人口|年龄|职务|籍贯"
    "|门票|停车费|报名费|创始人|董事长|总经理|法人代表|总部|注册资本|员工|副作用|症状|潜伏期|主要成分|续航|保修期|首班车|末班车"
)
_BEGINS_WITH_ATTRIBUTE = re.compile(rf"(?:含|设有?|(?:它|其)?的?(?:{_ATTRIBUTE}))")
_ENDS_WITH_ATTRIBUTE = re.compile(rf"(?<=[^的])(?:{_ATTRIBUTE})$")
_LONGEST_OWNED = 6
_FEWEST = 3
"""Characters that tell what is asked for; a part with fewer is asked of the first one's subject."""


class Part(NamedTuple):
    """One of the things that a question asks.

    Attributes:
        said: in the question's words.
        forms: questions that can stand alone, the likeliest first.
    """

    said: str
    forms: tuple[str, ...]


def parts_of(question: str) -> list[Part]:
    """The things that a question asks one after the other.

    A part that names nothing, such as “什么时候上任”, is asked of what the first one asks about:
    of the whole of it, or of what that belongs to.

    What is asked of each of several (甲和乙的口径各是多少) is asked of one after the other.

    Returns:
        Two to five; none if the question asks one thing, as far as its form tells.
    """
    if len(question) > _LONGEST_QUESTION * (1 if contains_han(question) else 2):
        return []
    cut = (_set(question, _clauses(question.strip(), at)) for at in (_CUT, _CUT_AT_GAPS))
    said = next((one for one in cut if _ask_several(one)), None)
    if said is None:
        return _of_each(question.strip())
    forms = [(said[0],), *_forms_behind(said[0], said[1:])]
    if not all(forms):
        return []
    return [Part(*part) for part in zip(said, forms, strict=True)]


def _of_each(question: str) -> list[Part]:
    """What is asked of each of several: 甲和乙的口径各是多少."""
    found = _EACH.match(_masked(question))
    if found is None:
        return []
    names = question[slice(*found.span("names"))]
    behind = question[slice(*found.span("of"))] + question[slice(*found.span("asks"))]
    each = [*_pieces(names, _AND)]
    if not 1 < len(each) <= MOST_PARTS or min(map(len, each)) < _SHORTEST_PART:
        return []
    return [Part(one, (one + behind,)) for one in each]


def _forms_behind(first: str, others: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Questions for what is asked behind the first thing; alone where that asks what to do."""
    subjects = _subjects(first)
    without = not subjects and _MAY_STAND_ALONE.match(_masked(first)) is not None
    # What stands behind another subject belongs to that.
    near = True
    for one in others:
        near = near and _BEGINS_WITH_ATTRIBUTE.match(_masked(one)) is not None
        yield _forms(one, subjects, owned=near) or ((one,) if without else ())


def _set(question: str, said: list[str]) -> list[str]:
    """The clauses, the first two in one where that only says when or where."""
    if len(said) < 3 or _asks(said[0]) or not _SETTING.search(_masked(said[0])):
        return said
    start = question.index(said[0])
    end = question.index(said[1], start + len(said[0])) + len(said[1])
    return [question[start:end], *said[2:]]


def _ask_several(said: list[str]) -> bool:
    return 1 < len(said) <= MOST_PARTS and all(map(_asks, said))


def _clauses(question: str, at: re.Pattern[str]) -> list[str]:
    said = (_OPENER.sub("", piece) for piece in _pieces(question, at))
    return [one for one in said if any(character.isalnum() for character in one)]


def _pieces(text: str, at: re.Pattern[str]) -> Iterator[str]:
    """What stands between the matches of a pattern, none of which is in quotation marks."""
    cuts = [match.span() for match in at.finditer(_masked(text))]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return (text[start:end].strip() for start, end in zip(starts, ends, strict=True))


def _masked(text: str) -> str:
    """The text, Simplified, without what it quotes, of the same length."""
    return _QUOTED.sub(lambda match: "□" * len(match[0]), simplify_each(text))


def _is_english(masked: str) -> bool:
    return not contains_han(masked) and "□" not in masked


def _asks(clause: str) -> bool:
    plain = _masked(clause)
    if _is_english(plain):
        enough = len(plain.split()) >= _FEWEST_WORDS and len(plain) <= 2 * _LONGEST_PART
        return enough and _ENGLISH_QUESTION.search(plain) is not None
    return (
        _SHORTEST_PART <= len(plain) <= _LONGEST_PART
        and _INTERROGATIVE.search(plain) is not None
        and _ASKS_NOTHING.search(plain) is None
        and _NO_PREDICATE.search(plain) is None
    )


def _subjects(clause: str) -> list[str]:
    """What stands before a question's interrogative, and what that belongs to."""
    plain = _masked(clause)
    leading = _LEADING.match(plain)
    if leading is not None and not _INTERROGATIVE.search(plain, leading.start("told")):
        return [clause[slice(*leading.span("told"))]]
    found = _INTERROGATIVE.search(plain)
    if found is None or found[0] == "吗" or not contains_han(clause):
        return []
    before = _END.sub("", clause[: found.start()])
    owner, _, owned = before.rpartition("的")
    is_owned = len(owner) > 1 and 1 < len(owned) <= _LONGEST_OWNED
    named = [one for one in (before, owner if is_owned else "") if one]
    return [one for one in named if not _MAY_STAND_ALONE.match(one)]


def _forms(clause: str, subjects: list[str], *, owned: bool) -> tuple[str, ...]:
    """Questions for one clause that can stand alone; none where it cannot.

    Args:
        clause: the clause.
        subjects: what the first part asks about.
        owned: whether the clause begins with what belongs to that.
    """
    plain = _masked(clause)
    english = _is_english(plain)
    pronoun = (_ENGLISH_PRONOUN if english else _PRONOUN).search(plain)
    if pronoun is not None:
        return tuple(subject + clause[pronoun.end() :] for subject in subjects)
    if english:
        return (clause,)
    if _NEEDS_SUBJECT.match(plain):
        alone = (clause,) if _MAY_STAND_ALONE.match(plain) else ()
        return tuple(subject + clause for subject in subjects) or alone
    if owned:
        owners = dict.fromkeys(_ENDS_WITH_ATTRIBUTE.sub("", subject) for subject in subjects)
        return (*(owner + clause for owner in owners), clause)
    telling = without_question_words(plain).replace(" ", "")
    carried = tuple(subject + clause for subject in subjects) if len(telling) < _FEWEST else ()
    return (*carried, clause)
