import { feedsOf } from "#engine/runtime/input-source.ts";
import { LabError } from "#failures/lab-error.ts";
import { roundTripPoints } from "#numerics/errors/round-trip-points.ts";
import { ensureBuilt } from "../../build/build.ts";
import type { Handler } from "../../context.ts";
import { itemSource } from "../../items/item-source.ts";

/**
 * Runs both networks on one evaluation image and compares the outputs of one layer. The float side is the model
 * that was quantized: after equalization its channels have other ranges than those of the file.
 *
 * @throws LabError `recipe.unknown-layer` where the model has no such layer, `data.decode-failed` for a damaged
 *   image, and whatever a run throws
 */
export const layerScatter: Handler<"layer.scatter"> = async (
  { recipe, layer: name, index, points },
  { workspace, signal },
) => {
  const { model, data } = workspace;
  const at = model.float(false).plan.layers.findIndex((layer) => layer.name === name);
  if (at < 0) throw new LabError("recipe.unknown-layer", { layer: name });
  const { length } = data.evaluation.labels;
  if (!(index >= 0 && index < length))
    throw new LabError("internal", { what: "no such picture", index, length });
  const { input } = model;
  const rows = input.fixedBatch ?? 1;
  const source = itemSource(data.evaluation, input, recipe.preprocess, signal);
  const feeds = await feedsOf(source, new Uint32Array(rows).fill(index));
  const damage = source.damaged.get(index);
  if (damage) throw new LabError(damage.code, damage.details, { cause: damage });
  const built = await ensureBuilt(model, data, recipe, signal);
  const { fp32, quantized } = await model.tapped.outputs(built, at, feeds);
  signal.throwIfAborted();
  // A fixed batch is filled with the same image.
  const total = fp32.length / rows;
  const { x, xHat, nonFinite, error } = roundTripPoints(
    fp32.subarray(0, total),
    quantized.subarray(0, total),
    points,
  );
  return { layer: name, total, nonFinite, fp32: x, quantized: xHat, error };
};
