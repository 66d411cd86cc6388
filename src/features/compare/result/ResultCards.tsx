import { latencyObstacle } from "#experiment/outcomes/comparable.ts";
import { useLab } from "#store/lab-context.ts";
import { formatBytes, formatFactor, formatMs } from "#words/format.ts";
import type { Shown } from "../use-shown.ts";
import { packedBytes, simulatedCount } from "./execution-summary.ts";
import { ResultCard } from "./ResultCard.tsx";
import classes from "./ResultCards.module.css";
import { ScoreCards } from "./ScoreCards.tsx";

/** The four numbers of a run, FP32 beside quantized; those of quality count along while it runs. */
export function ResultCards({ shown }: { shown: Shown }) {
  const { isLive, quantizedName } = shown;
  const result = useLab((state) => state.latest?.result ?? null);
  const sizes = result && { fp32: result.fp32.sizeBytes, quantized: result.quantized.sizeBytes };
  const times = { fp32: result?.fp32.latencyMs ?? null, quantized: result?.quantized.latencyMs ?? null };
  const packed = result && packedBytes(result);
  const simulated = result !== null && !isLive && simulatedCount(result.layers) > 0;
  const old = isLive && result ? "of the last run" : null;
  return (
    <div className={classes.cards}>
      <ScoreCards shown={shown} />
      <ResultCard
        title="Model size"
        quantizedName={quantizedName}
        fp32={sizes && { value: formatBytes(sizes.fp32), range: null }}
        quantized={sizes && { value: formatBytes(sizes.quantized), range: null }}
        note={
          old ??
          (sizes &&
            `${formatFactor(sizes.quantized / sizes.fp32)} the size${packed === null ? "" : `; ${formatBytes(packed)} if packed`}`)
        }
      />
      <ResultCard
        title="Latency, one picture"
        badge={simulated ? "simulated" : null}
        quantizedName={quantizedName}
        fp32={times.fp32 && { value: formatMs(times.fp32.median), range: null }}
        quantized={times.quantized && { value: formatMs(times.quantized.median), range: null }}
        note={
          old ??
          (result &&
            times.fp32 &&
            times.quantized &&
            (latencyObstacle(result.environment.fp32, result.environment.quantized)
              ? "not compared: timed in different places"
              : `${formatFactor(times.quantized.median / times.fp32.median)} the time`))
        }
      />
    </div>
  );
}
