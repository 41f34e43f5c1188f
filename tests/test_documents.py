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

from wuxi_qa.documents import Document, LoadedDocuments, decode, load_documents, read_document
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


def write(folder: Path, **texts: str | bytes) -> None:
    """Write files; `__` in a keyword stands for the folder mark."""
    for name, text in texts.items():
        path = folder / (name.replace("__", "/") + ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))


def ids(loaded: LoadedDocuments) -> list[str]:
    return [document.id for document in loaded.documents]


@cache
def contexts(name: str) -> list[str]:
    """Paragraphs of a SQuAD-layout file, read without the code under test."""
    data = json.loads(gzip.decompress((DATA / name).read_bytes()).decode("utf-8-sig"))["data"]
    return [p["context"].replace("\r", "\n") for a in data for p in a["paragraphs"]]


# Decoding


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
    assert decode(data, path=WHERE) == data.decode("big5")


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


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    write(tmp_path, a=codecs.BOM_UTF8 + "太湖".encode())
    assert read_document(tmp_path / "a.txt").text == "太湖"
    assert read_document(tmp_path / "a.txt", encoding="utf-8").text == "太湖"


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


# One file


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("甲\r\n乙\r\n", "甲\n乙\n"),
        ("甲\r乙\r", "甲\n乙\n"),
        ("甲\r\n\r乙\n\r丙", "甲\n\n乙\n\n丙"),
        ("  甲\u3000\n", "  甲\u3000\n"),
        ("甲\u2028乙\x0b丙\x85丁", "甲\u2028乙\x0b丙\x85丁"),
    ],
)
def test_only_line_ends_are_changed(tmp_path: Path, written: str, read: str) -> None:
    write(tmp_path, a=written)
    assert read_document(tmp_path / "a.txt") == Document(id="a.txt", text=read)


def test_line_ends_of_utf_16_are_changed(tmp_path: Path) -> None:
    write(tmp_path, a="甲\r\n乙".encode("utf-16"))
    assert read_document(tmp_path / "a.txt").text == "甲\n乙"


@pytest.mark.parametrize("text", [b"", b" \n\t\r\n", "\u3000\u2028".encode(), codecs.BOM_UTF8])
def test_an_empty_file_is_refused(tmp_path: Path, text: bytes) -> None:
    write(tmp_path, a=text)
    with pytest.raises(DocumentError, match="empty") as caught:
        read_document(tmp_path / "a.txt")
    assert caught.value.path == tmp_path / "a.txt"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="No such file") as caught:
        read_document(tmp_path / "a.txt")
    assert caught.value.path == tmp_path / "a.txt"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        read_document(tmp_path)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind root"
)
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path, a="太湖")
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(DocumentError, match="cannot be read") as caught:
        load_documents([tmp_path / "a.txt"])
    assert caught.value.found == "Permission denied"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind root"
)
def test_an_unreadable_folder_does_not_hide_its_neighbours(tmp_path: Path) -> None:
    write(tmp_path, open__a="太湖", closed__b="无锡")
    (tmp_path / "closed").chmod(0)
    try:
        loaded = load_documents([tmp_path], skip_errors=True)
        with pytest.raises(DocumentError, match="folder cannot be read"):
            load_documents([tmp_path])
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert ids(loaded) == ["a.txt"]
    assert [error.path for error in loaded.skipped] == [tmp_path / "closed"]


@pytest.mark.parametrize(
    ("name", "markdown"),
    [("a.md", True), ("A.MD", True), ("a.markdown", True), ("a.txt", False), ("md", False)],
)
def test_the_name_tells_markdown(name: str, *, markdown: bool) -> None:
    assert Document(id=name, text="x").is_markdown is markdown


# Many files


def test_folders_are_read_recursively_and_in_order(tmp_path: Path) -> None:
    write(tmp_path, b="乙", a="甲", sub__deep__c="丙")
    (tmp_path / "d.MD").write_text("丁", "utf-8")
    (tmp_path / "e.markdown").write_text("戊", "utf-8")
    (tmp_path / "f.pdf").write_bytes(PNG)
    loaded = load_documents([tmp_path])
    assert [(d.id, d.text) for d in loaded.documents] == [
        ("a.txt", "甲"),
        ("b.txt", "乙"),
        ("d.MD", "丁"),
        ("e.markdown", "戊"),
        ("c.txt", "丙"),
    ]
    assert loaded.skipped == []


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, a="甲")
    (tmp_path / ".hidden.txt").write_text("乙", "utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "c.txt").write_text("丙", "utf-8")
    assert ids(load_documents([tmp_path])) == ["a.txt"]


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(PNG)
    with pytest.raises(DocumentError, match="holds no text") as caught:
        load_documents([tmp_path])
    assert (caught.value.path, caught.value.expected) == (tmp_path, ".txt, .md, .markdown")


def test_glob_patterns(tmp_path: Path) -> None:
    write(tmp_path, a1="甲", a2="乙", b="丙", sub__a3="丁")
    assert ids(load_documents([tmp_path / "a*.txt"])) == ["a1.txt", "a2.txt"]
    assert ids(load_documents([str(tmp_path / "**" / "a*.txt")])) == ["a1.txt", "a2.txt", "a3.txt"]


def test_a_folder_without_texts_among_the_matches_is_no_error(tmp_path: Path) -> None:
    write(tmp_path, a="甲", sub__b="乙")
    (tmp_path / "pictures").mkdir()
    assert ids(load_documents([tmp_path / "*"])) == ["a.txt", "b.txt"]


def test_a_pattern_without_match_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="No file matches") as caught:
        load_documents([tmp_path / "*.txt"])
    assert caught.value.path == tmp_path / "*.txt"


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(tmp_path: Path) -> None:
    write(tmp_path, **{"a[1]": "甲", "a1": "乙"})
    assert ids(load_documents([tmp_path / "a[1].txt"])) == ["a[1].txt"]


def test_a_file_named_twice_is_read_once_in_its_first_place(tmp_path: Path) -> None:
    write(tmp_path, a="甲", b="乙")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    sources = [tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "." / "a.txt", tmp_path]
    assert ids(load_documents(sources)) == ["a.txt", "b.txt"]


def test_a_relative_and_an_absolute_path_are_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a="甲")
    monkeypatch.chdir(tmp_path)
    assert ids(load_documents(["a.txt", tmp_path / "a.txt"])) == ["a.txt"]


def test_equal_names_in_two_folders_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, one__a="甲", two__a="乙", two__b="丙")
    loaded = load_documents([tmp_path / "one", tmp_path / "two"])
    assert [(d.id, d.text) for d in loaded.documents] == [
        ("one/a.txt", "甲"),
        ("two/a.txt", "乙"),
        ("two/b.txt", "丙"),
    ]


def test_equal_names_one_above_the_other(tmp_path: Path) -> None:
    write(tmp_path, a="甲", sub__a="乙")
    assert ids(load_documents([tmp_path])) == ["a.txt", "sub/a.txt"]


def test_links_that_go_in_circles_end(tmp_path: Path) -> None:
    write(tmp_path, a="甲", sub__b="乙")
    (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    loaded = load_documents([tmp_path], skip_errors=True)
    assert ids(loaded) == ["a.txt", "b.txt"]
    assert [error.path for error in loaded.skipped] == [tmp_path / "self.txt"]


def test_a_dangling_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    with pytest.raises(DocumentError, match="No such file"):
        load_documents([tmp_path])


@pytest.mark.parametrize("name", ["长" * 300, "长" * 300 + "*"])
def test_a_name_too_long_is_refused(name: str) -> None:
    with pytest.raises(DocumentError, match=r"cannot be read|No file matches"):
        load_documents([name])


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has names that are no text")
def test_a_name_that_is_not_utf_8_is_spelled_out(tmp_path: Path) -> None:
    """Archives packed on Chinese Windows hold names in GBK."""
    name = os.fsdecode("新闻.txt".encode("gbk"))
    try:
        (tmp_path / name).write_text("太湖", "utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert ids(load_documents([tmp_path])) == [r"\udcd0\udcc2\udcce\udcc5.txt"]


def test_skip_errors_lists_exactly_the_bad_files(tmp_path: Path) -> None:
    write(
        tmp_path,
        good="太湖",
        good_gb=SIMPLIFIED.encode("gb18030"),
        empty="",
        png=PNG,
        latin="Café au lait, déjà vu à la carte".encode("latin-1"),
    )
    loaded = load_documents([tmp_path, tmp_path / "missing.txt", "*.nothing"], skip_errors=True)
    assert [(d.id, d.text) for d in loaded.documents] == [
        ("good.txt", "太湖"),
        ("good_gb.txt", SIMPLIFIED),
    ]
    assert [(str(e.path), e.message) for e in loaded.skipped] == [
        ("*.nothing", "No file matches the pattern"),
        (str(tmp_path / "empty.txt"), "The document is empty"),
        (str(tmp_path / "latin.txt"), "The document's encoding is not recognised"),
        (str(tmp_path / "png.txt"), "The document is binary, not text"),
        (str(tmp_path / "missing.txt"), "No such file"),
    ]


def test_the_first_bad_file_stops_a_strict_reading(tmp_path: Path) -> None:
    write(tmp_path, a="甲", b="", c=PNG)
    with pytest.raises(DocumentError, match="empty") as caught:
        load_documents([tmp_path])
    assert caught.value.path == tmp_path / "b.txt"


def test_nothing_left_is_an_error_even_when_skipping(tmp_path: Path) -> None:
    write(tmp_path, a="", b=" ")
    with pytest.raises(DocumentError, match=r"No document could be read\n  found: 2 skipped"):
        load_documents([tmp_path], skip_errors=True)
    with pytest.raises(DocumentError, match="No document could be read"):
        load_documents([])


def test_the_encoding_holds_for_every_file(tmp_path: Path) -> None:
    write(tmp_path, a="公安".encode("gbk"), b="太湖".encode("gbk"))
    loaded = load_documents([tmp_path], encoding="gb18030")
    assert [d.text for d in loaded.documents] == ["公安", "太湖"]


# Ready documents


def test_ready_documents_are_taken_as_they_are(tmp_path: Path) -> None:
    write(tmp_path, b="乙")
    ready = Document(id="a", text=" 甲\n")
    assert load_documents([ready, tmp_path]).documents == [ready, Document(id="b.txt", text="乙")]


@pytest.mark.parametrize(("text", "message"), [(" \n", "empty"), ("甲\r\n乙", "line ends")])
def test_unfit_ready_documents_are_refused(text: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        load_documents([Document(id="a", text=text)])


def test_two_documents_of_one_id_are_refused(tmp_path: Path) -> None:
    write(tmp_path, a="甲")
    with pytest.raises(DocumentError, match="same id") as caught:
        load_documents([Document(id="a.txt", text="乙"), tmp_path])
    assert caught.value.found == ["a.txt"]


def test_many_documents_of_one_id_are_refused() -> None:
    with pytest.raises(DocumentError, match="same id"):
        load_documents([Document(id="a", text="甲")] * 2000)


def test_a_path_that_names_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("太湖。", "utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DocumentError, match="empty path"):
        load_documents([""])
    with pytest.raises(DocumentError, match="NUL"):
        load_documents(["a\0b"])
    with pytest.raises(DocumentError, match="Unknown encoding"):
        read_document("a.txt", encoding="a\0b")
    assert [d.id for d in load_documents(["."]).documents] == ["a.txt"]


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(DocumentError, match="surrogate pair"):
        load_documents([Document(id="m", text="安全\ud83d感很高。")])


def test_half_a_surrogate_pair_from_a_codec_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"safe \\ud83d")
    with pytest.raises(DocumentError, match="U\\+D83D at 5"):
        read_document(path, encoding="unicode_escape")
