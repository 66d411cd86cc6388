"""Exports a trained network to public/models: python export.py mobilenet|resnet|vit."""

import sys
import warnings

import onnx
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from nets import NETS
from sheets import CACHE, MODELS

OPSET = 17
FOLDED = {"mobilenet", "vit"}  # the resnet keeps its BatchNormalization nodes
OPTIONAL_INPUTS = {"Clip": {1: "min", 2: "max"}, "Reshape": {1: "shape"}}


def fold_batch_norms(net):
    """Merges every conv/bn pair of a Sequential into the convolution."""
    for module in list(net.modules()):
        if isinstance(module, nn.Sequential) and hasattr(module, "bn"):
            module.conv = fuse_conv_bn_eval(module.conv, module.bn)
            del module.bn


def torch_export(net, path):
    """Writes the network as ONNX with a free batch size, BatchNorms as they are."""
    warnings.simplefilter("ignore")
    torch.onnx.export(
        net,
        torch.zeros(2, 3, 48, 48),
        path,
        dynamo=False,
        training=torch.onnx.TrainingMode.PRESERVE,
        do_constant_folding=not any(isinstance(module, nn.BatchNorm2d) for module in net.modules()),
        opset_version=OPSET,
        input_names=["input"],
        output_names=["logits"],
        dynamic_axes={"input": {0: "N"}, "logits": {0: "N"}},
    )


def module_path(exported_name):
    """The PyTorch module that a node called /a/a.0/conv/Conv came from: a.0.conv."""
    path = []
    for part in exported_name.strip("/").split("/")[:-1]:
        if path and part.startswith(path[-1] + "."):
            path.pop()
        path.append(part)
    return ".".join(path)


def rename(mapping, names):
    """Replaces names in a repeated protobuf field of strings."""
    for index, name in enumerate(names):
        names[index] = mapping.get(name, name)


def name_nodes(graph):
    """Names each node by its module, with the operator added where the module is no leaf or makes several nodes."""
    paths = [module_path(node.name) for node in graph.node]
    taken = set()
    outputs = {}
    for node, path in zip(graph.node, paths):
        leaf = path and paths.count(path) == 1 and not any(other.startswith(path + ".") for other in paths)
        base = path if leaf else ".".join(filter(None, [path, node.op_type]))
        name, number = base, 2
        while name in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name)
        node.name = name
        if node.output[0] != "logits":
            outputs[node.output[0]] = name
    for node in graph.node:
        rename(outputs, node.input)
        rename(outputs, node.output)


def lift_constants(graph):
    """Turns Constant nodes, and the Identity nodes that share equal parameters, into initializers."""
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    for node in list(graph.node):
        shared = node.op_type == "Identity" and node.input[0] in tensors
        if node.op_type == "Constant" or shared:
            tensor = graph.initializer.add()
            tensor.CopyFrom(tensors[node.input[0]] if shared else node.attribute[0].t)
            tensor.name = node.output[0]
            graph.node.remove(node)


def name_initializers(graph):
    """Names the initializers that the exporter numbered after the node that reads them."""
    names = {}
    for node in graph.node:
        for index, name in enumerate(node.input):
            if name.startswith(("onnx::", "/")):
                role = OPTIONAL_INPUTS.get(node.op_type, {}).get(index)
                role = role or ("weight" if node.op_type == "MatMul" else "constant")
                names.setdefault(name, f"{node.name.removesuffix('.MatMul')}.{role}")
    for node in graph.node:
        rename(names, node.input)
    for tensor in graph.initializer:
        tensor.name = names.get(tensor.name, tensor.name)


def name_batch_size(graph):
    """Calls the one free dimension N wherever shape inference gave it a number of its own."""
    for value in graph.value_info:
        for side in value.type.tensor_type.shape.dim:
            if side.dim_param:
                side.dim_param = "N"


def tidy(path):
    """Gives an exported file readable names, initializers instead of constants, and inferred shapes."""
    model = onnx.load(path)
    lift_constants(model.graph)
    name_nodes(model.graph)
    name_initializers(model.graph)
    del model.graph.value_info[:]
    model.graph.name = path.stem
    model = onnx.shape_inference.infer_shapes(model, strict_mode=True)
    name_batch_size(model.graph)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
    return model


def main(name):
    """Exports the network of a checkpoint."""
    net = NETS[name]()
    net.load_state_dict(torch.load(CACHE / f"{name}.pt")["net"])
    net.eval()
    if name in FOLDED:
        fold_batch_norms(net)
    path = MODELS / f"{name}.onnx"
    MODELS.mkdir(parents=True, exist_ok=True)
    torch_export(net, path)
    model = tidy(path)
    print(f"{path.name}: {len(model.graph.node)} nodes, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
