from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa.asking.restated import answering
from wuxi_qa.asking.wants import wanted


def kept(question: str, words: str) -> str:
    start, end = answering(words, wanted(question))
    return words[start:end]


@pytest.mark.parametrize(
    ("question", "words", "answer"),
    [
        # The subject and the copula of the question.
        ("展馆的外墙是什么颜色？", "外墙是深红色", "深红色"),
        ("展館的外牆是什麼顏色？", "外牆是深紅色", "深紅色"),
        ("大约有多少种？", "约有三万种", "三万种"),
        ("他任命谁做队长", "他任命的是王强", "王强"),
        ("队伍靠什么取胜？", "为了胜利日夜操练", "为了胜利日夜操练"),
        # What stands before the question word.
        ("他曾在美国哪个频道主持？", "美国商业频道", "商业频道"),
        ("活动在哪条路举行？", "人民路", "人民路"),
        # A copula, 位于 or 在 at the start; 的 and 起 at the end.
        ("这座桥怎么样？", "是全市最长的桥", "全市最长的桥"),
        ("这算违规吗", "是否违规由委员会认定", "是否违规由委员会认定"),
        ("新馆在哪里？", "位于城南的江边", "城南的江边"),
        ("比赛在哪里举行？", "在体育中心", "体育中心"),
        ("比赛什么时候举行？", "在五月三日", "在五月三日"),
        ("他在哪里供职？", "在职教中心", "在职教中心"),
        ("用的是什么手法？", "夸张的", "夸张"),
        ("哪一年开始的？", "1993年起", "1993年"),
        ("从哪里一举成名", "崛起", "崛起"),
        # Persons.
        ("谁设计了这座桥？", "德国建筑师约翰·施密特", "约翰·施密特"),
        ("這座橋是誰設計的？", "德國工程師王志剛", "王志剛"),
        ("他是谁的孩子？", "前任校长的幼子", "前任校长的幼子"),
        ("谁设计的？", "老师", "老师"),
        ("是谁定下的名字？", "著名作家“午后的水”", "著名作家“午后的水”"),
        ("哪个学校设计的", "师范大学的设计学院", "师范大学的设计学院"),
        # What a name means.
        ("当地的货币叫什么？", "西里（大象的意思）。", "西里"),
        ("当地的货币值多少？", "两角（约合）", "两角（约合）"),
        ("它叫什么？", "（无）", "（无）"),
        # A reason or a manner is told with its subject.
        ("大桥为什么停工？", "大桥是因为缺钱停工的", "大桥是因为缺钱停工"),
        ("这笔钱是怎么用的？", "是由村里分给各户", "由村里分给各户"),
        # Nothing is left out of words that say nothing else.
        ("外墙是什么颜色？", "外墙是", "外墙是"),
        ("是不是？", "是", "是"),
        ("什么？", "的", "的"),
    ],
)
def test_what_repeats_the_question_is_left_out(question: str, words: str, answer: str) -> None:
    assert kept(question, words) == answer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        # Names of institutions, places and persons with an office or a family in them.
        ("宪法由谁修改？", "全国人民代表大会"),
        ("憲法由誰修改？", "全國人民代表大會"),
        ("会议由谁主办？", "南京师范大学"),
        ("标准由谁发布？", "长沙市人民政府"),
        ("谁赞助了比赛？", "家乐福"),
        ("这首诗写的是谁？", "长孙无忌"),
        ("谁主持会议？", "村民委员会主任"),
        # The description, the group or the two who were asked for.
        ("李明是谁？", "无锡市市长李明"),
        ("谁可以参加选举？", "年满18周岁的公民"),
        ("谁参加了座谈？", "师生代表"),
        ("谁出席了仪式？", "校长张三和书记李四"),
        ("签字人是谁？", "局长：王强"),
        ("他的父亲是谁？", "一个教书的"),
        # A copula within a word, a negation, a number or a label.
        ("李家村的村支书是谁？", "李有才"),
        ("集团是什么企业？", "无锡产业发展集团有限公司"),
        ("证书有效期是多久？", "证书有效期从签发起算"),
        ("资金来自哪里？", "自有资金"),
        ("中心给企业提供什么？", "中心为企业提供贷款"),
        ("方针是什么？", "预防为主，防治结合"),
        ("有没有伤亡？", "没有人员伤亡"),
        ("包不包括税费？", "不包括税费"),
        ("2019年的产量是多少？", "2018年的产量是300吨"),
        ("男性寿命是多少？", "女性平均寿命为80岁"),
        ("10月几点开门？", "10：30"),
        ("第3场比分是多少？", "3：2"),
        ("男子组和女子组冠军是哪两人？", "男子组：张伟；女子组：李娜"),
        # Half of a name or a number.
        ("他毕业于北京哪所大学？", "北京大学"),
        ("19几几年的事？", "1972年"),
        ("《小偷家族》的导演姓什么？", "是枝裕和"),
        ("在哪里报名？", "在线报名系统"),
        ("那是他哪个时期的作品？", "在校期间"),
        ("他进了哪家企业？", "美的"),
        ("最短租期是多久？", "6个月起"),
        ("这份文件叫什么？", "物业管理办法（试行）"),
        ("番茄的别名是什么？", "番茄（西红柿）"),
    ],
)
def test_words_that_answer_stay_whole(question: str, words: str) -> None:
    assert kept(question, words) == words


@given(
    question=st.text("什么哪谁是的在为叫有位于外墙名起年家长（），·a1 ", max_size=16),
    words=st.text("是的在为叫有位于外墙名起年家长（），·a1 ", min_size=1, max_size=16),
)
def test_something_is_always_left(question: str, words: str) -> None:
    start, end = answering(words, wanted(question))
    assert 0 <= start < end <= len(words)
