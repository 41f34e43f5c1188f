from __future__ import annotations

import pytest

from wuxi_qa.asking.times import told_of_another


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("今年寄得最多的是什么？", "去年寄得最多的是羽绒服", True),
        ("今年寄得最多的是什么？", "今年寄得最多的是羽绒服", False),
        ("今年寄得最多的是什么？", "寄得最多的是羽绒服", False),
        ("今年寄得最多的是什么？", "去年和今年都是羽绒服", False),
        ("大前年停掉了哪个课题？", "前年停掉了“纸伞”课题", True),
        ("前年停掉了哪个课题？", "大前年停掉了“纸伞”课题", True),
        ("前年停掉了哪个课题？", "上年停掉了“纸伞”课题", True),
        ("去年停掉了哪个课题？", "上年停掉了“纸伞”课题", False),
        ("下半年辦了多少起？", "上半年辦了二十起", True),
        ("二季度卖了多少？", "第一季度卖出三千台", True),
        ("冬天几点关门？", "夏季晚九点关门", True),
        ("夏天几点关门？", "夏季晚九点关门", False),
        ("周末几点关门？", "工作日晚九点关门", True),
        ("上个月办了几场？", "本月已办三场", True),
        ("本周办了几场？", "上周办了三场", True),
        # A comparison is told of the other time.
        ("今年多了多少？", "比去年多三成", False),
        ("今年多了多少？", "去年多三成", True),
        ("比去年多了多少？", "今年多三成", False),
        # Several times, none, or times of another kind.
        ("去年和今年各办了几场？", "前年办了三场", False),
        ("办了几场？", "前年办了三场", False),
        ("今年办了几场？", "夏季办了三场", False),
        ("", "", False),
    ],
)
def test_what_is_told_of_another_time(question: str, sentence: str, another: bool) -> None:
    assert told_of_another(question, sentence) is another
