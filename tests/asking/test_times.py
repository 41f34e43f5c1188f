from __future__ import annotations

import pytest

from wuxi_qa.asking.times import told_of_another


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("今年寄得最多的是什么？", "去年寄得最多的是羽绒服", True),
        ("今年寄得最多的是什么？", "今年寄得最多的是羽绒服", False),
        ("今年寄得最多的是什么？", "寄得最多的是羽绒服", False),
        ("今年寄得最多的是什么？", "去年和今年都是羽绒服", False),
        ("大前年停掉了哪个课题？", "前年停掉了“纸伞”课题", True),
        ("前年停掉了哪个课题？", "大前年停掉了“纸伞”课题", True),
        ("前年停掉了哪个课题？", "上年停掉了“纸伞”课题", True),
        ("去年停掉了哪个课题？", "上年停掉了“纸伞”课题", False),
        ("下半年辦了多少起？", "上半年辦了二十起", True),
        ("二季度卖了多少？", "第一季度卖出三千台", True),
        ("冬天几点关门？", "夏季晚九点关门", True),
        ("夏天几点关门？", "夏季晚九点关门", False),
        ("周末几点关门？", "工作日晚九点关门", True),
        ("上个月办了几场？", "本月已办三场", True),
        ("本周办了几场？", "上周办了三场", True),
        ("上个月办了几场？", "上上个月办了三场", True),
        ("前天办了几场？", "目前天气晴，已办三场", False),
        ("今年利润是多少？", "以前年度损益为三万元", False),
        ("今天最高多少度？", "最高二十八度，比昨天高三度", False),
        ("明天有雨吗？", "记者今天从气象台获悉，周六有小雨", False),
        ("今日头条的创始人是谁？", "张一鸣昨日卸任", True),
        ("谁主持《今日说法》？", "撒贝宁明日到锡", False),
        # A comparison is told of the other time.
        ("今年多了多少？", "比去年多三成", False),
        ("今年多了多少？", "去年多三成", True),
        ("比去年多了多少？", "今年多三成", False),
        # Several times, none, or times of another kind.
        ("去年和今年各办了几场？", "前年办了三场", False),
        ("办了几场？", "前年办了三场", False),
        ("今年办了几场？", "夏季办了三场", False),
        ("", "", False),
    ],
)
def test_what_is_told_of_another_time(question: str, sentence: str, another: bool) -> None:
    assert told_of_another(question, sentence) is another


@pytest.mark.parametrize(
    ("question", "before", "words", "behind", "another"),
    [
        ("今年利润是多少？", "实现利润", "2亿元", "，去年同期为1.5亿元", False),
        ("今年利润是多少？", "去年利润", "2亿元", "，略有增长", True),
        ("今年利润是多少？", "", "2亿元", "的去年利润", True),
        ("今年谁获奖？", "小王去年当选，今年", "小李", "获奖", False),
        ("明年的目标是多少？", "今年销量10万台，2025年目标", "15万台", "", False),
        ("明年的目标是多少？", "今年销量10万台，目标", "15万台", "", True),
        ("夏天几点关门？", "5月至9月", "18:00", "关门，冬季17:00关门", False),
    ],
)
def test_the_clause_of_the_words_counts(
    question: str, before: str, words: str, behind: str, another: bool
) -> None:
    place = (len(before), len(before + words))
    assert told_of_another(question, before + words + behind, place) is another


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("嫌疑人最后出现在哪里？", "警方通报称，嫌疑人前天从车站逃往后山。"),
        ("现在项目完成了多少？", "昨日，记者从指挥部获悉，项目已完成80%。"),
        ("现在的局长是谁？", "昨天，市公安局局长张镇表示，要加强巡逻。"),
        ("今天谁讲了话？", "昨天，市公安局局长张镇表示，要加强巡逻。"),
        ("投产后年产量是多少？", "项目今年3月开工，建成后可年产10万吨电池。"),
        ("五年来年均增长多少？", "截至去年底，五年年均增长6.2%。"),
        ("工作日几点上班？", "周末双休，早上9点上班，下午6点下班。"),
    ],
)
def test_words_that_only_look_like_times_name_none(question: str, text: str) -> None:
    assert not told_of_another(question, text)
