import type { Backend } from "#core/report.ts";
import type { RunProgress } from "#protocol/messages.ts";
import type { LoadedModel } from "../loaded-model.ts";
import type { Evaluation } from "./evaluation.ts";

/** Pictures on which WebGPU must agree with WASM before it is used. */
const CHECKED_PICTURES = 2;

/** The backend of the FP32 passes: the one wished for, or WASM with a notice that says why. */
export async function chooseBackend(
  wished: Backend,
  model: LoadedModel,
  { source, indices }: Evaluation,
  report: (progress: RunProgress) => void,
): Promise<Backend> {
  if (wished === "wasm") return "wasm";
  const rows = model.pictureInput.fixedBatch ?? Math.min(CHECKED_PICTURES, indices.length);
  const checked = Uint32Array.from({ length: rows }, (_, i) => indices[i % indices.length]);
  const verdict = await model.webgpuVerdict(await source.batch(checked), [rows, ...source.dims]);
  if (verdict.ok) return "webgpu";
  const { ok, code, ...details } = verdict;
  report({ kind: "notice", code, details });
  return "wasm";
}
