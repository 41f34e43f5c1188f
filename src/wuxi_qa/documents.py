"""Documents: from files, folders and patterns to decoded texts."""

from __future__ import annotations

import glob
import os
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from wuxi_qa.decoding import decode, is_blank, refuse_surrogates
from wuxi_qa.errors import DocumentError

SUFFIXES = (".txt", ".md", ".markdown")


class Document(BaseModel):
    """One text, as decoded, with line ends normalised to line feeds.

    Every offset in wuxi-qa counts code points of `text`.

    Raises:
        pydantic.ValidationError: the id is empty or holds half a surrogate pair.
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
            ready document is empty or binary, begins with a byte order mark, holds carriage
            returns, or has another's id; a source is none of these.
    """
    if not isinstance(sources, Iterable):
        raise _no_source(sources)
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
    if is_blank(text):
        raise DocumentError("The document is empty", path=path, repair="leave the file out")
    # A name that is not UTF-8, as old archives hold, comes with lone surrogates.
    name = (document_id or path.name).encode("utf-8", "backslashreplace").decode("utf-8")
    return Document(id=name, text=text)


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DocumentError(
            "No such file", path=path, repair="name a file, a folder or a pattern: 'texts/*.txt'"
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        found = getattr(error, "strerror", None) or error
        raise DocumentError(
            "The file cannot be read",
            path=path,
            found=found,
            repair="make it readable, or leave it out",
        ) from error


def _expand(named: str | Path) -> list[Path | DocumentError]:
    """Turn one source into files: itself, the texts under a folder, or a pattern's matches."""
    if not isinstance(named, str | os.PathLike):
        raise _no_source(named)
    source = Path(named)
    if named == "":  # as a path, it would be the folder one is in
        return [DocumentError("An empty path names no file", repair=". for this folder")]
    if "\0" in str(source):
        return [DocumentError("The file cannot be read", path=source, found="NUL in its name")]
    # os.path, as Path.is_dir raises for names too long and folders without permission.
    if os.path.isdir(source):  # noqa: PTH112
        found = _texts_under(source)
        nothing = DocumentError(
            "The folder holds no text",
            path=source,
            expected=", ".join(SUFFIXES),
            repair=f"name other files by a pattern: {shlex.quote(str(source / '*'))}",
        )
        return found or [nothing]
    if os.path.exists(source) or not glob.has_magic(str(source)):  # noqa: PTH110
        return [source]
    matches = [Path(m) for m in sorted(glob.glob(str(source), recursive=True))]  # noqa: PTH207
    found = [f for m in matches for f in (_texts_under(m) if os.path.isdir(m) else [m])]  # noqa: PTH112
    unmatched = "look at its folder and ending; ** stands for folders: 'texts/**/*.txt'"
    return found or [
        DocumentError("No file matches the pattern", path=source, repair=unmatched),
    ]


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
        DocumentError(
            "The folder cannot be read",
            path=error.filename,
            found=error.strerror,
            repair="make it readable, or leave it out",
        )
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


def _no_source(source: object) -> DocumentError:
    return DocumentError(
        "A source is neither a path nor a Document",
        expected="files, folders, patterns or Documents",
        found=repr(source)[:80],
        repair='Document(id="name", text=text) for a text at hand',
    )


def _checked(document: Document) -> Document:
    refuse_surrogates(document.text, document.id)
    # Other control characters of a text at hand are its own; a file with many is no text.
    if "\x00" in document.text:
        raise DocumentError(
            "The document holds a NUL",
            path=document.id,
            repair=r'text.replace("\x00", "")',
        )
    if is_blank(document.text):
        raise DocumentError("The document is empty", path=document.id, repair="leave it out")
    if document.text.startswith("\ufeff"):
        raise DocumentError(
            "The document begins with a byte order mark",
            path=document.id,
            found="U+FEFF",
            repair=r'text.removeprefix("\ufeff")',
        )
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
        mend = "mend one of those skipped, or name another" if skipped else "name one"
        raise DocumentError(
            "No document could be read", found=f"{len(skipped)} skipped", repair=mend
        )
    ids = [document.id for document in documents]
    repeated = sorted({name for name in ids if ids.count(name) > 1}) if len(ids) < 1000 else []
    if len(set(ids)) < len(ids):
        raise DocumentError(
            "Two documents have the same id",
            expected="unique ids",
            found=repeated or "repeats",
            repair="give every Document an id of its own, no name of a file",
        )
