from __future__ import annotations

import pytest

from wuxi_qa.documents import Document
from wuxi_qa.heads import is_date, is_dateline
from wuxi_qa.passages import Passage, split

CONTRACT = (
    "房屋租赁合同\n甲方：王小明\n乙方：李小红\n一、租赁期限\n1、自2024年1月1日起至2024年12月31日止\n2、期满可以续租\n"
    "二、租金\n1、每月2000元\n2、押金4000元\n三、其他\n未尽事宜双方协商解决。"
)
LETTER = (
    "关于召开年会的通知\n\n各部门：\n年会定于2024年12月20日在无锡大饭店召开，请准时参加。\n\n"
    "附件：1.年会议程\n      2.参会名单\n\n某某公司办公室\n2024年12月1日"
)
MANUAL = (
    "# 用户手册\n\n## 安装\n\n### Windows\n\n运行安装程序 setup.exe\n\n需要管理员权限。\n\n"
    "### Linux\n\n**前置条件**\n\n内存不少于4GB。"
)
DIARY = (
    "旅行日记\n\n2024年3月1日\n今天到了成都，吃了火锅，花了三百元。\n2024年3月2日 星期六\n"
    "上午去了武侯祠，下午逛锦里。\n2024年3月3日\n坐高铁回家。"
)
SPECIFICATION = (
    "系统设计说明书\n\n1.引言\n1.1目的\n本文档说明设计。\n2.总体设计\n2.1架构\n采用三层架构。\n"
    "2.2数据库\n使用MySQL 8.0。\n3.接口\n接口采用REST风格。"
)


def passages(text: str, name: str = "a.txt") -> dict[str, Passage]:
    return {passage.text: passage for passage in split(Document(id=name, text=text))}


def test_numbered_lines_that_head_nothing_are_content() -> None:
    found = passages(CONTRACT)
    assert found["2、押金4000元"].kind == "body"
    assert found["2、押金4000元"].heading == ("房屋租赁合同", "二、租金")
    assert found["1、自2024年1月1日起至2024年12月31日止"].heading[-1] == "一、租赁期限"
    assert [text for text, one in found.items() if one.kind == "section"] == [
        "一、租赁期限",
        "二、租金",
        "三、其他",
    ]


def test_who_signs_below_the_enclosures_is_a_byline() -> None:
    found = passages(LETTER)
    assert found["2.参会名单"].kind == "body"
    assert found["某某公司办公室"].kind == "byline"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "员工手册\n差旅费标准如下：\n住宿费 每天300元\n餐补 每天100元\n以上费用由公司承担。",
            ["住宿费 每天300元", "餐补 每天100元", "以上费用由公司承担。"],
        ),
        (
            "项目例会纪要\n\n会议决定：\n由王小明负责接口开发\n由李红负责测试\n下次会议3月8日召开。",
            ["由王小明负责接口开发", "由李红负责测试", "下次会议3月8日召开。"],
        ),
        (
            "会员价格\n\n普通会员 99元/年\n黄金会员 199元/年\n会员可享受免费配送。",
            ["普通会员 99元/年", "黄金会员 199元/年", "会员可享受免费配送。"],
        ),
    ],
)
def test_values_and_items_behind_a_colon_head_nothing(text: str, content: list[str]) -> None:
    found = passages(text)
    title = text.partition("\n")[0]
    assert found[title].kind == "title"
    assert [(found[one].kind, found[one].heading) for one in content] == [("body", (title,))] * len(
        content
    )


def test_the_lines_of_markdown_are_headings_where_marked() -> None:
    found = passages(MANUAL, "a.md")
    assert found["运行安装程序 setup.exe"].kind == "body"
    assert found["需要管理员权限。"].heading == ("用户手册", "安装", "Windows")
    assert found["内存不少于4GB。"].heading == ("用户手册", "安装", "Linux", "**前置条件**")


def test_answers_of_numbered_questions_head_nothing() -> None:
    text = "常见问题\n\n1、什么时候发货？\n下单后48小时内发货\n2、可以退货吗？\n可以，联系客服即可"
    found = passages(text)
    assert found["下单后48小时内发货"].heading == ("常见问题", "1、什么时候发货？")
    assert found["可以，联系客服即可"].heading == ("常见问题", "2、可以退货吗？")


def test_dates_head_the_entries_of_a_diary() -> None:
    found = passages(DIARY)
    assert found["2024年3月2日 星期六"].kind == "section"
    assert found["上午去了武侯祠，下午逛锦里。"].heading == ("旅行日记", "2024年3月2日 星期六")


def test_one_date_is_a_byline() -> None:
    text = "一个标题在这里\n\n2024年3月1日\n\n今天到了成都，吃了火锅，花了三百元。"
    assert passages(text)["2024年3月1日"].kind == "byline"


def test_decimal_numbers_stand_below_whole_ones() -> None:
    found = passages(SPECIFICATION)
    assert found["采用三层架构。"].heading == ("系统设计说明书", "2.总体设计", "2.1架构")
    assert found["接口采用REST风格。"].heading == ("系统设计说明书", "3.接口")


def test_days_in_digits_and_in_words() -> None:
    assert is_dateline("2024-03-01 9:12")
    assert not is_dateline("二〇二四年三月一日")
    assert is_date("二〇二四年三月一日")
    assert not is_date("2024年3月1日的会")
