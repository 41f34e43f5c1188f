from __future__ import annotations

import pytest

from wuxi_qa import QA
from wuxi_qa.asking.mentions import instead, mentions, telling, unmet


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("苏州的群众安全感是多少", ["苏州"]),
        ("2020年無錫的安全感？", ["2020", "无锡"]),
        ("“太湖e警”和「铁鹰」的 App 哪个多？", ["太湖e警", "铁鹰", "app"]),
        ("‘铁牛’和“张三《书》”", ["铁牛", "张三《书》"]),
        ("达到９９．４７％了吗", ["99.47"]),
        ("Which city reached 99.47%?", ["99.47"]),
        ("齐齐哈尔和哈尔滨", ["齐齐哈尔", "哈尔滨"]),
        ("谁说的？", []),
        ("三大子系统里的第2个是什么，用100字以内说明", []),
        ("请列出3条2021年的成绩，要1句话", ["2021"]),
        ("“第2个战场”在哪里", ["第2个战场"]),
        ("第9版和第2届、25个派出所、1.5个百分点", ["9", "2", "25", "1.5"]),
        ("2020年和2020年", ["2020"]),
        ("24小时开门吗，124小时呢，24个派出所", ["124", "24"]),
        ("2019，2020，2021三年", ["2019", "2020", "2021"]),
        ("1,200人和12,345.6元", ["1200", "12345.6"]),
        ("Beyoncé 周六安排了什么", ["beyoncé"]),
        ("推广安全，确保定期，太湖南岸，舞台中央", []),
        ("会议是3月12日还是3月10号开的", ["3月12日", "3月10号"]),
        ("2021年3月10日和2022年5月", ["2021年3月10日", "2022年5月"]),
        ("What about Suzhou and Xi’an?", ["suzhou", "xi’an"]),
        ("Did Wang Jinhua visit Hong Kong?", ["hong kong"]),
        ("12. 铁鹰战队有30人吗（5分）", ["30"]),
        ("问题3：第12段讲了什么", []),
        ("1.5公里，（2021年）", ["1.5", "2021"]),
        ("复合肥和大同小异，平安顺利，新乡贤，大理由", []),
        ("安徽六安、上海南站、云南通报", ["安徽", "六安", "上海", "云南"]),
        ("What is 铁鹰战队? Please explain, thank you", []),
        ("请 tell me 苏州 how many 民警 in DNA 实验室", ["苏州", "dna"]),
        ("WHO的建议归IT部门吗，who is it", ["who", "it"]),
        ("①局长是谁 ⑵会议是哪天 3️⃣在哪", []),
        ("1.公安局局长是谁 2.会议是哪天开的？3、有8人吗", ["8"]),
        ("两个问题：1、局长是谁；2、会议是哪天", []),
        ("10:30、2.5公里", ["10", "30", "2.5"]),
        ("我今年65岁，能办吗，70岁的老人呢", []),
        ("我们12个人要买25张票吗", ["25"]),
        ("12岁以下免票吗", ["12"]),
        ("我国12个人民团体", ["12"]),
        ("泰国、南非和印度尼西亚", ["泰国", "南非", "印度尼西亚"]),
        ("参加纳税、云南非遗、沿海地区、尘埃及雾霾", ["云南"]),
        ("那曲的平均海拔，那曲子", ["那曲"]),
    ],
)
def test_names_and_numbers_are_found(question: str, found: list[str]) -> None:
    assert mentions(question) == found


def test_unmet_are_those_the_text_lacks() -> None:
    assert unmet("苏州和无锡2021年", {"无锡", "2021"}.__contains__) == ["苏州"]


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("江苏无锡的警方", []),
        ("江苏省無錫的警方", []),
        ("江苏苏州的警方", ["江苏", "苏州"]),
        ("江苏和无锡的警方", ["江苏"]),
        ("江苏无锡在江苏排第几", ["江苏"]),
        ("苏州无锡的警方", ["苏州"]),
        ("The police of Wuxi, Jiangsu", []),
        ("Jiangsu and Suzhou", ["jiangsu", "suzhou"]),
        ("Suzhou, Jiangsu", ["suzhou", "jiangsu"]),
    ],
)
def test_a_province_before_a_known_place_is_not_missed(question: str, missing: list[str]) -> None:
    assert unmet(question, {"无锡"}.__contains__) == missing


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("无锡在江苏排第几", []),
        ("What is Wuxi's rank in Jiangsu?", []),
        ("安全感在江苏省排第几", []),
        ("无锡的安全感在江苏是什么水平", []),
        ("江苏的安全感是多少", ["江苏"]),
        ("江苏哪个城市最安全", ["江苏"]),
        ("无锡在浙江排第几", ["浙江"]),
        ("苏州在江苏排第几", ["苏州"]),
    ],
)
def test_a_province_that_a_text_on_its_city_calls_the_whole_is_not_missed(
    question: str, missing: list[str]
) -> None:
    assert unmet(question, {"无锡", "wuxi", "全省"}.__contains__) == missing


NUMBERED = (
    "澜仓3号卫星于2020年发射。极光五号、极光7于春天上市。",
    "3号楼有30人，楼里共有12名队员。",
)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("澜仓2是什么时候发射的", ["澜仓2"]),
        ("“澜仓”2号卫星在哪", ["澜仓2"]),
        ("澜仓3是什么", []),
        ("新发布的极光6的屏幕", ["极光6"]),
        ("极光5和极光7的屏幕", []),
        ("7号楼是谁的", ["7号楼"]),
        ("3号楼是谁的", []),
        ("8号桥是谁的", []),  # no other bridge is numbered
        ("一共有13吗", []),
        ("澜仓2名队员，楼里3天", []),
    ],
)
def test_a_name_with_another_number_is_missing(question: str, missing: list[str]) -> None:
    assert unmet(question, lambda _: True, NUMBERED) == missing
    assert unmet(question, lambda _: True) == []
    assert telling(missing) == missing


def test_a_number_that_is_missing_is_named_with_its_name() -> None:
    assert unmet("澜仓2和8号桥，还有6人", "3".__eq__, NUMBERED) == ["澜仓2", "8号桥", "6"]


def test_quoted_words_that_are_missing_tell_nothing() -> None:
    missing = unmet("苏州2020年的“五有”和 ChatGPT", {"2021"}.__contains__)
    assert missing == ["苏州", "2020", "五有", "chatgpt"]
    assert telling(missing) == ["苏州", "2020", "chatgpt"]


def test_everyday_words_that_are_missing_tell_nothing() -> None:
    missing = unmet("Hi，打110要等多久，有没有App", {"无锡"}.__contains__)
    assert missing == ["110", "app"]
    assert telling(missing) == []


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("蘇州的群眾安全感是多少", ["苏州"]),
        ("2021年无锡的群众安全感", []),
        ("2020年无锡的群众安全感", ["2020"]),
        ("江苏无锡的群众安全感", []),
        ("“太湖e警”能办什么", []),
        ("“太湖f警”能办什么", ["太湖f警"]),
    ],
)
def test_what_the_article_lacks(qa: QA, question: str, missing: list[str]) -> None:
    assert list(qa.read(question, k=1).missing) == missing


def test_a_name_in_english_is_met_by_any_place_that_is_written_so() -> None:
    assert unmet("Who works in Taizhou?", {"台州"}.__contains__) == []
    assert unmet("Who works in Taizhou?", {"taizhou"}.__contains__) == []
    assert unmet("Who works in Taizhou?", {"泰国"}.__contains__) == ["taizhou"]
    assert telling(["taizhou", "hong kong", "3月12日"]) == ["taizhou", "hong kong", "3月12日"]


def test_a_date_is_met_by_its_numbers_however_its_day_is_called() -> None:
    assert unmet("03月10号开会吗", {"3", "10"}.__contains__) == []
    assert unmet("3月8号开会吗", {"03", "08"}.__contains__) == []
    assert unmet("3月10号开会吗", {"3", "10"}.__contains__) == []
    assert unmet("3月12号开会吗", {"3", "10"}.__contains__) == ["3月12号"]


def test_what_stands_there_instead_is_of_the_same_sort() -> None:
    text = "2021年无锡与江阴，2022年在無錫"
    assert instead(["苏州"], text) == ["无锡", "江阴"]
    assert instead(["2020"], text) == ["2021年", "2022年"]
    assert instead(["suzhou", "2020"], text) == ["无锡", "江阴", "2021年", "2022年"]
    assert instead(["99.47", "chatgpt"], text) == []


def test_countries_stand_there_for_a_country_and_cities_for_a_city() -> None:
    text = "江苏无锡与日本、泰国"
    assert instead(["越南"], text) == ["日本", "泰国"]
    assert instead(["苏州"], text) == ["无锡"]
    assert instead(["浙江"], text) == ["江苏"]
    assert instead(["越南", "苏州"], text) == ["无锡", "日本", "泰国"]
    assert instead(["越南"], "无锡") == ["无锡"]


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("7号窗口办什么", "1至6号窗口办社保，7号窗口办公积金", []),
        ("1号楼何时改造", "1、3、5号楼先行改造", []),
        ("10号楼由谁粉刷", "8至11号楼由宏建公司粉刷", []),
        ("6号楼由谁粉刷", "1至5号楼由宏建公司粉刷，共6人", ["6号楼"]),
        ("4号楼何时改造", "1、3、5号楼先行改造，4月开工", ["4号楼"]),
        ("澜仓2何时发布", "澜仓1、2的固件将于5月发布", []),
    ],
)
def test_numbers_that_are_enumerated_are_there(
    question: str, text: str, missing: list[str]
) -> None:
    assert unmet(question, lambda name: name in text, [text]) == missing


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("城管局局长是谁", "城管局副局长何建明到场", ["局长"]),
        ("城管局副局长是谁", "城管局副局长何建明到场", []),
        ("城管局局长是谁", "副局长何建明和局长冯立新到场", []),
        ("市长是谁", "副市长、公安局局长张镇", ["市长"]),
        ("公安局副局长是谁", "副市长、公安局局长张镇", ["副局长"]),
        ("常务副市长是谁", "副市长张镇", []),
        ("张镇是市长还是副市长", "副市长张镇", []),
        ("增长多少", "增长两成，副局长到场", []),
    ],
)
def test_an_office_is_not_that_of_a_deputy(question: str, text: str, missing: list[str]) -> None:
    assert unmet(question, lambda name: True, [text]) == missing
    assert telling(missing) == missing
