"""Decoding: from the bytes of a file to its text, or to an error that names what is wrong."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from wuxi_qa.errors import DocumentError
from wuxi_qa.text import HAN

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Detected encodings and the codecs of their family, which are tried in order: cp950 holds the
# signs € ‧ ～ of Big5 as Windows writes it, big5hkscs the characters of Hong Kong.
_BIG5 = ("cp950", "big5hkscs")
_EURO = "€".encode("cp950")
_FAMILIES = {
    "utf-8": ("utf-8",),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "cp936"), ("gb18030",)),
    **dict.fromkeys(("big5", "cp950", "big5hkscs"), _BIG5),
}
# Control characters that text files hold; any other one marks a binary file.
_TEXT_CONTROLS = frozenset("\t\n\x0b\x0c\r\x1a")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_PLAIN = re.compile(rf"[\s!-~{HAN}\u2010-\u2027\u3000-\u303f\uff00-\uff65]")
"""What most characters are in a Chinese or English text."""
_STRAY = 3
_MOST_PRIVATE, _FEWEST_PLAIN = 0.01, 0.9
"""Shares of a text's characters."""
_TRUE_ENCODING = "--encoding NAME with the file's true encoding"


def decode(data: bytes, *, path: Path, encoding: str | None = None) -> str:
    """Decode bytes: by `encoding`, a byte order mark, strict UTF-8, else by detection.

    Detection (chardet) is trusted for the GB and Big5 families only, and not where more than a
    stray few private-use characters would come of it.

    Raises:
        DocumentError: binary data, or no encoding fits.
    """
    codec = encoding or next((name for bom, name in _BOMS if data.startswith(bom)), None)
    if codec is None:
        codec = _detect(data, path)
    text = _decoded(data, codec, path)
    _refuse_binary(text, path)
    refuse_surrogates(text, path)
    return text.removeprefix("\ufeff")


def _decoded(data: bytes, codec: str, path: Path) -> str:
    try:
        return data.decode(codec)
    except UnicodeError as error:
        raise DocumentError(
            "The document cannot be decoded",
            path=path,
            expected=codec,
            found=f"byte {getattr(error, 'start', '?')} does not fit",
            repair=_TRUE_ENCODING,
        ) from error
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        raise DocumentError(
            "Unknown encoding", path=path, found=codec, repair="--encoding gb18030"
        ) from None


def _detect(data: bytes, path: Path) -> str:
    if b"\x00" in data:
        raise _binary(path, "NUL bytes", data)
    if _fits(data, "utf-8"):
        return "utf-8"
    # Big5 had no € before Windows: detection takes a text with a single one for anything else.
    # In GBK the same bytes are a letter, without which it may be recognised no more.
    guesses = [_guess(data.replace(_EURO, b"")), _guess(data)]
    guess = next((one for one in guesses if one in _FAMILIES), guesses[-1])
    family = _FAMILIES.get(guess)
    if family is None:
        raise _unrecognised(data, path, guess)
    codec = next((codec for codec in family if _fits(data, codec)), family[-1])
    private = _private_share(data, codec)
    if private > _MOST_PRIVATE:
        raise _unrecognised(data, path, f"{codec}, but for {private:.0%} private-use characters")
    return codec


def _guess(data: bytes) -> str:
    import chardet

    return str(chardet.detect(data)["encoding"] or "none").lower().replace("_", "-")


def _unrecognised(data: bytes, path: Path, found: str) -> DocumentError:
    utf_16 = _utf_16(data)
    return DocumentError(
        "The document's encoding is not recognised",
        path=path,
        expected="UTF-8, GB18030 or Big5",
        found="UTF-16 without a byte order mark" if utf_16 else found,
        repair=f"--encoding {utf_16}" if utf_16 else _TRUE_ENCODING,
    )


def _fits(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _private_share(data: bytes, codec: str) -> float:
    """Share of private-use characters; a few are none."""
    text = data.decode(codec, errors="ignore")
    count = len(_PRIVATE.findall(text))
    return count / len(text) if count > _STRAY else 0


def _utf_16(data: bytes) -> str | None:
    """The codec for which data without a byte order mark is plain text in UTF-16; None for none.

    English is plain in either order, read wrongly as rare Han; its NUL bytes tell which it is.
    """
    little = data[1::2].count(0) >= data[::2].count(0)
    codecs_in_order = ("utf-16-le", "utf-16-be") if little else ("utf-16-be", "utf-16-le")
    for codec in codecs_in_order:
        if _fits(data, codec):
            text = data.decode(codec)
            if len(_PLAIN.findall(text)) >= _FEWEST_PLAIN * len(text) and "\0" not in text:
                return codec
    return None


def _binary(path: str | Path, found: str, data: bytes = b"") -> DocumentError:
    utf_16 = _utf_16(data) if data else None
    return DocumentError(
        "The document is binary, not text",
        path=path,
        found=f"{found}, as in UTF-16 without a byte order mark" if utf_16 else found,
        repair=f"--encoding {utf_16}" if utf_16 else f"leave it out, or {_TRUE_ENCODING}",
    )


def _refuse_binary(text: str, path: str | Path) -> None:
    """Refuse a text with a NUL, or with many other control characters.

    Raises:
        DocumentError: it is binary data.
    """
    controls = sum(1 for c in text if (c < " " or c == "\x7f") and c not in _TEXT_CONTROLS)
    if "\x00" in text or controls > len(text) / 100:
        raise _binary(path, f"{controls} control characters")


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: white space, format characters such as U+200B, or none."""
    return not any(c.isprintable() and c != " " for c in text)


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
