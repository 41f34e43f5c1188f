from __future__ import annotations

import io
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.console import Console

from wuxi_qa import QA
from wuxi_qa.labels import EN
from wuxi_qa.repl import Repl


@pytest.fixture
def screen() -> Console:
    return Console(file=io.StringIO(), width=100, highlight=False, force_terminal=True)


@pytest.fixture
def repl(qa: QA, screen: Console) -> Repl:
    return Repl(qa, EN, console=screen)


def shown(screen: Console) -> str:
    assert isinstance(screen.file, io.StringIO)
    text = screen.file.getvalue()
    screen.file.seek(0)
    screen.file.truncate()
    return text


def test_a_line_is_a_question(repl: Repl, screen: Console) -> None:
    assert repl.handle("铁鹰战队是什么？")
    text = shown(screen)
    assert "“铁鹰”战队" in text
    assert "paragraph 8" in text
    assert "\x1b[1;30;43m" in text  # the answering words are marked


def test_blank_lines_are_nothing(repl: Repl, screen: Console) -> None:
    assert repl.handle("   ")
    assert shown(screen) == ""


@pytest.mark.parametrize("line", [":quit", ":q", ":exit", "：quit"])
def test_quit(repl: Repl, line: str) -> None:
    assert not repl.handle(line)


def test_k(repl: Repl, screen: Console) -> None:
    repl.handle(":k 2")
    assert shown(screen) == "Considering 2 passages.\n"
    repl.handle(":search 太湖")
    assert shown(screen).count("score") == 2


@pytest.mark.parametrize("number", ["", "0", "101", "x", "-1", "2.5"])
def test_a_wrong_k(repl: Repl, screen: Console, number: str) -> None:
    repl.handle(f":k {number}")
    assert shown(screen) == EN.k_usage + "\n"


def test_search_alone_repeats_the_last_question(repl: Repl, screen: Console) -> None:
    repl.handle(":search")
    assert shown(screen) == EN.search_usage + "\n"
    repl.handle("太湖鹰击")
    shown(screen)
    repl.handle(":search")
    again = shown(screen)
    repl.handle(":search 太湖鹰击")
    assert shown(screen) == again
    assert again.count("score") == 8


@pytest.mark.parametrize("command", [":search", ":explain"])
def test_hits_tell_how_a_question_is_read(repl: Repl, screen: Console, command: str) -> None:
    repl.handle(f"{command} 社区抄图")
    assert "Read as “社区超图”" in shown(screen)


def test_explain_shows_the_scores(repl: Repl, screen: Console) -> None:
    repl.handle(":explain")
    assert shown(screen) == EN.explain_usage + "\n"
    repl.handle("太湖鹰击")
    shown(screen)
    repl.handle(":k 3")
    shown(screen)
    repl.handle(":explain")
    text = shown(screen)
    assert all(word in text for word in ("lexical", "dense", "fused", "reader"))
    assert text.count("…") == 3  # a row a passage


def test_source_marks_the_paragraph(repl: Repl, screen: Console, qa: QA) -> None:
    repl.handle(":source")
    assert shown(screen) == EN.no_source + "\n"
    repl.handle("稿子是谁写的")
    shown(screen)
    repl.handle(":source")
    text = shown(screen)
    assert "第A09版:警方周刊" in text
    assert "\x1b[1;7;30;43m锡公新" in text


def test_unknown_commands_and_bad_questions_are_told(repl: Repl, screen: Console) -> None:
    assert repl.handle(":nonsense")
    assert ":nonsense" in shown(screen)
    assert repl.handle("？？？")
    assert "holds no word" in shown(screen)
    repl.handle(":help")
    assert ":source" in shown(screen)


def test_markup_in_a_question_or_text_is_plain(repl: Repl, screen: Console) -> None:
    assert repl.handle("[bold]铁鹰[/nonsense]")
    assert repl.handle(":[red]")
    assert ":[red]" in shown(screen)


@contextmanager
def terminal(tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The program on a pseudo-terminal."""
    master, slave = pty.openpty()
    environment = {
        **os.environ,
        "XDG_STATE_HOME": str(tmp_path),
        "TERM": "xterm",
        "LC_ALL": "zh_CN.UTF-8",
        "PROMPT_TOOLKIT_NO_CPR": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "wuxi_qa"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environment,
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield master, process
    finally:
        process.kill()
        process.wait()
        os.close(master)


def read_until(master: int, *wanted: str, seconds: float = 60) -> str:
    """Read the terminal until the texts have appeared in this order; returns all that was read."""
    data = b""
    deadline = time.monotonic() + seconds
    pattern = re.compile(".*".join(map(re.escape, wanted)), re.DOTALL)
    while not pattern.search(data.decode("utf-8", "ignore")):
        ready, _, _ = select.select([master], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            pytest.fail(f"{wanted!r} did not appear in {data.decode('utf-8', 'ignore')!r}")
        data += os.read(master, 65536)
    return data.decode("utf-8", "ignore")


def test_the_prompt_on_a_terminal(tmp_path: Path) -> None:
    with terminal(tmp_path) as (master, process):
        read_until(master, "问>")
        os.write(master, "社区超图\r".encode())
        # One call for both: the prompt may come in the same piece as the answer.
        assert "警网融合" in read_until(master, "其他段落", "问>")
        os.write(master, b"\x04")  # Ctrl-D
        assert process.wait(20) == 0
    assert "社区超图" in (tmp_path / "wuxi-qa" / "history").read_text("utf-8")


def test_ctrl_c_leaves_cleanly(tmp_path: Path) -> None:
    with terminal(tmp_path) as (master, process):
        read_until(master, "问>")
        os.write(master, b"\x03")
        assert process.wait(20) == 0


def test_ctrl_c_drops_the_answer_that_is_awaited(
    repl: Repl, screen: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(QA, "ask", interrupted)
    monkeypatch.setattr(Repl, "_typed", lambda self: iter(["社区超图", ":k 3", ":quit"]))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    repl.run()
    assert "3" in shown(screen).splitlines()[-1]
