import { backendName } from "#experiment/backends.ts";
import type { RunResult } from "#experiment/result.ts";
import { formatCount, formatCounted } from "#words/format.ts";
import classes from "./EnvironmentLine.module.css";
import { executionSummary } from "./execution-summary.ts";

const place = ({ backend, threads }: RunResult["environment"]["fp32"]): string =>
  backend === "webgpu"
    ? backendName(backend)
    : `${backendName(backend)}, ${formatCounted(threads, "thread")}`;

/** Where the numbers come from; keeps its height before there are any. */
export function EnvironmentLine({ result }: { result: RunResult | null }) {
  if (!result) return <p className={classes.line} />;
  const { environment, quantized } = result;
  const latency = quantized.latencyMs;
  return (
    <p className={classes.line}>
      FP32 on {place(environment.fp32)}; quantized on {place(environment.quantized)}.{" "}
      {executionSummary(result)}
      {latency &&
        ` Latency of one picture over ${formatCount(latency.runs)} runs after ${latency.warmup} to warm up.`}{" "}
      {environment.runtime}.
    </p>
  );
}
