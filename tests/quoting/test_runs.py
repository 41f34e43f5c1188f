from __future__ import annotations

import pytest

from wuxi_qa.quoting.marks import Span
from wuxi_qa.quoting.runs import count_items, whole_run

FORM = (
    "报名条件：1.年满18周岁；2.身体健康；3.热爱公益。材料包括：（1）复印件（2）学历证书（3）照片。"
)
SALT = "海水是咸的。盐有两个来源。第一个是岩石。第二个是热泉。别的不多。"


@pytest.mark.parametrize(
    ("text", "span", "run"),
    [
        (FORM, "身体健康", "1.年满18周岁；2.身体健康；3.热爱公益"),
        (FORM, "学历证书", "（1）复印件（2）学历证书（3）照片"),
        (FORM, "材料", "材料包括：（1）复印件（2）学历证书（3）照片"),
        (FORM, "报名条件：1.年满18周岁", FORM.partition("。")[0]),
        (SALT, "岩石", SALT[6:-6]),
        (SALT.replace("两个", "许多"), "岩石", "第一个是岩石。第二个是热泉"),
        ("有三点：①灯②绳③药箱。", "绳", "①灯②绳③药箱"),
        ("问题：一是慢，二是难，三是软。", "难", "一是慢，二是难，三是软"),
        ("工作：一、备料；二、下锅。", "下锅", "一、备料；二、下锅"),
        ("首先备料。其次焯水。最后下锅。完。", "焯水", "首先备料。其次焯水。最后下锅"),
        ("第一，备料。第二，下锅。", "下锅", "第一，备料。第二，下锅"),
        ("1. 灯\n2. 绳", "灯", None),  # lines are of the layout
        ("1. 灯", "灯", None),
        ("2. 灯 3. 绳", "灯", None),  # not from the first on
        ("第一季度增长，第二季度下降", "增长", None),
        ("1.5元，2.5元", "5元", None),
        ("1、2号线和一、二年级", "号线", None),
        ("首先备料。", "备料", None),
        ("1. " + "长" * 300 + " 2. " + "长" * 300, "2. 长", None),
    ],
)
def test_a_run_is_whole(text: str, span: str, run: str | None) -> None:
    at = text.index(span)
    found = whole_run(text, Span(at, at + len(span)))
    assert (text[slice(*found)] if found else None) == run


@pytest.mark.parametrize(
    ("text", "items"),
    [("1. 灯 2. 绳 3. 药箱", 3), ("第一个是灯。第二个是绳", 2), ("一是灯", 0), ("0. 灯 1. 绳", 0)],
)
def test_items_are_counted(text: str, items: int) -> None:
    assert count_items(text) == items
