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
        ("张镇哪一年上任的？", "3月10日", True),
        ("张镇哪年上任的？", "2019年", False),
        ("是哪一年的事？", "２０２１", False),
        ("是哪一年的事？", "去年", False),
        ("In which year was it?", "3月10日", True),
        ("占比达到百分之几？", "3月10日", True),
        ("有几成人满意？", "近九成", False),
        ("占比多少？", "超过一半", False),
        ("办下来花了多少钱？", "3月10日", True),
        ("办下来花了多少钱？", "1.2万元", False),
        ("多少元一张？", "不收费，全部免费", False),
        ("什么时候开会？", "3月10日", False),
        ("什么时候做的？", "疫情期间", False),
        ("How many officers?", "民警", True),
        ("When did it start?", "２０２１年", False),
        ("是谁说的？", "张镇", False),
        ("2021年办结了多少起案件？", "2021年,群众安全感达99.47%", True),
        ("2021年办结了多少起案件？", "2021年办结案件1.2万起", False),
        ("2021年的安全感是多少？", "2021年群众安全感达99.47%", False),
        ("2021年的安全感是多少？", "2021年群众安全感很高", True),
        ("有多少名民警？", "2021年", True),
        ("有多少年历史？", "三百年", False),
        ("有多少年历史？", "100年", False),
        ("有多少名民警？", "占99.47%", True),
        ("多少人？", "12人", False),
        ("由哪家公司承建？", "织密泛在智能感知网", True),
        ("由哪家公司承建？", "无锡建工集团", False),
        ("which company built it?", "泛在智能感知网", True),
        ("办事电话是多少？", "网上公安局", True),
        ("报警电话是多少？", "110", False),
        ("网址是什么？", "www.wuxi.gov.cn", False),
        ("报警的电话", "网上公安局", True),
        ("打什么电话报警？", "网上公安局", True),
        ("如何防范电话诈骗？", "推进反诈中心建设", False),
        ("被偷的手机是什么颜色？", "黑色", False),
        ("手机号码是多少？", "网上公安局", True),
        ("二维码有什么用？", "登记来访人员", False),
        ("平台由哪家公司开发？", "华为", False),
        ("哪家媒体报道的？", "无锡日报", False),
        ("这几项工作由谁负责？", "公安局指挥中心", False),
        ("近几年来有什么变化？", "越来越好", False),
        ("许多大型活动由谁保障？", "铁鹰战队", False),
        ("很多高校参与了什么？", "反诈宣传", False),
        ("多重保障指什么？", "资源支撑", False),
        ("有多重？", "很重", True),
        ("有多大？", "很大", True),
        ("什么时候开始巡逻？", "凌晨", False),
    ],
)
def test_form_against_what_is_asked(question: str, words: str, wrong: bool) -> None:
    assert mismatched(question, words) is wrong
