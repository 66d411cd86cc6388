import type * as Ort from "onnxruntime-web/wasm";
import type { Backend } from "#experiment/backends.ts";
import { LabError } from "#failures/lab-error.ts";

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
