"""What the command line says, in Chinese and in English."""

from __future__ import annotations

import locale
import os
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Labels:
    """The words around an answer; the answer itself is never translated."""

    answer: str
    not_said: str
    unanswered: str
    related: str
    others: str
    paragraph: str
    characters: str
    confidence: str
    chance: str
    read_as: str
    score: str
    no_hits: str
    banner: str
    prompt: str
    help: str
    unknown: str
    no_source: str
    k_is: str
    k_usage: str
    search_usage: str
    built: str
    skipped: str
    encoding: str
    asking: str
    index: str
    documents: str
    passages: str
    vectors: str
    encoder: str
    splitter: str
    format: str
    report_at: str
    type: str
    all_types: str
    measure: str
    interval: str
    latency: str
    old: str
    new: str
    difference: str
    changed: str
    unchanged: str
    more: str
    no_page: str
    explain: str
    explaining: str
    explain_usage: str


_HELP_ZH = """输入问题，回车即答。命令：
  :search [问题]   只检索，列出段落；不写问题则检索上一个问题
  :k 数字          每次考虑几个段落（1–100）
  :explain [问题]  列出各段落的词面、语义、合并、阅读得分；不写问题则说明上一个问题
  :source          显示整篇文章，标出上一个答案所在的段落
  :help            本说明
  :quit            退出（Ctrl-D 亦可）"""
_HELP_EN = """Type a question and press Enter. Commands:
  :search [QUESTION]   only retrieve and list passages; alone, for the last question
  :k NUMBER            how many passages to consider (1 to 100)
  :explain [QUESTION]  lexical, dense, fused and reader scores of each passage
  :source              show the whole article, the last answer's paragraph highlighted
  :help                this text
  :quit                leave (so does Ctrl-D)"""

ZH = Labels(
    answer="答",
    not_said="文中没有说明",
    unanswered="文中似乎没有说明：{parts}",
    related="最接近的段落",
    others="其他段落",
    paragraph="第{n}段",
    characters="第{start}–{end}字",
    confidence="置信度 {value:.2f}",
    chance="文中有答案的概率 {value:.2f}",
    read_as="按“{question}”理解",
    score="分数",
    no_hits="没有找到段落",
    banner="无锡问答：{documents} 篇文档，{passages} 个段落。:help 看说明，:quit 退出。",
    prompt="问> ",
    help=_HELP_ZH,
    unknown="没有这个命令：{command}。:help 看说明。",
    no_source="还没有问过问题。",
    k_is="每次考虑 {k} 个段落。",
    k_usage="用法：:k 数字（1–100）",
    search_usage="用法：:search 问题",
    built="索引已写入 {path}：{documents} 篇文档，{passages} 个段落，{rows} 个向量。",
    skipped="跳过 {n} 个文件：",
    encoding="编码",
    asking="提问",
    index="索引",
    documents="文档",
    passages="段落",
    vectors="向量",
    encoder="编码器",
    splitter="段落长度上限（字）",
    format="格式版本",
    report_at="报告写入 {path}",
    type="类型",
    all_types="全部",
    measure="指标",
    interval="95% 区间",
    latency="延迟（毫秒，n={n}）：平均 {mean:.0f}，p50 {p50:.0f}，p95 {p95:.0f}，p99 {p99:.0f}",
    old="旧",
    new="新",
    difference="新−旧",
    changed="{n} 道题的结果有变：",
    unchanged="没有一道题的结果有变。",
    more="……另有 {n} 道（--json 全部列出）",
    no_page="未写 report.html：{repair}",
    explain="段 词面 语义 合并 阅读",
    explaining="各段落得分（阅读：该段能回答的概率）",
    explain_usage="用法：:explain 问题",
)
EN = Labels(
    answer="Answer",
    not_said="The text does not say",
    unanswered="The text does not seem to say: {parts}",
    related="Nearest passages",
    others="Other passages",
    paragraph="paragraph {n}",
    characters="characters {start}–{end}",
    confidence="confidence {value:.2f}",
    chance="chance that it does {value:.2f}",
    read_as="Read as “{question}”",
    score="score",
    no_hits="No passage found",
    banner="wuxi-qa: {documents} document(s), {passages} passages. :help for help, :quit to leave.",
    prompt="ask> ",
    help=_HELP_EN,
    unknown="No such command: {command}. :help lists them.",
    no_source="Nothing was asked yet.",
    k_is="Considering {k} passages.",
    k_usage="Usage: :k NUMBER (1 to 100)",
    search_usage="Usage: :search QUESTION",
    built="Index written to {path}: {documents} document(s), {passages} passages, {rows} vectors.",
    skipped="Skipped {n} file(s):",
    encoding="Encoding",
    asking="Asking",
    index="Index",
    documents="Documents",
    passages="Passages",
    vectors="Vectors",
    encoder="Encoder",
    splitter="Longest passage (characters)",
    format="Format version",
    report_at="The report is in {path}",
    type="type",
    all_types="all",
    measure="measure",
    interval="95 % CI",
    latency="Latency in ms (n={n}): mean {mean:.0f}, p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f}",
    old="old",
    new="new",
    difference="new-old",
    changed="{n} question(s) came out otherwise:",
    unchanged="No question came out otherwise.",
    more="… and {n} more (--json lists all)",
    no_page="No report.html: {repair}",
    explain="par. lexical dense fused reader",
    explaining="Scores of each passage (reader: probability that it answers)",
    explain_usage="Usage: :explain QUESTION",
)


def choose(language: str | None = None) -> Labels:
    """Labels in a language, by default in that of the locale: Chinese or else English."""
    return ZH if (language or _of_locale()) == "zh" else EN


def _of_locale() -> Language:
    # The order in which POSIX looks the language of messages up.
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    found = locale.getlocale()[0] or ""
    return "zh" if found.lower().startswith(("zh", "chinese")) else "en"
