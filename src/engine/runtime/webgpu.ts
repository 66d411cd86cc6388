import { EngineSession, type NamedTensor } from "./session.ts";

export type WebgpuVerdict =
  | { ok: true }
  | { ok: false; code: "webgpu.unavailable"; reason: string }
  | { ok: false; code: "webgpu.mismatch"; relativeError: number };

/** Largest difference tolerated, relative to the largest reference value. */
const TOLERANCE = 1e-2;

/**
 * Whether this model may be run on WebGPU here: an adapter must exist, the session must load, and its
 * outputs must agree with the WASM provider's on the given input to 1 % of the largest value.
 * WASM is the numeric reference because some WebGPU kernels have been seen to be wrong.
 */
export async function checkWebgpu(
  model: Uint8Array,
  feeds: Record<string, NamedTensor>,
  reference: EngineSession,
): Promise<WebgpuVerdict> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) {
    return { ok: false, code: "webgpu.unavailable", reason: navigator.gpu ? "no adapter" : "no WebGPU" };
  }
  let session: EngineSession | null = null;
  try {
    session = await EngineSession.create(model, { backend: "webgpu" });
    const relativeError = largestRelativeError(await session.run(feeds), await reference.run(feeds));
    return relativeError <= TOLERANCE ? { ok: true } : { ok: false, code: "webgpu.mismatch", relativeError };
  } catch (cause) {
    const reason =
      cause instanceof Error
        ? String(cause.cause instanceof Error ? cause.cause.message : cause.message)
        : String(cause);
    return { ok: false, code: "webgpu.unavailable", reason: reason.slice(0, 300) };
  } finally {
    await session?.release();
  }
}

function largestRelativeError(
  actual: Record<string, NamedTensor>,
  expected: Record<string, NamedTensor>,
): number {
  let difference = 0;
  let magnitude = Number.MIN_VALUE;
  for (const name in expected) {
    const a = actual[name].data;
    const e = expected[name].data;
    for (let i = 0; i < e.length; i++) {
      const d = Math.abs(a[i] - e[i]);
      if (!(d <= difference)) difference = d;
      magnitude = Math.max(magnitude, Math.abs(e[i]));
    }
  }
  return difference / magnitude;
}
