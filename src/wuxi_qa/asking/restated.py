"""Restated: which of the words that a reader found only repeat what the question says.

“外墙是什么颜色” is answered by 深红色, though the text says 外墙是深红色; “谁设计了” by a name,
though an office stands before it. Where a rule doubts, the words stay whole.
"""

from __future__ import annotations

import re

from wuxi_qa.asking.wants import Wanted
from wuxi_qa.names import OFFICES, is_person_name
from wuxi_qa.text import HAN, NUMERALS, simplify_each

_QUESTION_WORD = re.compile(r"什么|甚么|啥|哪|谁|多少|几|何")
_NUMBER = rf"[\d{NUMERALS}百千万两数近约超上]"
# The subject and what joins it to what is said of it; not 有限, 为企业提供, 即墨 nor 10：30.
_COPULA = re.compile(
    r"(?P<told>[约共现]|.{2,16}?)(?<![没不未非无])(?P<copula>是指|的是|是(?![否非])|叫做|叫(?!花)|包括"
    r"|为(?![了人主民本先首期止市县]|.*(?:提供|捐|服务|办理|解决))"
    r"|有(?![效限期轨罪机望关色毒线])|即(?![墨将时日便使])|(?<!\d)：(?!\d))"
)
_NEUTRAL = frozenset("的约共其该这现")
# 男子组：张伟；女子组：李娜
_MORE_LABELS = re.compile(r"[；;，,][^；;，,]{1,10}(?:为|：|是)")
_INSTITUTION = re.compile(
    r"(?:大学|学院|[中小]学|学校|银行|公司|集团|医院|协会|联合会|委员会|[社局委会部厅院馆站州省市县区])\W*$"
)
_FEWEST_REPEATED = 2
_LEAD = re.compile(r"是指|是(?![否非日年月时枝的，,。])|位于")
_AT = re.compile(r"在(?![此世任职线建校位读野押京华编岸水])")
_WHERE = re.compile(r"哪里|哪儿|在哪(?!一?个?(?:时|年|阶段|月))|何处|什么地[方点]")
_PARTICLE = re.compile(rf"(?<=[{HAN}])(?<![目标美打])的$")
_SINCE = re.compile("(?<=[年月日])(?<!个月)起$")
_LEAST = re.compile("最[短低少]|多久|多长")
_CALLED = re.compile(r"(?<!英文)(?<!外文)(?:叫什么|什么名[字称]|[绰外]号|艺名|[称叫][为作做]?什么)")
_ALIAS = re.compile(
    r"(?<=[^（(])\s*[（(](?!试行|草案|修订|暂行|特殊|集团|原名|曾用)[^（）()]*[）)][。，；！？]*$"
)
_BEFORE_NAME = re.compile(
    rf"(?!长孙)[^、，。；：,;:\s和与及兼“”‘’《》（）()]*(?:{OFFICES}|家|的)(?=(?P<name>[^、，。；“”‘’《》（）()]{{2,}})$)"
)
_FOREIGN_NAME = re.compile(r"[^·]+(?:·[^·]+)+|[A-Za-z][A-Za-z. ]+")


def answering(words: str, wanted: Wanted) -> tuple[int, int]:
    """The part of found words that answers: `words[start:end]`, never empty.

    That is without the subject and the copula of the question, without a copula or 位于 at its
    start, 的 or 起 at its end; where a name is asked for, without an office before it or what it
    means in brackets behind. Of words that tell a reason or a manner only the copula is left out.

    Args:
        words: as found, of either script.
        wanted: what the question asks for.
    """
    said, asked = simplify_each(words), simplify_each(wanted.question)
    leads = (_led,) if wanted.clause else (_restated, _repeated, _led)
    start = 0
    for lead in (*leads, _titled) if wanted.who else leads:
        start += _spared(lead(said[start:], asked), len(said) - start)
    end = len(said)
    if not wanted.clause and _CALLED.search(asked):
        end -= _spared(_length(_ALIAS.search(said[start:])), end - start)
    if not wanted.who:
        end -= _spared(_length(_PARTICLE.search(said[start:end])), end - start)
    if not _LEAST.search(asked):
        end -= _spared(_length(_SINCE.search(said[start:end])), end - start)
    return start, end


def _spared(dropped: int, length: int) -> int:
    """How many characters to leave out, if any are left."""
    return dropped if length > dropped else 0


def _restated(said: str, asked: str) -> int:
    """How long the part before and with a copula is that says the question again."""
    found = _COPULA.match(said)
    if found is None or _MORE_LABELS.search(said, found.end()):
        return 0
    told, rest = found["told"], said[found.end() :]
    if found["copula"] == "有":
        again = f"{told}有" in asked or (told in asked and re.match(_NUMBER, rest) is not None)
    elif found["copula"] in {"是", "是指", "的是", "为"}:
        numbers = re.findall(r"\d+", told)
        again = set(told) <= _NEUTRAL | set(asked) and all(n in asked for n in numbers)
    else:
        again = told in asked
    return found.end() if again or len(told) == 1 else 0


def _repeated(said: str, asked: str) -> int:
    """How many characters begin the words that stand before the question word, too.

    None of an institution's name: 北京大学.
    """
    word = _QUESTION_WORD.search(asked)
    if word is None or _INSTITUTION.search(said):
        return 0
    before = asked[: word.start()]
    sizes = range(min(len(before), len(said) - 2), _FEWEST_REPEATED - 1, -1)
    return next(
        (n for n in sizes if before.endswith(said[:n]) and not said[n - 1 : n + 1].isdigit()), 0
    )


def _led(said: str, asked: str) -> int:
    """How long the copula or the 在 is that the words begin with."""
    where = _WHERE.search(asked) is not None
    return _length(_LEAD.match(said) or (_AT.match(said) if where else None))


def _titled(said: str, asked: str) -> int:
    """How long the office before a person's name is; none of one whom the question names."""
    found = _BEFORE_NAME.match(said)
    if found is None or is_person_name(said) or _INSTITUTION.search(said):
        return 0
    name = found["name"]
    if name in asked:
        return 0
    return found.end() if is_person_name(name) or _FOREIGN_NAME.fullmatch(name) else 0


def _length(found: re.Match[str] | None) -> int:
    return found.end() - found.start() if found else 0
