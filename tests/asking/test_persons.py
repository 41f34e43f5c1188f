from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa import QA
from wuxi_qa.asking.persons import Speaker, speaker, turned

BEHIND = (
    "“全面构建‘三大子系统’,努力献礼。”"
    "在3月10日召开的会议上,副市长、公安局局长张镇向全警发出动员部署。"
)
SAID = "“水退了就修路，先修学校门口那段。”村支书韦大力对大家说，会计覃小娥在旁记账。"
MIDDLE = "“路要修，”韦大力说，“桥也要修。”覃小娥点了点头。"
NAMED = "大家叫他“老黄牛”。站长尤向东说，这台“铁牛”是旧的。"


@pytest.mark.parametrize(
    ("question", "text", "name"),
    [
        ("张镇讲话提出了什么目标", BEHIND, "张镇"),
        ("局长在会上说了什么", BEHIND, "局长"),
        ("李明讲话提出了什么目标", BEHIND, ""),
        ("会议提出了什么目标", BEHIND, ""),
        ("李明在会议上提出了什么目标", BEHIND, ""),  # “在会” is nobody
        ("李明向全警提出了什么目标", BEHIND, ""),
        ("高全德对覃小娥说了什么", SAID.replace("大家", "覃小娥"), ""),
        ("韦大力说先修哪里", SAID, "韦大力"),
        ("覃小娥说先修哪里", SAID, ""),  # beside, and says nothing
        ("韦大力要修什么", MIDDLE, "韦大力"),
        ("尤向东说了什么", NAMED, ""),  # names in quotation marks are no speech
        ("是谁说要修路", SAID, ""),
        ("谁是韦大力", SAID, ""),
        ("接受记者采访说了什么", "“先修路。”他在接受记者采访时说。", ""),
        ("主编说先修哪里", "“先修路。”主编说。", "主编"),
        ("先修哪里", SAID, ""),
    ],
)
def test_whom_a_quotation_is_of(question: str, text: str, name: str) -> None:
    assert speaker(question, text) == (Speaker(name, 0) if name else None)


TWO = "菜场开了。“菜价比外面便宜三成。”居民王桂兰说。“老人凭卡打八折。”街道办主任钱丽说。"
BEFORE = "王桂兰说：“便宜三成。”街道办主任钱丽说：“老人打八折。”"
NESTED = "「他說「好」。」王桂兰说。「我也说「好」。」钱丽说。"


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("王桂兰说了什么", TWO, Speaker("王桂兰", 0)),
        ("钱丽说了什么", TWO, Speaker("钱丽", TWO.index("“老人"))),
        ("钱丽说了什么", NESTED, Speaker("钱丽", NESTED.index("「我"))),
        ("钱丽说了什么", BEFORE, None),  # says what follows, not what stands before
        ("王桂兰说了什么", "“老字号”菜场开了。“便宜三成。”王桂兰说。", Speaker("王桂兰", 0)),
        ("钱丽说了什么", "便宜。”王桂兰说。八折。”钱丽说。", Speaker("钱丽", 0)),  # cut off
    ],
)
def test_where_somebodys_words_begin(question: str, text: str, found: Speaker | None) -> None:
    assert speaker(question, text) == found


@given(st.text(alphabet="张镇说“”。，局长在", max_size=30), st.text("张镇局长说在谁", max_size=12))
def test_a_speaker_stands_in_question_and_text(text: str, question: str) -> None:
    found = speaker(question, text)
    if found is not None:
        assert found.name in question
        assert found.name in text[found.start :]
        assert found.start == 0 or text[found.start] == "“"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("张镇是谁", "谁是张镇"),
        ("韦大力是谁？", "谁是韦大力？"),
        *(
            (asked, "谁是张镇？")
            for asked in (
                "张镇是谁？？",
                "张镇是谁！",
                "张镇是谁呀？！",
                "请问张镇是谁？",
                "“张镇”是谁？",
                "你好，请问一下，张镇究竟是谁呢 ～",
            )
        ),
        ("张镇是谁啊", "谁是张镇"),
        ("局长是谁", "局长是谁"),
        ("报告是谁", "报告是谁"),  # a common word
        ("张镇是谁的上级", "张镇是谁的上级"),
        ("谁是张镇", "谁是张镇"),
    ],
)
def test_who_somebody_is(question: str, asked: str) -> None:
    assert turned(question) == asked


def test_what_somebody_said_is_answered_and_what_nobody_said_is_not(qa: QA) -> None:
    told = qa.ask("张镇讲话提出了什么目标")
    assert "五个走在最前列" in told.text
    assert [c.passage.paragraph for c in told.citations] == [5]
    assert qa.ask("李明讲话提出了什么目标").abstained
    assert qa.ask("张镇是谁").text == "副市长、公安局局长"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("张伟说了什么？", "“谢谢你们！”临走时，区长张伟走访慰问了困难群众。"),
        ("李明说了什么？", "“这是一次突破。”李明的职称是教授。"),
    ],
)
def test_who_only_stands_behind_a_quotation_did_not_say_it(question: str, text: str) -> None:
    assert speaker(question, text) is None
