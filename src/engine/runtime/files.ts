import webgpuMjs from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url";
import webgpuBinary from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";
import wasmMjs from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import wasmBinary from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import type { Backend } from "#experiment/backends.ts";
import type { RuntimeFiles } from "./runtime.ts";

const absolute = (address: string) => new URL(address, import.meta.url).href;

/** The runtime's files as the bundler ships them, on the page's own origin. */
export const RUNTIME_FILES: Record<Backend, RuntimeFiles> = {
  wasm: { mjs: absolute(wasmMjs), wasm: absolute(wasmBinary) },
  webgpu: { mjs: absolute(webgpuMjs), wasm: absolute(webgpuBinary) },
};
