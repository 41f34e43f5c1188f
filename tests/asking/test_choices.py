from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa.asking.choices import Offered, offered, without_choices


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("三个子系统里，哪一个由海事处管？", "哪一个由海事处管？"),
        ("“三大码头”当中由谁管的是哪个?", "由谁管的是哪个?"),
        ("今年新添的4支队伍中，夜里值守的是哪支？", "夜里值守的是哪支？"),
        ("三個碼頭中,夜裏有人值守的是哪一個?", "夜里有人值守的是哪一个?"),
        ("三个中心里哪个有窗口?", "哪个有窗口?"),
        ("三个中心里开夜班的是哪一个?", "开夜班的是哪一个?"),
        ("夜班是在北港新区、南港老区还是西港码头里值的？", "夜班是在值的？"),
        ("领头的是陈某、林某还是王某?", "领头的是?"),
        ("夜班属于北港新区、南港老区、西港码头中的哪一个？", "夜班属于哪一个？"),
        ("北港新区、南港老区和西港码头里哪个换吊臂？", "哪个换吊臂？"),
        ("2021年，三个子系统里，哪一个由海事处管？", "2021年，哪一个由海事处管？"),
        ("三大系统中由海事处在港里管的是哪一个？", "由海事处在港里管的是哪一个？"),
        ("三个城市中心里开夜班的是哪一个?", "开夜班的是哪一个?"),
    ],
)
def test_what_is_offered_is_left_out(question: str, rest: str) -> None:
    assert without_choices(question) == rest


@pytest.mark.parametrize(
    "question",
    [
        "三大码头里哪一个？",  # nothing else is asked
        "三大码头分别是什么？",  # all of them are
        "哪三个码头？",
        "第三个码头里，哪一个窗口有人？",  # 第三 tells which
        "三大中心城市是哪个省的？",
        "三个里程碑是哪一个的？",
        "两家企业中标的项目在哪个区？",
        "五个民警在家里发现了哪些线索？",
        "三个中心里哪里有窗口?",
        "张某在三月、四月还是五月当上主席的？",  # who became chairman is asked, too
        "刮一阵风就完事，还是长久管下去？",
        "码头在哪里？",
        "Which of the three?",
        "",
    ],
)
def test_other_questions_offer_nothing(question: str) -> None:
    assert without_choices(question) is None


@given(st.text(alphabet="三大个码头里中、还是哪一，？A1 ", max_size=30))
def test_what_is_left_is_shorter(question: str) -> None:
    rest = without_choices(question)
    assert rest is None or len(rest) < len(question)


@pytest.mark.parametrize(
    ("question", "things", "kind"),
    [
        ("三个园区里哪处最大？", (), "园区"),
        ("三座大桥里哪座最长？", (), "大桥"),
        ("今年新添的4支隊伍中，夜里值守的是哪支？", (), "队伍"),
        ("“三大码头”当中由谁管的是哪个?", (), ""),  # a name of all three
        ("北港新区与南港老区里，哪个换吊臂？", ("北港新区", "南港老区"), ""),
        ("北港、南港、海事处三处里哪处大？", ("北港", "南港", "海事处"), ""),
        ("吊臂，北港新区和南港老区哪座新？", ("吊臂，北港新区", "南港老区"), ""),
        ("領頭的是陳某還是王某？", ("领头的是陈某", "王某"), ""),
    ],
)
def test_what_is_offered(question: str, things: tuple[str, ...], kind: str) -> None:
    found = offered(question)
    assert found is not None
    assert (found.things, found.kind) == (things, kind)


def test_what_is_counted_is_offered_and_left_out_alike() -> None:
    assert offered("三座大桥里哪座最长？") == Offered((), "大桥", "哪座最长？")
    for question in ("第三个码头里，哪一个窗口有人？", "两家企业中标的项目在哪家？", ""):
        assert offered(question) is None
    for question in ("北港和南港在哪座城市？", "甲和乙由哪家承建？", "北港与哪个城市通航？"):
        assert offered(question) is None
