import webgpuMjs from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url";
import webgpuBinary from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";
import wasmMjs from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import wasmBinary from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import type * as Ort from "onnxruntime-web/wasm";
import type { Backend } from "#experiment/backends.ts";
import { type ErrorDetails, LabError, type LabErrorCode } from "#failures/lab-error.ts";

export type OrtModule = typeof Ort;

/** Addresses of the two files of one runtime build, served from the page's own origin. */
export interface RuntimeFiles {
  mjs: string;
  wasm: string;
}

export interface RuntimeConfig {
  /** Absent in Node, where the package finds its own files. */
  files?: Record<Backend, RuntimeFiles>;
  /** Threads of the WASM provider; 1 unless the context is cross-origin isolated. */
  threads: number;
}

export interface Runtime {
  ort: OrtModule;
  backend: Backend;
  threads: number;
  version: string;
}

let config: RuntimeConfig = { threads: 1 };
const loaded = new Map<Backend, Promise<Runtime>>();

/** States where the runtime's files are and how many threads to use. Call before the first {@link loadRuntime}. */
export function configureRuntime(next: RuntimeConfig): void {
  config = next;
}

/**
 * Loads the build of ONNX Runtime for a backend, once. The two are separate builds: the plain WASM one
 * is the numeric reference; the WebGPU one is fetched only when it is asked for. The package's bare entry
 * is never used, because it brings the old JSEP backend.
 *
 * @throws LabError `runtime.not-loaded` if the build's script cannot be fetched. Browsers may keep that answer: a
 *   worker that has met it is to be replaced.
 */
export function loadRuntime(backend: Backend): Promise<Runtime> {
  let runtime = loaded.get(backend);
  if (!runtime) {
    runtime = load(backend).catch((cause: unknown) => {
      loaded.delete(backend);
      throw new LabError("runtime.not-loaded", { backend }, { cause });
    });
    loaded.set(backend, runtime);
  }
  return runtime;
}

async function load(backend: Backend): Promise<Runtime> {
  const ort: OrtModule =
    backend === "wasm" ? await import("onnxruntime-web/wasm") : await import("onnxruntime-web/webgpu");
  const { threads, files } = config;
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = "error";
  if (files) ort.env.wasm.wasmPaths = files[backend];
  return { ort, backend, threads, version: ort.env.versions.web ?? ort.env.versions.common };
}

const absolute = (address: string) => new URL(address, import.meta.url).href;

/** The runtime's files as the bundler ships them, on the page's own origin. */
export const RUNTIME_FILES: Record<Backend, RuntimeFiles> = {
  wasm: { mjs: absolute(wasmMjs), wasm: absolute(wasmBinary) },
  webgpu: { mjs: absolute(webgpuMjs), wasm: absolute(webgpuBinary) },
};

const OUT_OF_MEMORY =
  /bad_alloc|out of memory|memory access out of bounds|Aborted\(OOM|Cannot enlarge memory|Array buffer allocation failed/i;

/** The runtime's own, of its start: its files are fetched with the first session. */
const NOT_STARTED = /no available backend found/i;

/** What browsers and the runtime say of a file that cannot be had; the runtime never tries a second time. */
const NOT_FETCHED =
  /failed to fetch|fetching of the wasm failed|error loading dynamically imported module|importing a module script failed|networkerror|load failed|initializeWebAssembly\(\)/i;

/** The code of a session that could not be made because the runtime did not start; null where it did. */
function startFailure(message: string): LabErrorCode | null {
  if (!NOT_STARTED.test(message)) return null;
  return NOT_FETCHED.test(message) ? "runtime.not-loaded" : "runtime.load-failed";
}

let spent = false;

/** Whether the runtime has run out of memory or trapped: what it computes afterwards cannot be relied on. */
export const isRuntimeSpent = (): boolean => spent;

/**
 * Names a failure of the runtime: out of memory or not started if that is what it says, otherwise `code`. Keeps its
 * words as the cause.
 */
export function runtimeError(code: LabErrorCode, details: ErrorDetails, cause: unknown): LabError {
  const message = cause instanceof Error ? cause.message : String(cause);
  spent ||= OUT_OF_MEMORY.test(message) || cause instanceof WebAssembly.RuntimeError;
  const actual = OUT_OF_MEMORY.test(message) ? "runtime.out-of-memory" : (startFailure(message) ?? code);
  return new LabError(actual, { ...details, message: message.slice(0, 500) }, { cause });
}
