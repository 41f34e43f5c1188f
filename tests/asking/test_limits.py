from __future__ import annotations

import pytest

from tests.asking.test_variants import lacking


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("请假5天要谁批？", "3天以内由部门经理批准，3天以上由总经理批准。"),
        ("65岁可以免费坐公交吗？", "年满60周岁的老人可免费乘车。"),
        ("迟到20分钟扣多少钱？", "迟到10分钟以上、30分钟以内的，每次扣50元。"),
        ("满200元包邮吗？", "全场满99元即可包邮。"),
        ("晚上10点还营业吗？", "营业时间9:00-22:00。"),
        ("住院8天能报销吗？", "住院3至15天的按八成报销。"),
        ("前3名是谁？", "冠军王某，亚军李某，季军赵某。"),
        ("哪3家公司中标？", "甲公司、乙公司和丙公司中标。"),
    ],
)
def test_a_limit_decides_on_ones_own_number(question: str, text: str) -> None:
    assert lacking(question, text) == []


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        # What happened is no case of one's own.
        ("哪天来了500人？", "当天有300人以上参加。", ["500"]),
        # Another unit has the limit.
        ("请假5天要谁批？", "3人以上由总经理批准。", ["5"]),
        # A number without a limit decides nothing.
        ("满200元包邮吗？", "邮费10元。", ["200"]),
        # Years that are dates.
        ("2019年可以报名吗？", "工作3年以上者可以报名。", ["2019"]),
    ],
)
def test_without_a_limit_the_number_is_missing(
    question: str, text: str, missing: list[str]
) -> None:
    assert lacking(question, text) == missing
