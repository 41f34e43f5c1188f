"""Collections with judged questions, on which the calibration is fitted."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from training.corpus import DEVELOPMENT, data_folder
from training.misses import near_miss_questions
from training.newsgold import SETTINGS as NEWS_SETTINGS
from training.newsgold import GoldArticle, filled_articles, gold_articles, without_title
from training.pages import everyday_questions
from training.written import KINDS, Kind
from wuxi_qa.asking.mentions import telling, unmet
from wuxi_qa.documents import load_documents
from wuxi_qa.evaluation.questions import GoldQuestion, load_questions, load_squad
from wuxi_qa.index import read_index
from wuxi_qa.lexical import LexicalIndex
from wuxi_qa.passages import Passage, SplitterSettings, split, whole
from wuxi_qa.qa import READ
from wuxi_qa.shipped import shipped_index, shipped_questions

IDLE = 2
"""Everyday questions asked of each written article."""
ARTICLES = 32
"""Of each kind of written questions; more would take long and tell little more."""
BARE = 8
"""Of each kind, which are asked once more without their headline, as people paste texts."""

SIBLINGS = Path(__file__).resolve().parents[1] / "eval" / "siblings"


@dataclass(frozen=True)
class Collection:
    """Documents cut into passages, and questions over them."""

    name: str
    documents: Sequence[object]
    passages: Sequence[Passage]
    questions: Sequence[GoldQuestion]
    read: int


def collections() -> Iterator[Collection]:
    """What the calibration is fitted on."""
    yield _article()
    for kind in KINDS:
        gold = gold_articles("development", kind, most=ARTICLES)
        filled = list(filled_articles("development", kind, most=ARTICLES))
        yield from _written(kind, kind, gold, filled)
        without = [without_title(article) for article in gold[-BARE:]]
        names = {article.document.id for article in without}
        put_in = [without_title(one) for one in filled if one.document.id.split("+")[0] in names]
        yield from _written("bare", kind, without, put_in)
    yield from _siblings()
    squad = load_squad(data_folder() / DEVELOPMENT)
    documents = squad.documents[::2]
    known = {document.id for document in documents}
    questions = [
        q.model_copy(update={"programme": squad.gold.homes[q.id]})
        for q in squad.gold.questions
        if squad.gold.homes[q.id] in known
    ]
    texts = {document.id: document.text for document in documents}
    rng = random.Random(3)
    rng.shuffle(questions)
    settings = SplitterSettings(max_characters=220)
    for part in range(4):
        some = documents[part::4]
        own = [q for q in questions if q.programme in {d.id for d in some}][:90]
        others = [q for q in questions if q.programme not in {d.id for d in some}][:15]
        far = [q.model_copy(update={"type": "far", "answers": (), "evidence": ()}) for q in others]
        yield Collection(
            f"cmrc-{part}",
            some,
            [p for d in some for p in split(d, settings=settings)],
            [*own, *near_miss_questions(own, texts, rng)[:75], *far],
            read=4,
        )
    some = documents[:200]
    asked = [q for q in questions if q.programme in {d.id for d in some}][-200:]
    yield Collection(
        "cmrc-whole",
        some,
        [whole(d) for d in some],
        [*asked, *near_miss_questions(asked, texts, rng)],
        read=2,
    )


def _written(
    name: str, kind: Kind, gold: Sequence[GoldArticle], filled: Sequence[GoldArticle]
) -> Iterator[Collection]:
    """Articles with the questions written over them, each a collection of its own."""
    swapped = named_otherwise(gold)
    idle = idle_questions(random.Random(f"{kind}{'' if name == kind else name}"), len(gold) * IDLE)
    for number, (document, questions) in enumerate(chain(gold, filled)):
        asked = [*questions, *swapped.pop(document.id, []), *idle[number * IDLE :][:IDLE]]
        own = [q.model_copy(update={"programme": ""}) for q in asked]
        passages = split(document, settings=NEWS_SETTINGS)
        yield Collection(name, [document], passages, own, READ)


def _siblings() -> Iterator[Collection]:
    """Texts that tell the same of two or three, each a collection of its own."""
    documents = load_documents([SIBLINGS]).documents
    gold = load_questions(SIBLINGS / "questions.jsonl", documents)
    dev = [q for q in gold.questions if q.split == "dev"]
    for document in documents:
        own = [q for q in dev if f"{q.programme}.txt" == document.id]
        if not own:
            continue
        asked = [q.model_copy(update={"programme": ""}) for q in own]
        yield Collection("siblings", [document], split(document), asked, READ)


def idle_questions(rng: random.Random, number: int) -> list[GoldQuestion]:
    """Everyday questions that the reader has not learned from, each as often as it takes."""
    questions = everyday_questions()[1]
    rounds = -(-number // len(questions))
    texts = [text for _ in range(rounds) for text in rng.sample(questions, len(questions))]
    return [
        GoldQuestion(
            id=f"idle-{place}",
            split="dev",
            type="far",
            programme="",
            question=text,
            answers=(),
            evidence=(),
        )
        for place, text in enumerate(texts[:number])
    ]


def named_otherwise(articles: Sequence[GoldArticle]) -> dict[str, list[GoldQuestion]]:
    """Document -> its questions with a place or number swapped for one that the document lacks.

    The written questions seldom ask of another city or year than the text's, and people do.
    """
    rng = random.Random(5)
    texts = {article.document.id: article.document.text for article in articles}
    answerable = [
        question.model_copy(update={"programme": article.document.id})
        for article in articles
        for question in article.questions
        if question.answerable
    ]
    words = {name: LexicalIndex.build([text]) for name, text in texts.items()}
    made: dict[str, list[GoldQuestion]] = {}
    for question in near_miss_questions(answerable, texts, rng):
        if telling(unmet(question.question, words[question.programme].knows)):
            made.setdefault(question.programme, []).append(question)
    return made


def _article() -> Collection:
    index = read_index(shipped_index())
    gold = load_questions(shipped_questions(), index.documents)
    dev = [q for q in gold.questions if q.split == "dev"]
    home = index.documents[0]
    dev += named_otherwise([GoldArticle(home, dev)]).get(home.id, [])
    dev += idle_questions(random.Random("article"), IDLE * ARTICLES)
    questions = [q.model_copy(update={"programme": ""}) for q in dev]
    return Collection("article", index.documents, index.passages, questions, READ)
