import type { Backend } from "#core/report.ts";
import type { RunResult } from "#protocol/messages.ts";
import { formatCount } from "#ui/format.ts";
import classes from "./EnvironmentLine.module.css";

const BACKENDS: Record<Backend, string> = { wasm: "WASM", webgpu: "WebGPU" };
const place = ({ backend, threads }: { backend: Backend; threads: number }): string =>
  backend === "webgpu"
    ? BACKENDS.webgpu
    : `${BACKENDS.wasm}, ${threads} ${threads === 1 ? "thread" : "threads"}`;

/** Where the numbers come from; keeps its height before there are any. */
export function EnvironmentLine({ result }: { result: RunResult | null }) {
  if (!result) return <p className={classes.line} />;
  const { environment, quantized } = result;
  const latency = quantized.latencyMs;
  return (
    <p className={classes.line}>
      FP32 on {place(environment.fp32)}; quantized on {place(environment.quantized)}, integer kernels.
      {latency &&
        ` Latency of one picture over ${formatCount(latency.runs)} runs after ${latency.warmup} to warm up.`}{" "}
      {environment.runtime}.
    </p>
  );
}
