import { configureRuntime, RUNTIME_FILES } from "#engine/runtime/runtime.ts";
import { benchCalibration } from "./cases/calibration.ts";
import { benchDecode } from "./cases/decode.ts";
import { benchExplorer } from "./cases/explorer.ts";
import { benchJob } from "./cases/job.ts";
import { benchLatency } from "./cases/latency.ts";
import { benchSweep } from "./cases/sweep.ts";
import { benchWeights } from "./cases/weights.ts";
import { type BenchCase, type BenchReport, type BenchRequest, watchWasmHeaps } from "./report.ts";

const CASES: Record<BenchCase, (request: BenchRequest) => Promise<BenchReport>> = {
  calibration: benchCalibration,
  decode: benchDecode,
  explorer: benchExplorer,
  job: benchJob,
  latency: benchLatency,
  sweep: benchSweep,
  weights: benchWeights,
};

watchWasmHeaps();

self.onmessage = async ({ data }: MessageEvent<BenchRequest>) => {
  try {
    configureRuntime({ files: RUNTIME_FILES, threads: data.threads });
    self.postMessage({ report: await CASES[data.name](data) });
  } catch (error) {
    const { message, cause } = error instanceof Error ? error : new Error(String(error));
    self.postMessage({ error: `${message}: ${cause}` });
  }
};
