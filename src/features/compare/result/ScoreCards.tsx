import { worstOutput } from "#numerics/errors/output-errors.ts";
import type { Score } from "#statistics/statistics.ts";
import {
  formatCount,
  formatCounted,
  formatDecibels,
  formatFixed,
  formatPercent,
  formatPoints,
  formatSmall,
} from "#words/format.ts";
import type { Shown } from "../use-shown.ts";
import { ResultCard } from "./ResultCard.tsx";
import { formatInterval } from "./result-rows.ts";

/** The two cards of quality: what they hold depends on what a run can be judged by. */
export function ScoreCards({ shown }: { shown: Shown }) {
  switch (shown.by) {
    case "accuracy":
      return (
        <>
          <AccuracyCard {...shown} />
          <AgreementCard {...shown} />
        </>
      );
    case "agreement":
      return (
        <>
          <AgreementCard {...shown} />
          <NoiseCard {...shown} title="Logits, SQNR to FP32" />
        </>
      );
    case "outputs":
      return (
        <>
          <NoiseCard {...shown} title="Output, SQNR to FP32" />
          <CosineCard {...shown} />
        </>
      );
  }
}

const share = ({ correct, total }: Score): number => (total > 0 ? correct / total : 0);

function accuracy(score: Score) {
  if (score.total === 0) return null;
  return { value: formatPercent(share(score)), range: formatInterval(score) };
}

function AccuracyCard({ scores: { fp32, quantized }, isLive, quantizedName }: Shown) {
  return (
    <ResultCard
      title="Top-1 accuracy"
      quantizedName={quantizedName}
      fp32={accuracy(fp32.top1)}
      quantized={quantized && accuracy(quantized.top1)}
      note={
        quantized && quantized.top1.total > 0
          ? `${formatPoints(share(quantized.top1) - share(fp32.top1))} on ${formatCounted(quantized.top1.total, "picture")}${isLive ? " so far" : ""}`
          : null
      }
    />
  );
}

function AgreementCard({ scores: { agreement }, quantizedName }: Shown) {
  return (
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
  );
}

function NoiseCard({ scores: { outputs }, quantizedName, title }: Shown & { title: string }) {
  const worst = worstOutput(outputs);
  const divergence = worst?.klDivergence ?? null;
  return (
    <ResultCard
      title={title}
      quantizedName={quantizedName}
      fp32={undefined}
      quantized={worst && { value: formatDecibels(worst.sqnrDb), range: null }}
      note={
        worst &&
        (divergence === null
          ? whichOutput(worst.name, outputs.length)
          : `KL divergence ${formatSmall(divergence)} nats`)
      }
    />
  );
}

function CosineCard({ scores: { outputs }, quantizedName }: Shown) {
  const worst = worstOutput(outputs);
  return (
    <ResultCard
      title="Cosine similarity to FP32"
      quantizedName={quantizedName}
      fp32={undefined}
      quantized={worst && { value: formatFixed(worst.cosine, 4), range: null }}
      note={worst && `largest error ${formatSmall(worst.maxAbsError)}`}
    />
  );
}

const whichOutput = (name: string, count: number): string =>
  count === 1 ? `output “${name}”` : `“${name}”, the worst of ${count} outputs`;
