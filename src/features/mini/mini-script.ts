import type { MiniSettings } from "#lessons/mini/mini-experiment.ts";
import { codeEnds, type Dialect, quantizeFunction, rangeFunction } from "./script-parts.ts";
import { settingsText } from "./settings-text.ts";

/** The file of values that a script reads, little-endian float32. */
export const VALUES_FILE = "mini-values.f32";
/** So many numbers still stand in the script itself. */
export const MOST_INLINE = 64;

const NUMPY: Dialect = {
  imports: "import numpy as np",
  array: (numbers) => `np.array([${numbers}], dtype=np.float32)`,
  file: (name) => `np.fromfile("${name}", dtype="<f4")`,
  float32: (expression) => `np.float32(${expression})`,
  toFloat32: (array) => `${array}.astype(np.float32)`,
  toFloat64: (array) => `${array}.astype(np.float64)`,
  round: (array) => `np.round(${array})`,
  clip: (array, low, high) => `np.clip(${array}, ${low}, ${high})`,
  sorted: (array) => `np.sort(${array})`,
  magnitudes: (array) => `np.abs(${array})`,
  empty: { codes: "np.empty(len(x), dtype=np.int16)", values: "np.empty_like(x)" },
  codes: (array) => array,
};

const TORCH: Dialect = {
  imports: "import torch",
  array: (numbers) => `torch.tensor([${numbers}], dtype=torch.float32)`,
  file: (name) => `torch.from_file("${name}", size=os.path.getsize("${name}") // 4, dtype=torch.float32)`,
  float32: (expression) => `torch.tensor(${expression}, dtype=torch.float32)`,
  toFloat32: (array) => `${array}.float()`,
  toFloat64: (array) => `${array}.double()`,
  round: (array) => `torch.round(${array})`,
  clip: (array, low, high) => `torch.clamp(${array}, ${low}, ${high})`,
  sorted: (array) => `${array}.sort().values`,
  magnitudes: (array) => `${array}.abs()`,
  empty: { codes: "torch.empty(len(x), dtype=torch.int16)", values: "torch.empty_like(x)" },
  codes: (array) => `${array}.to(torch.int16)`,
};

export type ScriptLibrary = "numpy" | "torch";
const DIALECTS: Record<ScriptLibrary, Dialect> = { numpy: NUMPY, torch: TORCH };

/**
 * A script that makes the same round trip: it leaves the codes in `q`, what they stand for in `x_hat` and the error in
 * `mse`. Up to 64 values stand in it, more are read from `VALUES_FILE`.
 */
export function miniScript(
  library: ScriptLibrary,
  x: Float32Array,
  partSize: number,
  settings: MiniSettings,
): string {
  const dialect = DIALECTS[library];
  const inline = x.length <= MOST_INLINE;
  const values = inline ? dialect.array(Array.from(x, pythonFloat).join(", ")) : dialect.file(VALUES_FILE);
  const standard = library === "torch" && !inline ? "import math\nimport os" : "import math";
  const parts = [quantizeFunction(dialect, settings), rangeFunction(dialect, settings)];
  return `"""Round trip of float32 values through integers: ${settingsText(settings)}."""
${standard}

${dialect.imports}

x = ${values}

BITS = ${settings.bits}
${codeEnds(settings)}
PART = ${partSize}  # consecutive values that share one scale


${parts.join("\n\n\n")}


q = ${dialect.empty.codes}
x_hat = ${dialect.empty.values}
for start in range(0, len(x), PART):
    part = x[start : start + PART]
    codes, values, scale, zero = quantize(part, *find_range(part))
    q[start : start + PART] = ${dialect.codes("codes")}
    x_hat[start : start + PART] = values
    if start < 4 * PART:
        print(f"scale {scale:.9g}, ${settings.zero === "real-offset" && settings.scheme === "asymmetric" ? "offset" : "zero point"} {zero:.9g}")

error = ${dialect.toFloat64("x")} - ${dialect.toFloat64("x_hat")}
mse = float((error**2).mean())
signal = float((${dialect.toFloat64("x")} ** 2).mean())
print(f"MSE {mse:.6g}, largest error {float(abs(error).max()):.6g}")
if mse > 0 and signal > 0:
    print(f"SQNR {10 * math.log10(signal / mse):.2f} dB")
`;
}

/** The shortest text that becomes this float32 again. */
function pythonFloat(value: number): string {
  let text = String(value);
  for (let digits = 9; digits > 0; digits--) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) !== value) break;
    text = String(shorter);
  }
  return /[.e]/.test(text) ? text : `${text}.0`;
}
