"""Models: a model folder, loaded. One ONNX graph that encodes and, with heads, reads.

    model.json       the card: name, sizes, prompts, checksums, the reader's calibration
    model.onnx       token ids -> states of the tokens, and what the reader's heads make of them
    tokenizer.json   text -> token ids, for `tokenizers`

Run by ONNX Runtime, with no torch in the process.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from wuxi_qa.errors import ModelError

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Encoding, Tokenizer

SHIPPED_MODEL = "e5-reader-zh"
SHIPPED_FOLDER = Path(__file__).parent / "models" / SHIPPED_MODEL
REINSTALL = "pip install --force-reinstall wuxi-qa"
Output = Literal["last_hidden_state", "reading"]


class Calibration(BaseModel):
    """From what was measured of a passage to its rank and to the probability that it answers.

    Two linear functions of the same signals, fitted on development questions by
    `training/calibrate.py`; docs/decisions/0006-calibration.md has the figures.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ranking: dict[str, float] = Field(
        description="Weights of signals in the log-odds that a passage, rather than another, "
        "answers: a conditional logit (McFadden, 1974)."
    )
    confidence: dict[str, float] = Field(
        description="Weights of signals in the log-odds that the best passage answers at all: a "
        "logistic regression (Platt, 1999)."
    )
    threshold: float = Field(ge=0, le=1, description="Below this confidence `ask` abstains.")
    ceiling: float = Field(
        description="Relevance, as a logit, that nine in ten passages read stay under; a passage "
        "that could not win even with it is not read."
    )


class ModelCard(BaseModel):
    """The machine-readable card `model.json` of a model folder."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    dimension: int = Field(ge=1)
    max_tokens: int = Field(ge=8, description="Longest input in tokens; longer ones are cut.")
    prompts: dict[str, str] = Field(description="Prefix for `query` and for `document`.")
    sha256: dict[str, str] = Field(description="Checksum of each weight-bearing file.")
    reader: Calibration | None = Field(
        default=None, description="None for a model that encodes only."
    )

    @field_validator("prompts")
    @classmethod
    def _both(cls, prompts: dict[str, str]) -> dict[str, str]:
        if missing := {"query", "document"} - set(prompts):
            raise ValueError(f"without {' and '.join(sorted(missing))}")
        return prompts

    @property
    def checksum(self) -> str:
        """One checksum over those of all listed files."""
        joined = "".join(f"{name}:{self.sha256[name]}\n" for name in sorted(self.sha256))
        return hashlib.sha256(joined.encode()).hexdigest()


class Model:
    """A model folder, verified and loaded.

    Args:
        folder: a folder with `model.json`, `model.onnx` and `tokenizer.json`; default the
            shipped one.

    Raises:
        ModelError: a file is missing, altered or not loadable.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = Path(folder) if folder is not None else SHIPPED_FOLDER
        self.card = read_model_card(self.folder)
        self._session = _load_session(self.folder, self.card)
        self._tokenizer = _load_tokenizer(self.folder, self.card)

    def tokenize(self, text: str, second: str | None = None) -> Encoding:
        """Token ids and offsets of a text or a pair of texts, cut at the card's `max_tokens`."""
        return self._tokenizer.encode(text, second)

    def run(self, encodings: Sequence[Encoding], output: Output) -> list[NDArray[np.float32]]:
        """Run the graph on each input: float32 (tokens, width of the output) for each.

        Every input is a run of its own: the int8 graph scales activations over all that it is
        given, so that in a batch a text's result would depend on its neighbours. Several run side
        by side with a thread each, which is quicker than one after the other with all threads,
        and gives the same numbers.
        """
        if len(encodings) < 2 or _threads() < 2:
            return [self._run(encoding, output) for encoding in encodings]
        return list(self._pool.map(lambda encoding: self._run(encoding, output), encodings))

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_threads(), thread_name_prefix="wuxi-qa")

    def _run(self, encoding: Encoding, output: Output) -> NDArray[np.float32]:
        ids = np.asarray([encoding.ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        if output == "reading":
            # Above their common layers the graph computes one of the two: this one, if told.
            inputs["reads"] = np.asarray([True])
        (found,) = self._session.run([output], inputs)
        states = np.asarray(found[0], dtype=np.float32)
        width = self.card.dimension
        if output == "last_hidden_state" and states.shape[-1] != width:
            raise _broken(
                "The model's vectors are not of the length on its card",
                self.folder / "model.json",
                expected=f"dimension {states.shape[-1]}",
                found=f"dimension {width}",
            )
        return states


def is_model_folder(path: str | Path) -> bool:
    """Whether a folder has the shipped model's layout."""
    # os.path, as Path.is_file raises for names too long.
    return os.path.isfile(Path(path) / "model.json")  # noqa: PTH113


def read_model_card(folder: Path) -> ModelCard:
    """Read `model.json`.

    Raises:
        ModelError: it is missing or malformed.
    """
    path = folder / "model.json"
    try:
        return ModelCard.model_validate(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        raise _broken("No model in this folder", folder, found="no model.json") from None
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise _broken("Unreadable model card", path, found=wrong) from error
    except (OSError, ValueError) as error:
        raise _broken("Unreadable model card", path, found=error) from error


def _broken(
    message: str, path: Path, *, expected: object = None, found: object = None
) -> ModelError:
    """The error of a model folder or a file in it; only the shipped one comes by installing."""
    shipped = SHIPPED_FOLDER in (path, *path.parents)
    repair = REINSTALL if shipped else "put the model's own files into the folder, or name another"
    return ModelError(message, path=path, expected=expected, found=found, repair=repair)


def _load_session(folder: Path, card: ModelCard) -> onnxruntime.InferenceSession:
    import onnxruntime

    # By path: from bytes, it would hold them a second time while it reads them.
    weights = _verified(folder / "model.onnx", card)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            str(weights), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # ONNX Runtime's exceptions share no base but Exception.
        raise _broken("ONNX Runtime cannot load the model", folder, found=error) from error


def _load_tokenizer(folder: Path, card: ModelCard) -> Tokenizer:
    from tokenizers import Tokenizer

    path = _verified(folder / "tokenizer.json", card)
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # as with those of ONNX Runtime
        raise _broken("The tokenizer cannot be loaded", path, found=error) from error
    tokenizer.enable_truncation(card.max_tokens)
    tokenizer.no_padding()
    return tokenizer


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verified(path: Path, card: ModelCard) -> Path:
    """The path of a file whose checksum is the card's."""
    try:
        found = file_sha256(path)
    except OSError as error:
        raise _broken("A model file cannot be read", path, found=error.strerror) from error
    expected = card.sha256.get(path.name)
    if found != expected:
        raise _broken("A model file was altered", path, expected=expected, found=found)
    return path


def _threads() -> int:
    """How many inputs run side by side: as many as there are processors, four at most."""
    try:
        processors = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        processors = os.cpu_count() or 1
    return min(4, processors)
