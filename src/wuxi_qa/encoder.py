"""Encoders: from texts to unit vectors.

`OnnxEncoder` runs the shipped model with ONNX Runtime and `tokenizers` alone and is what asking
uses. `SentenceTransformerEncoder` runs any model that sentence-transformers loads, the shipped
folder included; building uses it for its batches and its progress bar.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wuxi_qa.errors import ModelError

if TYPE_CHECKING:
    import onnxruntime
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with (texts done, texts in all) while a long encoding runs."""

SHIPPED_MODEL = "e5-small-zh"
_SHIPPED_FOLDER = Path(__file__).parent / "models" / SHIPPED_MODEL
_REINSTALL = "pip install --force-reinstall wuxi-qa"


class EncoderIdentity(BaseModel):
    """What must agree between the encoder that built an index and the one that asks it."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(description="Name or folder of the model, as given to `--model`.")
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


class ModelCard(BaseModel):
    """The machine-readable card `model.json` of a model folder."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    dimension: int = Field(ge=1)
    max_tokens: int = Field(ge=8, description="Longest input in tokens; longer ones are cut.")
    prompts: dict[str, str] = Field(description="Prefix for `query` and for `document`.")
    sha256: dict[str, str] = Field(description="Checksum of each weight-bearing file.")

    @property
    def identity(self) -> EncoderIdentity:
        """Identity over the checksums of all listed files."""
        joined = "".join(f"{name}:{self.sha256[name]}\n" for name in sorted(self.sha256))
        checksum = hashlib.sha256(joined.encode()).hexdigest()
        return EncoderIdentity(name=self.name, checksum=checksum, dimension=self.dimension)


class OnnxEncoder:
    """The shipped model (or another folder of the same layout), without torch.

    Texts are cut at the model's `max_tokens`. Each text is encoded by itself: the int8 graph
    scales activations over a whole batch, so that a batch would make a text's vector depend on
    its neighbours.

    Args:
        folder: a model folder with `model.json`, `model.onnx` and `tokenizer.json`.

    Raises:
        ModelError: a file is missing, altered or not loadable.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self._folder = Path(folder) if folder is not None else _SHIPPED_FOLDER
        self._card = read_model_card(self._folder)
        self._session = _load_session(self._folder, self._card)
        self._tokenizer = _load_tokenizer(self._folder, self._card)

    @property
    def identity(self) -> EncoderIdentity:
        """Name, checksum and dimension of the model."""
        return self._card.identity

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions: float32 array (len(texts), dimension), rows of length 1."""
        return self._encode(texts, self._card.prompts["query"], None)

    def encode_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Encode passages: float32 array (len(texts), dimension), rows of length 1."""
        return self._encode(texts, self._card.prompts["document"], progress)

    def _encode(self, texts: Sequence[str], prompt: str, progress: Progress | None) -> Vectors:
        rows = np.empty((len(texts), self._card.dimension), dtype=np.float32)
        for i, text in enumerate(texts):
            rows[i] = self._pooled(prompt + text)
            if progress is not None:
                progress(i + 1, len(texts))
        return rows

    def _pooled(self, text: str) -> Vectors:
        ids = np.asarray([self._tokenizer.encode(text).ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        (states,) = self._session.run(["last_hidden_state"], inputs)
        mean = np.asarray(states, dtype=np.float32)[0].mean(axis=0)
        row: Vectors = unit_rows(mean[np.newaxis])[0]
        return row


class SentenceTransformerEncoder:
    """Any model that sentence-transformers loads, by name or folder.

    Args:
        model: a name such as ``"BAAI/bge-small-zh-v1.5"`` or a folder; default the shipped one.

    Raises:
        ModelError: the package is missing or the model cannot be loaded.
    """

    def __init__(self, model: str | Path | None = None) -> None:
        self._source = str(model) if model is not None else str(_SHIPPED_FOLDER)
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
                [texts[i] for i in batch], batch_size=self._batch_size, show_progress_bar=False
            )
            rows[batch] = unit_rows(encoded)
            done += len(batch)
            if progress is not None:
                progress(done, len(texts))
        return rows

    @property
    def _batch_size(self) -> int:
        # The int8 graph's vectors depend on batch neighbours: one text a batch for those.
        return 1 if is_model_folder(self._source) else 32

    def _identify(self) -> EncoderIdentity:
        if is_model_folder(self._source):
            return read_model_card(Path(self._source)).identity
        digest = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode() + tensor.cpu().float().numpy().tobytes())
        dimension = self._model.get_embedding_dimension()
        if not dimension:
            raise ModelError("The model has no fixed dimension", found=self._source)
        return EncoderIdentity(
            name=self._source, checksum=digest.hexdigest(), dimension=int(dimension)
        )


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


def is_model_folder(path: str | Path) -> bool:
    """Whether a folder has the shipped model's layout."""
    return (Path(path) / "model.json").is_file()


def read_model_card(folder: Path) -> ModelCard:
    """Read `model.json`.

    Raises:
        ModelError: it is missing or malformed.
    """
    path = folder / "model.json"
    try:
        return ModelCard.model_validate(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        raise ModelError("No model in this folder", path=folder, repair=_REINSTALL) from None
    except (OSError, ValueError, ValidationError) as error:
        raise ModelError("Unreadable model card", path=path, repair=_REINSTALL) from error


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


def _load_session(folder: Path, card: ModelCard) -> onnxruntime.InferenceSession:
    import onnxruntime

    weights = _verified_bytes(folder / "model.onnx", card)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(4, _processors())
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's exceptions share no base but Exception.
        raise ModelError(
            "ONNX Runtime cannot load the model", path=folder, found=error, repair=_REINSTALL
        ) from error


def _load_tokenizer(folder: Path, card: ModelCard) -> Tokenizer:
    from tokenizers import Tokenizer

    data = _verified_bytes(folder / "tokenizer.json", card)
    tokenizer = Tokenizer.from_str(data.decode("utf-8"))
    tokenizer.enable_truncation(card.max_tokens)
    tokenizer.no_padding()
    return tokenizer


def _verified_bytes(path: Path, card: ModelCard) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(
            "A model file cannot be read", path=path, found=error.strerror, repair=_REINSTALL
        ) from error
    found = hashlib.sha256(data).hexdigest()
    expected = card.sha256.get(path.name)
    if found != expected:
        raise ModelError(
            "A model file was altered", path=path, expected=expected, found=found, repair=_REINSTALL
        )
    return data


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


def _load_sentence_transformer(source: str) -> SentenceTransformer:
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
        own = Path(source) == _SHIPPED_FOLDER
        return SentenceTransformer(source, device="cpu", trust_remote_code=own)
    except Exception as error:  # hub, file and format errors of three libraries
        raise ModelError(
            "sentence-transformers cannot load the model",
            expected="a folder of a SentenceTransformer model, or a name known to the hub",
            found=f"{source} ({type(error).__name__}: {str(error).strip().splitlines()[0][:300]})",
            repair="download the model where there is a network and pass its folder to --model",
        ) from error
