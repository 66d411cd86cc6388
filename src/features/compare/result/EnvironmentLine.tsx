import type { RunResult } from "#experiment/result.ts";
import { formatCount } from "#words/format.ts";
import { placeWords } from "#words/recipe-words.ts";
import classes from "./EnvironmentLine.module.css";
import { executionSummary } from "./execution-summary.ts";

/** Where the numbers come from; keeps its height before there are any. */
export function EnvironmentLine({ result }: { result: RunResult | null }) {
  if (!result) return <p className={classes.line} />;
  const { environment, quantized } = result;
  const latency = quantized.latencyMs;
  return (
    <p className={classes.line}>
      FP32 on {placeWords(environment.fp32)}; quantized on {placeWords(environment.quantized)}.{" "}
      {executionSummary(result)}
      {latency &&
        ` Latency of one picture over ${formatCount(latency.runs)} runs after ${latency.warmup} to warm up.`}{" "}
      {environment.runtime}.
    </p>
  );
}
