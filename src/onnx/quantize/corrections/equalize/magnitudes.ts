import type { LayerMagnitudes } from "#numerics/weights/equalization.ts";
import { forEachKernel, type WeightLayout } from "../../../layers/weight-layout.ts";

/**
 * Largest |w| between every output and input channel of a weight.
 *
 * @param inputs number of channels that the input dimension is made of, several elements in a row for each
 * @returns null if the weights hold NaN or an infinity
 */
export function layerMagnitudes(
  weights: Float32Array,
  layout: WeightLayout,
  inputs: number,
): LayerMagnitudes | null {
  const { outputs, groups } = layout;
  const width = inputs / groups;
  const spread = layout.inputs / inputs;
  const values = new Float32Array(outputs * width);
  let finite = true;
  forEachKernel(layout, (output, input, start, end) => {
    const at = output * width + (Math.floor(input / spread) % width);
    for (let i = start; i < end; i++) {
      const size = Math.abs(weights[i]);
      if (size > values[at]) values[at] = size;
      else if (!(size <= values[at])) finite = false;
    }
    if (values[at] === Infinity) finite = false;
  });
  return finite ? { outputs, inputs, groups, values } : null;
}
