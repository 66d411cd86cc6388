import { feedsOf } from "#engine/runtime/input-source.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import { yieldToMessages } from "#engine/runtime/yield.ts";
import { ensureBuilt } from "../build/build.ts";
import type { Handler } from "../context.ts";
import { itemSource } from "../items/item-source.ts";

/** Opens both networks anew, one after the other, and times their first inferences one by one. */
export const firstLatencies: Handler<"latency.first"> = async ({ recipe, runs }, { workspace, signal }) => {
  const { model, data } = workspace;
  const { build } = await ensureBuilt(model, data, recipe, signal);
  const source = itemSource(data.evaluation, model.input, recipe.preprocess, signal);
  const [first] = data.evaluationIndices(recipe.evaluation);
  const items = new Uint32Array(model.input.fixedBatch ?? 1).fill(first);
  const feeds = await feedsOf(source, items);

  const timed = async (session: EngineSession): Promise<number[]> => {
    const times: number[] = [];
    try {
      for (let i = 0; i < runs; i++) {
        const before = performance.now();
        await session.run(feeds);
        times.push(performance.now() - before);
        await yieldToMessages(signal);
      }
    } finally {
      await session.release();
    }
    return times;
  };
  const fp32 = await timed(await model.freshSession("wasm"));
  const quantized = await timed(
    await EngineSession.create(build.bytes, { backend: "wasm", variant: "quantized" }),
  );
  return { fp32, quantized };
};
