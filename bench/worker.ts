import { RUNTIME_FILES } from "#engine/files.ts";
import { configureRuntime } from "#engine/runtime.ts";
import { benchCalibration } from "./cases/calibration.ts";
import { benchDecode } from "./cases/decode.ts";
import { benchExplorer } from "./cases/explorer.ts";
import { benchJob } from "./cases/job.ts";
import { benchLatency } from "./cases/latency.ts";
import { benchSweep } from "./cases/sweep.ts";
import { benchWeights } from "./cases/weights.ts";
import { watchWasmHeaps } from "./wasm-heap.ts";

const CASES = {
  calibration: benchCalibration,
  decode: benchDecode,
  explorer: benchExplorer,
  job: benchJob,
  latency: benchLatency,
  sweep: benchSweep,
  weights: benchWeights,
};

export interface BenchRequest {
  name: keyof typeof CASES;
  /** A bundled model's address, or `generated:mobilenet-v2`; of `explorer` the message. */
  model: string;
  threads: number;
}

/** Absolute times say what machine this was; the ratios are the result. */
export interface BenchReport {
  milliseconds: Record<string, number>;
  ratios: Record<string, number>;
  megabytes?: Record<string, number>;
}

watchWasmHeaps();

self.onmessage = async ({ data }: MessageEvent<BenchRequest>) => {
  try {
    configureRuntime({ files: RUNTIME_FILES, threads: data.threads });
    self.postMessage({ report: await CASES[data.name](data) });
  } catch (error) {
    const { message, cause } = error as Error;
    self.postMessage({ error: `${message}: ${cause}` });
  }
};
