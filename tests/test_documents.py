from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest

from wuxi_qa.documents import Document, LoadedDocuments, load_documents, read_document
from wuxi_qa.errors import DocumentError

SIMPLIFIED = "无锡公安要奋力实现勇当一流、走在前列的蓝图愿景，深化智慧公安建设。"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x06\x00\x00\x00"


def write(folder: Path, **texts: str | bytes) -> None:
    """Write files; `__` in a keyword stands for the folder mark."""
    for name, text in texts.items():
        path = folder / (name.replace("__", "/") + ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))


def ids(loaded: LoadedDocuments) -> list[str]:
    return [document.id for document in loaded.documents]


# One file


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    write(tmp_path, a=codecs.BOM_UTF8 + "太湖".encode())
    assert read_document(tmp_path / "a.txt").text == "太湖"
    assert read_document(tmp_path / "a.txt", encoding="utf-8").text == "太湖"


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


@pytest.mark.parametrize(
    "text", [b"", b" \n\t\r\n", "\u3000\u2028\u200b".encode(), codecs.BOM_UTF8]
)
def test_an_empty_file_is_refused(tmp_path: Path, text: bytes) -> None:
    write(tmp_path, a=text)
    with pytest.raises(DocumentError, match="empty") as caught:
        read_document(tmp_path / "a.txt")
    assert caught.value.path == tmp_path / "a.txt"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="No such file") as caught:
        read_document(tmp_path / "a.txt")
    assert caught.value.path == tmp_path / "a.txt"
    assert caught.value.repair == "name a file, a folder or a pattern: 'texts/*.txt'"


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
    assert str(caught.value.repair).endswith(f": '{tmp_path}/*'")


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
    assert "'texts/**/*.txt'" in str(caught.value.repair)


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
    with pytest.raises(
        DocumentError, match=r"No document could be read\n  found: 2 skipped\n  repair"
    ):
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


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" \n", "empty"),
        ("\u200b\u2060\ufeff\n\u3000", "empty"),
        ("甲\r\n乙", "line ends"),
        ("甲\0乙", "NUL"),
        ("\ufeff甲", "byte order mark"),
    ],
)
def test_unfit_ready_documents_are_refused(text: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        load_documents([Document(id="a", text=text)])
    assert caught.value.repair


@pytest.mark.parametrize("source", [None, 3, b"a.txt", object()])
def test_what_is_no_source_is_refused(source: object) -> None:
    with pytest.raises(DocumentError, match="neither a path nor a Document"):
        load_documents([source])  # type: ignore[list-item]
    if not isinstance(source, bytes):
        with pytest.raises(DocumentError, match="neither a path nor a Document"):
            load_documents(source)  # type: ignore[arg-type]


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
