from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from wuxi_qa import (
    QA,
    Document,
    DocumentError,
    Hit,
    IndexFormatError,
    IndexMismatchError,
    ModelError,
    QuestionError,
)
from wuxi_qa.encoder import Encoder, EncoderIdentity, OnnxEncoder, Progress, Vectors
from wuxi_qa.model import SHIPPED_FOLDER, file_sha256
from wuxi_qa.qa import READ
from wuxi_qa.reader import PassageReader, Reading
from wuxi_qa.shipped import shipped_index, shipped_questions


def test_the_shipped_index_answers(qa: QA) -> None:
    answer = qa.ask("铁鹰战队是什么？")
    assert not answer.abstained
    assert answer.citations[0].passage.paragraph == 8
    assert "“铁鹰”战队" in answer.citations[0].passage.text
    assert answer.citations[0].quote in qa.document(answer.citations[0].passage.document_id).text


@pytest.mark.parametrize(
    ("question", "words", "named"),
    [
        ("“三个硬实力”里，哪一项提到了辅警的管理？", "辅警管理工作机制", "推进新型职业警队"),
        ("三个硬实力中,涉及反诈的是哪一个?", "推进反诈中心", "推进新型专业实力"),
        ("“警网融合”是在街面巡控、感知数控还是基础管控里提出来的?", "警网融合", "基础管控"),
    ],
)
def test_one_of_several_things_is_found_where_it_is_told_of(
    qa: QA, question: str, words: str, named: str
) -> None:
    """Not in the paragraph that lists them all."""
    answer = qa.ask(question, min_confidence=0)
    assert words in answer.citations[0].passage.text
    assert any(named in citation.passage.text for citation in answer.citations)
    assert qa.search(question, k=8, rerank=True)[0].passage == answer.citations[0].passage


def test_of_questions_and_answers_the_answers_are_found() -> None:
    text = (
        "江州博物馆问答\n\n问：新馆的镇馆之宝是什么？\n\n是一件西周的青铜方彝，重十一公斤。\n\n"
        "问：门票要涨价吗？\n\n不涨，只有特展收费，成人三十元。\n\n问：馆长是谁？\n\n林若兰。"
    )
    qa = QA.build(Document(id="d.txt", text=text))
    assert "青铜方彝" in qa.ask("新馆的镇馆之宝是什么？").text
    assert qa.search("馆长是谁？", k=1)[0].passage.text == "林若兰。"
    assert "问：馆长是谁？" not in {hit.passage.text for hit in qa.search("门票", k=100)}


def test_what_a_question_tells_is_found() -> None:
    text = (
        "访面馆老板\n\n记者：2010年您在梅园路开了第一家面馆，投资了三万元，当时有人支持您吗？\n\n"
        "赵德民：没有，大家都反对。\n\n记者：现在谁在店里帮忙？\n\n赵德民：我妹妹，她很细心。"
    )
    qa = QA.build(Document(id="d.txt", text=text))
    assert "三万元" in qa.ask("开面馆投资了多少钱？").text
    assert "记者：现在谁在店里帮忙？" not in {hit.passage.text for hit in qa.search("谁帮忙")}


def test_a_question_for_two_things_gets_both_or_says_which_it_lacks(qa: QA) -> None:
    both = qa.ask("公安局局长是谁，开会是哪天？")
    assert ("张镇" in both.text, "3月10日" in both.text) == (True, True)
    assert both.unanswered == ()
    half = qa.ask("铁鹰战队是什么？食堂几点开饭？")
    assert half.text == qa.ask("铁鹰战队是什么").text
    assert half.unanswered == ("食堂几点开饭",)
    assert qa.ask("食堂几点开饭，厨师是谁？").abstained


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("这篇文章的标题是什么", "title"),
        ("稿子是谁写的", "byline"),
        ("登在哪个版面", "page"),
    ],
)
def test_heading_lines_are_found(qa: QA, question: str, kind: str) -> None:
    assert qa.search(question, k=1)[0].passage.kind == kind


def test_the_same_question_gives_the_same_answer(qa: QA) -> None:
    first = qa.ask("社区超图有什么用？")
    qa.ask("别的问题")
    assert qa.ask("社区超图有什么用？") == first


def test_reranking_orders_by_the_reader(qa: QA) -> None:
    question = "三场专项攻势叫什么？"
    plain, reranked = qa.search(question, k=12), qa.search(question, k=12, rerank=True)
    assert {h.passage.id for h in plain} == {h.passage.id for h in reranked}
    assert [h.rank for h in reranked] == list(range(1, 13))
    read = [h for h in reranked if h.signals.reader is not None]
    assert reranked[:READ] == read  # the first eight were read; the rest stand behind them
    assert {h.passage.id for h in read} == {h.passage.id for h in plain[:READ]}
    scores = [h.score for h in read]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] != read[0].signals.fused
    assert all(h.score == h.signals.fused for h in reranked[READ:])


def test_explaining_keeps_the_order(qa: QA) -> None:
    question = "三场专项攻势叫什么？"
    plain, explained = qa.search(question, k=5), qa.search(question, k=5, explain=True)
    for before, after in zip(plain, explained, strict=True):
        assert (before.passage, before.score, before.rank) == (
            after.passage,
            after.score,
            after.rank,
        )
        assert before.signals.reader is None
        assert after.signals.reader is not None


def test_several_questions_are_answered_in_their_order(qa: QA) -> None:
    questions = ["群众安全感是多少？", "番茄炒蛋怎么做？"]
    done: list[tuple[int, int]] = []
    answers = qa.ask_many(questions, progress=lambda n, total: done.append((n, total)))
    assert answers == [qa.ask(question) for question in questions]
    assert done == [(1, 2), (2, 2)]
    assert [a.abstained for a in qa.ask_many(questions, min_confidence=1.0)] == [True, True]
    with pytest.raises(QuestionError):
        qa.ask_many(["群众安全感是多少？", "？"])


def test_the_model_is_loaded_once(qa: QA, encoder: Encoder) -> None:
    assert isinstance(encoder, OnnxEncoder)
    assert isinstance(qa.reader, PassageReader)
    assert qa.reader._model is encoder.model


class Constant:
    """A reader of one's own: the whole first passage, with a fixed probability."""

    threshold = 0.3

    def read(self, question: str, hits: Sequence[Hit], *, unmet: int, every: bool) -> list[Reading]:
        return [
            Reading(hit.passage, hit.passage.start, hit.passage.end, 0.5, 0.4) for hit in hits[:1]
        ]


def test_another_reader_can_be_given(encoder: Encoder) -> None:
    other = QA.open(encoder=encoder, reader=Constant())
    answer = other.ask("铁鹰战队是什么？")
    assert (answer.abstained, answer.confidence) == (False, 0.4)
    assert other.ask("铁鹰战队是什么？", min_confidence=0.5).abstained
    choice = other.ask("“三个硬实力”里，哪一项提到了辅警的管理？")
    assert (choice.abstained, choice.confidence) == (False, 0.4)
    built = QA.build(Document(id="一", text="春天来了。"), encoder=encoder, reader=Constant())
    assert built.ask("什么来了？").confidence == 0.4


@pytest.mark.parametrize("question", ["", "  \n", "？！…", "a" * 2001, "bad\udcff"])
def test_unusable_questions(qa: QA, question: str) -> None:
    with pytest.raises(QuestionError):
        qa.ask(question)
    with pytest.raises(QuestionError):
        qa.search(question)


@pytest.mark.parametrize("k", [0, -1, 101, True, 2.5, "3"])
def test_k_out_of_range(qa: QA, k: int) -> None:
    with pytest.raises(QuestionError, match="k is out of range"):
        qa.search("问题", k=k)


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan"), "0.5"])
def test_threshold_out_of_range(qa: QA, threshold: float) -> None:
    with pytest.raises(QuestionError, match="min_confidence"):
        qa.ask("问题", min_confidence=threshold)


def test_ask_many_does_not_take_a_text_for_its_characters(qa: QA) -> None:
    with pytest.raises(QuestionError, match="several"):
        qa.ask_many("铁鹰")
    with pytest.raises(QuestionError, match="several"):
        qa.ask_many(None)  # type: ignore[arg-type]


def test_the_threshold_decides(qa: QA) -> None:
    question = "铁鹰战队是什么？"
    sure = qa.ask(question).confidence
    assert qa.ask(question, min_confidence=sure + 1e-6).abstained
    assert not qa.ask(question, min_confidence=sure - 1e-6).abstained


def test_the_threshold_of_a_qa_is_a_probability(encoder: Encoder) -> None:
    own = QA.open(encoder=encoder)
    assert own.min_confidence == own.reader.threshold
    own.min_confidence = 1.0
    assert own.ask("铁鹰战队是什么？").abstained
    with pytest.raises(QuestionError, match="min_confidence"):
        own.min_confidence = 7
    assert repr(own) == "<QA of 1 documents, 22 passages>"


def test_build_open_and_ask_any_text(tmp_path: Path) -> None:
    """The journey of a user's own text, through sentence-transformers and back from disk."""
    (tmp_path / "湖.txt").write_bytes(
        "太湖的水\n\n太湖面积约两千四百平方公里。\n".encode("gb18030")
    )
    (tmp_path / "笔记.md").write_text("# 园林\n\n蠡园在无锡，园中有长廊。\n", "utf-8")
    done: list[tuple[int, int]] = []
    built = QA.build(
        [tmp_path / "*.txt", tmp_path / "笔记.md"],
        tmp_path / "索引",
        progress=lambda n, total: done.append((n, total)),
    )
    assert done[-1] == (9, 9)
    opened = QA.open(tmp_path / "索引")
    for qa in (built, opened):
        hit = qa.search("太湖有多大？")[0]
        assert hit.passage.document_id == "湖.txt"
        assert hit.passage.heading == ("太湖的水",)
        assert qa.search("走廊")[0].passage.text == "蠡园在无锡，园中有长廊。"


def test_build_in_memory_from_documents() -> None:
    qa = QA.build(Document(id="一", text="春天来了。"))
    assert [p.text for p in qa.passages] == ["春天来了。"]
    assert [h.passage.text for h in qa.search("什么季节")] == ["春天来了。"]


def test_build_skips_bad_files_only_if_told(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("好的文本。", "utf-8")
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02")
    with pytest.raises(DocumentError, match=r"bad\.txt"):
        QA.build([tmp_path])
    qa = QA.build([tmp_path], skip_errors=True)
    assert [d.id for d in qa.documents] == ["good.txt"]
    assert [e.path for e in qa.skipped] == [tmp_path / "bad.txt"]


def test_a_failed_build_leaves_no_trace(tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        QA.build([tmp_path / "missing.txt"], tmp_path / "index")
    assert list(tmp_path.iterdir()) == []


def test_open_refuses_what_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexFormatError, match="No index"):
        QA.open(tmp_path)


class Renamed:
    """The real encoder under another identity."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.identity = EncoderIdentity(name="renamed", checksum="1" * 64, dimension=384)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        return self._encoder.encode_passages(texts, progress=progress)


def test_an_encoder_of_ones_own_builds_and_asks(encoder: Encoder, tmp_path: Path) -> None:
    own = Renamed(encoder)
    document = Document(id="一", text="三月十日召开会议。\n\n铁鹰战队负责巡防。")
    built = QA.build(document, tmp_path / "index", encoder=own)
    opened = QA.open(tmp_path / "index", encoder=own)
    assert opened.manifest.encoder == built.manifest.encoder == own.identity
    for qa in (built, opened):
        assert qa.search("谁负责巡防？")[0].passage.text == "铁鹰战队负责巡防。"
    with pytest.raises(ModelError):
        QA.open(tmp_path / "index")  # "renamed" is no model that could be loaded
    with pytest.raises(ModelError, match="Both"):
        QA.build(document, model="mine", encoder=own)


def test_open_refuses_another_encoder(encoder: Encoder) -> None:
    with pytest.raises(IndexMismatchError, match="Another encoder"):
        QA.open(encoder=Renamed(encoder))


def test_an_index_of_a_changed_model_folder_is_opened_with_that_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(SHIPPED_FOLDER, folder)
    words = folder / "tokenizer.json"
    words.write_text(words.read_text("utf-8") + "\n", "utf-8")
    card = json.loads((folder / "model.json").read_text("utf-8"))
    card["sha256"]["tokenizer.json"] = file_sha256(words)
    (folder / "model.json").write_text(json.dumps(card), "utf-8")
    monkeypatch.chdir(tmp_path)
    QA.build([Document(id="一", text="春天来了。")], "index", model="mine")
    monkeypatch.chdir(tmp_path.parent)
    opened = QA.open(tmp_path / "index")
    assert opened.manifest.encoder.name == str(folder.resolve())
    assert opened.search("春天")[0].passage.text == "春天来了。"


def test_a_bad_target_is_refused_before_anything_is_encoded(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine", "utf-8")
    with pytest.raises(IndexFormatError, match="left alone"):
        QA.build([Document(id="一", text="春天。")], tmp_path, model="no such model")


def test_an_unknown_model_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot load"):
        QA.build([Document(id="一", text="春天。")], model=tmp_path / "no-model")


def test_an_unknown_document(qa: QA) -> None:
    with pytest.raises(DocumentError, match="没有"):
        qa.document("没有")


def test_shipped_files_exist() -> None:
    assert (shipped_index() / "manifest.json").is_file()
    assert shipped_questions().is_file()
