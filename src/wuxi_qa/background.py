"""Background questions: what any question looks like to an encoder, whatever it asks.

All questions of one language share a large part of their vectors: "is a question", "is Chinese".
That part favours short lines and passages of the question's language over those that answer.
The retriever takes most of it away: it subtracts the mean vector of such everyday questions
(after the removal of language bias by Yang et al., 2021, "A Simple and Effective Method To
Eliminate the Self Language Bias in Multilingual Representations"). The mean is computed once for
each index, so that this works for every encoder.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wuxi_qa.encoder import Encoder
from wuxi_qa.text import contains_han

CHINESE = (
    "这座城市有多少人口？",
    "这本书是谁写的？",
    "公司是哪一年成立的？",
    "有多少人参加了比赛？",
    "博物馆在什么地方？",
    "球队为什么输了？",
    "哪个国家出口的咖啡最多？",
    "新规定要求做什么？",
    "俱乐部的主席是谁？",
    "这条河有多长？",
    "计划的三个目标是什么？",
    "大桥什么时候通车？",
    "这个项目的目的是什么？",
    "机器是怎么运转的？",
    "由哪个部门负责？",
    "这个节日叫什么名字？",
    "2010年的奖项由谁获得？",
    "盖这栋楼花了多少钱？",
    "委员会有哪些职责？",
    "作家在哪里长大？",
    "那里有什么好吃的？",
    "影片获得了什么奖？",
    "数据是如何收集的？",
    "他在会上说了什么？",
    "报告的标题是什么？",
    "请问中心为居民提供哪些服务？",
    "这条线路有几个车站？",
    "火灾是什么原因引起的？",
    "战争哪年结束？",
    "谁设计了这座塔？",
    "他们说什么语言？",
    "我想问一下怎么申请许可证？",
    "活动的口号是什么",
    "她毕业于哪所大学",
    "采取了哪些措施预防疾病",
    "有没有建新机场的打算",
    "老师起什么作用",
    "会议多久开一次",
    "门票 价格",
    "最高的山",
    "研究小组 带头人",
    "工厂用了什么技术",
    "文章怎么说教育的",
    "有多少学生报名",
    "七月平均气温",
    "岛屿是谁发现的",
    "投票结果如何",
    "截止日期是哪天",
)
ENGLISH = (
    "What is the population of the city?",
    "Who wrote the book?",
    "When was the company founded?",
    "How many people took part in the match?",
    "Where is the museum?",
    "Why did the team lose the game?",
    "Which country exports the most coffee?",
    "What does the new rule require?",
    "Who is the president of the club?",
    "How long is the river?",
    "What are the three goals of the plan?",
    "When will the bridge open?",
    "What is the purpose of the project?",
    "How does the machine work?",
    "Which department is responsible?",
    "What is the name of the festival?",
    "Who won the prize in 2010?",
    "How much did the building cost?",
    "What are the duties of the committee?",
    "Where did the writer grow up?",
    "What kind of food is served there?",
    "Which award did the film receive?",
    "How is the data collected?",
    "What did he say at the conference?",
    "What is the title of the report?",
    "What services does the centre offer to residents?",
    "How many stations are on the line?",
    "What caused the fire?",
    "When did the war end?",
    "Who designed the tower?",
    "What language do they speak?",
    "How can I apply for a permit?",
    "What is the slogan of the event?",
    "Which university did she attend?",
    "What measures were taken to prevent the disease?",
    "Is there a plan to build a new airport?",
    "What is the role of the teachers?",
    "How often does the council meet?",
    "ticket price",
    "highest mountain",
    "leader of the research group",
    "What technology is used in the factory?",
    "What does the article say about education?",
    "How many students are enrolled?",
    "average temperature in July",
    "Who discovered the island?",
    "What was the result of the vote?",
    "When is the deadline?",
)


def background(encoder: Encoder) -> NDArray[np.float32]:
    """Mean question vectors: float32 (2, dimension), Chinese first, then English."""
    means = [encoder.encode_queries(questions).mean(axis=0) for questions in (CHINESE, ENGLISH)]
    return np.asarray(means, dtype=np.float32)


def row_for(question: str) -> int:
    """Which row of `background` is that of the question's language."""
    return 0 if contains_han(question) else 1
