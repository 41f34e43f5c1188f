from __future__ import annotations

import math

import numpy as np
import pytest

from wuxi_qa import QA, Document, Hit
from wuxi_qa.encoder import Encoder
from wuxi_qa.index import assemble
from wuxi_qa.passages import Passage, SplitterSettings, split
from wuxi_qa.reader import COSINE_WEIGHT, Calibration, SentenceReader
from wuxi_qa.retriever import Signals
from wuxi_qa.text import question_terms, sentence_spans, terms


def hit(passage: Passage, lexical: float = 0.5, similarity: float = 0.2) -> Hit:
    signals = Signals(bm25=1.0, lexical=lexical, similarity=similarity)
    return Hit(passage=passage, score=0.5, rank=1, signals=signals)


def test_calibration_by_hand(qa: QA) -> None:
    calibration = Calibration(bias=-1, lexical=2, similarity=10, chinese=-0.5, heading=3)
    byline = next(p for p in qa.passages if p.kind == "byline")
    body = next(p for p in qa.passages if p.kind == "body")

    def logit(question: str, passage: Passage) -> float:
        probability = calibration.probability(question, hit(passage))
        return math.log(probability / (1 - probability))

    assert logit("谁？", body) == pytest.approx(-1 + 1 + 2 - 0.5)
    assert logit("Who?", body) == pytest.approx(-1 + 1 + 2)
    assert logit("谁？", byline) == pytest.approx(-1 + 1 + 2 - 0.5 + 3)


def test_without_hits_there_is_no_reading(qa: QA, encoder: Encoder) -> None:
    assert SentenceReader(qa._index, encoder).read("问题", []) == []


@pytest.mark.parametrize("question", ["警务工作站有哪些职能？", "drone unit", "铁鹰"])
def test_the_best_sentence_by_its_definition(qa: QA, encoder: Encoder, question: str) -> None:
    """Against cosines computed from the sentences themselves, not read back from the index."""
    passage = next(p for p in qa.passages if p.paragraph == 8)
    sentences = [passage.text[start:end] for start, end in sentence_spans(passage.text)]
    cosines = encoder.encode_passages(sentences) @ encoder.encode_queries([question])[0]
    wanted = set(question_terms(question))
    shares = [len(wanted & set(terms(sentence))) / len(wanted) for sentence in sentences]
    best = sentences[int(np.argmax(COSINE_WEIGHT * cosines + np.asarray(shares)))]
    (reading,) = SentenceReader(qa._index, encoder).read(question, [hit(passage)])
    text = qa.document(passage.document_id).text
    assert text[reading.start : reading.end] == best


def test_one_sentence_is_marked_whole(qa: QA, encoder: Encoder) -> None:
    byline = next(p for p in qa.passages if p.kind == "byline")
    (reading,) = SentenceReader(qa._index, encoder).read("谁", [hit(byline)])
    assert (reading.start, reading.end) == (byline.start, byline.end)


def test_repeated_and_nested_sentences_find_their_vectors(encoder: Encoder) -> None:
    document = Document(id="d", text="标题\n\n好。好。“好！”他说，好。\n")
    settings = SplitterSettings()
    passages = split(document, settings=settings)
    index = assemble([document], passages, encoder=encoder, settings=settings)
    for passage in passages:
        (reading,) = SentenceReader(index, encoder).read("他说了什么？", [hit(passage)])
        assert passage.start <= reading.start < reading.end <= passage.end
