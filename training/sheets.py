"""Where the data set lies, and how its sheets are read back: the decoded pixels that a browser sees."""

import json
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent
CACHE = ROOT / ".cache"
DATASET = ROOT.parent / "public" / "datasets" / "emoji16"
MODELS = ROOT.parent / "public" / "models"
COLUMNS = 32
PER_SHEET = 512


def write_json(path, value):
    """Writes JSON with one line per key, and lists of plain values on one line."""
    path.write_text(format_json(value) + "\n", encoding="utf-8")


def format_json(value, indent=""):
    """Formats nested dictionaries and lists; what holds only plain values stays on one line."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    if not any(isinstance(child, (dict, list)) for child in children):
        return json.dumps(value, ensure_ascii=False)
    inner = indent + "  "
    if isinstance(value, dict):
        lines = [f"{inner}{json.dumps(key)}: {format_json(child, inner)}" for key, child in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + format_json(child, inner) for child in value) + f"\n{indent}]"


def read_sheet(path, count, columns):
    """The tiles of a sheet, row by row, as [count, height, width, 3] uint8."""
    sheet = np.asarray(Image.open(path).convert("RGB"))
    tile = sheet.shape[1] // columns
    rows = sheet.shape[0] // tile
    tiles = sheet.reshape(rows, tile, columns, tile, 3).transpose(0, 2, 1, 3, 4)
    return tiles.reshape(-1, tile, tile, 3)[:count]


def load_split(split):
    """All pictures [N, 48, 48, 3] uint8 and labels [N] of train, calibration or evaluation."""
    if split == "train":
        folder, entry = CACHE, json.loads((CACHE / "train.json").read_text())
    else:
        folder, entry = DATASET, json.loads((DATASET / "dataset.json").read_text())["splits"][split]
    tiles = [read_sheet(folder / sheet["file"], sheet["count"], sheet["columns"]) for sheet in entry["sheets"]]
    labels = [sheet["labels"] for sheet in entry["sheets"]]
    return np.concatenate(tiles), np.concatenate(labels)


def normalization():
    """The data set's channel mean and standard deviation, as models are to use them."""
    description = json.loads((DATASET / "dataset.json").read_text())
    return description["channelsMean"], description["channelsStd"]


def preprocess(pixels):
    """uint8 [N, 48, 48, 3] to the models' float32 input [N, 3, 48, 48]."""
    mean, std = (np.float32(values) for values in normalization())
    return ((pixels.astype(np.float32) * np.float32(1 / 255) - mean) / std).transpose(0, 3, 1, 2).copy()
