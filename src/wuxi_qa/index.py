"""The index: everything one collection needs, in memory and as a verified directory.

    manifest.json      format version, encoder identity, splitter settings, counts, SHA-256 sums
    documents.jsonl    one Document a line
    passages.jsonl     one Passage a line
    rows.npy           int32 (rows, 3): passage number, start and end of the text of each vector
    background.npy     float32 (2, dimension): mean question vectors, Chinese and English
    vectors.faiss      one unit vector a row
    bm25_*             lexical arrays and vocabulary

Nothing is pickled. A directory is written beside its target and swapped in when it is complete.
"""

from __future__ import annotations

import json
import shlex
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wuxi_qa.background import background
from wuxi_qa.documents import Document
from wuxi_qa.encoder import Encoder, EncoderIdentity, Progress
from wuxi_qa.errors import IndexFormatError, IndexMismatchError
from wuxi_qa.lexical import FILES as LEXICAL_FILES
from wuxi_qa.lexical import LexicalIndex
from wuxi_qa.model import file_sha256
from wuxi_qa.passages import Passage, SplitterSettings, search_text, statements
from wuxi_qa.staging import check_place, folder_beside, remove_litter, retired_beside, swap, sync
from wuxi_qa.vectors import FILE as VECTORS_FILE
from wuxi_qa.vectors import VectorIndex

FORMAT_VERSION = 2
MANIFEST = "manifest.json"
_DOCUMENTS = "documents.jsonl"
_PASSAGES = "passages.jsonl"
_ROWS = "rows.npy"
_BACKGROUND = "background.npy"
_FILES = (_DOCUMENTS, _PASSAGES, _ROWS, _BACKGROUND, VECTORS_FILE, *LEXICAL_FILES)
_READ_TRIES = 3
_PAUSE = 0.02
"""Seconds."""
_Model = TypeVar("_Model", bound=BaseModel)


class Manifest(BaseModel):
    """What an index was made of and with; the first file read when it is opened."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format_version: int
    encoder: EncoderIdentity
    splitter: SplitterSettings
    documents: int = Field(ge=1, description="Number of documents.")
    passages: int = Field(ge=1, description="Number of passages.")
    rows: int = Field(ge=1, description="Number of vectors, several a passage.")
    sha256: dict[str, str] = Field(default_factory=dict, description="Checksum of every file.")


@dataclass(frozen=True)
class Index:
    """A searchable collection in memory.

    Attributes:
        rows: int32 array (rows, 3): for each vector the number of its passage, and start and end
            of its text in the passage's document.
        background: float32 array (2, dimension), what `background.background` returns.
    """

    manifest: Manifest
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    rows: NDArray[np.int32]
    background: NDArray[np.float32]
    vectors: VectorIndex
    lexical: LexicalIndex


def assemble(
    documents: Sequence[Document],
    passages: Sequence[Passage],
    *,
    encoder: Encoder,
    settings: SplitterSettings,
    progress: Progress | None = None,
) -> Index:
    """Encode and index documents, cut into passages by `settings`, in memory.

    Each passage gets vectors for the whole, for its sentences and for their clauses: a question
    usually asks for one statement, which the vector of a long paragraph blurs.
    """
    rows, texts = _rows(passages)
    # One text in six of a newspaper is a repeat: bylines, stock phrases, single-clause sentences.
    distinct = list(dict.fromkeys(texts))
    numbers = {text: number for number, text in enumerate(distinct)}
    encoded = encoder.encode_passages(distinct, progress=progress)
    vectors = encoded[[numbers[text] for text in texts]]
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        encoder=encoder.identity,
        splitter=settings,
        documents=len(documents),
        passages=len(passages),
        rows=len(rows),
    )
    return Index(
        manifest=manifest,
        documents=tuple(documents),
        passages=tuple(passages),
        rows=rows,
        background=background(encoder),
        vectors=VectorIndex.build(vectors),
        lexical=LexicalIndex.build([search_text(passage) for passage in passages]),
    )


def _rows(passages: Sequence[Passage]) -> tuple[NDArray[np.int32], list[str]]:
    rows: list[tuple[int, int, int]] = []
    texts: list[str] = []
    for number, passage in enumerate(passages):
        rows.append((number, passage.start, passage.end))
        texts.append(search_text(passage))
        for start, end, text in statements(passage):
            rows.append((number, passage.start + start, passage.start + end))
            texts.append(text)
    return np.asarray(rows, dtype=np.int32), texts


def write_index(index: Index, directory: str | Path) -> None:
    """Write an index, replacing one that stands there; a crash leaves the old one or none.

    Raises:
        IndexFormatError: the target exists and is not an index, or cannot be written.
    """
    check_target(directory)
    target = Path(directory).resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = folder_beside(target)
        try:
            _write_files(index, staging)
            swap(staging, target)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise IndexFormatError(
            "The index cannot be written",
            path=error.filename or target,
            found=error.strerror,
            repair="-o ANOTHER_DIR, or make room and let it be written there",
        ) from error
    remove_litter(target)


def check_target(directory: str | Path) -> None:
    """Refuse to replace anything but an index or an empty directory, or what cannot be written.

    Raises:
        IndexFormatError: something else stands there, it is the folder that one is in, or no
            folder can be made beside it.
    """
    check_place(directory, may_replace=_is_ours, tried=True)


def _is_ours(directory: Path, names: set[str]) -> bool:
    """Whether a directory is an index by its manifest, of whatever version, and holds no more.

    Where the manifest is missing or cut short, all the other files tell: an index that lost it can
    be built anew where it stands.
    """
    if not names <= {MANIFEST, *_FILES}:
        return False
    try:
        raw: Any = json.loads((directory / MANIFEST).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return names >= set(_FILES)
    return isinstance(raw, dict) and "format_version" in raw


def _write_files(index: Index, staging: Path) -> None:
    _write_lines(staging / _DOCUMENTS, index.documents)
    _write_lines(staging / _PASSAGES, index.passages)
    np.save(staging / _ROWS, index.rows, allow_pickle=False)
    np.save(staging / _BACKGROUND, index.background, allow_pickle=False)
    index.vectors.write(staging)
    index.lexical.write(staging)
    sums = {name: file_sha256(staging / name) for name in sorted(_FILES)}
    manifest = index.manifest.model_copy(update={"sha256": sums})
    (staging / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    for path in (*staging.iterdir(), staging):
        sync(path)


def _write_lines(path: Path, items: Sequence[BaseModel]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(item.model_dump_json() + "\n" for item in items)


def _rebuilding(directory: str | Path) -> str:
    """The command that makes an index there; elsewhere, where something else is left alone."""
    try:
        check_place(directory, may_replace=_is_ours, tried=False)
    except IndexFormatError:
        directory = "ANOTHER_DIR"
    return _building(directory)


def _building(directory: str | Path) -> str:
    return f"wuxi-qa build PATHS… -o {shlex.quote(str(directory))}"


def read_manifest(directory: str | Path) -> Manifest:
    """Read and check `manifest.json`; waited for where an index just takes another's place.

    Raises:
        IndexFormatError: no index there, an unreadable manifest or another format version.
    """
    directory = Path(directory)
    for _ in range(_READ_TRIES):
        try:
            return _read_manifest(directory)
        except IndexFormatError:
            if not ((directory / MANIFEST).is_file() or retired_beside(directory)):
                raise
            time.sleep(_PAUSE)
    return _read_manifest(directory)


def _read_manifest(directory: Path) -> Manifest:
    path = directory / MANIFEST
    try:
        raw: Any = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise _no_index(directory) from None
    except (OSError, ValueError) as error:
        raise IndexFormatError(
            "Unreadable manifest", path=path, repair=_rebuilding(directory)
        ) from error
    version = raw.get("format_version") if isinstance(raw, dict) else None
    if version != FORMAT_VERSION:
        raise IndexFormatError(
            "The index has another format version",
            path=path,
            expected=FORMAT_VERSION,
            found=version,
            repair=_rebuilding(directory),
        )
    try:
        return Manifest.model_validate(raw)
    except ValidationError as error:
        found = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise IndexFormatError(
            "The manifest is malformed", path=path, found=found, repair=_rebuilding(directory)
        ) from error


def _no_index(directory: Path) -> IndexFormatError:
    """The error; a process that was killed between two renamings left the index set aside."""
    error = IndexFormatError("No index in this directory", path=directory)
    error.repair = _rebuilding(directory)
    if not directory.exists() and (aside := retired_beside(directory)):
        error.found = f"an index set aside, {aside[-1].name}"
        error.repair = shlex.join(["mv", str(aside[-1]), str(directory)])
    return error


def read_index(directory: str | Path) -> Index:
    """Read an index directory and verify every file of it.

    Raises:
        IndexFormatError: absent, of another version, a file missing or altered, or replaced by
            another index again and again while it was read.
        IndexMismatchError: counts disagree with the manifest.
    """
    directory = Path(directory)
    for _ in range(_READ_TRIES):
        standing = manifest, _ = _standing(directory)
        try:
            index = _read(directory, manifest)
        except (IndexFormatError, IndexMismatchError):
            if standing == _standing(directory):
                raise
            continue
        # Files are verified and then read by name: all were of this index only if it still stands.
        if standing == _standing(directory):
            return index
    again = "try again"
    raise IndexFormatError("The index was replaced while it was read", path=directory, repair=again)


def _standing(directory: Path) -> tuple[Manifest, tuple[int, int]]:
    """The manifest and which directory holds it: an equal index may take the place of another."""
    manifest = read_manifest(directory)
    try:
        status = directory.stat()
    except OSError:  # between two renamings; no directory is equal to none
        return manifest, (0, 0)
    return manifest, (status.st_ino, status.st_mtime_ns)


def _read(directory: Path, manifest: Manifest) -> Index:
    try:
        _verify_files(directory, manifest)
        index = Index(
            manifest=manifest,
            documents=tuple(_read_lines(directory / _DOCUMENTS, Document)),
            passages=tuple(_read_lines(directory / _PASSAGES, Passage)),
            rows=np.load(directory / _ROWS, allow_pickle=False),
            background=np.load(directory / _BACKGROUND, allow_pickle=False),
            vectors=VectorIndex.read(directory),
            lexical=LexicalIndex.read(directory, passages=manifest.passages),
        )
        _verify_counts(index, directory)
    except (OSError, EOFError, ValueError) as error:  # the latter two of arrays cut short
        raise IndexFormatError(
            "A file of the index cannot be read",
            path=getattr(error, "filename", None) or directory,
            found=getattr(error, "strerror", None) or error,
            repair=_rebuilding(directory),
        ) from error
    except (IndexFormatError, IndexMismatchError) as error:
        error.repair = _rebuilding(directory)
        raise
    return index


def verify_encoder(manifest: Manifest, identity: EncoderIdentity, *, directory: Path) -> None:
    """Check that an encoder is the one that built the index.

    Raises:
        IndexMismatchError: it is another one.
    """
    built, asking = manifest.encoder, identity
    if (built.checksum, built.dimension) == (asking.checksum, asking.dimension):
        return  # the same model, wherever it lies
    raise IndexMismatchError(
        "Another encoder built this index",
        path=directory,
        expected=_described(manifest.encoder),
        found=_described(identity),
        repair=f"{_building(directory)} --model {shlex.quote(identity.name)}",
    )


def _described(identity: EncoderIdentity) -> str:
    return f"{identity.name}, {identity.dimension} dimensions, SHA-256 {identity.checksum[:12]}"


def _verify_files(directory: Path, manifest: Manifest) -> None:
    for name in _FILES:
        path = directory / name
        expected, found = f"SHA-256 {manifest.sha256.get(name)}", f"SHA-256 {file_sha256(path)}"
        if found != expected:
            raise IndexFormatError(
                "A file of the index was altered", path=path, expected=expected, found=found
            )


def _verify_counts(index: Index, directory: Path) -> None:
    manifest = index.manifest
    expected = {
        "documents": manifest.documents,
        "passages": manifest.passages,
        "rows": (manifest.rows, 3),
        "vectors": (manifest.rows, manifest.encoder.dimension),
        "background": (2, manifest.encoder.dimension),
    }
    found = {
        "documents": len(index.documents),
        "passages": len(index.passages),
        "rows": index.rows.shape,
        "vectors": (len(index.vectors), index.vectors.dimension),
        "background": index.background.shape,
    }
    if found != expected:
        raise IndexMismatchError(
            "The index's counts disagree with its manifest",
            path=directory,
            expected=expected,
            found=found,
        )


def _read_lines(path: Path, model: type[_Model]) -> Iterator[_Model]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            try:
                yield model.model_validate_json(line)
            except ValidationError as error:
                raise IndexFormatError(f"Line {number} is malformed", path=path) from error
