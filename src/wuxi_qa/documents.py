"""Documents: from files on disk to decoded text."""

from __future__ import annotations

import codecs
import glob
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from wuxi_qa.errors import DocumentError

SUFFIXES = (".txt", ".md", ".markdown")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Detected families and the superset that decodes all of them.
_SUPERSETS = {
    "ascii": "ascii",
    "utf-8": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "cp936": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "big5hkscs": "big5hkscs",
}
# Control characters that text files hold; any other one marks a binary file.
_TEXT_CONTROLS = frozenset("\t\n\x0b\x0c\r\x1a\x85")


class Document(BaseModel):
    """One text, as decoded, with line ends normalised to line feeds.

    Every offset in wuxi-qa counts code points of `text`.
    """

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1, description="Name unique in an index: the file's name or path.")
    text: str = Field(description="The whole text; nothing stripped but a byte order mark.")

    @property
    def is_markdown(self) -> bool:
        """Whether the name says that the text is Markdown."""
        return self.id.lower().endswith((".md", ".markdown"))


class LoadedDocuments(NamedTuple):
    """Documents that could be read, and the errors of those that could not."""

    documents: list[Document]
    skipped: list[DocumentError]


def load_documents(
    sources: Iterable[str | Path | Document],
    *,
    encoding: str | None = None,
    skip_errors: bool = False,
) -> LoadedDocuments:
    """Read files, folders (`.txt`, `.md`, recursive), glob patterns and ready `Document`s.

    Args:
        sources: what to read; a file named twice is read once.
        encoding: codec for all files instead of detection, e.g. ``"gb18030"``.
        skip_errors: collect unreadable files in `skipped` instead of raising.

    Raises:
        DocumentError: a file cannot be read (unless `skip_errors`), or nothing is left to index; a
            ready document is empty, holds carriage returns, or has another's id.
    """
    documents: list[Document] = []
    skipped: list[DocumentError] = []
    files: list[Path] = []
    for source in sources:
        if isinstance(source, Document):
            documents.append(_checked(source))
            continue
        for found in _expand(source):
            if isinstance(found, DocumentError):
                _keep_or_raise(found, skipped, skip_errors)
            else:
                files.append(found)
    files = _without_repeats(files)
    for name, path in zip(_names(files), files, strict=True):
        try:
            documents.append(read_document(path, encoding=encoding, document_id=name))
        except DocumentError as error:
            _keep_or_raise(error, skipped, skip_errors)
    _require_some(documents, skipped)
    return LoadedDocuments(documents, skipped)


def read_document(
    path: str | Path, *, encoding: str | None = None, document_id: str | None = None
) -> Document:
    """Read one text file.

    Raises:
        DocumentError: missing, unreadable, empty, binary or undecodable file.
    """
    path = Path(path)
    text = decode(_read_bytes(path), path=path, encoding=encoding)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise DocumentError("The document is empty", path=path, repair="leave the file out")
    # A name that is not UTF-8, as old archives hold, comes with lone surrogates.
    name = (document_id or path.name).encode("utf-8", "backslashreplace").decode("utf-8")
    return Document(id=name, text=text)


def decode(data: bytes, *, path: Path, encoding: str | None = None) -> str:
    """Decode bytes: by `encoding`, a byte order mark, strict UTF-8, else by detection.

    Detection (chardet) is trusted for the GB and Big5 families only.

    Raises:
        DocumentError: binary data, or no encoding fits.
    """
    codec = encoding or next((name for bom, name in _BOMS if data.startswith(bom)), None)
    if codec is None:
        codec = _detect(data, path)
    try:
        text = data.decode(codec)
    except UnicodeError as error:
        raise DocumentError(
            "The document cannot be decoded",
            path=path,
            expected=codec,
            found=f"byte {getattr(error, 'start', '?')} does not fit",
            repair="--encoding NAME with the file's true encoding",
        ) from error
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        raise DocumentError(
            "Unknown encoding", path=path, found=codec, repair="--encoding gb18030"
        ) from None
    _refuse_binary(text, path)
    refuse_surrogates(text, path)
    return text.removeprefix("\ufeff")


def _detect(data: bytes, path: Path) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    if b"\x00" in data:
        raise DocumentError("The document is binary, not text", path=path, found="NUL bytes")
    import chardet

    guess = str(chardet.detect(data)["encoding"] or "none").lower().replace("_", "-")
    if guess not in _SUPERSETS:
        raise DocumentError(
            "The document's encoding is not recognised",
            path=path,
            expected="UTF-8, GB18030 or Big5",
            found=guess,
            repair="--encoding NAME with the file's true encoding",
        )
    return _SUPERSETS[guess]


def _refuse_binary(text: str, path: Path) -> None:
    controls = sum(1 for c in text if (c < " " or c == "\x7f") and c not in _TEXT_CONTROLS)
    if "\x00" in text or controls > len(text) / 100:
        raise DocumentError(
            "The document is binary, not text", path=path, found=f"{controls} control characters"
        )


def refuse_surrogates(text: str, path: str | Path) -> None:
    """Refuse a text that no encoding can write, as some escapes and codecs yield.

    Raises:
        DocumentError: half a surrogate pair stands alone in it.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise DocumentError(
            "The text holds half a surrogate pair",
            path=path,
            found=f"U+{ord(text[error.start]):04X} at {error.start}",
            repair='text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")',
        ) from None


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DocumentError("No such file", path=path) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        found = getattr(error, "strerror", None) or error
        raise DocumentError("The file cannot be read", path=path, found=found) from error


def _expand(named: str | Path) -> list[Path | DocumentError]:
    """Turn one source into files: itself, the texts under a folder, or a pattern's matches."""
    source = Path(named)
    if named == "":  # as a path, it would be the folder one is in
        return [DocumentError("An empty path names no file", repair=". for this folder")]
    if "\0" in str(source):
        return [DocumentError("The file cannot be read", path=source, found="NUL in its name")]
    # os.path, as Path.is_dir raises for names too long and folders without permission.
    if os.path.isdir(source):  # noqa: PTH112
        found = _texts_under(source)
        nothing = DocumentError(
            "The folder holds no text", path=source, expected=", ".join(SUFFIXES)
        )
        return found or [nothing]
    if os.path.exists(source) or not glob.has_magic(str(source)):  # noqa: PTH110
        return [source]
    matches = [Path(m) for m in sorted(glob.glob(str(source), recursive=True))]  # noqa: PTH207
    found = [f for m in matches for f in (_texts_under(m) if os.path.isdir(m) else [m])]  # noqa: PTH112
    return found or [DocumentError("No file matches the pattern", path=source)]


def _texts_under(folder: Path) -> list[Path | DocumentError]:
    """The texts in a folder and below, and an error for each folder that cannot be read."""
    unreadable: list[OSError] = []
    found: list[Path | DocumentError] = []
    for root, folders, names in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            Path(root, name)
            for name in sorted(names)
            if name.lower().endswith(SUFFIXES) and not name.startswith(".")
        ]
    found += [
        DocumentError("The folder cannot be read", path=error.filename, found=error.strerror)
        for error in unreadable
    ]
    return found


def _without_repeats(files: Sequence[Path]) -> list[Path]:
    found: dict[Path, Path] = {}
    for path in files:
        found.setdefault(_resolved(path), path)
    return list(found.values())


def _resolved(path: Path) -> Path:
    # Path.resolve raises for a link that points at itself, before Python 3.13.
    return Path(os.path.realpath(path))


def _names(files: Sequence[Path]) -> list[str]:
    """Shortest names that tell the files apart: file names, else paths under a common folder."""
    names = [path.name for path in files]
    if len(set(names)) == len(names):
        return names
    resolved = [_resolved(path) for path in files]
    common = Path(os.path.commonpath([path.parent for path in resolved]))
    return [path.relative_to(common).as_posix() for path in resolved]


def _checked(document: Document) -> Document:
    refuse_surrogates(document.text, document.id)
    if not document.text.strip():
        raise DocumentError("The document is empty", path=document.id)
    if "\r" in document.text:
        raise DocumentError(
            "The document's line ends are not normalised",
            path=document.id,
            expected="\\n",
            found="\\r",
            repair=r'text.replace("\r\n", "\n").replace("\r", "\n")',
        )
    return document


def _keep_or_raise(error: DocumentError, skipped: list[DocumentError], skip_errors: bool) -> None:
    if not skip_errors:
        raise error
    skipped.append(error)


def _require_some(documents: Sequence[Document], skipped: Sequence[DocumentError]) -> None:
    if not documents:
        raise DocumentError("No document could be read", found=f"{len(skipped)} skipped")
    ids = [document.id for document in documents]
    repeated = sorted({name for name in ids if ids.count(name) > 1}) if len(ids) < 1000 else []
    if len(set(ids)) < len(ids):
        raise DocumentError(
            "Two documents have the same id", expected="unique ids", found=repeated or "repeats"
        )
