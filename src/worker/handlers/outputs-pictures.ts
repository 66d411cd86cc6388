import { feedsOf } from "#engine/runtime/input-source.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import { LabError } from "#failures/lab-error.ts";
import { ensureBuilt } from "../build/build.ts";
import type { Handler } from "../context.ts";
import { itemSource } from "../items/split-source.ts";
import { outputPictures } from "../output-pictures.ts";

/** Runs both variants on one evaluation picture and shows an output of theirs. */
export const outputsPictures: Handler<"outputs.pictures"> = async (
  { recipe, index, output },
  { workspace, signal },
) => {
  const { model, data } = workspace;
  const { build } = await ensureBuilt(model, data, recipe, signal);
  const { input } = model;
  const rows = input.fixedBatch ?? 1;
  const source = itemSource(data.evaluation, input, recipe.preprocess, signal);
  const feeds = await feedsOf(source, new Uint32Array(rows).fill(index));
  const damage = source.damaged.get(index);
  if (damage) throw new LabError(damage.code, damage.details, { cause: damage });
  const fp32 = await model.fp32Session("wasm");
  if (!fp32.outputNames.includes(output)) throw new LabError("recipe.unknown-layer", { layer: output });
  const quantized = await EngineSession.create(build.bytes, { backend: "wasm", variant: "quantized" });
  try {
    const before = await fp32.run(feeds, [output]);
    const after = await quantized.run(feeds, [output]);
    return outputPictures(before[output], after[output]);
  } finally {
    await quantized.release();
  }
};
