import { loadRuntime } from "#engine/runtime/runtime.ts";
import type { Backend } from "#experiment/backends.ts";
import type { Environment } from "#experiment/result.ts";

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
