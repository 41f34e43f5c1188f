"""The prompt: question by question over one open index."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType

from wuxi_qa.answer import Answer
from wuxi_qa.checks import DEFAULT_K, MAX_K, checked_question
from wuxi_qa.errors import WuxiQAError
from wuxi_qa.labels import Labels
from wuxi_qa.qa import QA
from wuxi_qa.view import answer_view, explain_view, hits_view, read_as_view, source_view

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import History


class Repl:
    """Answers lines of text; lines that begin with ``:`` (or ``：``) are commands."""

    def __init__(self, qa: QA, labels: Labels, *, console: Console, k: int = DEFAULT_K) -> None:
        self._qa = qa
        self._labels = labels
        self._console = console
        self._k = k
        self._question: str | None = None
        self._answer: Answer | None = None

    def run(self) -> None:
        """Answer lines until they end, `:quit`, or Ctrl-D.

        Ctrl-C drops a line begun or an answer that is awaited, or leaves.
        """
        interactive = sys.stdin.isatty()
        if interactive:
            counts = self._qa.manifest
            self._say(
                self._labels.banner.format(documents=counts.documents, passages=counts.passages)
            )
            for line in self._typed():
                if not self._handle_or_drop(line):
                    return
            return
        for line in _piped():
            if not self.handle(line):
                return

    def _handle_or_drop(self, line: str) -> bool:
        """`handle`, which Ctrl-C ends and not the prompt."""
        try:
            return self.handle(line)
        except KeyboardInterrupt:
            self._console.print()
            return True

    def handle(self, line: str) -> bool:
        """Answer one line or run one command; False when it says to leave."""
        line = line.strip()
        if not line:
            return True
        try:
            if line[0] in ":：":
                return self._command(line[1:].strip())
            self._ask(line)
        except WuxiQAError as error:
            self._console.print(str(error), style="red", markup=False, highlight=False)
        return True

    def _command(self, line: str) -> bool:
        # Any white space, as a Chinese input method gives a wide one.
        name, rest = [*line.split(maxsplit=1), "", ""][:2]
        if name in {"quit", "q", "exit"}:
            return False
        commands = {
            "k": self._set_k,
            "search": self._search,
            "explain": self._explain,
            "source": self._show_source,
            "help": self._help,
        }
        if name in commands:
            commands[name](rest)
        else:
            self._say(self._labels.unknown.format(command=f":{name}"))
        return True

    def _ask(self, question: str) -> None:
        self._question = question
        self._answer = self._qa.ask(question, k=self._k)
        self._console.print(answer_view(self._answer, self._labels))

    def _search(self, question: str) -> None:
        question = question or self._question or ""
        if not question:
            self._say(self._labels.search_usage)
            return
        self._question = question
        hits = self._qa.search(question, k=self._k)
        self._show_hits(question, hits_view(hits, self._labels))

    def _explain(self, question: str) -> None:
        question = question or self._question or ""
        if not question:
            self._say(self._labels.explain_usage)
            return
        self._question = question
        hits = self._qa.search(question, k=self._k, rerank=True)
        self._show_hits(question, explain_view(hits, self._labels))

    def _show_hits(self, question: str, shown: RenderableType) -> None:
        if (read_as := self._qa.read_as(question)) != checked_question(question):
            self._console.print(read_as_view(read_as, self._labels))
        self._console.print(shown)

    def _set_k(self, number: str) -> None:
        # str.isdecimal also takes full-width digits, and int reads them.
        if number.isdecimal() and len(number) <= 3 and 1 <= int(number) <= MAX_K:
            self._k = int(number)
            self._say(self._labels.k_is.format(k=self._k))
        else:
            self._say(self._labels.k_usage)

    def _show_source(self, _: str) -> None:
        if self._answer is None:
            self._say(self._labels.no_source)
            return
        cited = self._answer.citations
        nearest = [c.passage for c in cited] or [hit.passage for hit in self._answer.related]
        if not nearest:
            self._say(self._labels.no_hits)
            return
        document = self._qa.document(nearest[0].document_id)
        here = [c for c in cited if c.passage.document_id == document.id]
        self._page(source_view(document, here), lines=document.text.count("\n"))

    def _page(self, text: object, *, lines: int) -> None:
        if self._console.is_terminal and lines > 4 * self._console.height:
            # Else `less`, which most systems page with, shows the styles' codes.
            os.environ.setdefault("LESS", "-R")
            with self._console.pager(styles=True):
                self._console.print(text)
        else:
            self._console.print(text)

    def _help(self, _: str) -> None:
        self._say(self._labels.help)

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False)

    def _typed(self) -> Iterator[str]:
        session = _session()
        while True:
            try:
                yield session.prompt(self._labels.prompt)
            except KeyboardInterrupt:
                if not session.default_buffer.text:
                    return
            except EOFError:
                return


def _piped() -> Iterator[str]:
    for line in sys.stdin:
        yield line.removeprefix("\ufeff")


def _session() -> PromptSession[str]:
    from prompt_toolkit import PromptSession

    return PromptSession(history=_history(), enable_history_search=True)


def _history() -> History:
    """History in the user's state folder (XDG Base Directory), or in memory if it is closed."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    state = os.environ.get("XDG_STATE_HOME")
    folder = (Path(state) if state else Path.home() / ".local" / "state") / "wuxi-qa"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "history"
        file.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(file))
