"""Writes public/models/index.json: what the lab needs to know of every shipped file, accuracy measured here."""

import onnx

from models import macs, parameters, sha256, top1
from sheets import MODELS, normalization, write_json

LICENCE = "MIT"
TEXTS = {
    "mobilenet": (
        "MobileNet",
        "MobileNetV2-style",
        "Depthwise-separable convolutions with ReLU6, BatchNorms folded. Its channels differ widely in range, "
        "so one scale per tensor hurts it as bits get fewer.",
    ),
    "resnet": (
        "ResNet",
        "ResNet-style",
        "Plain 3×3 convolutions with shortcuts; the BatchNorms are still separate nodes, as in many strangers' files. "
        "It takes coarse quantization calmly.",
    ),
    "vit": (
        "Vision transformer",
        "Vision transformer",
        "A convolutional stem and six transformer blocks: LayerNorm, GELU, softmax attention.",
    ),
    "mobilenet-rescaled": (
        "MobileNet, channels rescaled",
        "MobileNetV2-style",
        "The MobileNet again, computing the same function, but with the channels between its layers rescaled by hand "
        "to ranges as uneven as those published for MobileNetV2. One scale per tensor destroys it at 8 bits.",
    ),
}


def preprocessing():
    """The models' preprocessing in the recipe's format."""
    mean, std = normalization()
    return {
        "size": 48,
        "resize": "stretch",
        "layout": "nchw",
        "channels": "rgb",
        "scale": 1 / 255,
        "mean": mean,
        "std": std,
    }


def entry(name):
    """One model's entry in the index."""
    title, family, description = TEXTS[name]
    path = MODELS / f"{name}.onnx"
    model = onnx.load(path)
    return {
        "id": name,
        "name": title,
        "file": path.name,
        "sha256": sha256(path),
        "sizeBytes": path.stat().st_size,
        "parameters": parameters(model),
        "macs": macs(model),
        "family": family,
        "dataset": "emoji16",
        "preprocess": preprocessing(),
        "input": "input",
        "output": "logits",
        "top1": top1(path),
        "description": description,
        "card": f"{name}.md",
        "licence": LICENCE,
    }


def main():
    """Publishes the files that exist."""
    models = [entry(name) for name in TEXTS if (MODELS / f"{name}.onnx").exists()]
    write_json(MODELS / "index.json", {"version": 1, "models": models})
    for model in models:
        print(model["id"], model["parameters"], "parameters,", model["macs"], "MACs,", model["top1"])


if __name__ == "__main__":
    main()
