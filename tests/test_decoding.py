from __future__ import annotations

import codecs
import gzip
import json
import os
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuxi_qa.decoding import decode
from wuxi_qa.errors import DocumentError

DATA = Path(os.environ.get("WUXI_QA_DATA") or Path(__file__).parents[2] / "shared" / "data")
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="no shared data (WUXI_QA_DATA)")
SIMPLIFIED = (
    "无锡公安要奋力实现勇当一流、走在前列的蓝图愿景，全面构建街面巡控、感知数控、"
    "基础管控等防控体系“三大子系统”，深化智慧公安建设。"
)
TRADITIONAL = (
    "無錫公安要奮力實現勇當一流、走在前列的藍圖願景，全面構建街面巡控、感知數控、"
    "基礎管控等防控體系「三大子系統」，深化智慧公安建設。"
)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x06\x00\x00\x00"
WHERE = Path("x.txt")


@cache
def contexts(name: str) -> list[str]:
    """Paragraphs of a SQuAD-layout file, read without the code under test."""
    data = json.loads(gzip.decompress((DATA / name).read_bytes()).decode("utf-8-sig"))["data"]
    return [p["context"].replace("\r", "\n") for a in data for p in a["paragraphs"]]


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("utf-8", SIMPLIFIED),
        ("utf-8", TRADITIONAL),
        ("utf-8-sig", SIMPLIFIED),
        ("utf-16", SIMPLIFIED),
        ("utf-32", SIMPLIFIED),
        ("gb2312", SIMPLIFIED),
        ("gbk", SIMPLIFIED),
        ("gb18030", SIMPLIFIED),
        ("big5", TRADITIONAL),
        ("ascii", "Plain English text."),
    ],
)
def test_encodings_are_found_out(codec: str, text: str) -> None:
    assert decode(text.encode(codec), path=WHERE) == text


@pytest.mark.parametrize("bom", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_both_orders_of_utf_16(bom: bytes) -> None:
    codec = "utf-16-le" if bom == codecs.BOM_UTF16_LE else "utf-16-be"
    assert decode(bom + SIMPLIFIED.encode(codec), path=WHERE) == SIMPLIFIED


@needs_data
@settings(deadline=None, max_examples=60)
@given(st.integers(0, 847), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"]))
def test_real_articles_survive_every_encoding(number: int, codec: str) -> None:
    text = contexts("cmrc2018_dev.json.gz")[number]
    assert decode(text.encode(codec), path=WHERE) == text


@needs_data
@settings(deadline=None, max_examples=40)
@given(st.integers(0, 999))
def test_real_traditional_articles_survive_big5(number: int) -> None:
    # Big5 knows fewer characters than the articles use.
    data = contexts("DRCD_dev.json.gz")[number].encode("big5", errors="ignore")
    assert decode(data, path=WHERE) == data.decode("cp950")


@needs_data
@pytest.mark.parametrize("number", [0, 400, 800])
def test_short_gb18030_texts_are_found_out(number: int) -> None:
    text = contexts("cmrc2018_dev.json.gz")[number][:20]
    assert len(text) == 20
    assert decode(text.encode("gb18030"), path=WHERE) == text


@pytest.mark.parametrize(
    "text",
    [
        "铁鹰战队负责接警处警和巡防处置等工作",
        "群众安全感达99.47%，位居全省第一位",
        "“太湖e警”网上公安局：一网通办，全程在线",
    ],
)
def test_headline_sized_gb18030_texts_are_found_out(text: str) -> None:
    assert decode(text.encode("gb18030"), path=WHERE) == text


@pytest.mark.parametrize("encoding", ["gb18030", "GB18030", "gbk", "big5", "utf-16-le"])
def test_a_named_encoding_is_used_without_detection(encoding: str) -> None:
    text = "公安"
    assert decode(text.encode(encoding), path=WHERE, encoding=encoding) == text


def test_a_wrong_named_encoding_is_refused() -> None:
    with pytest.raises(DocumentError, match="cannot be decoded") as caught:
        decode(SIMPLIFIED.encode("gb18030"), path=WHERE, encoding="utf-8")
    assert (caught.value.path, caught.value.expected) == (WHERE, "utf-8")
    assert caught.value.found == "byte 0 does not fit"
    assert caught.value.repair is not None
    assert "--encoding" in caught.value.repair


@pytest.mark.parametrize("encoding", ["utf-99", "rot13", "hex", "编码"])
def test_an_unknown_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(DocumentError, match="Unknown encoding") as caught:
        decode(b"abc", path=WHERE, encoding=encoding)
    assert caught.value.found == encoding


@pytest.mark.parametrize("text", [SIMPLIFIED, SIMPLIFIED * 50])
def test_a_truncated_utf_8_file_is_refused(text: str) -> None:
    with pytest.raises(DocumentError, match=r"cannot be decoded|not recognised"):
        decode(text.encode()[:-1], path=WHERE)


@pytest.mark.parametrize(
    "data",
    [
        "Café au lait, déjà vu à la carte, señor".encode("latin-1"),
        bytes(range(0x80, 0x100)),
        "無錫は江蘇省の都市である。人口が多い。".encode("shift_jis"),
        "무석은 강소성의 도시이다".encode("euc_kr"),
    ],
)
def test_no_guess_outside_the_chinese_encodings(data: bytes) -> None:
    with pytest.raises(DocumentError, match="not recognised") as caught:
        decode(data, path=WHERE)
    assert caught.value.expected == "UTF-8, GB18030 or Big5"


@pytest.mark.parametrize(
    "data",
    [
        PNG,
        b"\x00",
        b"text\x00text",
        b"text " * 500 + b"\x00",
        "无锡".encode("utf-16-le") + b"\n\x00",
        b"\x01\x02\x03 ASCII but for its beginning",
        codecs.BOM_UTF16_LE + "a\0b".encode("utf-16-le"),
    ],
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="binary, not text"):
        decode(data, path=WHERE)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
def test_binary_data_is_refused_under_a_named_encoding(encoding: str) -> None:
    with pytest.raises(DocumentError, match="binary, not text"):
        decode(b"abc\x00def", path=WHERE, encoding=encoding)


def test_a_few_control_characters_are_tolerated() -> None:
    text = "无锡公安" * 100 + "\x07\x1b"
    assert decode(text.encode(), path=WHERE) == text


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    text = ""
    with suppress(DocumentError):
        text = decode(data, path=WHERE)
    assert "\x00" not in text


@pytest.mark.parametrize("sentence", [TRADITIONAL, "今天天氣很好，我們一起去公園散步吧。"])
def test_a_euro_sign_in_big5_does_not_make_it_gb18030(sentence: str) -> None:
    text = sentence * 20 + "這裏票價為€100～€200。" + sentence * 20
    assert decode(text.encode("cp950"), path=WHERE) == text


def test_signs_of_big5_are_those_of_windows() -> None:
    text = TRADITIONAL * 3 + "阿道夫‧越飛說：「好～」"
    assert decode(text.encode("cp950"), path=WHERE) == text


def test_characters_of_hong_kong_are_big5() -> None:
    text = TRADITIONAL * 3 + "香港嘅嘢咁唔㗎啲喺嚟"
    assert decode(text.encode("big5hkscs"), path=WHERE) == text


def test_a_few_private_use_characters_are_tolerated() -> None:
    text = SIMPLIFIED + "\ue000\ue000\ue000"
    assert decode(text.encode("gb18030"), path=WHERE) == text


def test_many_private_use_characters_are_refused() -> None:
    text = SIMPLIFIED + "\ue000\ue001\ue002\ue003" + SIMPLIFIED
    with pytest.raises(DocumentError, match="not recognised") as caught:
        decode(text.encode("gb18030"), path=WHERE)
    assert caught.value.found == "gb18030, but for 3% private-use characters"
    assert "--encoding" in str(caught.value.repair)
    assert decode(text.encode("gb18030"), path=WHERE, encoding="gb18030") == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["无锡公安\n一切如常。\n", "Plain English text.\n", SIMPLIFIED])
def test_utf_16_without_a_mark_is_named(codec: str, text: str) -> None:
    data = text.encode(codec)
    with pytest.raises(DocumentError, match=r"UTF-16 without a byte order mark") as caught:
        decode(data, path=WHERE)
    assert caught.value.repair == f"--encoding {codec}"
    assert decode(data, path=WHERE, encoding=codec) == text


def test_other_binary_data_is_not_taken_for_utf_16() -> None:
    with pytest.raises(DocumentError, match="binary") as caught:
        decode(PNG, path=WHERE)
    assert caught.value.found == "NUL bytes"
    assert str(caught.value.repair).startswith("leave it out")


def test_letters_of_gbk_that_big5_has_a_sign_for() -> None:
    text = "甲组ａ班ａ级" * 5
    assert decode(text.encode("gbk"), path=Path("a.txt")) == text
