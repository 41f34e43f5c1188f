from __future__ import annotations

import pytest

from wuxi_qa.asking.subjects import begins_with_subject


@pytest.mark.parametrize(
    ("question", "text", "subject"),
    [
        ("北土城站有几个出入口？", "北土城站位于北京市朝阳区，是一座换乘站。", True),
        ("北土城站有几个出入口？", "安贞门站位于北京市朝阳区，近北土城站。", False),
        ("曹文埴写过什么？", "曹文埴（），字近薇，号竹虚。", True),
        ("曹文埴寫過什麼？", "曹文埴（），字近薇，號竹虛。", True),
        ("《大小姐》的主角是谁？", "《大小姐》（）是上月司所著的轻小说。", True),
        ("鐵鷹戰隊有多少人？", "铁鹰战队是一支专职队伍。", True),
        ("去年办了几场？", "去年，剧团办了三场。", False),
        ("张镇局长讲了什么？", "张镇局长，一早就到了会场。", True),
        ("讲了什么？", "，张镇讲了什么", False),
        ("公司年假有几天？", "公司在成立之初只有三人。", False),
        ("乙方逾期付款怎么办？", "乙方在合同签订后付款。", False),
        ("曹操是哪里人？", "曹操（155年—220年），字孟德。", True),
        ("", "", False),
        ("   ", "   ，", False),
    ],
)
def test_a_text_begins_with_what_is_asked_about(question: str, text: str, subject: bool) -> None:
    assert begins_with_subject(question, text) is subject
