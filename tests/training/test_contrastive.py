"""The encoder's training, with a small network: what it learns, writes, and goes on from."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertModel

from training import contrastive
from training.contrastive import Run
from training.contrasts import Contrast
from training.crew import Crew
from training.runs import CHECKPOINT
from training.style import Styles
from wuxi_qa.model import SHIPPED_FOLDER

SENTENCES = ("红灯停。", "水很深。", "山最高。", "火真热。", "雪好白。", "路太长。")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    config = BertConfig(
        vocab_size=48_000,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=48,
        max_position_embeddings=64,
        type_vocab_size=1,
    )
    torch.manual_seed(0)
    model = BertModel(config, add_pooling_layer=False)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.ndim > 1:
                parameter.normal_(std=1.0 if "embeddings" in name else 0.2)
    state = model.state_dict()
    save_file(
        {k: v for k, v in state.items() if "position_ids" not in k}, folder / "model.safetensors"
    )
    (folder / "config.json").write_text(json.dumps(config.to_dict()), "utf-8")
    shutil.copy(SHIPPED_FOLDER / "tokenizer.json", folder)
    return folder


@pytest.fixture
def options(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> argparse.Namespace:
    """Six articles whose questions share no character with the answering sentence."""
    text, styles = "".join(SENTENCES), Styles(["红灯"])
    asked = tuple(
        (question, text.index(sentence), text.index(sentence) + len(sentence))
        for question, sentence in zip("甲乙丙丁戊己", SENTENCES, strict=True)
    )
    articles = [Contrast("", text, asked, (), styles)] * 6
    monkeypatch.setattr(
        contrastive, "contrasts", lambda part, **_: articles[: 6 if part == "training" else 1]
    )
    monkeypatch.setattr(contrastive, "fastest_dtype", lambda: torch.float32)
    monkeypatch.setattr("training.contrasts.VARIED_SHARE", 0.0)
    work = tmp_path / "work"
    work.mkdir()
    return argparse.Namespace(
        base=base,
        work=work,
        epochs=15.0,
        articles=1,
        public=0.0,
        rate=3e-3,
        seed=1,
    )


def test_questions_come_to_lie_near_what_answers_them(options: argparse.Namespace) -> None:
    run = Run(options, Crew())
    run._measure()
    run.train()
    log = (options.work / "log.jsonl").read_text("utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    developed = [line["development"] for line in lines if "development" in line]
    assert developed[0] < 0.6
    assert developed[-1] == 1.0


def test_the_layers_are_written_and_the_tables_left_alone(options: argparse.Namespace) -> None:
    Run(options, Crew()).train()
    before = load_file(options.base / "model.safetensors")
    after = load_file(options.work / "trained" / "model.safetensors")
    assert before.keys() == after.keys()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert all(name.startswith("encoder.layer.") for name in changed)
    assert sum(name.endswith("weight") for name in changed) == 2 * 8


def test_an_interrupted_run_goes_on_and_another_does_not(
    options: argparse.Namespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contrastive, "CHECKPOINT_EVERY", 10)
    Run(options, Crew()).train()
    assert (options.work / CHECKPOINT).is_file()
    again = Run(options, Crew())
    assert (again.done, again.steps) == (90, 90)
    options.rate = 1e-3
    with pytest.raises(SystemExit, match="is of another run"):
        Run(options, Crew())
