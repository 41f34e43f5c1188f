from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError

from wuxi_qa import QA, Answer, Citation, Document, Hit
from wuxi_qa.answer import Told, compose, joined
from wuxi_qa.passages import split
from wuxi_qa.reader import Reading, whole_line
from wuxi_qa.retriever import Signals

TEXT = "标题一行\n\n第一句话。第二句话。\n\n另一段的话。\n"
PASSAGES = split(Document(id="d.txt", text=TEXT))
HITS = [
    Hit(
        passage=passage,
        score=1 - rank / 10,
        rank=rank,
        signals=Signals(bm25=1.0, lexical=0.5, similarity=0.3, dense=0.5, fused=0.5),
    )
    for rank, passage in enumerate(PASSAGES, start=1)
]


def reading(quote: str, probability: float) -> Reading:
    start = TEXT.index(quote)
    passage = next(p for p in PASSAGES if p.start <= start < p.end)
    return Reading(passage, start, start + len(quote), 0.5, probability)


def test_an_answer_quotes_and_cites() -> None:
    answer = compose("问？", readings=[reading("第二句话。", 0.8)], hits=HITS, min_confidence=0.5)
    assert (answer.text, answer.abstained, answer.confidence) == ("第二句话", False, 0.8)
    (citation,) = answer.citations
    assert TEXT[citation.start : citation.end] == citation.quote == "第二句话"
    assert [hit.rank for hit in answer.related] == [1, 3]


@pytest.mark.parametrize(
    ("most", "second", "quotes"),
    [
        (4, 0.9, ["第二句话", "另一段的话"]),
        (4, 0.7, ["第二句话"]),  # not as sure
        (1, 0.9, ["第二句话"]),  # one thing is asked for
    ],
)
def test_several_passages_are_cited_where_several_things_are_asked_for(
    most: int, second: float, quotes: list[str]
) -> None:
    readings = [reading("第二句话。", 0.95), reading("另一段", second)]
    answer = compose("问？", readings=readings, hits=HITS, most=most, min_confidence=0.5)
    assert [c.quote for c in answer.citations] == quotes
    assert answer.text == "\n".join(quotes)


def test_nothing_is_added_to_a_quote_that_names_as_many_as_were_asked_for() -> None:
    text = "甲队、乙队和丙队参加。\n\n丁队也来了。\n"
    first, second = split(Document(id="d.txt", text=text))
    readings = [
        Reading(first, first.start, first.end, 0.9, 0.99, (first.start, first.end)),
        Reading(second, second.start, second.end, 0.8, 0.95, (second.start, second.end)),
    ]

    def quotes(question: str) -> list[str]:
        made = compose(question, readings=readings, hits=(), most=4, min_confidence=0.5)
        return [citation.quote for citation in made.citations]

    assert quotes("哪三支队伍？") == ["甲队、乙队和丙队参加"]
    assert quotes("哪些队伍？") == ["甲队、乙队和丙队参加", "丁队也来了"]


def test_the_one_of_several_things_is_cited_too_where_the_quote_does_not_name_it() -> None:
    question = "第一句话、第三句话、第四句话中的哪一个？"
    answer = compose(question, readings=[reading("第二句话。", 0.9)], hits=HITS, min_confidence=0.5)
    assert [c.quote for c in answer.citations] == ["第二句话", "第一句话"]
    whole = compose(question, readings=[reading("第一句话。", 0.9)], hits=HITS, min_confidence=0.5)
    assert [c.quote for c in whole.citations] == ["第一句话"]


def test_what_is_said_already_is_not_cited_again() -> None:
    readings = [reading("第二句话。", 0.95), reading("另一段", 0.9)]
    answer = compose("有哪些话？", readings=readings, hits=HITS, most=4, min_confidence=0.5)
    assert len(answer.citations) == 2
    twice = [reading("第二句话。", 0.95), reading("二句", 0.9)]
    assert (
        len(compose("有哪些话？", readings=twice, hits=HITS, most=4, min_confidence=0).citations)
        == 1
    )


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("苏州的呢？", "文中没有说明。文中没有提到“苏州”。"),
        ("蘇州的呢？", "文中沒有說明。文中沒有提到“苏州”。"),
        ("In Suzhou?", "The text does not say. It does not mention 苏州."),
    ],
)
def test_an_abstention_names_what_is_missing(question: str, text: str) -> None:
    answer = compose(question, readings=[], hits=HITS, missing=["苏州"], min_confidence=0.5)
    assert (answer.text, answer.missing) == (text, ("苏州",))


@pytest.mark.parametrize(
    ("question", "missing", "text"),
    [
        ("苏州的呢？", "苏州", "文中没有说明。文中没有提到“苏州”，相近的段落有“无锡”、“江阴”。"),
        ("蘇州的呢？", "苏州", "文中沒有說明。文中沒有提到“苏州”，相近的段落有“无锡”、“江阴”。"),
        (
            "In Suzhou?",
            "suzhou",
            "The text does not say. It does not mention Suzhou; a near passage has 无锡, 江阴.",
        ),
        ("2020年呢？", "2020", "文中没有说明。文中没有提到“2020”，相近的段落有“2021年”。"),
        ("ChatGPT 呢？", "chatgpt", "文中没有说明。文中没有提到“chatgpt”。"),
    ],
)
def test_an_abstention_names_what_is_there_instead(question: str, missing: str, text: str) -> None:
    [passage] = split(Document(id="d", text="2021年，无锡和江阴各办了一场。"))
    signals = Signals(bm25=0, lexical=0, similarity=0, dense=0, fused=0)
    near = Hit(passage=passage, score=0, rank=9, signals=signals)
    answer = compose(
        question, readings=[], hits=[*HITS[:2], near], missing=[missing], min_confidence=0.5
    )
    assert answer.text == text
    assert all(one in text for one in answer.instead)
    far = compose(
        question, readings=[], hits=[*HITS, *HITS, near], missing=[missing], min_confidence=0.5
    )
    assert far.instead == ()


def test_an_answer_names_nothing_as_missing() -> None:
    given = [reading("另一段", 0.9)]
    assert compose("问", readings=given, hits=HITS, missing=["x"], min_confidence=0).missing == ()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("谁说的？", "文中没有说明。"),
        ("誰說的？", "文中沒有說明。"),
        ("小乾是谁？", "文中没有说明。"),  # a name that both scripts write so
        ("Who?", "The text does not say."),
    ],
)
def test_below_the_threshold_it_abstains_in_the_askers_script(question: str, text: str) -> None:
    answer = compose(question, readings=[reading("第二句话。", 0.4)], hits=HITS, min_confidence=0.5)
    assert (answer.text, answer.abstained, answer.citations) == (text, True, ())
    assert answer.confidence == 0.4
    assert answer.related == tuple(HITS)


def test_the_threshold_itself_is_enough() -> None:
    assert not compose(
        "问", readings=[reading("另一段", 0.5)], hits=HITS, min_confidence=0.5
    ).abstained


def test_without_readings_it_abstains_even_at_zero() -> None:
    answer = compose("问", readings=[], hits=[], min_confidence=0.0)
    assert (answer.abstained, answer.confidence, answer.related) == (True, 0.0, ())


@pytest.mark.parametrize("abstained", [True, False])
def test_json_round_trip(abstained: bool) -> None:
    threshold = 0.9 if abstained else 0.1
    answer = compose("问", readings=[reading("另一段", 0.5)], hits=HITS, min_confidence=threshold)
    assert answer.abstained is abstained
    assert Answer.model_validate_json(answer.model_dump_json()) == answer


@pytest.mark.parametrize(
    "change",
    [{"quote": "第三句话。"}, {"start": 0}, {"end": 99}, {"start": 12, "end": 12}],
)
def test_a_citation_that_does_not_verify_cannot_be_made(change: dict[str, object]) -> None:
    answer = compose("问", readings=[reading("第二句话。", 1.0)], hits=HITS, min_confidence=0.5)
    fields = answer.citations[0].model_dump() | change
    with pytest.raises(ValidationError):
        Citation.model_validate(fields)


@pytest.mark.parametrize("change", [{"text": "别的话"}, {"abstained": True}, {"citations": []}])
def test_an_answer_that_contradicts_itself_cannot_be_made(change: dict[str, object]) -> None:
    answer = compose("问", readings=[reading("第二句话。", 1.0)], hits=HITS, min_confidence=0.5)
    with pytest.raises(ValidationError):
        Answer.model_validate(answer.model_dump() | change)


def test_real_citations_verify(qa: QA) -> None:
    for question in ("群众安全感是多少", "稿子是谁写的", "Tieying team", "随便问问天气"):
        answer = qa.ask(question, min_confidence=0.0)
        for citation in answer.citations:
            document = qa.document(citation.passage.document_id)
            assert document.text[citation.start : citation.end] == citation.quote


def told(said: str, *readings: Reading) -> Told:
    answer = compose(said, readings=readings, hits=HITS, min_confidence=0.5)
    return Told(said, answer, readings)


def test_parts_answered_in_several_places_are_all_cited() -> None:
    parts = [told("谁？", reading("第二句话。", 0.9)), told("何时？", reading("另一段", 0.7))]
    whole = told("谁，何时？", reading("第二句话。", 0.8))
    answer = joined(whole.answer, parts)
    assert answer.question == "谁，何时？"
    assert [c.quote for c in answer.citations] == ["第二句话", "另一段的话"]
    assert answer.text == "第二句话\n另一段的话"
    turned = joined(whole.answer, parts[::-1])
    assert turned.text == "另一段的话\n第二句话"
    assert turned.confidence == 0.7
    assert answer.confidence == 0.7  # of the least sure of those that are cited
    assert answer.unanswered == ()
    assert [hit.passage.paragraph for hit in answer.related] == [1]


def test_what_answers_the_whole_question_alone_is_cited_first() -> None:
    parts = [told("谁？", reading("第二句话。", 0.9)), told("何时？")]
    answer = joined(told("谁，何时？", reading("另一段", 0.8)).answer, parts)
    assert answer.text == "另一段的话\n第二句话"
    assert (answer.confidence, answer.unanswered) == (0.8, ("何时？",))


def test_a_part_that_nothing_answers_is_named() -> None:
    whole = told("谁，何时？", reading("第二句话。", 0.8))
    unsure = told("何时？", reading("另一段", 0.2))
    answer = joined(whole.answer, [told("谁？", reading("第二句话。", 0.9)), unsure])
    assert (answer.text, answer.unanswered, answer.confidence) == ("第二句话", ("何时？",), 0.9)
    assert joined(whole.answer, [told("何时？")]).unanswered == ("何时？",)


def test_a_part_whose_words_are_quoted_is_not_called_unanswered() -> None:
    whole = told("谁，何时？", reading("第二句话。", 0.8))
    assert joined(whole.answer, [told("何时？", reading("第二", 0.3))]).unanswered == ()
    assert joined(whole.answer, [told("何时？", reading("第二", 0.1))]).unanswered == ("何时？",)
    elsewhere = told("何时？", reading("第一句", 0.3))  # another sentence of that passage
    assert joined(whole.answer, [elsewhere]).unanswered == ("何时？",)


FORM = (
    "报名条件：1.年满18周岁；2.身体健康。报名材料包括：（1）复印件（2）照片，共两份，由本人送来。"
)
[FORM_PASSAGE] = split(Document(id="f.txt", text=FORM))


def form(said: str, words: str, probability: float) -> Told:
    start = FORM.index(words)
    span = (start, start + len(words))
    one = Reading(FORM_PASSAGE, *span, 0.5, probability, span)
    return Told(said, compose(said, readings=[one], hits=(), min_confidence=0.5), [one])


def test_what_answers_a_part_is_not_lost_to_what_answers_the_whole() -> None:
    conditions = form("报名条件有哪些", "身体健康", 0.9)
    papers = form("报名材料有哪些", "照片", 0.8)
    both = "1.年满18周岁；2.身体健康\n（1）复印件（2）照片，共两份，由本人送来"
    whole = form("条件和材料", "照片", 0.7).answer
    assert joined(whole, [conditions, papers]).text == both
    across = form("条件和材料", "身体健康。报名材料", 0.7).answer  # overlaps in part
    found = joined(across, [conditions])
    assert found.text == "1.年满18周岁；2.身体健康。报名材料包括"
    [citation] = found.citations
    assert FORM[citation.start : citation.end] == citation.quote


def test_quotes_of_two_parts_that_overlap_become_one() -> None:
    first, second = form("几份", "共两份", 0.9), form("怎么送", "两份，由本人送来", 0.6)
    answer = joined(form("几份，怎么送", "年满18", 0.2).answer, [first, second])
    assert [c.quote for c in answer.citations] == ["共两份，由本人送来"]
    assert answer.confidence == 0.6


def test_an_unsure_answer_in_a_quoted_sentence_is_quoted_with_it() -> None:
    first, unsure = form("几份", "共两份", 0.9), form("谁送", "本人", 0.3)
    answer = joined(first.answer, [first, unsure])
    assert (answer.text, answer.unanswered, answer.confidence) == ("共两份，由本人送来", (), 0.9)


def test_of_a_byline_the_role_asked_for_is_quoted() -> None:
    text = "公园换新牌\n\n作者:陈牧野 审核:白蔚然\n\n正文说的是公园里的事情，写得很长。\n"
    byline = next(p for p in split(Document(id="d.txt", text=text)) if p.kind == "byline")
    line = whole_line(byline, place=0)
    answer = compose("谁审核的？", readings=[line], hits=(), min_confidence=0.5)
    assert answer.text == "白蔚然"


@pytest.mark.parametrize("line", ["（）", "( )", "（锡公新）"])
def test_a_line_of_brackets_is_quoted(line: str) -> None:
    [passage] = split(Document(id="d.txt", text=line))
    answer = compose("署名", readings=[whole_line(passage, place=0)], hits=(), min_confidence=0.5)
    assert answer.text == (line.strip("（）") or line)


def test_parts_answer_where_the_whole_question_finds_nothing() -> None:
    whole = told("谁，何时？", reading("第一句", 0.3))
    answer = joined(whole.answer, [told("谁？"), told("何时？", reading("另一段", 0.7))])
    assert (answer.text, answer.confidence) == ("另一段的话", 0.7)
    assert (answer.abstained, answer.unanswered) == (False, ("谁？",))


def test_an_abstention_on_all_parts_is_that_on_the_whole() -> None:
    whole = told("谁，何时？", reading("第一句", 0.3)).answer
    assert joined(whole, [told("谁？"), told("何时？")]) is whole
    with pytest.raises(ValidationError, match="leaves nothing out"):
        Answer.model_validate(whole.model_dump() | {"unanswered": ("谁？",)})


def test_a_heading_that_another_holds_is_listed_and_words_said_elsewhere_are_not() -> None:
    text = "智慧公安建设\n\n智慧公安\n\n队伍管理\n"
    lines = split(Document(id="d.txt", text=text))
    asked = "有哪些小标题？"
    headings = [whole_line(line, place=place) for place, line in enumerate(lines)]
    answer = compose(asked, readings=headings, hits=(), most=4, min_confidence=0.5)
    assert [c.quote for c in answer.citations] == ["智慧公安建设", "智慧公安", "队伍管理"]
    read = [replace(line, wide=(line.start, line.end), line=False) for line in headings]
    answer = compose(asked, readings=read, hits=(), most=4, min_confidence=0.5)
    assert [c.quote for c in answer.citations] == ["智慧公安建设", "队伍管理"]


def test_an_answer_prints_as_its_text_and_a_citation_as_its_place() -> None:
    [passage] = split(Document(id="d.txt", text="局长张镇在会上说，要办好案。"))
    answer = compose(
        "局长是谁？",
        readings=[Reading(passage, 2, 4, 0.5, 0.9, (2, 4))],
        hits=(),
        min_confidence=0.5,
    )
    assert str(answer) == answer.text
    assert str(answer.citations[0]).endswith("(d.txt 0–8)")
    assert "related" not in repr(answer)


def test_a_longer_list_is_cited_beside_a_shorter_one() -> None:
    text = "最先到达的是公安的一支队伍。\n\n成员单位有公安、消防、城管、交通。\n\n公安也来了。\n"
    document = Document(id="d.txt", text=text)
    places = [(text.index(words), words) for words in ("公安", "公安、消防、城管、交通")]
    places.append((text.index("公安也来了"), "公安"))
    readings = [
        Reading(passage, at, at + len(words), 0.9, chance, (at, at + len(words)))
        for passage, (at, words), chance in zip(
            split(document), places, (0.95, 0.93, 0.92), strict=True
        )
    ]
    made = compose("有哪些部门？", readings=readings, hits=(), most=8, min_confidence=0.5)
    assert [one.quote for one in made.citations] == ["公安", "公安、消防、城管、交通"]
