import type { Feeds } from "#engine/runtime/input-source.ts";
import { EngineSession, type NamedTensor } from "#engine/runtime/session.ts";
import type { Notice } from "#experiment/result.ts";
import { tensorError } from "#numerics/errors/errors.ts";

/** One step of int8: a sum on an edge may fall on either side of it, in integers and in their simulation. */
const STEP = 1 / 127;
/** How much further from FP32 the optimizer may lead before it counts as a change of the file's answers. */
const LOST_DB = 3;

/**
 * Whether the runtime's optimizer, with which the exported file is run and judged, changes what the file says: one
 * inference without it is compared. Some of its fusions have been seen to compute another thing than the operators
 * that they stand for.
 *
 * @param bytes the exported file, which `quantized` runs on WASM with the optimizer
 * @param outputs names of the outputs that are compared
 * @returns `quantized.optimizer-differs` for the first output that differs: details.share is the largest difference
 *   over the largest value, null where the optimizer gives NaN or an infinity, and lostDb the SQNR against FP32 that
 *   the optimizer costs, null where one of the two is not finite
 * @throws LabError `runtime.out-of-memory` and what else `EngineSession` throws
 */
export async function optimizerNotices(
  bytes: Uint8Array,
  feeds: Feeds,
  { fp32, quantized }: { fp32: EngineSession; quantized: EngineSession },
  outputs: readonly string[],
): Promise<Notice[]> {
  const plain = await plainOutputs(bytes, feeds, outputs);
  const [float, optimized] = [await fp32.run(feeds, outputs), await quantized.run(feeds, outputs)];
  for (const output of outputs) {
    const found = difference(float[output], plain[output], optimized[output]);
    if (found) return [{ code: "quantized.optimizer-differs", details: { output, ...found } }];
  }
  return [];
}

async function plainOutputs(bytes: Uint8Array, feeds: Feeds, outputs: readonly string[]) {
  const session = await EngineSession.create(bytes, { backend: "wasm", optimization: "disabled" });
  try {
    return await session.run(feeds, outputs);
  } finally {
    await session.release();
  }
}

/** Null where the optimizer changes nothing that matters, or where there is nothing to compare. */
function difference(float: NamedTensor, plain: NamedTensor, optimized: NamedTensor) {
  const [original, expected, found] = [float, plain, optimized].map(({ data }) => Float32Array.from(data));
  if (original.length !== expected.length || found.length !== expected.length) return null;
  const [plainDb, optimizedDb] = [expected, found].map((values) => tensorError(original, values).sqnrDb);
  if (Number.isNaN(plainDb) || optimizedDb >= plainDb - LOST_DB) return null;
  const finite = expected.filter(Number.isFinite);
  const largest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
  const share = tensorError(expected, found).maxAbsError / largest;
  const lostDb = plainDb - optimizedDb;
  if (share <= STEP) return null;
  return { share: Number.isFinite(share) ? share : null, lostDb: Number.isFinite(lostDb) ? lostDb : null };
}
