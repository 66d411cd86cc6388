import type { QuantizationPlan } from "#engine/quantize/quantization-plan.ts";
import { countMacs } from "#onnx/infer/macs.ts";

/** Of a whole run, what each layer's row costs whatever lies behind it: building, opening a session. */
const FIXED_SHARE = 0.1;

/**
 * What the row of each layer costs relative to the others: multiply-accumulates from the layer to the end of the
 * network. Layers whose operations cannot be counted count alike.
 *
 * @param dims of the first input for one item
 */
export function layerCosts({ view, layers }: QuantizationPlan, dims: readonly number[]): Map<string, number> {
  const { byNode } = countMacs(view, new Map([[view.inputs[0].name, dims]]));
  const macs = layers.map(({ name }) => byNode.get(name) ?? null);
  const isKnown = macs.every((count) => count !== null);
  const counts = macs.map((count) => (isKnown && count ? count : 1));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const costs = new Map<string, number>();
  let behind = total;
  layers.forEach(({ name }, i) => {
    costs.set(name, behind + FIXED_SHARE * total);
    behind -= counts[i];
  });
  return costs;
}
