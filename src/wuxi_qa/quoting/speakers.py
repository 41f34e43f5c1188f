"""Speakers: who says what is quoted, where the line above names him.

“谁腿不好” is not answered by 我腿不好 alone.
"""

from __future__ import annotations

import re

from wuxi_qa.asking.wants import Wanted
from wuxi_qa.quoting.marks import Span, sentence, trimmed
from wuxi_qa.text import simplify_each

LONGEST = 120
"""In characters; of a longer quote the speaker alone answers."""

# The first line of a passage that leads to the next: 王阿姨（三单元居民）：, 张伟 2024-03-01 09:12.
_LEAD = re.compile(r"(?P<name>[^\n]{1,40}?)(?:[:：]|[ \u3000]\d{1,2}:\d{2}(?::\d{2})?)[ \u3000]*\n")
_ASKS_WHO_SAYS = re.compile(
    "(?:谁|哪一?位|哪一?个人).{0,12}?(?:(?<![小传])说(?!明书)|(?<![主宣])讲(?![师座台])|提[出到议]|认为|建议|表示|介绍|主张|反对"
    "|(?<![顾访慰学疑])问(?!题)|发言|发消息|通知)"
)
_SELF = re.compile("我(?![市县区省国校院厂局队所])|俺|咱|本人")


def with_speaker(text: str, span: Span, *, wanted: Wanted) -> Span:
    """A quote with who says it, for a question that asks who, where he says it of himself.

    For one that asks who said something, he is quoted whatever he says; alone if much stands
    between.
    """
    lead = _LEAD.match(text)
    if lead is None or not wanted.who or span.start < lead.end():
        return span
    says = _ASKS_WHO_SAYS.search(simplify_each(wanted.question)) is not None
    limits = sentence(text, span)
    if not says and not _SELF.search(text, limits.start, span.end):
        return span
    if span.end <= LONGEST:
        return Span(0, span.end)
    return trimmed(text, Span(0, lead.end("name"))) if says else span
