"""The network: one trunk, and three numbers for each token.

The trunk is multilingual-e5-small's. A linear layer of 3 x hidden weights reads from each token's
state whether the answer starts there and ends there, and from the first token's state whether
the passage answers at all (Karpukhin et al., 2020, section 6.1). The first token is also the
place of "no answer" (Devlin et al., 2019, section 4.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.examples import Pair
from training.trunk import Trunk
from wuxi_qa.reader import LONGEST_QUESTION

MAX_TOKENS = 384


class Encoded(NamedTuple):
    """Token ids of a pair, which of them may answer, and where the answer starts and ends.

    `start` and `end` are 0, the place of "no answer", where the passage does not answer; -1 where
    the answer was cut off.
    """

    ids: list[int]
    first: int
    last: int
    start: int
    end: int
    answered: bool


@dataclass(frozen=True)
class Logits:
    """Logits of several pairs, in the order in which they were given.

    `start` and `end` have shape (pairs, longest), -1e4 where no answer can be; `relevance` has
    shape (pairs,).
    """

    start: Tensor
    end: Tensor
    relevance: Tensor


class ReaderNetwork(nn.Module):
    """The trunk, in bfloat16 or float32, and its heads in float32."""

    def __init__(self, folder: Path, dtype: torch.dtype, *, frozen: int = 0) -> None:
        super().__init__()
        self.trunk = Trunk(folder, dtype)
        self.trunk.layers[:frozen].requires_grad_(False)
        hidden = self.trunk.norm.normalized_shape[0]
        self.heads = nn.Linear(hidden, 3)
        nn.init.normal_(self.heads.weight, std=0.02)
        nn.init.zeros_(self.heads.bias)
        path = folder / "heads.safetensors"
        if path.exists():
            self.heads.load_state_dict(load_file(path))

    def read(self, batch: Sequence[Encoded]) -> Logits:
        """Read pairs."""
        numbers = self.heads(self.trunk([one.ids for one in batch]).float())
        rows = numbers.split([len(one.ids) for one in batch])
        stacked = nn.utils.rnn.pad_sequence(list(rows), batch_first=True)
        shut = torch.ones(stacked.shape[:2], dtype=torch.bool)
        for i, one in enumerate(batch):
            shut[i, 0] = False
            shut[i, one.first : one.last + 1] = False
        return Logits(
            start=stacked[:, :, 0].masked_fill(shut, -1e4),
            end=stacked[:, :, 1].masked_fill(shut, -1e4),
            relevance=stacked[:, 0, 2],
        )


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer, which cuts the passage of a pair that is too long."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    tokenizer.no_padding()
    return tokenizer


def encode(tokenizer: Tokenizer, pairs: Sequence[Pair]) -> list[Encoded]:
    """Token ids and token places of the answers."""
    inputs = [(p.question[-LONGEST_QUESTION:], p.passage) for p in pairs]
    found = tokenizer.encode_batch(inputs)
    return [_encoded(pair, one) for pair, one in zip(pairs, found, strict=True)]


def _encoded(pair: Pair, found: Any) -> Encoded:  # noqa: ANN401 - untyped library
    offsets = found.offsets  # a new list each time it is asked for
    second = [i for i, part in enumerate(found.sequence_ids) if part == 1]
    body = [i for i in second if offsets[i][1] > pair.body] or second
    start = end = 0
    if pair.answered:
        starts = [i for i in body if offsets[i][0] <= pair.start < offsets[i][1]]
        ends = [i for i in body if offsets[i][0] < pair.end <= offsets[i][1]]
        start, end = (starts[-1], ends[-1]) if starts and ends else (-1, -1)
    return Encoded(found.ids, body[0], body[-1], start, end, pair.answered)
