from __future__ import annotations

import pytest

from wuxi_qa.asking.offices import lacks_office


@pytest.mark.parametrize(
    ("question", "text", "lacking"),
    [
        ("财政局局长叫什么名字？", "市财政局副局长贺明礼表示", True),
        ("财政局局长叫什么名字？", "市财政局局长贺明礼、副局长王强", False),
        ("財政局局長叫什麼名字？", "市財政局副局長賀明禮表示", True),
        ("財政局局長叫什麼名字？", "市财政局局长贺明礼", False),
        ("财政局副局长是谁？", "市财政局局长贺明礼", True),
        ("财政局副局长是谁？", "市财政局副局长王强", False),
        ("集团的董事长是谁？", "集团总经理卫东阳", True),
        ("谁是集团的董事长？", "集团总经理卫东阳", True),
        ("哪个人担任现任总经理？", "集团总经理卫东阳", False),
        ("谁当选了工会主席？", "工会主席陈平", False),
        ("乙方的法定代表人姓什么？", "乙方：李明（副总经理）", True),
        # Told in other words.
        ("这部电影的导演是谁？", "张彻执导的一部武打电影", False),
        ("这部电影的导演是谁？", "张彻主演的一部武打电影", True),
        ("高分专项的总工程师叫什么？", "工程总师童旭东", False),
        ("校长是谁？", "校　长　周文斌", False),
        ("财政局局长是谁？", "财政局正副局长分别为贺明礼、王强", False),
        ("财政局付局长是谁？", "财政局局长贺明礼", True),
        ("财政局副局长是谁？", "付局长王强", False),
        ("刑侦大队队长是谁？", "副大队长王强", True),
        ("队里的经理叫什么？", "总经理助理钱明", True),
        ("电影的导演是谁？", "李安拍的片子", False),
        ("村里的书记姓什么？", "村支书老杨", False),
        # Who holds the office is not asked.
        ("律师为谁辩护？", "赵峰为被告人钱某作罪轻辩护", False),
        ("董事长由谁任命？", "企业领导人由市国资委委派", False),
        ("导演是哪个学校毕业的？", "贾樟柯毕业于北京电影学院", False),
        ("谁任命了新市长？", "省里任命了王强", False),
        ("局长说了什么？", "副市长讲话", False),
        ("谁向局长汇报了工作？", "市民王强", False),
        ("谁的局长被免职？", "市民王强", False),
        ("局长什么时候上任？", "三月", False),
        ("领队的是什么头衔？", "副支队长带领骨干", False),
        ("这条路有多长？", "三公里", False),
        ("项目经理是谁？", "项目负责人：张某", False),
        ("会长是谁？", "理事长李某致辞", False),
        ("会长是谁？", "秘书长李某致辞", True),
        ("", "", False),
    ],
)
def test_an_office_asked_for_is_named_or_not(question: str, text: str, lacking: bool) -> None:
    assert lacks_office(question, text) is lacking
