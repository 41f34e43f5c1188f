from __future__ import annotations

import pytest

from wuxi_qa.asking.wants import asks_for_list, wanted


@pytest.mark.parametrize(
    ("question", "several", "clause"),
    [
        ("三大子系统分别是什么", True, False),
        ("三场专项攻势叫什么", True, False),
        ("包括哪些制度", True, False),
        ("What are the three campaigns?", True, False),
        ("铁鹰战队是做什么的", False, True),
        ("为何要建设", False, True),
        ("How does it work?", False, True),
        ("How many people?", False, False),
        ("安全感是多少", False, False),
        ("哪兩項任務", True, False),
        ("哪10个部门", True, False),
        ("為什麼要建設", False, True),
        ("三大子系統分別是什麼", True, False),
        ("建设的目的是什么", False, True),
        ("项目的负责人叫什么", False, False),
        ("它又被称为什么", False, False),
        ("他被任命为什么", False, False),
        ("他为什么被任命", False, True),
    ],
)
def test_what_is_asked_for(question: str, several: bool, clause: bool) -> None:
    want = wanted(question)
    assert (want.several, want.clause) == (several, clause)
    assert asks_for_list(question) is several


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("谁提醒各位慢行", True),
        ("會長是哪位", True),
        ("哪一位记者写的", True),
        ("是哪个人写的", True),
        ("To whom was it given?", True),
        ("WHO wrote it?", True),
        ("哪个项目最早", False),
        ("哪个人工湖最大", False),
        ("在哪位置", False),
        ("Whole text?", False),
    ],
)
def test_who_is_asked_for_by_a_word_for_a_person(question: str, who: bool) -> None:
    assert wanted(question).who is who


@pytest.mark.parametrize(
    ("question", "date"),
    [
        ("他是哪天出生的", "born"),
        ("鍾望舒是哪年去世的", "died"),
        ("When was he born?", "born"),
        ("他生在哪里", None),
        ("他哪年结婚", None),
        ("他哪年出生，哪年去世", None),  # both
    ],
)
def test_a_date_of_a_life(question: str, date: str | None) -> None:
    assert wanted(question).life_date == date


@pytest.mark.parametrize(
    ("question", "so_many"),
    [("哪三场攻势", 3), ("哪兩個平台", 2), ("哪12个部门", 12), ("哪三十个", 0), ("有哪些", 0)],
)
def test_how_many_are_asked_for(question: str, so_many: int) -> None:
    assert wanted(question).so_many == so_many


def test_what_is_asked_about_by_name() -> None:
    assert wanted("“鐵鷹”戰隊是什麼？").thing == "铁鹰战队"
    assert wanted("什么是“铁鹰”战队").thing == "铁鹰战队"
    assert wanted("铁鹰战队负责什么").thing == ""
    assert wanted("三大子系統分別是什麼").named_list == "三大子系统"
    assert wanted("子系统有哪些").named_list == ""
    assert wanted("第几条说的").item_number
    assert not wanted("有几条").item_number


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("宝宝几个月可以吃辅食？", False),
        ("需要几个小时？", False),
        ("成都有多少人口？", False),
        ("首都有多大？", False),
        ("第二场比赛的对手是哪支队？", False),
        ("套餐包括早餐吗？", False),
        ("报名需要什么材料？", True),
        ("请列出所有会员单位。", True),
        ("有啥优惠？", True),
        ("会议有谁参加？", True),
        ("他都得过什么奖？", True),
        ("三大子系统分别是什么？", True),
        ("五项措施是什么？", True),
        ("几个部门参加？", True),
    ],
)
def test_what_asks_for_several_things(question: str, several: bool) -> None:
    assert asks_for_list(question) is several


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("这趟车的目的地是哪里？", False),
        ("这座山被称之为什么？", False),
        ("华为什么时候发布新手机？", False),
        ("这部作品创作用了几年？", False),
        ("行动的目的是什么？", True),
        ("维生素C的作用是什么？", True),
        ("华为为什么涨价？", True),
    ],
)
def test_what_asks_for_a_clause(question: str, clause: bool) -> None:
    assert wanted(question).clause is clause
