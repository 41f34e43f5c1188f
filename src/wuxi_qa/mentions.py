"""Mentions: the names and numbers of a question that can be looked for word by word.

Years and other numbers, words in Latin letters, quoted names, and Chinese cities and provinces. A
question about 2020 or about 苏州 is seldom answered by a text that holds neither; the reader
weighs this, and an abstention names what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from wuxi_qa.text import LATIN, NUMBER, contains_han, normalize, plain

# Provinces, and cities of prefecture level and above (GB/T 2260), without 省, 市 and 自治区. Left
# out are names that are everyday words or names of persons as well, such as 中山 and 来宾.
_PLACES = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 "
    "河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 "
    "宁夏 新疆 香港 澳门 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 "
    "衡水 太原 大同 阳泉 晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 "
    "赤峰 通辽 鄂尔多斯 呼伦贝尔 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 "
    "盘锦 铁岭 葫芦岛 长春 四平 辽源 通化 白山 松原 白城 延边 哈尔滨 齐齐哈尔 鸡西 "
    "鹤岗 双鸭山 大庆 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州 南通 "
    "连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 "
    "舟山 台州 丽水 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 "
    "六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 南昌 景德镇 "
    "萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 "
    "潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 "
    "鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 武汉 黄石 "
    "十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 长沙 株洲 湘潭 衡阳 "
    "邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 广州 韶关 深圳 珠海 汕头 "
    "佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 潮州 揭阳 云浮 "
    "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 崇左 海口 "
    "三亚 三沙 儋州 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 "
    "宜宾 广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义 安顺 毕节 铜仁 昆明 曲靖 玉溪 "
    "保山 昭通 丽江 普洱 临沧 大理 拉萨 日喀则 昌都 林芝 西安 铜川 宝鸡 咸阳 渭南 "
    "延安 汉中 榆林 商洛 兰州 嘉峪关 金昌 天水 武威 张掖 平凉 酒泉 庆阳 定西 "
    "陇南 西宁 海东 银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密 台北 "
    "高雄 台中 台南 新竹 基隆 昆山 江阴 宜兴 张家港 常熟 太仓 义乌 英国 美国 法国 "
    "德国 日本 韩国 俄罗斯 印度 新加坡 "
).split()
_PLACE = re.compile("|".join(sorted(_PLACES, key=len, reverse=True)))
# Everyday words that run over into the name of a place.
_NO_PLACE = re.compile(
    "周六安|星期六安|六安[排置装]|推广安|平衡水|均衡水|[确担环社医]保定|[舞平前后]台[中南]|[重盛]大庆"
    "|大庆[典祝]|[黄运淮]河[南北]|河南岸|[出入]海口|日照[时量强充]|[西东]南通|[长松]江[西门]|太湖[南北]"
    "|[泰华]山[东西]|(?<!山)东西安|三明治|大理[石论]|重大理|公开封|开封[闭条]|[美秀]丽水|集中卫|中卫生|[今明昨每]天水"
    "|南平台|[今当近昨明每次]日本[市报次地院月周区县镇街校公司]|[办方司立执]法国|国泰安|[决一]定西"
)
_PROVINCES = frozenset(_PLACES[: _PLACES.index("石家庄")])
_QUOTED = re.compile(r"[“「『《\"]([^”」』》\"]{2,16})[”」』》\"]")
# “第2个”, “列出3条”, “100字以内”: how many are asked for, or which, not what the text says; and
# “24小时”, which says all day.
_COUNT = re.compile(
    r"第\d(?![\d年期届版页季月日])|(?<![\d.,])\d(?=[个条句点项种场大类])|\d+(?=个?字)|(?<!\d)24(?=个?小时)"
)
_LATIN = re.compile(rf"{LATIN}{{2,}}")
_EVERYDAY = frozenset(("110", "119", "120", "122", "app", "wifi"))
"""What people say for the police, the fire brigade or a program, whatever a text calls them."""


def mentions(question: str) -> list[str]:
    """Names and numbers in a question, normalised, in order, each once.

    Words in Latin letters count in questions that hold Han characters only. Left out are numbers
    that say how many things, or which of several, are asked for.
    """
    text = normalize(question)
    counts = {at for match in _COUNT.finditer(text) for at in range(*match.span())}
    patterns = (_QUOTED, NUMBER, *([_LATIN] if contains_han(text) else []))
    found = {start: text[start:end] for start, end in place_spans(text)}
    found |= {
        match.start(): plain(match[match.lastindex or 0])
        for pattern in patterns
        for match in pattern.finditer(text)
        if pattern is not NUMBER or match.start() not in counts
    }
    return list(dict.fromkeys(found[start] for start in sorted(found)))


def place_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the names of places in a Simplified text."""
    return [match.span() for match in _PLACE.finditer(_NO_PLACE.sub(_blank, text))]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def unmet(question: str, knows: Callable[[str], bool]) -> list[str]:
    """The mentions of a question that a collection lacks, which `knows` tells.

    A province before a place that the collection has, as in 江苏无锡, is not missed.
    """
    missing = [mention for mention in mentions(question) if not knows(mention)]
    text = normalize(question)
    return [one for one in missing if not (one in _PROVINCES and _leads(one, text, knows))]


def _leads(province: str, text: str, knows: Callable[[str], bool]) -> bool:
    """Whether known places follow upon a province wherever it is named."""
    places = (_PLACE.match(text, at.end()) for at in re.finditer(f"{province}省?", text))
    return all(place is not None and knows(place[0]) for place in places)


def telling(missing: Sequence[str]) -> list[str]:
    """Those that tell that a text does not answer: places, numbers and Latin words.

    Quotation marks are no such sign: people put them around words that they remember otherwise.
    Nor are words like 110 and app, for which a text may have others.
    """
    patterns = (_PLACE, NUMBER, _LATIN)
    return [
        one
        for one in missing
        if one not in _EVERYDAY and any(pattern.fullmatch(one) for pattern in patterns)
    ]
