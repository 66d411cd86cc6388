import { LabError } from "#failures/lab-error.ts";
import { rowElements, rowSize } from "#numerics/weights/weight-rows.ts";
import { weightRows } from "#onnx/layers/weight-layout.ts";
import { constantOf } from "#onnx/model/graph/graph.ts";
import { readFloats } from "#onnx/model/read/tensor.ts";
import type { Handler } from "../../context.ts";

/** Weights in the order of the file, BatchNorm folded in; a stack of matrices counts as one channel. */
export const layerValues: Handler<"layer.values"> = async ({ layer: name, limit }, { workspace }) => {
  const { layers, view } = workspace.model.float(false).plan;
  const layer = layers.find((each) => each.name === name);
  const constant = layer?.weight && constantOf(view, layer.weight.tensor);
  if (!layer || !constant) throw new LabError("recipe.unknown-layer", { layer: name });
  const weights = readFloats(constant);
  const rows = weightRows(layer);
  const totalChannels = rows ? rows.groups * rows.rows : 1;
  const size = rows ? rowSize(rows) : weights.length;
  const channels = Math.min(totalChannels, Math.max(1, Math.floor(limit / size)));
  const values = new Float32Array(Math.min(channels * size, limit));
  if (rows) {
    const elements = new Int32Array(size);
    for (let channel = 0; channel < channels; channel++) {
      rowElements(rows, Math.floor(channel / rows.rows), channel % rows.rows, elements);
      for (let i = 0, to = channel * size; i < size && to < values.length; i++, to++)
        values[to] = weights[elements[i]];
    }
  } else values.set(weights.subarray(0, values.length));
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new LabError("calibration.non-finite", { index: bad, value: String(values[bad]) });
  return { values, channels, totalChannels, total: weights.length };
};
