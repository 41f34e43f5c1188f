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
