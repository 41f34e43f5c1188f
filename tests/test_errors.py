from __future__ import annotations

from pathlib import Path

import pytest

from wuxi_qa.errors import (
    DocumentError,
    EvaluationError,
    IndexFormatError,
    IndexMismatchError,
    ModelError,
    QuestionError,
    WuxiQAError,
)

ALL = [
    DocumentError,
    ModelError,
    IndexFormatError,
    IndexMismatchError,
    QuestionError,
    EvaluationError,
]


def test_details_follow_the_message_a_line_each() -> None:
    error = DocumentError(
        "It broke", path="a/乙.txt", expected="UTF-8", found="latin-1", repair="mend it"
    )
    assert str(error) == (
        "It broke\n"
        f"  path: {Path('a/乙.txt')}\n"
        "  expected: UTF-8\n"
        "  found: latin-1\n"
        "  repair: mend it"
    )


def test_a_bare_error_is_its_message() -> None:
    assert str(WuxiQAError("It broke")) == "It broke"
    assert WuxiQAError("It broke").args == ("It broke",)


def test_only_known_details_are_shown() -> None:
    assert str(WuxiQAError("It broke", repair="mend it")) == "It broke\n  repair: mend it"


def test_a_detail_that_is_zero_or_empty_is_known() -> None:
    """Only None means unknown: `found=0` tells something."""
    assert str(WuxiQAError("Counts", expected="", found=0)) == "Counts\n  expected: \n  found: 0"


def test_details_stay_readable_as_attributes() -> None:
    error = WuxiQAError("It broke", path="x", expected=[1], found={"a": 2}, repair="r")
    assert (error.message, error.path, error.expected, error.found, error.repair) == (
        "It broke",
        Path("x"),
        [1],
        {"a": 2},
        "r",
    )
    bare = WuxiQAError("m")
    assert (bare.path, bare.expected, bare.found, bare.repair) == (None, None, None, None)


@pytest.mark.parametrize("kind", ALL)
def test_every_error_is_caught_by_the_base(kind: type[WuxiQAError]) -> None:
    with pytest.raises(WuxiQAError, match="It broke"):
        raise kind("It broke")


def test_the_tree_has_no_other_branches() -> None:
    assert WuxiQAError.__subclasses__() == ALL


def test_a_question_error_is_a_value_error_and_no_other_is() -> None:
    assert [kind for kind in ALL if issubclass(kind, ValueError)] == [QuestionError]
