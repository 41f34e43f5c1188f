"""Makes `src/wuxi_qa/data/places.json`: places, and how their names are written in English.

    python scripts/make_places.py

Needs `pip install pypinyin`. Provinces, and cities of prefecture level and above (GB/T 2260),
without 省, 市 and 自治区, some cities below them, and countries. Left out are names that are
everyday words or names of persons as well, such as 中山 and 来宾.
"""

from __future__ import annotations

import json
from pathlib import Path

from pypinyin import lazy_pinyin

OUTPUT = Path(__file__).resolve().parents[1] / "src" / "wuxi_qa" / "data" / "places.json"
PROVINCES = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 "
    "河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 "
    "宁夏 新疆 香港 澳门"
)
CITIES = (
    ("河北", "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水"),
    ("山西", "太原 大同 阳泉 晋城 朔州 晋中 运城 忻州 临汾 吕梁"),
    ("内蒙古", "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔"),
    ("辽宁", "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛"),
    ("吉林", "长春 四平 辽源 通化 白山 松原 白城 延边"),
    ("黑龙江", "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 佳木斯 七台河 牡丹江 黑河 绥化"),
    ("江苏", "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁"),
    ("浙江", "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水"),
    ("安徽", "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城"),
    ("福建", "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德"),
    ("江西", "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶"),
    ("山东", "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽"),
    (
        "河南",
        "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 "
        "南阳 商丘 信阳 周口 驻马店",
    ),
    ("湖北", "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施"),
    ("湖南", "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西"),
    (
        "广东",
        "广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 "
        "惠州 梅州 汕尾 河源 阳江 清远 东莞 潮州 揭阳 云浮",
    ),
    ("广西", "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 崇左"),
    ("海南", "海口 三亚 三沙 儋州"),
    (
        "四川",
        "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 "
        "乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳",
    ),
    ("贵州", "贵阳 六盘水 遵义 安顺 毕节 铜仁"),
    ("云南", "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理"),
    ("西藏", "拉萨 日喀则 昌都 林芝"),
    ("陕西", "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 商洛"),
    ("甘肃", "兰州 嘉峪关 金昌 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南"),
    ("青海", "西宁 海东"),
    ("宁夏", "银川 石嘴山 吴忠 固原 中卫"),
    ("新疆", "乌鲁木齐 克拉玛依 吐鲁番 哈密"),
    ("台湾", "台北 高雄 台中 台南 新竹 基隆"),
    ("江苏", "昆山 江阴 宜兴 张家港 常熟 太仓"),
    ("浙江", "义乌"),
)
"""Province -> cities; those below prefecture level stand last."""
COUNTRIES = "英国 美国 法国 德国 日本 韩国 俄罗斯 印度 新加坡"
WRITTEN = {
    "重庆": "Chongqing",
    "陕西": "Shaanxi",
    "内蒙古": "Inner Mongolia",
    "西藏": "Tibet",
    "香港": "Hong Kong",
    "澳门": "Macau, Macao",
    "台湾": "Taiwan",
    "北京": "Beijing, Peking",
    "广东": "Guangdong, Canton",
    "呼和浩特": "Hohhot",
    "鄂尔多斯": "Ordos",
    "呼伦贝尔": "Hulunbuir",
    "哈尔滨": "Harbin",
    "齐齐哈尔": "Qiqihar",
    "佳木斯": "Jiamusi",
    "延边": "Yanbian",
    "厦门": "Xiamen",
    "蚌埠": "Bengbu",
    "漯河": "Luohe",
    "吕梁": "Lyuliang, Lvliang, Luliang",
    "六安": "Lu'an",
    "莆田": "Putian",
    "吉安": "Ji'an",
    "十堰": "Shiyan",
    "东莞": "Dongguan",
    "百色": "Baise",
    "儋州": "Danzhou",
    "成都": "Chengdu",
    "拉萨": "Lhasa",
    "日喀则": "Shigatse, Xigaze",
    "昌都": "Chamdo, Qamdo",
    "林芝": "Nyingchi",
    "乌鲁木齐": "Urumqi",
    "克拉玛依": "Karamay",
    "吐鲁番": "Turpan",
    "哈密": "Hami",
    "台北": "Taipei",
    "高雄": "Kaohsiung",
    "台中": "Taichung",
    "台南": "Tainan",
    "新竹": "Hsinchu",
    "基隆": "Keelung",
    "英国": "Britain, England, the UK, United Kingdom",
    "美国": "America, the US, the USA, United States",
    "法国": "France",
    "德国": "Germany",
    "日本": "Japan",
    "韩国": "Korea, South Korea",
    "俄罗斯": "Russia",
    "印度": "India",
    "新加坡": "Singapore",
}
"""Where pinyin is not what is written, or pypinyin takes another reading."""


def main() -> None:
    """Write the file."""
    province_of = {city: province for province, named in CITIES for city in named.split()}
    sorts = {"provinces": PROVINCES, "cities": " ".join(province_of), "countries": COUNTRIES}
    made = {sort: {name: english(name) for name in named.split()} for sort, named in sorts.items()}
    made["province_of"] = province_of
    OUTPUT.write_text(json.dumps(made, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(f"{OUTPUT}: {OUTPUT.stat().st_size:,} bytes")


def english(name: str) -> str:
    """How a place is written in English; several ways with commas between."""
    if name in WRITTEN:
        return WRITTEN[name]
    first, *others = lazy_pinyin(name)
    # GB/T 16159: an apostrophe before a syllable that begins with a vowel.
    rest = "".join(f"'{one}" if one[0] in "aoe" else one for one in others)
    written = (first + rest).capitalize()
    return f"{written}, {written.replace(chr(39), '')}" if "'" in written else written


if __name__ == "__main__":
    main()
