from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa.asking.choices import offered
from wuxi_qa.quoting.choice import chosen

HARBOUR = "推进北港新区扩建,两座吊臂年内换完。码头管理子系统由海事处管,夜班有人值守。"


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("吊臂是北港新区、南港老区、西港码头中哪一个换的？", "北港新区"),
        ("吊臂在“北港新区”“南港老区”里，哪个换？", "北港新区"),
        ("換吊臂的是北港新區還是南港老區？", "北港新区"),
        ("三个子系统中，海事处管的是哪一个？", "码头管理子系统由海事处管"),
        ("三大管理系统中，海事处管的是哪一个？", "码头管理子系统由海事处管"),  # says 系统
        ("吊臂在哪里换？", None),  # no choice
        ("海事处和哪家公司换吊臂？", None),
        ("北港新区与哪个支付软件打通了？", None),
        ("为北港新区和旅客换吊臂的是谁？", None),
        ("吊臂，北港新区和南港老区哪个换？", "北港新区"),
        ("北港新区与南港老区里，哪个换吊臂？", "北港新区"),
        ("换吊臂的是东港一区还是南港老区？", None),  # neither is named
        ("先换吊臂的是北港新区还是海事处？", None),  # both are
        ("四大名著里，吊臂是哪一部写的？", None),
        ("三个子系统里哪处由海事处管？", "码头管理子系统由海事处管"),
        ("今年的3个子系统里，海事处管的是哪个？", "码头管理子系统由海事处管"),
        ("“三大子系统”当中，海事处管的是哪个？", None),
        ("吊臂，北港新区和南港老区哪座换？", "北港新区"),
        ("吊臂在北港新区、南港老区、西港码头三处里哪处换？", "北港新区"),
        ("夜班是海事处、北港码头里的哪位值？", "海事处"),
        ("第三个子系统里，哪一个窗口有人？", None),  # 第三 tells which
        ("两家子系统中标的项目在哪家？", None),
        ("海事处和北港新区在哪个城市？", None),  # both are asked about
    ],
)
def test_the_one_of_several_things_is_where_the_text_names_it(
    question: str, named: str | None
) -> None:
    found = chosen(HARBOUR, offered(question))
    assert (HARBOUR[found[0] : found[1]] if found else None) == named


@given(st.text(max_size=60), st.text(max_size=40))
def test_a_choice_is_a_span_of_the_text(text: str, question: str) -> None:
    for asked in (question, f"{text[:8]}、{question}中的哪一个？"):
        found = chosen(text, offered(asked))
        assert found is None or 0 <= found[0] < found[1] <= len(text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("支持微信支付还是现金支付？", "前台只收现金，暂不支持微信支付。"),
        ("电话预约还是网上预约？", "请通过公众号预约，不接受电话预约。"),
        ("工作日还是周末开放？", "周六日开放，工作日闭馆。"),
        ("送货上门还是到店自提？", "需自取，本店不提供送货上门服务。"),
    ],
)
def test_what_a_text_denies_is_not_chosen(question: str, text: str) -> None:
    assert chosen(text, offered(question)) is None


def test_no_denial_is_read_into_other_words() -> None:
    text = "无锡市局非常重视，由无锡分局太平中队负责。"
    found = chosen(text, offered("由太平中队、长江中队、锡山中队中的哪一个负责？"))
    assert found is not None
    assert text[slice(*found)] == "太平中队"
