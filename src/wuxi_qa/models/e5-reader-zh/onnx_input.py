"""First module of this SentenceTransformer: runs `model.onnx` with ONNX Runtime.

Part of the model folder, so that the folder works wherever sentence-transformers, onnxruntime
and tokenizers are installed: `SentenceTransformer(folder, trust_remote_code=True)`.
"""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer

try:  # sentence-transformers 6
    from sentence_transformers.base.modules import InputModule
except ImportError:  # sentence-transformers 5
    from sentence_transformers.models import InputModule

_CARD = "model.json"
_GRAPH = "model.onnx"
_TOKENIZER = "tokenizer.json"
_FILES = (_CARD, _GRAPH, _TOKENIZER)
_PADDING = "<pad>"


class OnnxInput(InputModule):  # type: ignore[misc]
    """Tokenises texts and returns their token states.

    Args:
        folder: folder with `model.json`, `model.onnx` and `tokenizer.json`.
    """

    def __init__(self, folder: str | Path) -> None:
        super().__init__()
        self.folder = Path(folder)
        card = json.loads((self.folder / _CARD).read_text("utf-8"))
        self.dimension = int(card["dimension"])
        self.tokenizer = Tokenizer.from_file(str(self.folder / _TOKENIZER))
        self.tokenizer.enable_padding(
            pad_id=self.tokenizer.token_to_id(_PADDING), pad_token=_PADDING
        )
        self.max_seq_length = int(card["max_tokens"])
        self._sessions: dict[int, onnxruntime.InferenceSession] = {}

    @property
    def max_seq_length(self) -> int:
        """Longest input in tokens; longer ones are cut."""
        return self._max_seq_length

    @max_seq_length.setter
    def max_seq_length(self, value: int) -> None:
        self._max_seq_length = value
        self.tokenizer.enable_truncation(value)

    def session(self, threads: int) -> onnxruntime.InferenceSession:
        """The ONNX Runtime session of so many threads, made at first use, anew in each process."""
        if threads not in self._sessions:
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            options.log_severity_level = 3  # the switch to read is an input with a default
            self._sessions[threads] = onnxruntime.InferenceSession(
                str(self.folder / _GRAPH), options, providers=["CPUExecutionProvider"]
            )
        return self._sessions[threads]

    def get_embedding_dimension(self) -> int:
        """Length of a token's vector."""
        return self.dimension

    get_word_embedding_dimension = get_embedding_dimension  # its name before version 5.4

    def preprocess(
        self,
        inputs: list[Any],
        prompt: str | None = None,
        **_: Any,  # noqa: ANN401
    ) -> dict[str, torch.Tensor]:
        """Tokenise texts, or pairs of texts: two int64 tensors (batch, tokens)."""
        texts = [self._prompted(text, prompt or "") for text in inputs]
        encodings = self.tokenizer.encode_batch(texts)
        return {
            "input_ids": torch.tensor([e.ids for e in encodings], dtype=torch.int64),
            "attention_mask": torch.tensor(
                [e.attention_mask for e in encodings], dtype=torch.int64
            ),
        }

    def tokenize(self, texts: list[Any], **_: Any) -> dict[str, torch.Tensor]:  # noqa: ANN401
        """The name of `preprocess` before version 6."""
        return self.preprocess(texts)

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Add `token_embeddings`, float32 (batch, tokens, dimension).

        Each text is a run of its own: the int8 graph scales activations over all that it is given,
        so that in a batch a text's vector would depend on its neighbours; and no padding is
        computed. Several texts run side by side with a thread each, which is quicker than one
        after the other with all threads, and gives the same vectors.
        """
        ids = features["input_ids"].cpu().numpy()
        mask = features["attention_mask"].cpu().numpy()
        texts = [ids[row : row + 1, :length] for row, length in enumerate(mask.sum(axis=1))]
        states = np.zeros((*ids.shape, self.dimension), dtype=np.float32)
        for row, found in enumerate(self._run(texts)):
            states[row, : len(found)] = found
        device = features["input_ids"].device
        return {**features, "token_embeddings": torch.from_numpy(states).to(device)}

    def _run(self, texts: list[Any]) -> list[Any]:
        """States of each text, float32 (tokens, dimension)."""
        threads = torch.get_num_threads()
        session = self.session(1 if len(texts) > 1 else threads)

        def run(ids: Any) -> Any:  # noqa: ANN401
            inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            return session.run(["last_hidden_state"], inputs)[0][0]

        if len(texts) == 1 or threads == 1:
            return [run(ids) for ids in texts]
        with ThreadPoolExecutor(threads) as pool:  # running lets go of Python's lock
            return list(pool.map(run, texts))

    def save(self, output_path: str, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Copy the three files of this module."""
        for name in _FILES:
            shutil.copyfile(self.folder / name, Path(output_path) / name)

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", **hub: Any) -> OnnxInput:  # noqa: ANN401
        """Load from a folder or, if it is ever published there, from the hub."""
        known = ("token", "cache_folder", "revision", "local_files_only")
        options = {key: hub[key] for key in known if key in hub}
        paths = [
            cls.load_file_path(model_name_or_path, filename=name, subfolder=subfolder, **options)
            for name in _FILES
        ]
        return cls(os.path.dirname(paths[0]))  # noqa: PTH120 - a path from another library

    def __getstate__(self) -> dict[str, Any]:
        """A copy for another process opens its own sessions."""
        return {**self.__dict__, "_sessions": {}}

    @staticmethod
    def _prompted(text: Any, prompt: str) -> Any:  # noqa: ANN401 - a text or a pair of texts
        return prompt + text if isinstance(text, str) else (prompt + text[0], *text[1:])
