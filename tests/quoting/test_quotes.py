from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxi_qa.asking.wants import wanted
from wuxi_qa.quoting.marks import Span
from wuxi_qa.quoting.quotes import (
    holds_all,
    widen,
)

LISTED = (
    "通过构建“一主多联”街面巡控、“一眼多维”感知数控、“一图多标”基础管控“三大子系统”,加快构建格局。"
)
RECEIVED = "做精“太湖e警”网上公安局,实现政务高频事项“一网通办、全程在线”。"

EAGLE = "今年统一组建摩托化专职巡防“铁鹰”战队,加快成立警用无人机空巡机组,形成攻守兼备新格局。"
TWO_LISTS = "全面构建巡控、感知、管控‘三大子系统’,深化法治公安、数字公安‘两大建设’,实现目标。"
BRANDED = "做到让公安机关的各项服务有品牌、有温度、有回应。"


def quoted(text: str, words: str, question: str) -> str:
    """What is quoted for words that a reader found."""
    at = text.index(words)
    return text[slice(*widen(text, Span(at, at + len(words)), wanted=wanted(question)))]


@pytest.mark.parametrize(
    ("text", "span", "question", "quote"),
    [
        (RECEIVED, "太湖e警”网上公安局", "叫什么名字", "“太湖e警”网上公安局"),
        (RECEIVED, "“太湖e", "叫什么名字", "“太湖e警”"),
        (RECEIVED, ",实现政务", "实现什么", "实现政务"),
        (RECEIVED, "一网通办", "做到什么程度", "一网通办"),
        ("群众安全感达99.47%、位居全省第一。", "99.4", "安全感是多少", "99.47%"),
        ("(锡公新)", "锡公新)", "谁写的", "(锡公新)"),
        ("他说：好。另一句）。", "另一句）", "什么", "另一句"),
        ("性    别：女", "性    别：女", "什么性别", "女"),
        ("民 族：汉，生于无锡。", "民 族：汉", "哪个民族", "汉"),
        ("出版社：无锡出版社", "出版社", "谁出版的", "出版社"),
        ("- 冰糖 30克", "- 冰糖 30克", "冰糖放多少", "冰糖 30克"),
        ("用料：\n☑ 冰糖 30克", "☑ 冰糖 30克", "冰糖放多少", "冰糖 30克"),
        ("夜里的最低气温在山区约为\n-5℃ 到零度。", "-5℃ 到零度", "气温多少", "-5℃ 到零度"),
        (LISTED, "“一眼多维”感知数控", "三大子系统分别是什么", LISTED.split(",")[0]),
        (LISTED, "“一眼多维”感知数控", "感知的是哪一个", "“一眼多维”感知数控"),
        ("因天气寒冷，水管冻裂，故而停水。", "冻裂", "为什么停水", "水管冻裂"),
        (
            "深入开展“太湖磐石”“太湖清雷”攻势。",
            "太湖清雷",
            "攻势有哪些",
            "深入开展“太湖磐石”“太湖清雷”攻势",
        ),
        (EAGLE, "摩托化专职巡防", "铁鹰战队是什么？", "摩托化专职巡防“铁鹰”战队"),
        (EAGLE, "摩托化专职巡防", "什么是“铁鹰”战队", "摩托化专职巡防“铁鹰”战队"),
        (EAGLE, "摩托化专职巡防", "鐵鷹戰隊是什麼", "摩托化专职巡防“铁鹰”战队"),
        (EAGLE, "摩托化专职巡防", "铁鹰战队负责什么", "摩托化专职巡防"),
        (EAGLE, "摩托化专职巡防", "飞虎战队是什么", "摩托化专职巡防"),
        (TWO_LISTS, TWO_LISTS[2:-6], "三大子系统分别是什么？", TWO_LISTS.split(",")[0]),
        (TWO_LISTS, TWO_LISTS[2:-6], "兩大建設指什麼", TWO_LISTS.split(",")[1]),
        (f"“{TWO_LISTS}”", TWO_LISTS[:-6], "三大子系统是什么", TWO_LISTS.split(",")[0]),
        (TWO_LISTS, TWO_LISTS[2:-6], "四大工程分别是什么？", TWO_LISTS[:-6]),
        (TWO_LISTS, TWO_LISTS[2:-6], "要构建什么", TWO_LISTS[:-6]),
        (BRANDED, "品牌、有温度", "服务要有哪一点", "有品牌、有温度"),
        (
            "建设各项保障都专业化、实战化、机动化的队伍。",
            "专业化、实战",
            "什么队伍",
            "专业化、实战化",
        ),
        ("建设公安服务有品牌、温度、回应的队伍。", "品牌、温度", "什么队伍", "品牌、温度"),
    ],
)
def test_what_a_person_would_quote(text: str, span: str, question: str, quote: str) -> None:
    start = text.index(span)
    first, last = widen(text, Span(start, start + len(span)), wanted=wanted(question))
    assert text[first:last] == quote


@pytest.mark.parametrize(
    ("question", "quote", "whole"),
    [
        ("提了哪三场攻势", "春季攻势、夏季攻势和冬季攻势", True),
        ("提了哪三场攻势", "“春雷”“夏雨”“秋风”专项攻势", True),
        ("提了哪3场攻势", "“春雷”“夏雨”专项攻势", False),
        ("提了哪三場攻勢", "春季攻势、夏季攻势", False),
        ("有哪两个平台", "云平台、数据平台", True),
        ("有哪些平台", "云平台、数据平台、警务平台", False),  # how many, nobody says
        ("哪三个部门", "公安部门", False),
        ("哪12个部门", "甲、乙、丙", False),
        ("哪10个字母", "A、B、C、D、E、F、G、H、I和J", True),
        ("哪十二个部门", "甲、乙", False),
        ("哪两个来源", "第一个是岩石。第二个是热泉", True),
        ("哪三个来源", "1. 岩石 2. 热泉", False),
    ],
)
def test_whether_a_quote_names_as_many_as_are_asked_for(
    question: str, quote: str, whole: bool
) -> None:
    assert holds_all(wanted(question), quote) is whole


@pytest.mark.parametrize(
    ("found", "quoted"),
    [
        ("程在线,政务大厅同", "政务事项实现一网通办全程在线,政务大厅同派出所窗口融合互通"),
        ("一网通办", "一网通办"),  # within its clause
        ("口融合互通。", "口融合互通"),
        ("互通。完工后即开", "政务大厅同派出所窗口融合互通。完工后即开放"),
        ("在22:42接到", "在22:42接到"),  # a time, and a number, are of one clause
        ("花去1,200元", "花去1,200元"),
    ],
)
def test_a_quote_of_several_clauses_is_whole_clauses(found: str, quoted: str) -> None:
    text = (
        "政务事项实现一网通办全程在线,政务大厅同派出所窗口融合互通。完工后即开放。"
        "值班室的民警当晚在22:42接到报警电话,为此一共花去1,200元的各种费用。"
    )
    start = text.index(found)
    first, last = widen(text, Span(start, start + len(found)), wanted=wanted("说了什么"))
    assert text[first:last] == quoted


@given(
    st.text(alphabet="甲乙“”‘’（）《》、，。；3.5%aZ \n", min_size=1, max_size=40),
    st.integers(0, 40),
    st.integers(1, 40),
    st.sampled_from(["是谁", "有哪些", "为什么", "Who?"]),
)
def test_a_quote_holds_on_to_the_span(text: str, at: int, size: int, question: str) -> None:
    """Never empty, never outside the text, and never away from words that were found."""
    start = min(at, len(text) - 1)
    end = min(len(text), start + size)
    first, last = widen(text, Span(start, end), wanted=wanted(question))
    assert 0 <= first < last <= len(text)
    if any(character.isalnum() for character in text[start:end]):
        assert first < end
        assert last > start


@given(
    st.text(alphabet="甲的起年月但不“”谣言系（）()、，。：1234.①② —\n|", min_size=1, max_size=60),
    st.integers(0, 60),
    st.integers(1, 60),
    st.sampled_from(["是谁", "有哪些", "为什么", "哪年出生", "第几条"]),
)
def test_a_quote_is_a_span_of_the_text(text: str, at: int, size: int, question: str) -> None:
    start = min(at, len(text) - 1)
    end = min(len(text), start + size)
    first, last = widen(text, Span(start, end), wanted=wanted(question))
    assert 0 <= first < last <= len(text)


@pytest.mark.parametrize(
    ("text", "words", "quote"),
    [
        ("到2021年底,织密智能感知网,加强汇聚。", "感知网", "织密智能感知网"),
        ("到2021年底,全面织密覆盖城乡的智能感知网,加强汇聚。", "感知网", "感知网"),  # 14 characters
        ("正文完。\n(锡公新)", "锡公新", "锡公新"),
    ],
)
def test_a_short_clause_is_quoted_whole(text: str, words: str, quote: str) -> None:
    start = text.index(words)
    found = widen(text, Span(start, start + len(words)), wanted=wanted("什么网？"))
    assert text[found[0] : found[1]] == quote


PHOTOS = "馆内可以拍照,但不得使用闪光灯、三脚架和自拍杆。"
RUMOUR = "近日有网友称“自来水厂投毒致三人死亡”,经警方核查,该信息不实。请勿传播。"
QUARREL = "受害人覃某(男,29岁,外卖员)因拼桌发生口角,后来就动起手来。"
FINE = "公安机关对网民黄某某（男，22岁）处以行政拘留5日，并作教育。"
LIFE = "钟望舒(1903年4月12日—1989年11月2日),字仲明,浙江海宁人。"
SUPPLIES = "须准备的物资有：1. 手电筒 2. 应急药箱 3. 防毒面具 4. 救生绳。其他从略。"
SALT = "海盐有两个主要来源。第一个是岩石:雨水侵蚀它。第二个是热泉:海水渗进裂缝。别的不多。"
MATCH = "最终主队在加时赛以3:2的比分险胜来自广州的客队，观众欢呼。"


@pytest.mark.parametrize(
    ("text", "span", "question", "quote"),
    [
        # Not the opposite of the text.
        (PHOTOS, "不得使用闪光灯、三脚架和自拍杆", "能拍照吗", PHOTOS[:-1]),
        (PHOTOS, "三脚架", "不许用什么", "三脚架"),
        (RUMOUR, "三人", "死了几人", RUMOUR[6:-6]),
        # A comma in brackets is no end of a clause.
        (QUARREL, "外卖员)因拼桌发生口角", "为什么", QUARREL.partition(",后来")[0]),
        (QUARREL, "29岁", "覃某多大", "29岁"),
        (FINE, "（男，22岁）处以行政拘留5日", "罚几日", FINE.partition("，并")[0]),
        # Dates, particles, list numbers.
        ("北门大桥因桥墩加固推迟至今年6月通车，有仪式。", "年6月", "何时通车", "今年6月"),
        ("乙方应承担租赁期间的水费、电费和网络费。", "的水费、电费", "哪样费", "水费、电费"),
        ("7.1.2 该房屋仅用于办公及展示，不作他用。", "办公", "为什么租", "该房屋仅用于办公及展示"),
        (
            "打造一支有信念、有风格的过硬公安铁警。",
            "有风格的过硬",
            "什么队伍",
            "有风格的过硬公安铁警",
        ),
        (MATCH, "3:2", "比分是多少", "3:2"),
        (MATCH.replace(":", "："), "3：2", "比分是多少", "3：2"),
        # Numbered items.
        (SUPPLIES, "手电筒", "须准备的物资有哪些", SUPPLIES[8:-6]),
        (SUPPLIES, "手电筒", "用什么照明", "手电筒"),
        (SALT, "岩石", "海盐有哪两个来源", SALT[:-6]),
        # Dates of a life.
        (LIFE, "钟望舒(1903年4月12日—1989年11月2日", "钟望舒是哪天出生的", "1903年4月12日"),
        (LIFE, "1903年4月12日", "鍾望舒是哪年去世的", "1989年11月2日"),
        (LIFE, "浙江海宁人", "钟望舒是哪天去世的", "1989年11月2日"),
        (LIFE, "浙江海宁人", "钟望舒生在哪里", "浙江海宁人"),
        (LIFE.replace("字仲明", "1926年结婚"), "1926年", "他妻子哪年去世", "1926年结婚"),
    ],
)
def test_what_must_not_be_quoted_in_part(text: str, span: str, question: str, quote: str) -> None:
    start = text.index(span)
    first, last = widen(text, Span(start, start + len(span)), wanted=wanted(question))
    assert text[first:last] == quote


@pytest.mark.parametrize(
    ("text", "words", "question", "quote"),
    [
        ("屏幕尺寸：6.1 英寸，很亮。", "6.1 英寸", "屏幕多大", "6.1 英寸"),
        (
            "7.1.2 违约责任由乙方承担，甲方不承担。",
            "7.1.2 违约责任由乙方承担",
            "谁承担",
            "违约责任由乙方承担",
        ),
        ("（4）班金岳获二等奖，同学祝贺。", "（4）班金岳", "哪个班获奖", "（4）班金岳获二等奖"),
        (
            "货船“远风号”（1961年—1978年）沉没后，他死于肺病。",
            "肺病",
            "老船长何时去世",
            "他死于肺病",
        ),
        ("钟望舒（1903年—1989年），作家，写了不少书。", "作家", "钟望舒何时去世", "1989年"),
        (
            "老板三十出头，而立之年就开了三家分店。",
            "而立之年就开了三家分店",
            "开店了吗",
            "而立之年就开了三家分店",
        ),
        ("公众号“清河网警”第一时间辟谣，转发很多。", "“清河网警”", "哪个公众号发的", "“清河网警”"),
    ],
)
def test_what_looks_like_a_number_a_life_a_turn_or_a_denial(
    text: str, words: str, question: str, quote: str
) -> None:
    assert quoted(text, words, question) == quote


@pytest.mark.parametrize(
    ("text", "words", "question", "quote"),
    [
        ("咨询电话 (04)2228-1155，欢迎来电询问。", "(04)2228-1155", "电话是多少", "(04)2228-1155"),
        (
            "一、两天不练没有关系，身体要紧得很。",
            "一、两天不练",
            "几天不练",
            "一、两天不练没有关系",
        ),
        (
            "一是推行预约；二是延长时间；三是设立打印点，目前有6个。",
            "6个",
            "打印点有几个？",
            "目前有6个",
        ),
        (
            "1986年以前，桥上可以通行汽车；同年大修后改为人行桥。",
            "桥上可以通行汽车",
            "桥上能开车吗",
            "1986年以前，桥上可以通行汽车",
        ),
    ],
)
def test_what_counts_calls_or_held_once_is_quoted_so(
    text: str, words: str, question: str, quote: str
) -> None:
    assert quoted(text, words, question) == quote


@pytest.mark.parametrize(
    ("text", "words", "question", "quote"),
    [
        (
            "办理流程：1.网上预约；2.现场提交身份证、户口簿和照片；3.七个工作日后领取证件。",
            "身份证、户口簿和照片",
            "需要提交哪些材料？",
            "身份证、户口簿和照片",
        ),
        (
            "办理流程：1.网上预约；2.现场提交身份证、户口簿和照片；3.七个工作日后领取证件。",
            "网上预约",
            "办理流程有哪些步骤？",
            "1.网上预约；2.现场提交身份证、户口簿和照片；3.七个工作日后领取证件",
        ),
        (
            "一是加强管理；二是会员购票可享九折优惠；三是延长开放时间。",
            "会员购票可享九折优惠",
            "第二项措施包括什么？",
            "二是会员购票可享九折优惠",
        ),
        (
            "1.房费含双人早餐；2.退房在12点；3.禁止携带宠物。",
            "房费含双人早餐",
            "套餐包括早餐吗？",
            "房费含双人早餐",
        ),
    ],
)
def test_a_run_is_quoted_only_where_its_items_are_asked_for(
    text: str, words: str, question: str, quote: str
) -> None:
    assert quoted(text, words, question) == quote


@pytest.mark.parametrize(
    ("text", "words", "question"),
    [
        ("24.3.15 上午9点开会", "24.3.15 上午9点", "会议什么时候开？"),
        ("10.0.0.12 端口8080", "10.0.0.12 端口8080", "服务器地址是什么？"),
        ("3.11.2 版本", "3.11.2 版本", "支持哪个版本？"),
        (
            "张主任：\n" + "整改工作要抓紧。" * 15 + "整改问题由李四负责。",
            "李四",
            "谁负责整改问题？",
        ),
        ("张伟 2024-03-01 09:12\n这部小说是莫言写的", "莫言", "谁写了这部小说？"),
    ],
)
def test_dates_addresses_and_names_are_quoted_as_they_are(
    text: str, words: str, question: str
) -> None:
    quote = quoted(text, words, question)
    assert words in quote
    assert "张" not in quote
