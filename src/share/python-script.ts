import type { Preprocess, Recipe } from "#experiment/recipe.ts";
import { type OrtOptions, ortOptions } from "./ort-options.ts";

/**
 * A recipe as a Python script for ONNX Runtime's quantizer, ready to run:
 * `python quantize.py model.onnx images/ quantized.onnx`. Its head comment says what it does differently from the lab.
 * Needs Python 3.10, onnx, onnxruntime 1.20 or newer, numpy and pillow.
 */
export function pythonScript(recipe: Recipe): string {
  const options = ortOptions(recipe);
  const steps = { static: staticStep, dynamic: dynamicStep, "weight-only": weightOnlyStep }[recipe.mode];
  return `${[head(options), input(recipe), steps(recipe, options), MAIN].join("\n\n")}\n`;
}

const comment = (text: string): string => `# ${text.replaceAll(/\s+/g, " ")}`;

function head({ differences }: OrtOptions): string {
  const lines = [
    "#!/usr/bin/env python3",
    comment("Quantizes a model with ONNX Runtime by the recipe of a Quantization Lab experiment."),
    "#",
    "#   pip install onnx onnxruntime numpy pillow",
    "#   python quantize.py model.onnx pictures/ quantized.onnx",
    "#",
    comment("pictures/ is searched for pictures; a .npy file of network input [n, ...] will do as well."),
    "#",
    comment("Other than in the lab:"),
    ...differences.map((each) => `# - ${each}`),
  ];
  if (differences.length === 0) lines[lines.length - 1] = comment("Same as in the lab.");
  return lines.join("\n");
}

const IMPORTS = `import random
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from PIL import Image`;

function input({ preprocess, calibration }: Recipe): string {
  return `${IMPORTS}

COUNT = ${calibration.count}
SEED = ${calibration.seed}
${preprocessing(preprocess)}


def network_inputs(source):
    """Batches of one, [1, ...] in float32."""
    if source.suffix == ".npy":
        return [each[None].astype(np.float32) for each in np.load(source)[:COUNT]]
    kinds = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"}
    paths = sorted(path for path in source.rglob("*") if path.suffix.lower() in kinds)
    if not paths:
        sys.exit(f"no pictures in {source}")
    random.Random(SEED).shuffle(paths)
    return [preprocess(path)[None] for path in paths[:COUNT]]`;
}

function preprocessing({
  size,
  height = size,
  resize,
  layout,
  channels,
  scale,
  mean,
  std,
}: Preprocess): string {
  const lines = [
    `WIDTH, HEIGHT = ${size}, ${height}`,
    `MEAN = np.array(${pythonLiteral(mean)}, np.float32)`,
    `STD = np.array(${pythonLiteral(std)}, np.float32)`,
    "",
    "",
    "def preprocess(path):",
    `    image = Image.open(path).convert(${channels === "gray" ? '"L"' : '"RGB"'})`,
    ...RESIZE[resize].map((line) => `    ${line}`),
    "    x = np.asarray(image, np.float32)",
  ];
  if (channels === "gray") lines.push("    x = x[..., None]");
  if (channels === "bgr") lines.push("    x = x[..., ::-1]");
  lines.push(`    x = (x * np.float32(${pythonLiteral(scale)}) - MEAN) / STD`);
  lines.push(layout === "nchw" ? "    return np.ascontiguousarray(x.transpose(2, 0, 1))" : "    return x");
  return lines.join("\n");
}

const CENTRED = ["left, top = (image.width - w) / 2, (image.height - h) / 2"];
const RESIZE: Record<Preprocess["resize"], string[]> = {
  stretch: ["image = image.resize((WIDTH, HEIGHT), Image.BILINEAR)"],
  crop: [
    "w = min(image.width, image.height * WIDTH / HEIGHT)",
    "h = min(image.height, image.width * HEIGHT / WIDTH)",
    ...CENTRED,
    "image = image.resize((WIDTH, HEIGHT), Image.BILINEAR, (left, top, left + w, top + h))",
  ],
  pad: [
    "factor = min(WIDTH / image.width, HEIGHT / image.height)",
    "w, h = round(image.width * factor), round(image.height * factor)",
    "small, image = image.resize((w, h), Image.BILINEAR), Image.new(image.mode, (WIDTH, HEIGHT))",
    "image.paste(small, ((WIDTH - w) // 2, (HEIGHT - h) // 2))",
  ],
};

function staticStep(_: Recipe, options: OrtOptions): string {
  return `from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process


class Reader(CalibrationDataReader):
    def __init__(self, name, batches):
        self.feeds = iter([{name: batch} for batch in batches])

    def get_next(self):
        return next(self.feeds, None)


def quantize(model, source, out):
    prepared = out.with_suffix(".prepared.onnx")
    quant_pre_process(str(model), str(prepared), skip_symbolic_shape=True)
    name = onnx.load(prepared).graph.input[0].name
    quantize_static(
        str(prepared),
        str(out),
        Reader(name, network_inputs(source)),
        quant_format=QuantFormat.QDQ,
        activation_type=QuantType.${options.activationType},
        weight_type=QuantType.${options.weightType},
        per_channel=${pythonLiteral(options.perChannel)},
        reduce_range=${pythonLiteral(options.reduceRange)},
        calibrate_method=CalibrationMethod.${options.calibrateMethod},
        nodes_to_exclude=${pythonLiteral(options.nodesToExclude)},
        extra_options=${pythonLiteral(options.extraOptions)},
    )
    prepared.unlink()`;
}

function dynamicStep(_: Recipe, options: OrtOptions): string {
  return `from onnxruntime.quantization import QuantType, quantize_dynamic


def quantize(model, source, out):
    quantize_dynamic(
        str(model),
        str(out),
        per_channel=${pythonLiteral(options.perChannel)},
        reduce_range=${pythonLiteral(options.reduceRange)},
        weight_type=QuantType.${options.weightType},
        nodes_to_exclude=${pythonLiteral(options.nodesToExclude)},
        extra_options=${pythonLiteral(options.extraOptions)},
    )`;
}

function weightOnlyStep({ weights }: Recipe, options: OrtOptions): string {
  return `from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer


def quantize(model, source, out):
    quantizer = MatMulNBitsQuantizer(
        onnx.load(model),
        bits=${options.blockBits},
        block_size=${options.blockSize},
        is_symmetric=${pythonLiteral(weights.scheme === "symmetric")},
        nodes_to_exclude=${pythonLiteral(options.nodesToExclude)},
    )
    quantizer.process()
    quantizer.model.save_model_to_file(str(out))`;
}

const MAIN = `
def sqnr_db(model, out, batches):
    """Of the first output, over the batches."""
    before, after = (ort.InferenceSession(str(path), providers=["CPUExecutionProvider"]) for path in (model, out))
    name = before.get_inputs()[0].name
    signal = noise = 0.0
    for batch in batches:
        x, y = (session.run(None, {name: batch})[0].astype(np.float64) for session in (before, after))
        signal += np.square(x).sum()
        noise += np.square(x - y).sum()
    return 10 * np.log10(signal / noise) if noise else float("inf")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: quantize.py model.onnx pictures/ quantized.onnx")
    model, source, out = map(Path, sys.argv[1:])
    quantize(model, source, out)
    print(f"{out}: {out.stat().st_size:,} bytes, {out.stat().st_size / model.stat().st_size:.0%} of FP32")
    print(f"SQNR of the first output on 16 pictures: {sqnr_db(model, out, network_inputs(source)[:16]):.1f} dB")`;

/** A value as a Python literal. Strings are written as JSON has them, which Python reads alike. */
export function pythonLiteral(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return numberLiteral(value);
  if (typeof value === "string") return JSON.stringify(value).replaceAll("\u007f", "\\u007f");
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(", ")}]`;
  const entries = Object.entries(value).map(([key, each]) => `${pythonLiteral(key)}: ${pythonLiteral(each)}`);
  return `{${entries.join(", ")}}`;
}

function numberLiteral(value: number): string {
  if (Number.isNaN(value)) return 'float("nan")';
  return Number.isFinite(value) ? String(value) : `float("${value > 0 ? "" : "-"}inf")`;
}
