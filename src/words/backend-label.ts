import type { Backend } from "#experiment/report.ts";

/** What a backend is called on the page. */
export const BACKEND_LABELS: Record<Backend, string> = { wasm: "WASM", webgpu: "WebGPU" };
