"""Places: their names in Chinese and English."""

from __future__ import annotations

import pytest

from wuxi_qa.asking import places


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Suzhou's police", ["Suzhou"]),
        ("WUXI and south korea", ["WUXI", "south korea"]),
        ("Xi'an, Xian, Lu'an", ["Xi'an", "Xian", "Lu'an"]),
        ("Baoshan District and Huangshan Road", []),
        ("Baoshan police", ["Baoshan"]),
        ("Wang Jinhua and Jinhua", ["Jinhua"]),
        ("Help us, China", []),
        ("in the US", ["the US"]),
    ],
)
def test_names_in_english_are_found(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in places.english_spans(text)] == names


def test_a_name_in_english_may_mean_several_places() -> None:
    assert places.meant_by("suzhou") == ("苏州", "宿州")
    assert places.meant_by("Hong Kong") == ("香港",)
    assert places.meant_by("Paris") == ()


def test_names_in_chinese_are_found() -> None:
    text = "越南、约旦和泰国，翻越南岭，国泰国际，巴林左旗，朝鲜族，也门口"
    assert [text[start:end] for start, end in places.chinese_spans(text)] == [
        "越南",
        "约旦",
        "泰国",
    ]


def test_the_sort_of_a_place_is_known() -> None:
    assert places.sorts_of("无锡") == places.sorts_of("Wuxi") == {"cities"}
    assert places.sorts_of("江苏") == {"provinces"}
    assert places.sorts_of("Thailand") == {"countries"}
    assert places.sorts_of("2021") == frozenset()


def test_provinces_are_told_from_cities() -> None:
    assert [n for n in ("江苏", "Jiangsu", "Wuxi", "无锡") if places.is_province(n)] == [
        "江苏",
        "Jiangsu",
    ]


def test_cities_are_known_by_their_province() -> None:
    assert {"无锡", "宜兴"} <= set(places.cities_of("江苏")) == set(places.cities_of("Jiangsu"))
    assert "绍兴" not in places.cities_of("江苏")
    assert places.cities_of("无锡") == []


def test_names_beside_one_another_are_found() -> None:
    text = "in Wuxi, Jiangsu and Nanjing city in Jiangsu"
    assert places.before(text, text.index("Jiangsu")) == "Wuxi"
    assert places.before(text, text.rindex("Jiangsu")) == "Nanjing"
    assert places.before(text, text.index("Nanjing")) is None
    assert places.at("江苏无锡", 2) == "无锡"
    assert places.at("江苏无锡", 1) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("穿越南京长江隧道", ["南京"]),
        ("宁波兰江街道", ["宁波"]),
        ("汤加热多久", []),
        ("古巴蜀文化展", []),
        ("古巴的雪茄", ["古巴"]),
        ("人民路以南非机动车道", []),
        ("渭南非遗", ["渭南"]),
    ],
)
def test_names_next_to_each_other(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in places.chinese_spans(text)] == names


def test_a_bird_is_no_country() -> None:
    assert places.english_spans("How long should the turkey be roasted?") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("周日照常开门吗", []),
        ("节假日照常营业", []),
        ("日照港吞吐量", ["日照"]),
        ("东湖南门几点开", []),
        ("湖南门户网站", ["湖南"]),
        ("他的湖南门店", ["湖南"]),
        ("香山东门怎么走", []),
        ("沙河北站", []),
        ("青山东路", []),
        ("在河北路段", ["河北"]),
        ("开封后能放多久", []),
        ("开封的开封府", ["开封", "开封"]),
        ("市长春节去了哪里", []),
        ("长春的春节", ["长春"]),
        ("最大连锁超市", []),
        ("一共完成都需要多久", []),
        ("护城河北侧", []),
        ("公安庆祝", []),
        ("股东营业", []),
    ],
)
def test_a_place_across_two_words_is_none(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in places.chinese_spans(text)] == names
