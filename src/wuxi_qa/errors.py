"""Every error that wuxi-qa raises on purpose, in one tree.

    WuxiQAError
    ├── DocumentError        a source cannot be read as text, or an index has no such document
    ├── ModelError           a model folder is missing, broken or needs a package
    ├── IndexFormatError     a directory is no readable index, or none can be written there
    ├── IndexMismatchError   an index is sound but does not fit: other encoder, counts that differ
    ├── QuestionError        a question or an option of a question cannot be used
    └── EvaluationError      an evaluation set or run cannot be used, or fails the gate

An answer that the text does not give is not an error: it is an `Answer` with `abstained=True`.
"""

from __future__ import annotations

from pathlib import Path


class WuxiQAError(Exception):
    """Base of all errors raised by wuxi-qa.

    Args:
        message: what went wrong, in one sentence.
        path: the file or directory concerned.
        expected: what should have been there.
        found: what was there.
        repair: the command or step that mends it.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | Path | None = None,
        expected: object = None,
        found: object = None,
        repair: str | None = None,
    ) -> None:
        self.message = message
        self.path = None if path is None else Path(path)
        self.expected = expected
        self.found = found
        self.repair = repair
        super().__init__(message)

    def __str__(self) -> str:
        """The message and, a line each, whichever details are known."""
        details = {
            "path": self.path,
            "expected": self.expected,
            "found": self.found,
            "repair": self.repair,
        }
        lines = [self.message]
        lines += [f"  {name}: {value}" for name, value in details.items() if value is not None]
        return "\n".join(lines)


class DocumentError(WuxiQAError):
    """A source is missing, unreadable, empty, binary or not decodable, or cannot be indexed.

    Also ids that are repeated or unknown, and carriage returns in a ready `Document`.
    """


class ModelError(WuxiQAError):
    """A model cannot be used: missing folder, altered file, missing package, no reader."""


class IndexFormatError(WuxiQAError):
    """A directory is no readable index: absent, incomplete, altered or of another version.

    Also a target that cannot be written, and an installation that lacks the shipped index.
    """


class IndexMismatchError(WuxiQAError):
    """An index is whole but does not fit: another encoder made it, or its counts disagree."""


class QuestionError(WuxiQAError, ValueError):
    """A question is no text, empty, too long or without a word, or an option out of its range."""


class EvaluationError(WuxiQAError):
    """An evaluation set or run is missing or malformed, or a run fails the gate."""
