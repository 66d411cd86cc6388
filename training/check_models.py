"""Checks what is shipped: digests, ONNX validity, measured accuracy, and that the rescaled net is the original."""

import json

import numpy as np
import onnx

from models import logits, macs, parameters, sha256, top1
from sheets import MODELS, load_split, preprocess

LARGEST_FILE = 3_000_000
TOLERANCE = 1e-4  # of the largest logit: float32 rounding through the whole network


def check_file(entry):
    """The file is the one that index.json describes, and a valid model with a free batch size."""
    path = MODELS / entry["file"]
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    assert entry["sha256"] == sha256(path), "digest"
    assert entry["sizeBytes"] == path.stat().st_size < LARGEST_FILE, "size"
    assert entry["parameters"] == parameters(model), "parameters"
    assert entry["macs"] == macs(model), "multiply-accumulates"
    assert model.ir_version <= 10 and model.opset_import[0].version <= 18, "version"
    names = [node.name for node in model.graph.node]
    assert len(set(names)) == len(names) and all(names), "node names"
    assert "Constant" not in {node.op_type for node in model.graph.node}, "constants"
    assert model.graph.input[0].type.tensor_type.shape.dim[0].dim_param == "N", "batch size"
    assert (MODELS / entry["card"]).exists(), "card"


def check_accuracy(entry):
    """ONNX Runtime finds the stated accuracy, which leaves room for damage to show."""
    measured = top1(MODELS / entry["file"])
    assert measured == entry["top1"], measured
    assert 0.88 <= measured["correct"] / measured["total"] <= 0.98, measured


def check_rescaled():
    """The rescaled MobileNet computes what the MobileNet computes, on every shipped picture."""
    inputs = preprocess(np.concatenate([load_split(split)[0] for split in ("calibration", "evaluation")]))
    original, rescaled = (logits(MODELS / f"{name}.onnx", inputs) for name in ("mobilenet", "mobilenet-rescaled"))
    difference = float(np.abs(original - rescaled).max() / np.abs(original).max())
    assert difference <= TOLERANCE, difference
    assert (original.argmax(1) == rescaled.argmax(1)).all(), "predictions"
    return difference


def main():
    """Checks every model of the index."""
    models = json.loads((MODELS / "index.json").read_text())["models"]
    for entry in models:
        check_file(entry)
        check_accuracy(entry)
        print(f"{entry['id']}: {entry['top1']['correct']} of {entry['top1']['total']} right, as stated")
    print(f"rescaled against original: {check_rescaled():.1e} of the largest logit")


if __name__ == "__main__":
    main()
