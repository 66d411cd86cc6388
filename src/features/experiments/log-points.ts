import type { ChartTableProps } from "#charts/frame/ChartTable.tsx";
import type { ParetoPoint } from "#charts/search/pareto-layout.ts";
import { canonicalJson } from "#experiment/canonical-json.ts";
import { accuracyObstacle, isSameSource } from "#experiment/outcomes/comparable.ts";
import { paretoFront } from "#experiment/outcomes/pareto.ts";
import type { LogEntry } from "#share/log-file.ts";
import { wilsonInterval } from "#statistics/statistics.ts";
import { formatBytes, formatPercent } from "#words/format.ts";
import { kept, runName } from "./run-words.ts";

const kilobytes = (bytes: number): number => bytes / 1000;

type Known = { run: LogEntry; share: number };

const materialOf = ({ recipe: { model, data } }: LogEntry): string => canonicalJson([model, data]);

/**
 * The runs, newest first, as points of accuracy against size, with the FP32 model of each model that was run. The
 * front is of the newest run's model, judged as that run was.
 */
export function logPoints(log: readonly LogEntry[]): { points: ParetoPoint[]; table: ChartTableProps } {
  const known = log.flatMap((run): Known[] => {
    const share = kept(run);
    return share === null ? [] : [{ run, share }];
  });
  const comparable = known.filter(({ run }) => {
    const [newest] = known;
    return (
      isSameSource(run.recipe.model, newest.run.recipe.model) && accuracyObstacle(run, newest.run) === null
    );
  });
  const isOnFront = paretoFront(
    comparable.map(({ run, share }) => ({
      lossPoints: -share,
      sizeBytes: run.quantized.sizeBytes,
      outputSqnrDb: run.outputSqnrDb ?? Number.NaN,
    })),
  );
  const front = new Set(comparable.filter((_, i) => isOnFront[i]));
  const points = known.map((each) => quantizedPoint(each.run, each.share, front.has(each)));
  return {
    points: [...points, ...floatPoints(log)],
    table: {
      caption: "Runs",
      columns: ["Run", "Size (kB)", "Top-1 or agreement (%)", "Kind"],
      rows: points.map(({ name, x, y, kind }) => [name, x.toFixed(1), y.toFixed(1), kind]),
      values: points.map(({ name, x, y, kind }) => [name, x, y, kind]),
    },
  };
}

function quantizedPoint(run: LogEntry, share: number, onFront: boolean): ParetoPoint {
  const { quantized, agreement, recipe } = run;
  const score = quantized.top1.total > 0 ? quantized.top1 : agreement;
  const { low, high } = wilsonInterval(score);
  return {
    id: run.id,
    name: runName(run),
    x: kilobytes(quantized.sizeBytes),
    y: share * 100,
    interval: [low * 100, high * 100],
    kind: Object.keys(recipe.layers).length > 0 ? "mixed" : "uniform",
    onFront,
    caption: null,
    lines: [
      { label: quantized.top1.total > 0 ? "Top-1" : "Agreement", value: formatPercent(share) },
      { label: "Size", value: formatBytes(quantized.sizeBytes) },
    ],
  };
}

/** One per model with labelled pictures: of the newest run. */
function floatPoints(log: readonly LogEntry[]): ParetoPoint[] {
  const newest = new Map<string, LogEntry>();
  for (const run of log) {
    const key = materialOf(run);
    if (run.fp32.top1.total > 0 && !newest.has(key)) newest.set(key, run);
  }
  return [...newest.values()].map(({ id, modelName, fp32 }) => {
    const share = fp32.top1.correct / fp32.top1.total;
    const { low, high } = wilsonInterval(fp32.top1);
    return {
      id: `${id} FP32`,
      name: `${modelName} in FP32`,
      x: kilobytes(fp32.sizeBytes),
      y: share * 100,
      interval: [low * 100, high * 100],
      kind: "fp32",
      onFront: false,
      caption: newest.size > 1 ? modelName : "FP32",
      lines: [
        { label: "Top-1", value: formatPercent(share) },
        { label: "Size", value: formatBytes(fp32.sizeBytes) },
      ],
    };
  });
}
