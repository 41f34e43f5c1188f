"""Names: whether words have the form of a person's name, and which are offices or roles."""

from __future__ import annotations

import re
from typing import NamedTuple

from wuxi_qa.text import HAN, NUMERALS, simplify_each, strip_span
from wuxi_qa.words import is_word

_SURNAMES = frozenset(
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
    "方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦"
    "申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜肖詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包"
    "习骆岑司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻"
)
"""Common ones of one character; who bears another is not taken for a person by name."""
_COMPOUND = tuple("欧阳 司马 诸葛 上官 皇甫 令狐 尉迟 公孙 夏侯 慕容 司徒 宇文 纳兰".split())
_KNOWN = frozenset(
    "李白 杜甫 苏轼 陆游 屈原 韩愈 元稹 岳飞 曹操 曹丕 孔子 孟子 庄子 鲁迅 冰心 老舍 巴金 茅盾 "
    "曹禺 艾青 胡适 金庸 琼瑶 闻一多 蒲松龄".split()
)
"""Persons whose names are common words, or begin with no common surname."""
# 谈变化, 查隐患, 顾大局: what is done, rather than who.
_VERBS = frozenset("谈查解管关游包来顾计")
_FIRST_WORD = re.compile(r"\W")
_NAME = re.compile(f"[{HAN}]{{2,4}}")

OFFICES = (
    "(?:[长师员]|书记|主任|教授|主席|经理|代表|医生|总监|教练|校友|老板|负责人|记者|院士|主编|博士)"
)
"""Pattern of what the name of an office ends with, in Simplified script."""

ROLES = {
    "author": frozenset("作者 撰文 撰稿 执笔 文字 文".split()),
    "reporter": frozenset("记者 通讯员".split()),
    "translator": frozenset("译者 翻译 编译".split()),
    "reviewer": frozenset("审核 审校 审定 审稿".split()),
    "maker": frozenset("编辑 责编 校对 摄影 图片 图 视频 监制 策划 设计".split()),
    "source": frozenset("来源 供稿 署名".split()),
}
"""What bylines credit people with, in Simplified script."""
_ALSO_TASKS = frozenset("翻译 编译 执笔 文字 审核 审校 审定 审稿 图片 视频 监制 策划 设计".split())
"""Those that head other lines as well: “设计：轻薄机身”."""
_BARS = "/／|丨｜"
"""With a colon, what stands between a role and who had it."""
_ROLE_WORDS = sorted(frozenset().union(*ROLES.values()) - {"文", "图"}, key=len, reverse=True)
_ROLE = re.compile(
    r"(?:^|(?<=[\s（(，,；;、|丨｜]))"
    r"(?:本报|本刊|新华社|中新社|中新网|人民网|特约|见习|实习|文字|责任)*"
    # 图 1 is a caption.
    rf"(?P<role>{'|'.join(_ROLE_WORDS)}|[文图](?!\s+[\d{NUMERALS}]))"
    rf"(?:人员?|员|者)?(?:\s*[:：{_BARS}]\s*|\s+)"
)
# 江南晚报记者 张三, 本报记者张三 通讯员李四, □ 本报记者 张三
_REPORTED = re.compile(
    rf"(?:[□■◎●◆]\s*)?[{HAN}·]{{0,12}}(?:记者|通讯员|评论员|特派员|摄影)\s*(?P<name>[{HAN}]{{2,4}})(?=[\s、，,/／（(]|$)"
)
_BULLETED = re.compile(r"[□■◎]\s*(?P<signed>\S.*)")


def is_person_name(word: str) -> bool:
    """Whether a word has the form of a name: a surname, and no common word with it.

    Args:
        word: of either script; one of other than two to four Han characters is none.
    """
    if not _NAME.fullmatch(word):
        return False
    name = simplify_each(word)
    if name in _KNOWN or (len(name) > 2 and name.startswith(_COMPOUND)):
        return True
    if name[0] not in _SURNAMES or is_word(name[:2]):
        return False
    return len(name) == 2 or name[0] not in _VERBS or not is_word(name[1:3])


class Credit(NamedTuple):
    """A role that a byline names, and the span of what follows it."""

    role: str
    span: tuple[int, int]


def credits_in(line: str) -> list[Credit]:
    """The roles that a line names, but those with nothing behind them.

    Args:
        line: of either script.
    """
    found = [*_ROLE.finditer(simplify_each(line))]
    starts = [*(one.start() for one in found), len(line)]
    spans = [strip_span(line, one.end(), end) for one, end in zip(found, starts[1:], strict=True)]
    return [Credit(one["role"], s) for one, s in zip(found, spans, strict=True) if s[0] < s[1]]


def is_credit(line: str) -> bool:
    """Whether a line begins with a role, and says who had it.

    Of words that head other lines too, as 设计 does, it must be a person, or another role follow;
    so it must where no more than a space stands between: 作者 书名 heads a table.

    Args:
        line: of either script, without outer white space.
    """
    said = simplify_each(line)
    reported = _REPORTED.match(said)
    if reported is not None and is_person_name(reported["name"]):
        return True
    if not _ROLE.match(said):
        return False
    return any(
        (role not in _ALSO_TASKS and (role in ROLES["reporter"] or _is_parted(line, span[0])))
        or is_person_name(_FIRST_WORD.split(line[slice(*span)], 1)[0])
        for role, span in credits_in(line)
    )


def is_bulleted_credit(line: str) -> bool:
    """Whether a line is a credit or a name behind a mark that also begins items: ■王小明."""
    found = _BULLETED.fullmatch(line)
    return found is not None and (is_credit(found["signed"]) or is_person_name(found["signed"]))


def _is_parted(line: str, start: int) -> bool:
    """Whether a colon, a slash or a bar stands before what begins here."""
    return line[:start].rstrip()[-1:] in {*":：", *_BARS}
