from __future__ import annotations

import io
import json
import os
import shutil
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

import wuxi_qa.index as index_module
from wuxi_qa import QA, Document, IndexFormatError, IndexMismatchError
from wuxi_qa.encoder import Encoder, EncoderIdentity, Progress, Vectors
from wuxi_qa.index import (
    Index,
    assemble,
    check_target,
    read_index,
    read_manifest,
    verify_encoder,
    write_index,
)
from wuxi_qa.model import file_sha256
from wuxi_qa.passages import SplitterSettings, split, statements

TEXTS = {
    "甲.txt": "太湖的水质\n\n太湖水质逐年变好。二〇二一年，总磷下降。\n\n(甲记者)\n",
    "乙.txt": "蠡园在无锡。园中有长廊。\n",
}


def make(encoder: Encoder, texts: dict[str, str] | None = None) -> Index:
    documents = [Document(id=name, text=text) for name, text in (texts or TEXTS).items()]
    settings = SplitterSettings()
    passages = [p for d in documents for p in split(d, settings=settings)]
    return assemble(documents, passages, encoder=encoder, settings=settings)


@pytest.fixture(scope="module")
def index(encoder: Encoder) -> Index:
    return make(encoder)


@pytest.fixture
def saved(index: Index, tmp_path: Path) -> Path:
    write_index(index, tmp_path / "索引")
    return tmp_path / "索引"


def test_rows_are_passages_and_their_sentences(index: Index) -> None:
    texts = [
        index.documents[0 if index.passages[n].document_id == "甲.txt" else 1].text[start:end]
        for n, start, end in index.rows
    ]
    assert texts == [
        "太湖的水质",
        "太湖水质逐年变好。二〇二一年，总磷下降。",
        "太湖水质逐年变好。",
        "太湖水质逐年变好。",  # the same clause under its heading
        "二〇二一年，总磷下降。",
        "二〇二一年，",
        "二〇二一年，",
        "总磷下降。",
        "总磷下降。",
        "(甲记者)",
        "蠡园在无锡。园中有长廊。",
        "蠡园在无锡。",
        "园中有长廊。",
    ]


class Counting:
    """The encoder, noting the passages that it is given."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.identity = encoder.identity
        self.given: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        self.given += texts
        return self._encoder.encode_passages(texts, progress=progress)


def test_repeated_texts_are_encoded_once(encoder: Encoder) -> None:
    counting = Counting(encoder)
    index = make(counting, {"一.txt": "蠡园有长廊。\n", "二.txt": "太湖很大。\n\n蠡园有长廊。\n"})
    assert sorted(counting.given) == ["太湖很大。", "蠡园有长廊。"]
    found = index.vectors.search(encoder.encode_passages(["蠡园有长廊。"])[0], k=3)
    assert {int(index.rows[row, 0]) for row in found.rows[:2]} == {0, 2}
    np.testing.assert_allclose(found.scores[:2], 1, atol=1e-5)
    assert found.scores[2] < 0.99


def test_clauses_are_encoded_by_themselves_and_under_their_heading(index: Index) -> None:
    encoded = [text for passage in index.passages for _, _, text in statements(passage)]
    assert encoded == [
        "太湖水质逐年变好。",
        "太湖的水质：太湖水质逐年变好。",
        "二〇二一年，总磷下降。",
        "二〇二一年，",
        "太湖的水质：二〇二一年，",
        "总磷下降。",
        "太湖的水质：总磷下降。",
        "蠡园在无锡。",
        "园中有长廊。",
    ]


def test_save_and_load_give_the_same_index(index: Index, saved: Path, encoder: Encoder) -> None:
    loaded = read_index(saved)
    assert loaded.documents == index.documents
    assert loaded.passages == index.passages
    np.testing.assert_array_equal(loaded.rows, index.rows)
    before, after = QA(index, encoder), QA(loaded, encoder)
    for question in ("总磷", "园里有什么？", "谁写的"):
        assert after.search(question) == before.search(question)


def test_manifest_counts_and_sums(saved: Path, encoder: Encoder) -> None:
    manifest = read_manifest(saved)
    assert (manifest.documents, manifest.passages, manifest.rows) == (2, 4, 13)
    assert manifest.encoder == encoder.identity
    files = {p.name for p in saved.iterdir()} - {"manifest.json"}
    assert set(manifest.sha256) == files


def test_absent_index_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(IndexFormatError, match=r"wuxi-qa build .* -o .*nowhere"):
        read_index(tmp_path / "nowhere")


def test_a_folder_of_texts_is_told_of_another_directory(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("太湖的水。", "utf-8")
    with pytest.raises(IndexFormatError, match=r"-o ANOTHER_DIR"):
        read_index(tmp_path)
    with pytest.raises(IndexFormatError, match=r"-o ANOTHER_DIR"):
        read_index(tmp_path / "甲.txt")


@pytest.mark.parametrize("content", [None, "", '{"format_ver'])
def test_an_index_without_its_manifest_is_built_anew_where_it_stands(
    saved: Path, encoder: Encoder, content: str | None
) -> None:
    (saved / "manifest.json").unlink()
    if content is not None:
        (saved / "manifest.json").write_text(content, "utf-8")
    with pytest.raises(IndexFormatError) as caught:
        read_index(saved)
    assert caught.value.repair == f"wuxi-qa build PATHS… -o '{saved}'"
    write_index(make(encoder, {"丙.txt": "只有一句话。"}), saved)
    assert [d.id for d in read_index(saved).documents] == ["丙.txt"]


def test_an_index_is_waited_for_while_it_takes_anothers_place(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = saved.with_name(f".{saved.name}.retired-x")
    saved.rename(aside)
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        aside.rename(saved)

    monkeypatch.setattr("time.sleep", pause)
    assert [d.id for d in read_index(saved).documents] == ["甲.txt", "乙.txt"]
    assert len(pauses) == 1


@pytest.mark.parametrize("name", sorted({*index_module._FILES}))
def test_a_missing_file_is_found(saved: Path, name: str) -> None:
    (saved / name).unlink()
    with pytest.raises(IndexFormatError, match="cannot be read") as caught:
        read_index(saved)
    assert caught.value.path == saved / name


@pytest.mark.parametrize("name", sorted({*index_module._FILES}))
def test_an_altered_file_is_found(saved: Path, name: str) -> None:
    data = bytearray((saved / name).read_bytes())
    data[len(data) // 2] ^= 1
    (saved / name).write_bytes(data)
    with pytest.raises(IndexFormatError, match="altered"):
        read_index(saved)


def rewrite(saved: Path, **changes: object) -> None:
    path = saved / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), "utf-8")


def test_another_version_is_refused(saved: Path) -> None:
    rewrite(saved, format_version=99)
    with pytest.raises(IndexFormatError, match=r"expected: 2\n  found: 99"):
        read_index(saved)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format_version": 1}', "\xff"])
def test_a_broken_manifest_is_refused(saved: Path, text: str) -> None:
    (saved / "manifest.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(IndexFormatError):
        read_index(saved)


@pytest.mark.parametrize("count", ["documents", "passages", "rows"])
def test_counts_that_differ_are_a_mismatch(saved: Path, count: str) -> None:
    rewrite(saved, **{count: 77})
    with pytest.raises((IndexMismatchError, IndexFormatError), match=r"77|contradict"):
        read_index(saved)


def test_another_encoder_is_a_mismatch(saved: Path) -> None:
    other = EncoderIdentity(name="my model", checksum="0" * 64, dimension=384)
    with pytest.raises(IndexMismatchError) as caught:
        verify_encoder(read_manifest(saved), other, directory=saved)
    assert caught.value.repair == f"wuxi-qa build PATHS… -o '{saved}' --model 'my model'"


def test_rewriting_replaces_the_whole_index(saved: Path, encoder: Encoder) -> None:
    write_index(make(encoder, {"丙.txt": "只有一句话。"}), saved)
    assert [d.id for d in read_index(saved).documents] == ["丙.txt"]
    assert [p.name for p in saved.parent.iterdir()] == [saved.name]


def test_foreign_files_are_left_alone(index: Index, tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine", "utf-8")
    with pytest.raises(IndexFormatError, match="left alone"):
        write_index(index, tmp_path)
    assert (tmp_path / "diary.txt").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("manifest", "beside"),
    [('{"manifest_version": 3}', "icon.png"), ('{"format_version": 1}', "mine.txt"), ("[]", "")],
)
def test_what_only_looks_like_an_index_is_left_alone(
    index: Index, tmp_path: Path, manifest: str, beside: str
) -> None:
    (tmp_path / "manifest.json").write_text(manifest, "utf-8")
    if beside:
        (tmp_path / beside).write_text("mine", "utf-8")
    with pytest.raises(IndexFormatError, match="left alone"):
        write_index(index, tmp_path)
    assert (tmp_path / "manifest.json").read_text("utf-8") == manifest


def test_an_index_behind_a_link_is_replaced_and_the_link_stays(
    saved: Path, encoder: Encoder, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(saved, target_is_directory=True)
    write_index(make(encoder, {"丙.txt": "只有一句话。"}), link)
    assert link.is_symlink()
    assert [d.id for d in read_index(saved).documents] == ["丙.txt"]


def test_a_file_in_the_way_is_refused(index: Index, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x", "utf-8")
    with pytest.raises(IndexFormatError, match="is a file"):
        write_index(index, tmp_path / "f")


def test_an_empty_directory_is_filled(index: Index, tmp_path: Path) -> None:
    write_index(index, tmp_path)
    assert read_index(tmp_path).passages == index.passages


class Crash(BaseException):
    """Stands for a killed process: nothing may catch it."""


STEPS = ["_write_lines", "file_sha256", "sync", "swap"]
# Steps called fewer than three times: nothing is interrupted, and the new index must stand.
UNREACHED = {("_write_lines", 2), ("swap", 1), ("swap", 2)}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_crash_leaves_the_old_index(
    saved: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch, step: str, after: int
) -> None:
    """Interrupt the writing at each of its steps, at the first, second and third call."""
    new = make(encoder, {"丙.txt": "只有一句话。"})
    real = getattr(index_module, step)
    calls = 0

    def crashing(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls > after:
            raise Crash
        return real(*arguments)

    monkeypatch.setattr(index_module, step, crashing)
    with suppress(Crash):
        write_index(new, saved)
    monkeypatch.undo()
    interrupted = calls > after
    assert interrupted or (step, after) in UNREACHED
    names = [d.id for d in read_index(saved).documents]
    assert names == (["甲.txt", "乙.txt"] if interrupted else ["丙.txt"])


def test_a_failed_swap_puts_the_old_index_back(
    saved: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = make(encoder, {"丙.txt": "只有一句话。"})
    real = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if ".staging-" in self.name:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(IndexFormatError, match="No space left"):
        write_index(new, saved)
    monkeypatch.undo()
    assert [d.id for d in read_index(saved).documents] == ["甲.txt", "乙.txt"]


def test_an_unwritable_parent_is_an_index_error(index: Index, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(IndexFormatError):
        write_index(index, tmp_path / "file" / "index")


def test_an_index_can_be_moved(saved: Path, tmp_path: Path, encoder: Encoder) -> None:
    shutil.copytree(saved, tmp_path / "elsewhere")
    assert QA.open(tmp_path / "elsewhere", encoder=encoder).search("总磷")[0].passage.paragraph == 2


@pytest.mark.parametrize("name", ["很" * 300, "很" * 80, "a\0b", "loop", "file/below"])
def test_a_target_that_cannot_be_is_refused_before_the_work(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(IndexFormatError):
        check_target(tmp_path / name)
    assert {path.name for path in tmp_path.iterdir()} == {"loop", "file"}


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="only Linux has /proc")
def test_a_target_where_nothing_can_be_made_is_refused_before_the_work() -> None:
    with pytest.raises(IndexFormatError, match="cannot be used"):
        check_target("/proc/索引")


def damage(saved: Path, name: str, data: bytes) -> None:
    """Alter a file and its checksum."""
    (saved / name).write_bytes(data)
    rewrite(saved, sha256={**read_manifest(saved).sha256, name: file_sha256(saved / name)})


@pytest.mark.parametrize(
    "name", ["rows.npy", "background.npy", "vectors.faiss", "bm25_indptr.npy", "passages.jsonl"]
)
@pytest.mark.parametrize("data", [b"", b"no array at all\n"])
def test_a_file_cut_short_is_found_and_mended(saved: Path, name: str, data: bytes) -> None:
    damage(saved, name, data)
    with pytest.raises((IndexFormatError, IndexMismatchError)) as caught:
        read_index(saved)
    assert caught.value.repair == f"wuxi-qa build PATHS… -o '{saved}'"


@pytest.mark.parametrize(("name", "shape"), [("rows.npy", (13, 2)), ("background.npy", (2, 3))])
def test_arrays_of_another_shape_are_a_mismatch(
    saved: Path, name: str, shape: tuple[int, int]
) -> None:
    array = io.BytesIO()
    np.save(array, np.zeros(shape, dtype=np.int32))
    damage(saved, name, array.getvalue())
    with pytest.raises(IndexMismatchError, match=rf"found: .*\({shape[0]}, {shape[1]}\)"):
        read_index(saved)


def test_an_index_set_aside_is_named(saved: Path) -> None:
    aside = saved.with_name(f".{saved.name}.retired-x")
    saved.rename(aside)
    with pytest.raises(IndexFormatError, match="No index") as caught:
        read_index(saved)
    assert caught.value.found == f"an index set aside, {aside.name}"
    assert caught.value.repair == f"mv '{aside}' '{saved}'"


def test_litter_of_killed_builds_is_removed_a_day_later(saved: Path, index: Index) -> None:
    old, new, others = (saved.with_name(f".{name}") for name in LITTER)
    for folder in (old, new, others):
        folder.mkdir()
    for folder in (old, others):
        os.utime(folder, (0, 0))
    write_index(index, saved)
    assert [folder.exists() for folder in (old, new, others)] == [False, True, True]


LITTER = ("索引.staging-a", "索引.retired-b", "索引二.staging-c")


def test_the_folder_that_one_is_in_is_refused(
    saved: Path, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (saved, tmp_path / "empty"):
        monkeypatch.chdir(folder)
        with pytest.raises(IndexFormatError, match="folder that one is in"):
            write_index(index, ".")
        assert Path.cwd() == folder


def test_an_index_has_the_permissions_of_other_files(index: Index, tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_index(index, tmp_path / "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o750
    assert {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "new").iterdir()} == {0o640}


def test_an_equal_index_in_its_place_is_no_damage(
    saved: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, reads = index_module._read_lines, []

    def read_lines(path: Path, *rest: object) -> object:
        reads.append(path.name)
        if len(reads) == 1:
            write_index(index, saved)
            raise FileNotFoundError(2, "No such file", str(path))
        return real(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(index_module, "_read_lines", read_lines)
    assert read_index(saved).documents == index.documents


def test_an_index_replaced_while_it_is_read_is_read_again(
    saved: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make(encoder, {"丙.txt": "太湖的水。\n\n蠡园的廊。\n", "丁.txt": "惠山的泥人。\n"})
    real, reads = index_module._read_lines, []

    def read_lines(path: Path, *rest: object) -> object:
        reads.append(path.name)
        if len(reads) == 2:  # between documents and passages
            write_index(other, saved)
        return real(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(index_module, "_read_lines", read_lines)
    read = read_index(saved)
    assert [d.id for d in read.documents] == ["丙.txt", "丁.txt"]
    texts = {d.id: d.text for d in read.documents}
    assert all(texts[p.document_id][p.start : p.end] == p.text for p in read.passages)
    assert len(reads) == 4


def test_an_index_replaced_at_every_reading_is_an_error(
    saved: Path, index: Index, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = [make(encoder, {"丙.txt": "太湖的水。\n"}), index] * 2
    real = index_module._read_lines

    def read_lines(path: Path, *rest: object) -> object:
        if path.name == "passages.jsonl":
            write_index(turns.pop(0), saved)
        return real(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(index_module, "_read_lines", read_lines)
    with pytest.raises(IndexFormatError, match="replaced while it was read"):
        read_index(saved)
