import type { Score } from "#core/report.ts";
import { useLab } from "#store/lab-context.ts";
import { formatBytes, formatCount, formatFactor, formatMs, formatPercent, formatPoints } from "#ui/format.ts";
import { packedBytes, simulatedCount } from "./execution-summary.ts";
import { ResultCard } from "./ResultCard.tsx";
import classes from "./ResultCards.module.css";
import { formatInterval } from "./result-rows.ts";
import type { Shown } from "./use-shown.ts";

/** The four numbers of a run, FP32 beside quantized; accuracy and agreement count along while it runs. */
export function ResultCards({ shown }: { shown: Shown }) {
  const { scores, isLive, quantizedName } = shown;
  const { fp32, quantized, agreement } = scores;
  const result = useLab((state) => state.latest?.result ?? null);
  const sizes = result && { fp32: result.fp32.sizeBytes, quantized: result.quantized.sizeBytes };
  const times = { fp32: result?.fp32.latencyMs ?? null, quantized: result?.quantized.latencyMs ?? null };
  const packed = result && packedBytes(result);
  const simulated = result !== null && !isLive && simulatedCount(result.layers) > 0;
  const old = isLive && result ? "of the last run" : null;
  return (
    <div className={classes.cards}>
      <ResultCard
        title="Top-1 accuracy"
        quantizedName={quantizedName}
        fp32={accuracy(fp32.top1)}
        quantized={quantized && accuracy(quantized.top1)}
        note={
          quantized && quantized.top1.total > 0
            ? `${formatPoints(share(quantized.top1) - share(fp32.top1))} on ${formatCount(quantized.top1.total)} pictures${isLive ? " so far" : ""}`
            : null
        }
      />
      <ResultCard
        title="Agreement with FP32"
        quantizedName={quantizedName}
        fp32={undefined}
        quantized={agreement.total > 0 ? { value: formatPercent(share(agreement)), range: null } : null}
        note={
          agreement.total > 0
            ? `${formatCount(agreement.total - agreement.correct)} of ${formatCount(agreement.total)} predictions differ`
            : null
        }
      />
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
          (times.fp32 &&
            times.quantized &&
            `${formatFactor(times.quantized.median / times.fp32.median)} the time`)
        }
      />
    </div>
  );
}

const share = ({ correct, total }: Score): number => (total > 0 ? correct / total : 0);

function accuracy(score: Score) {
  if (score.total === 0) return null;
  return { value: formatPercent(share(score)), range: formatInterval(score) };
}
