"""Measures post-training quantization of the shipped files with NumPy and ONNX Runtime; writes results.md."""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from models import logits
from rescale import channel_ranges, depthwise_pairs, scale_between
from sheets import MODELS, ROOT, load_split, preprocess

BITS = (8, 6, 5, 4, 3, 2)
NAMES = ("mobilenet", "mobilenet-rescaled", "resnet", "vit")


def folded(path):
    """The model after ONNX Runtime's basic rewriting, which merges BatchNorms into convolutions."""
    with tempfile.TemporaryDirectory() as folder:
        options = ort.SessionOptions()
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(Path(folder) / "folded.onnx")
        ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        return onnx.load(options.optimized_model_filepath)


def quantize(values, bits, axis):
    """Symmetric rounding of an array to `bits` bits and back, one scale per tensor (axis None) or per channel."""
    reduced = None if axis is None else tuple(index for index in range(values.ndim) if index != axis)
    largest = np.float32(2 ** (bits - 1) - 1)
    scale = np.abs(values).max(axis=reduced, keepdims=True) / largest
    scale[scale == 0] = 1
    return np.clip(np.rint(values / scale), -largest, largest) * scale


def quantize_weights(model, bits, per_channel):
    """A copy of the model with the weights of Conv, Gemm and MatMul rounded to `bits` bits."""
    model = onnx.ModelProto.FromString(model.SerializeToString())
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type in ("Conv", "Gemm", "MatMul") and node.input[1] in weights:
            tensor = weights[node.input[1]]
            values = numpy_helper.to_array(tensor)
            transposed = any(attribute.name == "transB" and attribute.i for attribute in node.attribute)
            axis = 0 if node.op_type == "Conv" or transposed else values.ndim - 1
            rounded = quantize(values, bits, axis if per_channel else None)
            tensor.CopyFrom(numpy_helper.from_array(rounded.astype(np.float32), tensor.name))
    return model


def equalize(model):
    """Cross-layer equalization: gives both convolutions of every depthwise pair the same channel ranges, in place."""
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    for pair in depthwise_pairs(model.graph):
        first, second = (channel_ranges(tensors[node.input[1]]) for node in (pair[0], pair[2]))
        scale_between(model.graph, pair, np.sqrt(second / first))
    return model


class Batches(CalibrationDataReader):
    """Feeds calibration inputs in batches of 64."""

    def __init__(self, inputs):
        self.batches = iter(np.array_split(inputs, max(1, len(inputs) // 64)))

    def get_next(self):
        batch = next(self.batches, None)
        return None if batch is None else {"input": batch}


def quantize_all(model, inputs, per_channel):
    """ONNX Runtime's own static quantization: int8 weights, uint8 activations, min-max ranges."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "float.onnx", Path(folder) / "int8.onnx"
        onnx.save(model, source)
        quantize_static(
            source,
            target,
            Batches(inputs),
            quant_format=QuantFormat.QDQ,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=per_channel,
        )
        return onnx.load(target)


def calibration_sets():
    """Inputs for calibration: all pictures, few, of one class only, and dark."""
    pixels, labels = load_split("calibration")
    return {
        "512 pictures": preprocess(pixels),
        "1 picture": preprocess(pixels[:1]),
        "4 pictures": preprocess(pixels[:4]),
        "32 of one class": preprocess(pixels[labels == 10][:32]),
        "512, a quarter as bright": preprocess(pixels // 4),
    }


def table(header, rows):
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def main():
    """Measures everything and writes results.md."""
    pixels, labels = load_split("evaluation")
    inputs = preprocess(pixels)
    calibration = calibration_sets()

    def accuracy(model):
        return f"{100 * (logits(model, inputs).argmax(1) == labels).mean():.1f}"

    models = {name: folded(MODELS / f"{name}.onnx") for name in NAMES}
    for name in NAMES[:2]:
        models[f"{name}, equalized"] = equalize(folded(MODELS / f"{name}.onnx"))
    weight_rows, static_rows = [], []
    for name, model in models.items():
        reference = accuracy(model)
        pairs = [[accuracy(quantize_weights(model, bits, way)) for way in (False, True)] for bits in BITS]
        weight_rows.append([name, reference, *(" / ".join(pair) for pair in pairs)])
        pairs = [[accuracy(quantize_all(model, batch, way)) for way in (False, True)] for batch in calibration.values()]
        static_rows.append([name, reference, *(" / ".join(pair) for pair in pairs)])
        print(weight_rows[-1], static_rows[-1], flush=True)

    text = f"""# What quantization does to the shipped models

Top-1 in percent on the {len(labels)} shipped evaluation pictures, written by `measure_ptq.py`.
In each pair the first number is with one scale per tensor, the second with one per output channel.
"Equalized" is cross-layer equalization between each expansion and its depthwise convolution.

## Weights only, symmetric

{table(["model", "FP32", *(f"{bits} bits" for bits in BITS)], weight_rows)}

## Weights int8 and activations uint8: ONNX Runtime's `quantize_static`, min-max, by calibration pictures

{table(["model", "FP32", *calibration], static_rows)}
"""
    (ROOT / "results.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
