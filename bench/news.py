"""News passages: public articles, cut as the product cuts texts, as a collection or a haystack."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import NamedTuple

from bench.data import data_folder
from wuxi_qa.documents import Document
from wuxi_qa.passages import Passage, search_text, split, statements

FILES = tuple(f"zh-news-{i}.jsonl.gz" for i in range(4))


class Collection(NamedTuple):
    """Documents, and the passages that they are cut into; the last document may lack its end."""

    documents: list[Document]
    passages: list[Passage]


def news_documents() -> Iterator[Document]:
    """All news articles, in the order of the files.

    Raises:
        SystemExit: a file is missing; the message says which and what to do.
    """
    folder = data_folder()
    for name in FILES:
        path = folder / name
        if not path.is_file():
            raise SystemExit(
                f"The news is missing: {path}\nName the folder that holds zh-news-0.jsonl.gz … "
                "(CRUD-RAG's retrieval corpus): WUXI_QA_DATA=/path/to/data"
            )
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                raw = json.loads(line)
                text = str(raw["text"]).replace("\r\n", "\n").replace("\r", "\n")
                if text.strip():
                    yield Document(id=str(raw["id"]), text=text)


def news(passages: int) -> Collection:
    """The first `passages` news passages, and their documents.

    Raises:
        ValueError: the news holds fewer.
    """
    found = Collection([], [])
    for document in news_documents() if passages > 0 else ():
        found.documents.append(document)
        found.passages.extend(split(document)[: passages - len(found.passages)])
        if len(found.passages) == passages:
            break
    if len(found.passages) < passages:
        raise ValueError(f"The news holds {len(found.passages)} passages, not {passages}")
    return found


def passage_texts(passage: Passage) -> list[str]:
    """What an index encodes for a passage: the whole first, then its statements."""
    return [search_text(passage), *(text for _, _, text in statements(passage))]
