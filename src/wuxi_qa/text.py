"""Characters, terms and sentences of Chinese text: pure functions without state on disk."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

    import opencc

# Han (with extensions and compatibility forms), the iteration mark and 〇, which act as Han.
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Kana are written without spaces too, so they are cut like Han.
_UNSPACED = HAN + "\u3041-\u30ff"
LATIN = rf"(?:(?![{_UNSPACED}])[^\W\d_])"
"""Pattern of a letter of the scripts that set spaces between words."""
# A comma belongs to a number before three digits only: NFKC makes one of the ， in 2019，2020.
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)*|\d+(?:\.\d+)*")
_RUNS = re.compile(
    # A word ends where Han begins: e路通 is e and 路通.
    rf"(?P<unspaced>[{_UNSPACED}]+)|(?P<word>{NUMBER.pattern}|{LATIN}+)"
)

NUMERALS = "一二三四五六七八九十"
HEADING_NUMERAL = rf"[{NUMERALS}百零〇\d]+"
"""Pattern of what numbers chapters, articles and the questions of an interview."""
COUNTERS = "个项种类条点样位名家场次座所处支件部步"
"""Measure words of what texts list: 三项任务, 哪几种."""
ENCLOSED = "①-⑳⑴-⒇"
"""Range of numbers that are one character with what encloses them."""
BRACKETED_NUMBER = rf"(?:[{ENCLOSED}]|[(（](?:\d{{1,2}}|[{NUMERALS}]{{1,3}})[)）])"
# 一、二等奖 begins no list, nor does 1.5.
LIST_NUMBER = (
    rf"(?:{BRACKETED_NUMBER}|(?:\d{{1,2}}|[{NUMERALS}]{{1,3}})(?:[)）]|[.．、](?![\d{NUMERALS}])))"
)
"""Pattern of the number of an item: ①, （1）, （一）, 1), 1., 1、, 一、."""

BULLET = re.compile(
    r"(?:[-*+][ \t\u3000]+(?:\[[ xX]\][ \t]+)?|[•·・●◆■▪◇□☐☑✓√➢►][ \t\u3000]*(?![•·・●◆■▪◇□]))"
)
"""What marks the item of a list without a number, and a box to tick; □□路 begins with none."""

OPENING = "“‘「『《〈（(【[〔｛{"
CLOSING = "”’」』》〉）)】]〕｝}\"'"
CLOSERS = f"[{re.escape(CLOSING)}]*"
"""Pattern of the marks that stay with what they close."""
QUOTATION_MARKS = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", '"': '"'}
"""Those that open and close what is quoted or named."""
SENTENCE_END = "。！？!?；;…"
_FULL_STOP = r"(?<=[A-Za-z)])\.(?=\s|$)"
# A sentence runs to its end marks and takes the closing quotes and brackets that follow along.
SOFT_BREAK = rf"(?<=[^\n]{{19}}[{HAN}，、])\n(?=[{HAN}])"
"""Pattern of where a long line goes on in the next one, as text of a fixed width does."""
_SENTENCE_BREAK = re.compile(rf"(?:[{SENTENCE_END}]+|{_FULL_STOP}){CLOSERS}|(?!{SOFT_BREAK})\n+")

# Words that only make a question a question. Single characters are left out where they are
# part of many words, as 会 is of 会议; those that stay are guarded against the common ones.
QUESTION_WORDS = re.compile(
    "|".join(
        sorted(
            (
                "请问一下 请问 我想知道 我想问 想问 想了解 了解一下 告诉我 麻烦 你好 您好 谢谢 "
                "什么时候 什么样 为什么 什么 怎么样 怎么 怎样 如何 哪些 哪个 哪里 哪儿 "
                "哪几 哪一 哪 谁 几个 多少 多大 多久 有没有 没有 能不能 吗 呢 吧 啊 呀 嘛 是 "
                "这个 那个 这些 那些 这 那 它 他 她 我们 你们 他们 我 你 您 咱 可以 应该 分别 "
                "具体 究竟 到底 属于 指的是 叫做 提到 包括"
            ).split(),
            key=len,
            reverse=True,  # so that 什么时候 is not taken for 什么
        )
    )
    + "|了(?!解)|(?<![目标])的(?![确士])"
)
# Names and words that have one of these characters and would lose it; those that may as well be
# two words, as 网吧 in 上网吧, with what tells them apart.
KEPT = re.compile(
    "刹那|檀那|桑那|圭亚那|哈瓦那|巴塞罗那|亚利桑那|印第安那|路易斯安那|蒙大那|地拉那|麦地那|热那亚|巴拉那|密支那|辛辛那提|关塔那摩"
    "|塔那那利佛|卢布尔雅那|桑塔那|卡那霉素|依那普利|西地那非|罗摩衍那|耆那教|卢舍那|叶赫那拉|那拉提|那不勒斯|那达慕|那霸|(?<!参)加那利"
    "|那曲(?![子调])|那英(?![国雄文语勇])|那坡县|哪吒|吉他|其[他它]|马耳他|犹他州|达科他|巽他|维他[命奶]|安非他|头孢他啶|[伐司]他汀|他汀类"
    "|排他性|利他(?=[主性行])|他律|他乡(?![下村镇])|自我(?![国省市县区校院厂军队们店家村镇])|喇嘛|嘛呢石|(?<!上)网吧|(?<![喝倒])酒吧"
    "|氧吧|贴吧|迪吧|咖啡吧|吧台(?!湾)|[书水茶陶]吧(?=[里内名街区的])|吗[啡啉]|呢[绒喃料帽]|呢子|呢大衣|毛呢|花呢"
    "|是非(?=[曲观题分对善标问之恩]|\\W|$)|实事求是|的黎波里|的里雅斯特|亚的斯亚贝巴|巴尔的摩|波罗的海|蒙得维的亚|安的列斯"
    "|斯堪的纳维亚|强的松|美的(?=集团|电器|空调|公司)"
)
# Where a collection has 那良, it begins a name: 那 with what follows it in 那个, 那时 … does not.
_NAME_BEGINS = re.compile(
    rf"(?:(?<![{HAN}])|(?<=[省市县区州]))(?:[那哪](?![个些么里时天年位种家儿边样次件条段场份支座辆本几两{NUMERALS}块篇项句"
    rf"人名是就我你他她它会有可还怎谁什哪多要不])[{HAN}]|^的[{HAN}])"
)
_SEVERAL_MARKS = re.compile("[？?！!。～~]{2,}")
_CLAUSE_BREAK = re.compile(rf"[，,；;：:]{CLOSERS}")
# Text copied from a PDF may have radicals for characters, as ⻓ for 长. Those of CJK Radicals
# Supplement become what Unicode's Equivalent_Unified_Ideograph says; NFKC knows the others.
_RADICALS = str.maketrans(
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱"
    "⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡"
    "⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓"
    "罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐"
    "马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
) | {at: unicodedata.normalize("NFKC", chr(at)) for at in range(0x2F00, 0x2FD6)}
# 籍    贯：江苏, as forms set labels of two characters as wide as longer ones.
_SPREAD_LABEL = re.compile(
    rf"(?:^|(?<=[\s|]))(?:[{HAN}][ \t\u3000]+){{1,4}}[{HAN}](?=[ \t\u3000]*[：:])", re.MULTILINE
)
# NFKC makes commas of these, and of 报名号为8，300名观众 one number; １２，３４５ is one.
_WIDE_COMMA = re.compile(r"(?<=[0-9])[，﹐︐](?=\d)|(?<=\d)[，﹐︐](?=[0-9])")


@cache
def _converter() -> opencc.OpenCC:
    # Loaded on first use: `import wuxi_qa` must stay cheap.
    import opencc

    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Convert Traditional to Simplified Chinese (OpenCC, configuration `t2s`)."""
    return str(_converter().convert(text))


def simplify_each(text: str) -> str:
    """Convert to Simplified character by character, so that every offset stays valid.

    Less exact than `simplify` for characters whose form depends on the word; always of the
    length of `text`. Radicals become the characters that they stand for.
    """
    text = text.translate(_RADICALS)
    converted = simplify(text)
    if len(converted) == len(text):
        return converted
    return "".join(one if len(one := simplify(c)) == 1 else c for c in text)


def closed_up(text: str) -> str:
    """A text with labels read as words: of 籍    贯： the spaces stand behind the 贯; as long."""
    return _SPREAD_LABEL.sub(lambda label: "".join(label[0].split()).ljust(len(label[0])), text)


def normalize(text: str) -> str:
    """Fold what should match: NFKC, Simplified script, lower case, radicals as characters.

    The result serves comparing, never citing: its length can differ from that of `text`.
    """
    text = _WIDE_COMMA.sub("、", text.translate(_RADICALS))
    return simplify(unicodedata.normalize("NFKC", text)).lower()


def terms(text: str) -> list[str]:
    """Index terms of a text: Han unigrams and bigrams, Latin words, numbers.

    Unigrams plus overlapping bigrams need no dictionary and never miss a word for having been
    cut elsewhere (Nie et al., 2000, "On the use of words and n-grams for Chinese information
    retrieval").

    Returns:
        Terms in order of the text, with repeats; empty when it has no letter and no digit.
    """
    return _cut(normalize(text))


def _cut(normalized: str) -> list[str]:
    # Never normalised again: OpenCC goes by the context, and takes the 吒 left of 哪吒 for 咤.
    found: list[str] = []
    for run in _RUNS.finditer(normalized):
        piece = run.group()
        if run.lastgroup == "word":
            found.append(plain(piece))
            continue
        found.extend(piece)
        found.extend(piece[i : i + 2] for i in range(len(piece) - 1))
    return found


def plain(word: str) -> str:
    """A number without the commas between its thousands; other words as they are."""
    return word.replace(",", "") if NUMBER.fullmatch(word) else word


def question_terms(question: str, *, known: Container[str] = ()) -> list[str]:
    """Index terms of a question, without the words that only make it a question.

    请问, 什么, 哪些, 多少, 的, 是 … say how something is asked, not what; in a small collection
    they are rare enough to outweigh what is asked. A question of nothing else keeps them.

    Args:
        question: the question.
        known: terms of the collection, which tell that 那良 is a name.

    Returns:
        Terms in order of the question, each once.
    """
    normalized = normalize(question)
    found = _cut(without_question_words(normalized, known=known)) or _cut(normalized)
    return list(dict.fromkeys(found))


def without_question_words(text: str, *, known: Container[str] = ()) -> str:
    """A Simplified text with a space for each word that only makes a question of it.

    Args:
        text: in Simplified script.
        known: as for `question_terms`.
    """
    kept = _kept(text, known)
    return QUESTION_WORDS.sub(
        lambda match: " " if kept.isdisjoint(range(*match.span())) else match[0], text
    )


def _kept(text: str, known: Container[str]) -> set[int]:
    """Places of names and words that hold what elsewhere only makes a question."""
    spans = [match.span() for match in KEPT.finditer(text)]
    spans += [match.span() for match in _NAME_BEGINS.finditer(text) if match[0] in known]
    return {at for span in spans for at in range(*span)}


def calm(question: str) -> str:
    """A question with one end mark where it has several: 是谁？？, 是谁?! and 是谁～ ask the same.

    A question mark stands for any of them that hold one, else the first; waves at the end vanish,
    and so does white space there. Dots stay.
    """
    return _SEVERAL_MARKS.sub(_one_mark, question).rstrip().rstrip("～~")


def _one_mark(match: re.Match[str]) -> str:
    marks = match[0].strip("～~")
    return next((mark for mark in marks if mark in "？?"), marks[:1] or match[0])


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans `(start, end)` of the sentences of a text, without surrounding white space.

    A sentence ends at 。！？；… or their ASCII forms, at a full stop after a Latin letter, or at
    a line end; closing quotes and brackets stay with the sentence that they close.

    Returns:
        Spans in order; together they cover every character that is not white space.
    """
    opening = _opening_marks(text)
    cuts = [_end(match, opening) for match in _SENTENCE_BREAK.finditer(text)]
    spans: list[tuple[int, int]] = []
    start = 0
    for cut in [*cuts, len(text)]:
        span = strip_span(text, start, cut)
        if span[0] < span[1]:
            spans.append(span)
        start = cut
    return spans


def clause_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the clauses of a sentence, which end at ，；： or their ASCII forms.

    Returns:
        Spans in order, without surrounding white space; one for a sentence without such marks.
    """
    opening = _opening_marks(text)
    ends = (_end(match, opening) for match in _CLAUSE_BREAK.finditer(text))
    cuts = [end for end in ends if end in opening or is_safe_cut(text, end)]
    spans = (strip_span(text, start, end) for start, end in pairwise([0, *cuts, len(text)]))
    return [(start, end) for start, end in spans if start < end]


def _opening_marks(text: str) -> set[int]:
    """Places of straight quotation marks that open, where each in its line has a partner."""
    found: set[int] = set()
    line: list[int] = []
    for match in re.finditer(r"[\"\n]|\Z", text):
        if match[0] == '"':
            line.append(match.start())
            continue
        if len(line) % 2 == 0:
            found.update(line[::2])
        line = []
    return found


def _end(match: re.Match[str], opening: set[int]) -> int:
    """The end of a break, less the marks behind it that open what follows."""
    return next((at for at in range(*match.span()) if at in opening), match.end())


def quoted(size: str = "*") -> str:
    """Pattern of what quotation marks set off, a group for each sort of them.

    Args:
        size: how many characters, such as `{2,16}`.
    """
    return "|".join(
        f"{opens}([^{closes}]{size}){closes}" for opens, closes in QUOTATION_MARKS.items()
    )


def strip_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Narrow `(start, end)` so that it neither begins nor ends with white space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def sentences_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentences that `text[start:end]` touches; itself where it touches none."""
    touched = [span for span in sentence_spans(text) if span[0] < end and span[1] > start]
    return (touched[0][0], touched[-1][1]) if touched else (start, end)


def overlaps(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether two half-open spans share at least one position."""
    return max(first[0], second[0]) < min(first[1], second[1])


_ONES = ("", *NUMERALS[:9])
_NUMERALS = {
    f"{_ONES[tens] if tens > 1 else ''}{'十' if tens else ''}{_ONES[ones]}": 10 * tens + ones
    for tens in range(10)
    for ones in range(10)
    if tens or ones
} | {"两": 2}
_NUMERAL_OF = {value: numeral for numeral, value in _NUMERALS.items() if numeral != "两"}


def numeral_of(number: int) -> str | None:
    """The Chinese numeral of a number from 1 to 99; None for any other."""
    return _NUMERAL_OF.get(number)


def numeral_value(numeral: str) -> int:
    """What a number in digits, or a Chinese numeral from 一 to 九十九, counts; 0 for any other."""
    return int(numeral) if numeral.isdecimal() else _NUMERALS.get(numeral, 0)


def is_safe_cut(text: str, position: int) -> bool:
    """Whether `text` may be cut before `position` without breaking a unit.

    Not safe: inside a combining sequence, an emoji joined by U+200D or followed by a variation
    selector, a number (digits with . , : / % between or behind), a Latin word, just behind an
    opening or just before a closing quote or bracket.
    """
    if not 0 < position < len(text):
        return True
    before, after = text[position - 1], text[position]
    if before in OPENING or after in CLOSING or before == "\u200d" or after == "\u200d":
        return False
    if unicodedata.combining(after) or unicodedata.category(after) in {"Mn", "Me", "Mc", "Sk"}:
        return False
    return not is_inside_word(text, position)


def is_inside_word(text: str, position: int) -> bool:
    """Whether the characters around `position` belong to one number or Latin word."""
    if not 0 < position < len(text):
        return False
    before, after = text[position - 1], text[position]
    if _is_spaced_letter(before) and _is_spaced_letter(after):
        return True
    # A mark belongs to the number when digits stand around it, or when it is a unit.
    if before.isdigit() and after in "%％‰℃°年月日":
        return True
    return _is_within_number(text, position) or _is_within_number(text, position - 1)


def _is_within_number(text: str, at: int) -> bool:
    """Whether a mark stands between digits; ， between full-width ones, as it parts others."""
    around = text[at - 1 : at] + text[at + 1 : at + 2]
    if len(around) != 2 or not around.isdigit():
        return False
    return text[at] in ".,:/．：／" or (text[at] == "，" and not re.search("[0-9]", around))


def _is_spaced_letter(character: str) -> bool:
    return character.isalnum() and not re.match(f"[{_UNSPACED}]", character)


def contains_han(text: str) -> bool:
    """Whether a text holds at least one Han character."""
    return re.search(f"[{HAN}]", text) is not None
