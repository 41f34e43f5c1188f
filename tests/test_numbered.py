from __future__ import annotations

import pytest

from wuxi_qa.numbered import level_of


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("第一章 总则", 2),
        ("第二节 权限", 3),
        ("第三条 本法适用于", 3),
        ("一、总体要求", 2),
        ("（二）基本原则", 3),
        ("3.接口", 4),
        ("2.1架构", 5),
        ("2.1.3 缓存", 6),
        ("2.0 时代", 2),
        ("1.5倍的工资", 2),
        ("工作要求", 2),
    ],
)
def test_the_level_of_a_heading_is_that_of_its_number(line: str, level: int) -> None:
    assert level_of(line) == level
