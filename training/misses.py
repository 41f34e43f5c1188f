"""Near misses of gold questions, and a SQuAD-layout file of them to measure on.

python -m training.misses OUTPUT.json [--questions N]
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.corpus import DEVELOPMENT, data_folder
from training.swaps import Swapper
from training.words import Pools, words_of
from wuxi_qa.evaluation.questions import GoldQuestion, load_squad


def near_miss_questions(
    questions: Sequence[GoldQuestion], texts: Mapping[str, str], rng: random.Random
) -> list[GoldQuestion]:
    """One near miss for each question that offers one; `programme` names the home document."""
    words = [words_of(question.question) for question in questions]
    swapper = Swapper(Pools(words, set()))
    found = []
    for question, cut in zip(questions, words, strict=True):
        other = swapper.question(cut, "", texts[question.programme], rng)
        if other and other != question.question:
            changed = {"id": f"{question.id}-miss", "type": "near_miss", "question": other}
            found.append(question.model_copy(update={**changed, "answers": (), "evidence": ()}))
    return found


def main() -> None:
    """Write questions of the paragraphs kept for measuring, and their near misses."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--questions", type=int, default=400)
    options = parser.parse_args()
    squad = load_squad(data_folder() / DEVELOPMENT)
    texts = {document.id: document.text for document in squad.documents}
    kept = {document.id for document in squad.documents[1::2]}
    homes = squad.gold.homes
    own = [
        q.model_copy(update={"programme": homes[q.id]})
        for q in squad.gold.questions
        if homes[q.id] in kept
    ]
    rng = random.Random(4)
    rng.shuffle(own)
    own = own[: options.questions]
    asked = [*own, *near_miss_questions(own, texts, rng)]
    paragraphs = [
        {"context": text, "qas": [_raw(q) for q in asked if q.programme == home]}
        for home, text in texts.items()
    ]
    content = {"version": "near misses", "data": [{"title": "", "paragraphs": paragraphs}]}
    options.output.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def _raw(question: GoldQuestion) -> dict[str, Any]:
    return {
        "id": question.id,
        "question": question.question,
        "is_impossible": not question.answerable,
        "answers": [{"text": e.quote, "answer_start": e.start} for e in question.evidence],
    }


if __name__ == "__main__":
    main()
