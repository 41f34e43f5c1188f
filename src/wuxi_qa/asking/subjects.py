"""Subjects: whether a text begins with the name of what a question asks about.

Encyclopedias name first what an article is about: 北土城站位于…, 曹文埴（…）. Of two stations that
a reader finds as likely, it is the one that the question names.
"""

from __future__ import annotations

import re

from wuxi_qa.text import simplify_each

_LONGEST = 60
"""Characters of a text that are looked at."""
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
    return bool(subject) and subject in simplify_each(question)
