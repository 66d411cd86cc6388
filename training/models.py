"""Facts about the shipped files, measured from the files themselves."""

import hashlib

import numpy as np
import onnx
import onnxruntime as ort

from sheets import load_split, preprocess


def make_session(model):
    """An ONNX Runtime CPU session for a path or a ModelProto."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 2
    options.log_severity_level = 3
    source = model.SerializeToString() if isinstance(model, onnx.ModelProto) else str(model)
    return ort.InferenceSession(source, options, providers=["CPUExecutionProvider"])


def logits(model, inputs):
    """The model's answers to a float32 [N, 3, 48, 48] array."""
    session = make_session(model)
    return np.concatenate([session.run(None, {"input": inputs[i : i + 256]})[0] for i in range(0, len(inputs), 256)])


def top1(model):
    """How many of the shipped evaluation pictures the model classifies rightly, and how many there are."""
    pixels, labels = load_split("evaluation")
    return {"correct": int((logits(model, preprocess(pixels)).argmax(1) == labels).sum()), "total": len(labels)}


def sha256(path):
    """The file's digest in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def parameters(model):
    """The number of trained values: floating-point initializers but scalars and BatchNorms' running statistics."""
    norms = [node for node in model.graph.node if node.op_type == "BatchNormalization"]
    statistics = {name for node in norms for name in node.input[3:]}
    trained = [tensor for tensor in model.graph.initializer if tensor.dims and tensor.name not in statistics]
    return sum(int(np.prod(tensor.dims)) for tensor in trained if tensor.data_type == onnx.TensorProto.FLOAT)


def macs(model):
    """Multiply-accumulates of Conv, Gemm and MatMul for one picture."""
    shapes = {tensor.name: list(tensor.dims) for tensor in model.graph.initializer}
    for value in [*model.graph.value_info, *model.graph.input, *model.graph.output]:
        shapes[value.name] = [side.dim_value or 1 for side in value.type.tensor_type.shape.dim]
    total = 0
    for node in model.graph.node:
        outputs = int(np.prod(shapes[node.output[0]]))
        if node.op_type == "Conv":
            total += outputs * int(np.prod(shapes[node.input[1]][1:]))
        elif node.op_type in ("Gemm", "MatMul"):
            total += outputs * shapes[node.input[0]][-1]
    return total
