import { entryOf, idsOf } from "#numerics/registry.ts";

/** What ONNX Runtime can compute on in a browser. `id` is ONNX Runtime's name; recipes, links and logs write it. */
export const BACKENDS = [
  { id: "wasm", name: "WASM" },
  { id: "webgpu", name: "WebGPU" },
] as const;

export type Backend = (typeof BACKENDS)[number]["id"];

export const BACKEND_IDS = idsOf(BACKENDS);

export const backendName = (id: Backend): string => entryOf(BACKENDS, id).name;
