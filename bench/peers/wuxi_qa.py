"""wuxi-qa itself. Modes: `reader` (what `ask` answers from) and `retriever` (without reading)."""

from __future__ import annotations

from wuxi_qa import QA, Document
from wuxi_qa.encoder import load_building_encoder
from wuxi_qa.index import assemble, write_index
from wuxi_qa.passages import SplitterSettings, split, whole


class Peer:
    """wuxi-qa by its Python interface."""

    def __init__(self, encoder: str, mode: str) -> None:
        self._reads = mode == "reader"
        self._qa: QA | None = None

    def build(self, passages: list[tuple[str, str]], folder: str, article: str | None) -> None:
        """Index files as users do; single paragraphs as `wuxi-qa eval --squad` does."""
        if article is not None:
            QA.build(article, folder)
            return
        documents = [Document(id=name, text=text) for name, text in passages]
        index = assemble(
            documents,
            [whole(document).model_copy(update={"id": document.id}) for document in documents],
            encoder=load_building_encoder(),
            settings=SplitterSettings(),
        )
        write_index(index, folder)

    def open(self, folder: str) -> None:
        """Open an index; every file's checksum is verified."""
        self._qa = QA.open(folder)

    def search(self, question: str, k: int) -> list[tuple[str, float | None]]:
        """Passages in the order read, scored with the confidence; or as retrieved."""
        if self._qa is None:
            raise RuntimeError("No index is open")
        if self._reads:
            hits = self._qa.read(question, k=k).hits
            return [(hit.passage.id, hit.signals.reader) for hit in hits]
        return [(hit.passage.id, hit.score) for hit in self._qa.search(question, k=k)]

    def split(self, text: str) -> list[str] | None:
        """Paragraphs; long ones at sentence ends."""
        return [passage.text for passage in split(Document(id="article", text=text))]
