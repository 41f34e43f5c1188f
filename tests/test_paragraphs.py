from __future__ import annotations

import pytest

from wuxi_qa.paragraphs import cells, ends_sentence, paragraphs


def found(text: str, *, markdown: bool = False) -> list[str]:
    return [text[p.start : p.end] for p in paragraphs(text, markdown=markdown)]


def test_lines_are_joined_in_markdown_alone() -> None:
    text = "甲一\n甲二\n\n\u3000乙\n"
    assert found(text) == ["甲一", "甲二", "乙"]
    assert found(text, markdown=True) == ["甲一\n甲二", "乙"]


def test_rows_of_a_table_name_the_row_of_the_columns() -> None:
    text = "甲\n| 一 | 二 |\n|---|---|\n| 三 | 四 |\n乙"
    columns = [p.columns for p in paragraphs(text, markdown=True)]
    assert columns == [None, (2, 11), (2, 11), (2, 11), None]


@pytest.mark.parametrize(
    ("row", "expected"),
    [("| 甲 |  | 乙 |", ["甲", "", "乙"]), ("甲|乙", ["甲", "乙"]), ("||", [""]), ("甲", ["甲"])],
)
def test_cells_by_hand(row: str, expected: list[str]) -> None:
    assert cells(row) == expected


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ("完了。", True),
        ("“完了！”", True),
        ("End.", True),
        ("好。〉", True),
        ("好！］", False),
        ("好。】〕}", True),
        ("见[1]", False),
        ("没完，", False),
        ("", False),
    ],
)
def test_where_a_sentence_ends(line: str, *, ends: bool) -> None:
    assert ends_sentence(line) == ends


def texts(text: str) -> list[str]:
    return [text[one.start : one.end] for one in paragraphs(text, markdown=False)]


def test_articles_of_a_law_in_lines_of_one_width_stay_apart() -> None:
    first = (
        "第一条 为了规范物业管理活动，维护业主和物业服务企业的合法权益，改善人\n"
        "民群众的生活和工作环境，制定本条例。"
    )
    second = (
        "第二条 本条例所称物业管理，是指业主通过选聘物业服务企业，由业主和物业服\n"
        "务企业按照合同约定，对房屋进行维修、养护的活动。"
    )
    assert texts(f"第一章 总则\n{first}\n{second}") == ["第一章 总则", first, second]


def test_lines_of_two_scripts_have_one_width_in_print() -> None:
    text = (
        "本软件支持 Windows 10 (64-bit), macOS 12 Monterey, Ubunt\n"
        "u 22.04 LTS 等系统，安装前请先退出正在运行的杀毒软件，然\n"
        "后双击安装程序并按照提示一步一步完成操作即可，如果安装失\n"
        "败请联系客服部门获取帮助，我们会尽快回复您提出的问题。"
    )
    assert texts(text) == [text]


def test_rows_of_a_list_of_persons_are_no_prose() -> None:
    rows = [
        f"{name}，研发部成员；手机：1380000000{i}；邮箱：{mail}@example.com"
        for i, (name, mail) in enumerate(
            [("张三", "zhangsan"), ("李四", "lisiabcd"), ("王五", "wangwu12"), ("赵六", "zhaoliu1")]
        )
    ]
    assert texts("\n".join(["研发部通讯录", *rows])) == ["研发部通讯录", *rows]
