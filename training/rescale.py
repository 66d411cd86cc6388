"""Makes mobilenet-rescaled.onnx: the MobileNet with uneven channels in front of and in its depthwise layers.

For a convolution followed by a depthwise one, multiplying channel c of the first by k and dividing the filter of the
second by k leaves the network's function as it is, as long as the activation between them is a ReLU. The depthwise
filters get ranges up to SPREAD times apart. As in MobileNetV2 itself, where BatchNorm divides a channel that hardly
varies by its small deviation, the quietest channels get the largest filters. Every k is a power of two, so even the
rounding of float32 stays the same.
"""

import numpy as np
import onnx
from onnx import numpy_helper

from models import make_session
from sheets import MODELS, load_split, preprocess

SPREAD = 300
SKEW = 4  # most channels stay within a factor of ten; the quietest few reach the whole spread
LIMIT = 6  # of ReLU6


def depthwise_pairs(graph):
    """Triples of nodes (convolution, ReLU or ReLU6, depthwise convolution) that follow each other and feed no other."""
    maker = {output: node for node in graph.node for output in node.output}
    reads = [tensor for node in graph.node for tensor in node.input]
    for node in graph.node:
        group = next((attribute.i for attribute in node.attribute if attribute.name == "group"), 1)
        activation = maker.get(node.input[0])
        if node.op_type == "Conv" and group > 1 and activation.op_type in ("Clip", "Relu") and reads.count(node.input[0]) == 1:
            yield maker[activation.input[0]], activation, node


def channel_maxima(model, tensors, splits):
    """The largest value of every channel of the named tensors over all pictures of the splits."""
    tapped = onnx.ModelProto.FromString(model.SerializeToString())
    tapped.graph.output.extend(onnx.helper.make_empty_tensor_value_info(tensor) for tensor in tensors)
    session = make_session(tapped)
    maxima = [0] * len(tensors)
    for split in splits:
        pixels, _ = load_split(split)
        for start in range(0, len(pixels), 256):
            values = session.run(tensors, {"input": preprocess(pixels[start : start + 256])})
            maxima = [np.maximum(old, new.max((0, 2, 3))) for old, new in zip(maxima, values)]
    return maxima


def channel_factors(loudness, ranges):
    """Powers of two that bring the depthwise ranges to the uneven target, quietest channel largest."""
    rank = np.argsort(np.argsort(-loudness)) / (len(loudness) - 1)
    factors = ranges / SPREAD ** (rank**SKEW)
    factors *= loudness.max() / (loudness * factors).max()
    return np.exp2(np.rint(np.log2(factors))).astype(np.float32)


def channel_ranges(tensor):
    """The largest absolute weight of every output channel."""
    values = np.abs(numpy_helper.to_array(tensor))
    return values.reshape(len(values), -1).max(1)


def scale(tensor, factors):
    """Multiplies the output channels of an initializer in place."""
    values = numpy_helper.to_array(tensor)
    scaled = values * factors.reshape(-1, *[1] * (values.ndim - 1))
    tensor.CopyFrom(numpy_helper.from_array(scaled.astype(np.float32), tensor.name))


def scale_between(graph, pair, factors):
    """Scales the channels between the two convolutions of a pair and lets a ReLU stand between them."""
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    first, activation, second = pair
    scale(tensors[first.input[1]], factors)
    scale(tensors[first.input[2]], factors)
    scale(tensors[second.input[1]], 1 / factors)
    activation.op_type = "Relu"
    del activation.input[1:]


def drop_unread(graph):
    """Removes the initializers that no node reads any more: the bounds of the former ReLU6."""
    read = {name for node in graph.node for name in node.input}
    for tensor in [tensor for tensor in graph.initializer if tensor.name not in read]:
        graph.initializer.remove(tensor)


def rescale(model):
    """Rescales all pairs of the model in place."""
    graph = model.graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    pairs = list(depthwise_pairs(graph))
    names = [activation.output[0] for _, activation, _ in pairs]
    loudness = channel_maxima(model, names, ["calibration"])
    peaks = channel_maxima(model, names, ["train", "calibration", "evaluation"])
    for pair, loud, peak in zip(pairs, loudness, peaks):
        assert peak.max() < LIMIT, f"{pair[1].name} reaches {LIMIT}, so ReLU would not be exact"
        filters = pair[2].input[1]
        scale_between(graph, pair, channel_factors(loud, channel_ranges(tensors[filters])))
        after = channel_ranges(tensors[filters])
        print(f"{pair[2].name}: ranges {after.min():.3g} to {after.max():.3g}, median {np.median(after):.3g}")


def main(source, target):
    """Writes the rescaled network."""
    model = onnx.load(source)
    rescale(model)
    drop_unread(model.graph)
    model.graph.name = target.stem
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, target)


if __name__ == "__main__":
    main(MODELS / "mobilenet.onnx", MODELS / "mobilenet-rescaled.onnx")
