import type { Precision } from "#experiment/precisions.ts";
import type { LayerResult, RunResult } from "#experiment/result.ts";
import { weightBits } from "#store/recipe/weight-bits.ts";
import { formatBytes, formatCount } from "#words/format.ts";

type Told = Pick<RunResult, "recipe" | "layers" | "quantized">;

/** Quantized layers whose weights take more bits in the file than their grid has. */
const padded = ({ recipe, layers }: Told): LayerResult[] =>
  layers.filter(
    ({ name, precision, weights, storageBits }) =>
      precision === "int" && weights && storageBits !== null && storageBits > weightBits(recipe, name),
  );

/** Size of the file if every weight took the bits of its grid; null where it does. */
export function packedBytes(result: Told): number | null {
  const layers = padded(result);
  if (layers.length === 0) return null;
  const spare = layers.reduce((sum, { name, weights, storageBits }) => {
    const bits = (storageBits ?? 0) - weightBits(result.recipe, name);
    return sum + ((weights?.elementCount ?? 0) * bits) / 8;
  }, 0);
  return Math.ceil(result.quantized.sizeBytes - spare);
}

/** Layers whose arithmetic only gives the values of their precision, not its speed. */
export const simulatedCount = (layers: LayerResult[], precision?: Precision): number =>
  layers.filter((layer) => layer.simulated && (precision ?? layer.precision) === layer.precision).length;

const ARITHMETIC: Record<LayerResult["arithmetic"], string> = {
  integer: "integer kernels",
  float32: "floating point",
  float16: "half precision",
};

/** Which arithmetic the layers use: "integer kernels", or "integer kernels in 30 layers, floating point in 2". */
function arithmetic(layers: LayerResult[]): string {
  const counts = new Map<LayerResult["arithmetic"], number>();
  for (const { arithmetic: kind } of layers) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].toSorted((a, b) => b[1] - a[1]);
  if (parts.length <= 1) return parts.map(([kind]) => ARITHMETIC[kind]).join("");
  return parts
    .map(([kind, count], i) => `${ARITHMETIC[kind]} in ${formatCount(count)}${i === 0 ? " layers" : ""}`)
    .join(", ");
}

/** How the quantized model computes and what of it is only simulated, in sentences. */
export function executionSummary(result: Told): string {
  const { layers } = result;
  const sentences = [`Quantized layers use ${arithmetic(layers)}.`];
  if (layers.length === 0) sentences.pop();
  const simulated = simulatedCount(layers, "int");
  if (simulated > 0)
    sentences.push(
      `${simulated === layers.length ? "All" : formatCount(simulated)} layers are simulated: an 8-bit kernel or floating point carries exactly the values of the narrower grid, so the accuracy is that of the width and the speed is not.`,
    );
  const half = simulatedCount(layers, "fp16");
  if (half > 0)
    sentences.push(`${formatCount(half)} FP16 layers are rounded to half precision and computed in float32.`);
  const packed = packedBytes(result);
  if (packed !== null)
    sentences.push(
      `${formatCount(padded(result).length)} layers keep narrower weights in wider codes: the file would take ${formatBytes(packed)} if they were packed.`,
    );
  return sentences.join(" ");
}
