import type { BenchReport, BenchRequest } from "./report.ts";

declare global {
  interface Window {
    runBench: (request: BenchRequest) => Promise<BenchReport>;
  }
}

/** Called by `bench/run.mjs`: runs one case in a fresh worker, so that thread counts and heaps do not mix. */
window.runBench = (request) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<{ report?: BenchReport; error?: string }>) => {
      worker.terminate();
      if (data.report) resolve(data.report);
      else reject(new Error(data.error));
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(request);
  });
