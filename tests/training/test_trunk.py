"""The trunk against an outside oracle: transformers' BertModel with the same weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertModel

from training.losses import MixedAdamW, reading_loss
from training.model import Encoded, Logits
from training.trunk import Trunk, transformers_names

CONFIG: dict[str, Any] = {
    "vocab_size": 60,
    "hidden_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "intermediate_size": 48,
    "max_position_embeddings": 20,
    "type_vocab_size": 1,
    "layer_norm_eps": 1e-5,
    "hidden_act": "gelu",
}
TEXTS = [[0, 5, 6, 7, 2], [0, 9, 2], [0, 11, 2], [0, *range(10, 28), 2]]


@pytest.fixture(scope="module")
def bert() -> BertModel:
    torch.manual_seed(0)
    model = BertModel(BertConfig(**CONFIG), add_pooling_layer=False)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(std=0.3)
    model.train(False)
    return model


@pytest.fixture
def trunk(bert: BertModel, tmp_path: Path) -> Trunk:
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    state = {k: v for k, v in bert.state_dict().items() if "position_ids" not in k}
    save_file(state, tmp_path / "model.safetensors")
    return Trunk(tmp_path, torch.float32)


def test_states_equal_those_of_bert(trunk: Trunk, bert: BertModel) -> None:
    packed = trunk(TEXTS).split([len(ids) for ids in TEXTS])
    for ids, states in zip(TEXTS, packed, strict=True):
        expected = bert(input_ids=torch.tensor([ids])).last_hidden_state[0]
        torch.testing.assert_close(states, expected, atol=2e-5, rtol=1e-4)


def test_names_go_back_to_transformers(trunk: Trunk, bert: BertModel) -> None:
    own = {n: v for n, v in trunk.state_dict().items() if n.startswith("layers.")}
    state = bert.state_dict()
    named = transformers_names(own)
    assert set(named) == {name for name in state if name.startswith("encoder.layer.")}
    for name, value in named.items():
        torch.testing.assert_close(value, state[name])


def test_the_loss_by_hand() -> None:
    answered = Encoded([0, 1, 2], first=1, last=2, start=1, end=2, answered=True)
    other = Encoded([0, 1, 2], first=1, last=2, start=0, end=0, answered=False)
    logits = Logits(
        start=torch.zeros(2, 3), end=torch.zeros(2, 3), relevance=torch.tensor([1.0, -1.0])
    )
    three = torch.log(torch.tensor(3.0))  # three places of equal logit, for start and for end
    sure = torch.nn.functional.softplus(torch.tensor(-1.0))
    ranked = torch.nn.functional.softplus(torch.tensor(-2.0))
    loss = reading_loss(logits, [answered, other], [2])
    torch.testing.assert_close(loss, three + 0.5 * sure + 0.5 * ranked)


def test_a_cut_answer_teaches_no_span() -> None:
    cut = Encoded([0, 1, 2], first=1, last=2, start=-1, end=-1, answered=True)
    other = Encoded([0, 1, 2], first=1, last=2, start=0, end=0, answered=False)
    starts = torch.zeros(2, 3, requires_grad=True)
    logits = Logits(start=starts, end=torch.zeros(2, 3), relevance=torch.zeros(2))
    reading_loss(logits, [cut, other], [2]).backward()  # type: ignore[no-untyped-call]
    assert starts.grad is not None
    assert starts.grad[0].abs().sum() == 0
    assert starts.grad[1].abs().sum() > 0


def test_the_optimiser_goes_on_where_it_was() -> None:
    def run(steps: int, state: dict[str, torch.Tensor] | None) -> MixedAdamW:
        torch.manual_seed(1)
        network = torch.nn.Linear(3, 2)
        optimiser = MixedAdamW(network, rate=0.1, head_rate=0.1, decay=0.01)
        if state:
            optimiser.load(state)
        for _ in range(steps):
            network(torch.ones(1, 3)).pow(2).sum().backward()
            optimiser.step(1.0)
        return optimiser

    whole = run(4, None).state()
    first = {k: v.clone() for k, v in run(2, None).state().items()}
    resumed = run(2, first).state()
    for name, value in whole.items():
        torch.testing.assert_close(resumed[name], value)
