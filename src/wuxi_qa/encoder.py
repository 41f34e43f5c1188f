"""Encoders: from texts to unit vectors.

`OnnxEncoder` runs the shipped model with ONNX Runtime and `tokenizers` alone and is what asking
uses. `SentenceTransformerEncoder` runs any model that sentence-transformers loads, the shipped
folder included; building uses it for its batches and its progress bar.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from wuxi_qa.errors import ModelError
from wuxi_qa.model import (
    SHIPPED_FOLDER,
    SHIPPED_MODEL,
    Model,
    ModelCard,
    is_model_folder,
    read_model_card,
)

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with (texts done, texts in all) while a long encoding runs."""

_BATCH = 64
_REBUILD = "wuxi-qa build PATHS… --model FOLDER -o INDEX"


class EncoderIdentity(BaseModel):
    """Who made the vectors of an index; checksum and dimension must agree with who asks it.

    The checksum has to stay the same as long as the vectors do.
    """

    model_config = ConfigDict(frozen=True)

    name: str = Field(description="Name of the model, or the absolute path of its folder.")
    checksum: str = Field(description="SHA-256 over the model's files or its parameters.")
    dimension: int = Field(ge=1, description="Length of its vectors.")


@runtime_checkable
class Encoder(Protocol):
    """Turns questions and passages into vectors of length 1, so that a dot product is a cosine."""

    @property
    def identity(self) -> EncoderIdentity:
        """Name, checksum and dimension of the model."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions: float32 array (len(texts), dimension), rows of length 1."""
        ...

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Encode passages: float32 array (len(texts), dimension), rows of length 1."""
        ...


class OnnxEncoder:
    """The shipped model (or another folder of the same layout), without torch.

    Texts are cut at the model's `max_tokens`, and each is encoded by itself.

    Args:
        model: a loaded model, or a folder of one; default the shipped one.

    Raises:
        ModelError: a file is missing, altered or not loadable.
    """

    def __init__(self, model: Model | str | Path | None = None) -> None:
        self.model = model if isinstance(model, Model) else Model(model)

    @cached_property
    def identity(self) -> EncoderIdentity:
        """Name, checksum and dimension of the model."""
        return identity_of(self.model.card, self.model.folder)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions: float32 array (len(texts), dimension), rows of length 1."""
        return self._encode(texts, self.model.card.prompts["query"], None)

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Encode passages: float32 array (len(texts), dimension), rows of length 1."""
        return self._encode(texts, self.model.card.prompts["document"], progress)

    def _encode(self, texts: Sequence[str], prompt: str, progress: Progress | None) -> Vectors:
        rows = np.empty((len(texts), self.model.card.dimension), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            encodings = [self.model.tokenize(prompt + t) for t in texts[start : start + _BATCH]]
            for i, states in enumerate(self.model.run(encodings, "last_hidden_state"), start):
                rows[i] = states.mean(axis=0)
            if progress is not None:
                progress(start + len(encodings), len(texts))
        return unit_rows(rows)


class SentenceTransformerEncoder:
    """Any model that sentence-transformers loads, by name or folder.

    Args:
        model: a name such as ``"BAAI/bge-small-zh-v1.5"`` or a folder; default the shipped one.

    Raises:
        ModelError: the package is missing or the model cannot be loaded.
    """

    def __init__(self, model: str | Path | None = None) -> None:
        self._source = str(model) if model is not None else str(SHIPPED_FOLDER)
        self._model = _load_sentence_transformer(self._source)
        self._identity = self._identify()

    @property
    def identity(self) -> EncoderIdentity:
        """Name, checksum and dimension of the model."""
        return self._identity

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions: float32 array (len(texts), dimension), rows of length 1."""
        return unit_rows(self._model.encode_query(list(texts), show_progress_bar=False))

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Encode passages: float32 array (len(texts), dimension), rows of length 1."""
        rows = np.empty((len(texts), self._identity.dimension), dtype=np.float32)
        done = 0
        for batch in _batches_by_length(texts, size=256):
            encoded = self._model.encode_document(
                [texts[i] for i in batch], batch_size=_BATCH, show_progress_bar=False
            )
            rows[batch] = unit_rows(encoded)
            done += len(batch)
            if progress is not None:
                progress(done, len(texts))
        return rows

    def _identify(self) -> EncoderIdentity:
        if is_model_folder(self._source):
            return identity_of(read_model_card(Path(self._source)), Path(self._source))
        digest = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode() + tensor.cpu().float().numpy().tobytes())
        dimension = self._model.get_embedding_dimension()
        if not dimension:
            raise ModelError("The model has no fixed dimension", found=self._source)
        source = Path(self._source)
        name = str(source.resolve()) if source.is_dir() else self._source
        return EncoderIdentity(name=name, checksum=digest.hexdigest(), dimension=int(dimension))


def identity_of(card: ModelCard, folder: Path) -> EncoderIdentity:
    """Identity of the encoder in a model folder: a name for the shipped one, else its path."""
    shipped = card.checksum == read_model_card(SHIPPED_FOLDER).checksum
    name = SHIPPED_MODEL if shipped else str(folder.resolve())
    return EncoderIdentity(name=name, checksum=card.checksum, dimension=card.dimension)


def load_encoder(model: str | Path | None = None) -> Encoder:
    """Load the encoder for asking: ONNX for folders of the shipped layout, else by name.

    Raises:
        ModelError: the model cannot be loaded.
    """
    if model is None or str(model) == SHIPPED_MODEL:
        return OnnxEncoder()
    return OnnxEncoder(model) if is_model_folder(model) else SentenceTransformerEncoder(model)


def load_building_encoder(model: str | Path | None = None) -> Encoder:
    """Load the encoder for building an index: through sentence-transformers where it can be.

    A copy of the shipped folder is run by ONNX Runtime, so that no code of it is executed.

    Raises:
        ModelError: the model cannot be loaded.
    """
    if model is None or str(model) == SHIPPED_MODEL:
        return SentenceTransformerEncoder()
    return OnnxEncoder(model) if is_model_folder(model) else SentenceTransformerEncoder(model)


def unit_rows(rows: Any) -> Vectors:  # noqa: ANN401 - whatever an encoder library returns
    """Scale rows to length 1; float32 array of the same shape. Rows of zeros stay zeros."""
    rows = np.asarray(rows, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    return np.asarray(rows / lengths, dtype=np.float32)


def _batches_by_length(texts: Sequence[str], *, size: int) -> Iterator[list[int]]:
    order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), i))
    for start in range(0, len(order), size):
        yield order[start : start + size]


def _load_sentence_transformer(source: str) -> SentenceTransformer:
    if Path(source).is_absolute() and not os.path.exists(source):  # noqa: PTH110 - names too long
        raise ModelError(
            "The encoder cannot load the model",
            path=source,
            found="no such folder",
            repair=f"put the model back there, or {_REBUILD}",
        )
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ModelError(
            "sentence-transformers is not installed",
            expected="sentence-transformers",
            repair="pip install sentence-transformers",
        ) from error
    try:
        # The shipped folder's first module is code of this package; no other folder is trusted.
        own = Path(source) == SHIPPED_FOLDER
        return SentenceTransformer(source, device="cpu", trust_remote_code=own)
    except Exception as error:  # hub, file and format errors of three libraries
        reason = str(error).strip().partition("\n")[0]
        raise ModelError(
            "sentence-transformers cannot load the model",
            expected="a folder of a SentenceTransformer model, or a name known to the hub",
            found=f"{source} ({type(error).__name__}: {reason[:300]})",
            repair=f"download the model where there is a network, then {_REBUILD}",
        ) from error
