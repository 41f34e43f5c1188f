"""The command line: `wuxi-qa`, `wuxi-qa ask|search|build|info|eval`.

Exit codes: 0 answered or done, 1 a `WuxiQAError`, 2 wrong usage, 3 abstained, 130 interrupted.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from wuxi_qa import __version__
from wuxi_qa.checks import (
    DEFAULT_K,
    DEFAULT_LIMIT,
    LONGEST_LIMIT,
    MAX_K,
    SHORTEST_LIMIT,
    checked_question,
)
from wuxi_qa.errors import WuxiQAError
from wuxi_qa.terminal import console, discard_output, json_text, progress_bar

if TYPE_CHECKING:
    from wuxi_qa.labels import Labels
    from wuxi_qa.qa import QA

    # argparse has no public name for what add_subparsers returns.
    _Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

_Number = TypeVar("_Number", int, float)

_CODES = (
    "Exit codes: 0 answered or done, 1 an error, 2 wrong usage, 3 the text does not say, "
    "130 interrupted."
)
# 2 is argparse's, for wrong usage.
ANSWERED, FAILED, ABSTAINED, INTERRUPTED = 0, 1, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    _open_streams()
    _make_streams_safe()
    options = _parser().parse_args(arguments)
    try:
        code = int(options.run(options))
        sys.stdout.flush()  # a closed pipe is noticed here, not at exit
        return code
    except WuxiQAError as error:
        print(f"wuxi-qa: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        discard_output()  # its reader left, as `head` does
        return ANSWERED
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        discard_output()
        print(f"wuxi-qa: the output cannot be written: {error.strerror}", file=sys.stderr)
        return FAILED


def _open_streams() -> None:
    """Stand in for streams that the caller closed, which Python leaves out."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))


def _make_streams_safe() -> None:
    """Never fail for a character that the terminal's encoding lacks, or for undecodable input."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    if hasattr(sys.stdin, "reconfigure"):
        # A question in another encoding is refused as that, and the next one answered.
        sys.stdin.reconfigure(errors="surrogateescape")


def _parser() -> argparse.ArgumentParser:
    spoken = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    spoken.add_argument(
        "--lang", choices=["zh", "en"], help="language of the labels (default: the locale's)"
    )
    shared = argparse.ArgumentParser(
        add_help=False, argument_default=argparse.SUPPRESS, parents=[spoken]
    )
    shared.add_argument("--index", metavar="DIR", help="index directory (default: the shipped one)")
    parser = argparse.ArgumentParser(
        prog="wuxi-qa",
        parents=[shared],
        description="Answer questions about Chinese texts with the texts' own words, cited. "
        "Without a command: a prompt.",
        epilog=_CODES,
    )
    parser.add_argument("--version", action="version", version=f"wuxi-qa {__version__}")
    parser.set_defaults(run=_repl)
    commands = parser.add_subparsers(metavar="COMMAND")
    for add in (_add_ask, _add_search, _add_info, _add_eval):
        add(commands, shared)
    _add_build(commands, spoken)
    return parser


def _add(
    commands: _Commands, parent: argparse.ArgumentParser, name: str, does: str, more: str = ""
) -> argparse.ArgumentParser:
    """A command; `does` stands in the list of commands, `more` behind it in its own help."""
    says = f"{does[0].upper()}{does[1:]}.{more}"
    return commands.add_parser(name, parents=[parent], help=does, description=says, epilog=_CODES)


def _add_ask(commands: _Commands, shared: argparse.ArgumentParser) -> None:
    more = " Its words are cited; where the text does not say, that is the answer."
    parser = _add(commands, shared, "ask", "answer one question", more)
    parser.add_argument("question", nargs="+", help="the question")
    parser.add_argument(
        "-k",
        type=_hits,
        default=DEFAULT_K,
        help=f"passages to consider, 1 to {MAX_K} (default {DEFAULT_K})",
    )
    _add_explain(parser)
    parser.add_argument(
        "--threshold",
        type=_probability,
        metavar="P",
        help="abstain below this confidence, 0 to 1 (default: the model's, 0.35 for the shipped)",
    )
    parser.add_argument("--json", action="store_true", help="print the Answer as JSON")
    parser.set_defaults(run=_ask)


def _add_search(commands: _Commands, shared: argparse.ArgumentParser) -> None:
    parser = _add(commands, shared, "search", "list the nearest passages")
    parser.add_argument("question", nargs="+", help="the question")
    parser.add_argument(
        "-k",
        type=_hits,
        default=DEFAULT_K,
        help=f"how many passages, 1 to {MAX_K} (default {DEFAULT_K})",
    )
    parser.add_argument("--rerank", action="store_true", help="rank by what the reader finds")
    _add_explain(parser)
    parser.add_argument("--json", action="store_true", help="print the Hits as JSON")
    parser.set_defaults(run=_search)


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--explain", action="store_true", help="show the scores of each passage as a table"
    )


def _add_build(commands: _Commands, spoken: argparse.ArgumentParser) -> None:
    more = " An index that stands there is replaced; a directory with anything else is refused."
    parser = _add(commands, spoken, "build", "index texts", more)
    parser.add_argument("paths", nargs="+", help=".txt and .md files, folders, glob patterns")
    parser.add_argument(
        "-o", "--output", metavar="DIR", required=True, help="directory of the new index"
    )
    parser.add_argument(
        "--model", help="name or folder of a SentenceTransformer model (default: the shipped)"
    )
    parser.add_argument("--encoding", help="encoding of all files (default: detect)")
    parser.add_argument(
        "--max-characters",
        type=_passage_length,
        default=DEFAULT_LIMIT,
        metavar="N",
        help="split longer paragraphs at sentence ends, "
        f"{SHORTEST_LIMIT} to {LONGEST_LIMIT} (default {DEFAULT_LIMIT})",
    )
    parser.add_argument("--skip-errors", action="store_true", help="leave unreadable files out")
    parser.set_defaults(run=_build)


def _add_info(commands: _Commands, shared: argparse.ArgumentParser) -> None:
    parser = _add(commands, shared, "info", "describe an index")
    parser.add_argument("--json", action="store_true", help="print the manifest as JSON")
    parser.set_defaults(run=_info)


def _add_eval(commands: _Commands, shared: argparse.ArgumentParser) -> None:
    parser = _add(commands, shared, "eval", "measure on gold questions")
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--questions", type=_path, metavar="FILE", help="questions.jsonl (default: shipped)"
    )
    source.add_argument(
        "--squad", type=_path, metavar="FILE", help="a SQuAD-layout file, may be gzipped"
    )
    source.add_argument(
        "--beir",
        type=_path,
        metavar="DIR",
        help="a BEIR folder: corpus.jsonl, queries.jsonl, qrels/test.tsv",
    )
    source.add_argument(
        "--compare", nargs=2, metavar=("A", "B"), help="compare two runs: the old one, the new one"
    )
    parser.add_argument(
        "--split",
        choices=["dev", "test", "all"],
        default="test",
        help="which questions of --questions (default: test); other sets are asked whole",
    )
    parser.add_argument("--limit", type=_count, metavar="N", help="draw N questions, fixed seed")
    parser.add_argument(
        "--out",
        type=_path,
        metavar="DIR",
        default="wuxi-qa-report",
        help="where to write the run and its report (default: wuxi-qa-report)",
    )
    parser.add_argument(
        "--baseline", type=_path, metavar="DIR", help="fail if significantly worse than this run"
    )
    parser.add_argument("--accept", action="store_true", help="make this run the baseline")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.set_defaults(run=_eval)


def _path(text: str) -> str:
    if not text:  # as from a variable that is not set
        raise argparse.ArgumentTypeError("must not be empty")
    return text


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _hits(text: str) -> int:
    return _within(int(text), 1, MAX_K)


def _passage_length(text: str) -> int:
    return _within(int(text), SHORTEST_LIMIT, LONGEST_LIMIT)


def _probability(text: str) -> float:
    return _within(float(text), 0, 1)


def _within(number: _Number, least: int, most: int) -> _Number:
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"must lie between {least} and {most}")
    return number


def _open(options: argparse.Namespace) -> QA:
    from wuxi_qa.qa import QA

    return QA.open(getattr(options, "index", None))


def _labels(options: argparse.Namespace) -> Labels:
    from wuxi_qa.labels import choose

    return choose(getattr(options, "lang", None))


def _repl(options: argparse.Namespace) -> int:
    from wuxi_qa.repl import Repl

    Repl(_open(options), _labels(options), console=console()).run()
    return ANSWERED


def _ask(options: argparse.Namespace) -> int:
    from wuxi_qa.view import answer_view, explain_view

    qa = _open(options)
    question = " ".join(options.question)
    answer = qa.ask(question, k=options.k, min_confidence=options.threshold)
    hits = qa.search(question, k=options.k, rerank=True) if options.explain else []
    if options.json:
        shown = answer.model_dump(mode="json")
        if options.explain:
            shown["hits"] = [hit.model_dump(mode="json") for hit in hits]
        print(json_text(shown))
    else:
        console().print(answer_view(answer, _labels(options)))
        if options.explain:
            console().print(explain_view(hits, _labels(options)))
    return ABSTAINED if answer.abstained else ANSWERED


def _search(options: argparse.Namespace) -> int:
    from wuxi_qa.view import explain_view, hits_view, read_as_view

    qa, question = _open(options), checked_question(" ".join(options.question))
    hits = qa.search(question, k=options.k, rerank=options.rerank, explain=options.explain)
    read_as = qa.read_as(question)
    mended = "" if read_as == question else read_as
    if options.json:
        found = [hit.model_dump(mode="json") for hit in hits]
        shown = {"question": question, "read_as": mended, "hits": found}
        print(json_text(shown))
    else:
        if mended:
            console().print(read_as_view(mended, _labels(options)))
        view = explain_view if options.explain else hits_view
        console().print(view(hits, _labels(options)))
    return ANSWERED


def _build(options: argparse.Namespace) -> int:
    from wuxi_qa.passages import SplitterSettings
    from wuxi_qa.qa import QA

    labels = _labels(options)
    with progress_bar(labels.encoding) as progress:
        qa = QA.build(
            options.paths,
            options.output,
            model=options.model,
            encoding=options.encoding,
            skip_errors=options.skip_errors,
            settings=SplitterSettings(max_characters=options.max_characters),
            progress=progress,
        )
    if qa.skipped:
        print(labels.skipped.format(n=len(qa.skipped)), file=sys.stderr)
        print("\n".join(str(error) for error in qa.skipped), file=sys.stderr)
    made = qa.manifest
    print(
        labels.built.format(
            path=options.output, documents=made.documents, passages=made.passages, rows=made.rows
        )
    )
    return ANSWERED


def _info(options: argparse.Namespace) -> int:
    from wuxi_qa.shipped import shipped_index
    from wuxi_qa.view import info_facts, info_view

    qa = _open(options)
    path = getattr(options, "index", None) or str(shipped_index())
    if options.json:
        shown = {"index": path, **qa.manifest.model_dump(mode="json")}
        print(json_text(shown))
    else:
        console().print(info_view(info_facts(qa, path, _labels(options))))
    return ANSWERED


def _eval(options: argparse.Namespace) -> int:
    from wuxi_qa.cli_eval import compare, measure

    labels = _labels(options)
    if options.compare:
        compare(options.compare[0], options.compare[1], labels, as_json=options.json)
    else:
        measure(options, labels)
    return ANSWERED
