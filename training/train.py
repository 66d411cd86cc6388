"""Trains one network: python train.py mobilenet|resnet|vit. Goes on from its checkpoint if there is one."""

import math
import sys
import time

import numpy as np
import torch
from torch import nn

from nets import NETS
from sheets import CACHE, load_split, preprocess

SEED = 2026
BATCH = 128
SHIFT = 3
RECIPES = {
    "mobilenet": {"epochs": 12, "optimizer": "sgd", "rate": 0.15, "decay": 2e-3},
    "resnet": {"epochs": 8, "optimizer": "sgd", "rate": 0.15, "decay": 2e-4},
    "vit": {"epochs": 16, "optimizer": "adamw", "rate": 1.5e-3, "decay": 0.05},
}


def make_optimizer(net, recipe):
    """SGD with momentum, or AdamW; weight decay on every parameter."""
    if recipe["optimizer"] == "sgd":
        return torch.optim.SGD(net.parameters(), recipe["rate"], 0.9, nesterov=True, weight_decay=recipe["decay"])
    return torch.optim.AdamW(net.parameters(), recipe["rate"], weight_decay=recipe["decay"])


def rate_at(progress, peak):
    """Linear warm-up over the first tenth, then a cosine down to zero; progress runs from 0 to 1."""
    if progress < 0.1:
        return peak * (0.05 + 9.5 * progress)
    return peak * 0.5 * (1 + math.cos(math.pi * (progress - 0.1) / 0.9))


def augment(batch, rng):
    """Mirrors a random half of the pictures and shifts the batch by a few pixels, in place of cropping."""
    mirrored = torch.from_numpy(rng.random(len(batch)) < 0.5)
    batch = torch.where(mirrored[:, None, None, None], batch.flip(3), batch)
    down, right = (int(shift) for shift in rng.integers(0, 2 * SHIFT + 1, 2))
    padded = nn.functional.pad(batch, (SHIFT,) * 4)
    return padded[:, :, down : down + batch.shape[2], right : right + batch.shape[3]]


def train_epoch(net, optimizer, pictures, labels, epoch, recipe):
    """One pass over the training pictures; returns the mean loss."""
    net.train()
    rng = np.random.default_rng([SEED, epoch])
    order = torch.from_numpy(rng.permutation(len(pictures)))
    batches = order.split(BATCH)
    total = 0.0
    for step, chosen in enumerate(batches):
        progress = (epoch + step / len(batches)) / recipe["epochs"]
        optimizer.param_groups[0]["lr"] = rate_at(progress, recipe["rate"])
        batch = augment(pictures[chosen], rng).contiguous(memory_format=torch.channels_last)
        loss = nn.functional.cross_entropy(net(batch), labels[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(batches)


def correct(net, pictures, labels):
    """How many of the pictures the network classifies rightly."""
    net.eval()
    with torch.no_grad():
        return sum((net(x).argmax(1) == y).sum().item() for x, y in zip(pictures.split(256), labels.split(256)))


def tensors(split):
    """A split as preprocessed float pictures and labels."""
    pixels, labels = load_split(split)
    return torch.from_numpy(preprocess(pixels)), torch.from_numpy(labels)


def main(name):
    """Trains to the end of the recipe, writing a checkpoint after every epoch."""
    torch.set_num_threads(2)
    torch.manual_seed(SEED)
    recipe = RECIPES[name]
    net = NETS[name]().to(memory_format=torch.channels_last)
    optimizer = make_optimizer(net, recipe)
    checkpoint = CACHE / f"{name}.pt"
    first = 0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        net.load_state_dict(state["net"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["epoch"]
    pictures, labels = tensors("train")
    held_out = tensors("calibration")
    print(name, sum(p.numel() for p in net.parameters()), "parameters", flush=True)
    for epoch in range(first, recipe["epochs"]):
        start = time.time()
        loss = train_epoch(net, optimizer, pictures, labels, epoch, recipe)
        right = correct(net, *held_out) / len(held_out[1])
        print(f"epoch {epoch + 1}: loss {loss:.3f}, calibration pictures {right:.3f}, {time.time() - start:.0f} s", flush=True)
        torch.save({"net": net.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch + 1}, checkpoint)


if __name__ == "__main__":
    main(sys.argv[1])
