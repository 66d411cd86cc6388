import { type Feeds, feedsOf } from "#engine/runtime/input-source.ts";
import { loadRuntime } from "#engine/runtime/runtime.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import { checkWebgpu, type WebgpuVerdict } from "#engine/runtime/webgpu.ts";
import type { Backend } from "#experiment/backends.ts";
import type { Mode } from "#experiment/modes.ts";
import type { Environment } from "#experiment/result.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import type { Evaluation } from "./evaluation/evaluation.ts";
import type { NoticeList } from "./notices/notice-list.ts";

/** Images on which WebGPU must agree with WASM before it is used. */
const CHECKED_PICTURES = 2;

/** The backend of the FP32 passes: the one wished for, or WASM with a notice that says why. */
export async function chooseBackend(
  wished: Backend,
  model: LoadedModel,
  evaluation: Evaluation,
  notices: Pick<NoticeList, "add">,
): Promise<Backend> {
  if (wished === "wasm") return "wasm";
  const feeds = await checkedFeeds(model, evaluation);
  return accepted(await model.webgpuVerdict(feeds), "fp32", notices) ? "webgpu" : "wasm";
}

/**
 * A session of the quantized model. Integer kernels are WASM's alone; a weight-only model computes in float and
 * runs where FP32 does, if WebGPU's answers agree with those of WASM.
 */
export async function openQuantized(
  bytes: Uint8Array,
  mode: Mode,
  fp32Backend: Backend,
  model: LoadedModel,
  evaluation: Evaluation,
  notices: Pick<NoticeList, "add">,
): Promise<EngineSession> {
  const reference = await EngineSession.create(bytes, { backend: "wasm", variant: "quantized" });
  if (mode !== "weight-only" || fp32Backend === "wasm") return reference;
  const feeds = await checkedFeeds(model, evaluation);
  if (!accepted(await checkWebgpu(bytes, feeds, reference), "quantized", notices)) return reference;
  await reference.release();
  return EngineSession.create(bytes, { backend: "webgpu", variant: "quantized" });
}

function checkedFeeds(model: LoadedModel, { source, indices }: Evaluation): Promise<Feeds> {
  const rows = model.input.fixedBatch ?? Math.min(CHECKED_PICTURES, indices.length);
  const checked = Uint32Array.from({ length: rows }, (_, i) => indices[i % indices.length]);
  return feedsOf(source, checked);
}

function accepted(
  verdict: WebgpuVerdict,
  variant: "fp32" | "quantized",
  notices: Pick<NoticeList, "add">,
): boolean {
  if (verdict.ok) return true;
  const { ok, code, ...details } = verdict;
  notices.add([{ code, details: { ...details, variant } }]);
  return false;
}

declare const __LAB_VERSION__: string;

/** What the numbers of a run depend on besides its recipe. */
export async function environment(fp32Backend: Backend, quantizedBackend: Backend): Promise<Environment> {
  const [fp32, quantized] = [await loadRuntime(fp32Backend), await loadRuntime(quantizedBackend)];
  return {
    lab: __LAB_VERSION__,
    runtime: `onnxruntime-web ${quantized.version}`,
    userAgent: navigator.userAgent,
    hardwareConcurrency: navigator.hardwareConcurrency,
    crossOriginIsolated: globalThis.crossOriginIsolated ?? false,
    fp32: { backend: fp32.backend, threads: fp32.threads },
    quantized: { backend: quantized.backend, threads: quantized.threads },
  };
}
