/**
 * `npm run autopilot`: what the search for mixed precision finds for a bundled model, as Markdown tables: the points
 * that no other beats in both accuracy and size, and those it chooses. Runs the lab's own worker code in Node.js on
 * the WASM provider, on the first 512 evaluation images.
 *
 * `-- --model vit` for another model, `--mode weight-only` for another mode, `--drop 0.5,1` for limits on the percentage
 * points lost, `--share 0.4,0.25` for limits on the size, `--all` for every point measured.
 */
import { parseArgs } from "node:util";
import { MODE_IDS } from "#experiment/modes.ts";
import type { Budget } from "#experiment/outcomes/budget.ts";
import type { AutopilotResult } from "#protocol/autopilot.ts";
import { searchRecipe } from "#worker/autopilot/search.ts";
import { bundledLab } from "#worker/fixtures/bundled-lab.ts";

const { values: options } = parseArgs({
  options: {
    model: { type: "string", default: "mobilenet" },
    mode: { type: "string", default: "static" },
    drop: { type: "string", default: "0.5" },
    share: { type: "string", default: "0.4,0.25" },
    all: { type: "boolean", default: false },
  },
});

const numbers = (list: string) => list.split(",").filter(Boolean).map(Number);
const BUDGETS: Budget[] = [
  ...numbers(options.drop).map((maxDropPoints) => ({ kind: "accuracy" as const, maxDropPoints })),
  ...numbers(options.share).map((maxShare) => ({ kind: "size" as const, maxShare })),
];

const row = (cells: readonly string[]) => console.log(`| ${cells.join(" | ")} |`);

function table({
  budget,
  fp32,
  points,
  chosen,
  bestUniform,
  nearest,
  elapsedMs,
  pictures,
}: AutopilotResult): void {
  const words =
    budget.kind === "accuracy"
      ? `at most ${budget.maxDropPoints} percentage points lost`
      : `at most ${100 * budget.maxShare} % of the bytes`;
  console.log(
    `\n**${options.model}, ${options.mode}, ${words}**: ${points.length} points measured on ${pictures} pictures, ` +
      `${(elapsedMs / 1000).toFixed(1)} s. FP32: ${fp32.top1.correct}, ${fp32.sizeBytes} bytes, ` +
      `${fp32.latencyMs?.median.toFixed(2)} ms.${chosen === null ? " The budget cannot be met." : ""}\n`,
  );
  const columns = ["setting", "top-1", "lost / gained", "bytes", "of FP32", "SQNR", "latency", ""];
  row(columns);
  row(columns.map(() => "---"));
  points.forEach((point, i) => {
    const { label, top1, lost, gained, sizeBytes, outputSqnrDb, latencyMs, onFront, uniform } = point;
    const marks = [
      i === chosen && "**chosen**",
      chosen === null && i === nearest && "nearest",
      i === bestUniform && "best uniform",
      onFront && "front",
      uniform && "uniform",
    ].filter((mark) => mark !== false);
    if (!options.all && !onFront && ![chosen, bestUniform, nearest].includes(i)) return;
    row([
      label,
      `${top1.correct} (${((100 * top1.correct) / top1.total).toFixed(1)} %)`,
      `${lost} / ${gained}`,
      String(sizeBytes),
      `${((100 * sizeBytes) / fp32.sizeBytes).toFixed(1)} %`,
      `${outputSqnrDb.toFixed(1)} dB`,
      latencyMs ? `${latencyMs.median.toFixed(2)} ms` : "–",
      marks.join(", "),
    ]);
  });
}

const mode = MODE_IDS.find((id) => id === options.mode);
if (!mode) throw new Error(`no mode ${options.mode}; there are ${MODE_IDS.join(", ")}`);
const { lab, recipe } = await bundledLab(options.model);
const experiment = {
  ...recipe,
  mode,
  calibration: { ...recipe.calibration, count: 128 },
  evaluation: { ...recipe.evaluation, count: 512 },
};
const { signal } = new AbortController();
for (const budget of BUDGETS)
  table(await searchRecipe(lab.model, lab.data, experiment, budget, () => {}, signal));
