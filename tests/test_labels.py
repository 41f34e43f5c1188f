from __future__ import annotations

import dataclasses
import re
import string
from typing import Any

import pytest

from wuxi_qa.labels import EN, ZH, Labels, choose
from wuxi_qa.text import contains_han

NAMES = [field.name for field in dataclasses.fields(Labels)]
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def fields(pattern: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_fill_in_the_same_fields(name: str) -> None:
    assert fields(getattr(ZH, name)) == fields(getattr(EN, name))


@pytest.mark.parametrize("name", NAMES)
def test_every_label_is_in_its_language(name: str) -> None:
    chinese, english = getattr(ZH, name), getattr(EN, name)
    assert contains_han(chinese)
    assert not contains_han(english)
    assert re.search("[A-Za-z]", english)


def test_both_helps_name_the_same_commands() -> None:
    commands = [re.findall(r"^  (:\w+)", labels.help, re.MULTILINE) for labels in (ZH, EN)]
    assert commands[0] == commands[1]
    assert commands[0] == [":search", ":k", ":explain", ":source", ":help", ":quit"]


@pytest.mark.parametrize(
    ("label", "values", "chinese", "english"),
    [
        ("paragraph", {"n": 3}, "第3段", "paragraph 3"),
        ("characters", {"start": 5, "end": 9}, "第5–9字", "characters 5–9"),
        ("confidence", {"value": 0.456}, "置信度 0.46", "confidence 0.46"),
        ("skipped", {"n": 2}, "跳过 2 个文件：", "Skipped 2 file(s):"),
        ("k_is", {"k": 7}, "每次考虑 7 个段落。", "Considering 7 passages."),
    ],
)
def test_filled_labels(label: str, values: dict[str, Any], chinese: str, english: str) -> None:
    assert getattr(ZH, label).format(**values) == chinese
    assert getattr(EN, label).format(**values) == english


def test_a_named_language_is_taken() -> None:
    assert choose("zh") is ZH
    assert choose("en") is EN


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, ZH),
        ({"LANG": "ZH_TW"}, ZH),
        ({"LANG": "en_US.UTF-8"}, EN),
        ({"LANG": "de_DE.UTF-8"}, EN),
        ({"LANG": "C"}, EN),
        ({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, ZH),
        ({"LC_ALL": "C.UTF-8", "LC_MESSAGES": "zh_CN", "LANG": "zh_CN"}, EN),
        ({"LC_ALL": "", "LANG": "zh_HK"}, ZH),
    ],
)
def test_the_locale_chooses(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: Labels
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert choose() is expected


def test_a_named_language_beats_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert choose("en") is EN
