from __future__ import annotations

import pytest

from wuxi_qa.expects import mismatched


@pytest.mark.parametrize(
    ("question", "words", "wrong"),
    [
        ("全长多少公里？", "智慧平安大道", True),
        ("全長多少公里？", "三十公里", False),
        ("安全感达到百分之几", "99.47%", False),
        ("每队配几名民警？", "社区工作队", True),
        ("哪几条标准？", "社会面布控", False),  # asks which, not how many
        ("几乎没有的是什么", "风险", False),
        ("要在哪一年之前完成？", "城乡全覆盖", True),
        ("什么时候开会？", "3月10日", False),
        ("什么时候做的？", "疫情期间", False),
        ("How many officers?", "民警", True),
        ("When did it start?", "２０２１年", False),
        ("是谁说的？", "张镇", False),
    ],
)
def test_form_against_what_is_asked(question: str, words: str, wrong: bool) -> None:
    assert mismatched(question, words) is wrong
