import type { MiniSettings } from "#lessons/mini/mini-experiment.ts";
import { settingsText } from "./texts.ts";

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

/** How one library writes what the script needs; all on the float32 array `part`, `lo` and `hi` as Python floats. */
interface Dialect {
  imports: string;
  /** The values themselves, or what reads them from a file. */
  array: (numbers: string) => string;
  file: (name: string) => string;
  /** A float32 scalar of a Python expression. */
  float32: (expression: string) => string;
  toFloat32: (array: string) => string;
  toFloat64: (array: string) => string;
  round: (array: string) => string;
  clip: (array: string, low: string, high: string) => string;
  sorted: (array: string) => string;
  magnitudes: (array: string) => string;
  empty: { codes: string; values: string };
  codes: (array: string) => string;
}

const indent = (lines: readonly string[]): string =>
  lines.map((line) => (line ? `    ${line}` : "")).join("\n");

/** `lo` and `hi` of a part, as a function; the search for the least error calls `quantize`. */
function rangeFunction(dialect: Dialect, { range, scheme }: MiniSettings): string {
  const { sorted, magnitudes } = dialect;
  const ends = "float(part.min()), float(part.max())";
  switch (range.method) {
    case "minmax":
      return `def find_range(part):\n${indent([`return ${ends}`])}`;
    case "percentile": {
      const share = `${range.percent} / 100`;
      const quantile = `def quantile(ordered, share):
    position = share * (len(ordered) - 1)
    below = int(position)
    low, high = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)])
    return low + (position - below) * (high - low)`;
      const body =
        scheme === "symmetric"
          ? [`limit = quantile(${sorted(magnitudes("part"))}, ${share})`, "return -limit, limit"]
          : [
              `ordered, cut = ${sorted("part")}, (1 - ${share}) / 2`,
              "return quantile(ordered, cut), quantile(ordered, 1 - cut)",
            ];
      return `${quantile}\n\n\ndef find_range(part):\n${indent(body)}`;
    }
    case "mse":
      return `def find_range(part):
    """Of a hundred shares of the extremes the one of the least squared error."""
    lo, hi = ${ends}
    best, least = (lo, hi), float("inf")
    for i in range(100, 0, -1):
        share = i / 100
        back = quantize(part, lo * share, hi * share)[1]
        error = float(((${dialect.toFloat64("part")} - ${dialect.toFloat64("back")}) ** 2).sum())
        if error < least:
            best, least = (lo * share, hi * share), error
    return best`;
  }
}

/** Codes and values of a part on the grid of `lo` and `hi`, as a function, with what grid that is. */
function quantizeFunction(dialect: Dialect, settings: MiniSettings): string {
  const body = settings.zero === "deployable" ? deployable(dialect, settings) : textbook(dialect, settings);
  return `def quantize(part, lo, hi):\n${indent(body)}`;
}

function textbook(
  { float32, toFloat32, toFloat64, round, clip }: Dialect,
  { scheme, zero }: MiniSettings,
): string[] {
  if (scheme === "symmetric") {
    return [
      `s = ${float32("max(-lo, hi) / QMAX or 1.0")}`,
      `q = ${clip(round("part / s"), "QMIN", "QMAX")}`,
      "return q, q * s, float(s), 0",
    ];
  }
  const step = `s = ${float32(`float(${float32("hi - lo")}) / QMAX or 1.0`)}`;
  if (zero === "real-offset") {
    return [
      step,
      `q = ${clip(round(`${toFloat32(`(${toFloat64("part")} - lo)`)} / s`), "QMIN", "QMAX")}`,
      `return q, ${toFloat32(`(${toFloat64("(q * s)")} + lo)`)}, float(s), lo  # a real offset`,
    ];
  }
  return [
    step,
    `z = round(float(${float32("-lo / float(s)")}))  # Python's round takes halves to even, too`,
    `q = ${clip(round("part / s + z"), "QMIN", "QMAX")}`,
    "return q, (q - z) * s, float(s), z",
  ];
}

function deployable({ float32, round, clip }: Dialect, { scheme }: MiniSettings): string[] {
  return [
    `lo, hi = ${float32("min(lo, 0.0)")}, ${float32("max(hi, 0.0)")}  # the range holds zero`,
    ...(scheme === "symmetric" ? ["hi = max(-lo, hi)", "lo = -hi"] : []),
    "exact = float(hi - lo) / (QMAX - QMIN)",
    "if exact < 2.0**-126:  # all zeros",
    "    exact, lo = 1.0, 0.0 * lo",
    `s, z = ${float32("exact")}, ${scheme === "symmetric" ? "0" : "round(QMIN - float(lo) / exact)"}`,
    `q = ${clip(`${round("part / s")} + z`, "QMIN", "QMAX")}`,
    "return q, (q - z) * s, float(s), z",
  ];
}

/** First and last code, as the expressions that a reader knows. */
function codeEnds({ scheme }: MiniSettings): string {
  return scheme === "symmetric"
    ? "QMIN, QMAX = -(2 ** (BITS - 1) - 1), 2 ** (BITS - 1) - 1"
    : "QMIN, QMAX = 0, 2**BITS - 1";
}
