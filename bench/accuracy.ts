/**
 * `npm run accuracy`: top-1, agreement with FP32 and file size of every bundled model by mode, granularity,
 * weight bits and calibrator, as a Markdown table. Runs the lab's own engine in Node.js on the WASM provider.
 *
 * `-- --model mobilenet` for one model, `--count 512` for the first 512 evaluation images,
 * `--methods minmax,mse` for some calibrators.
 */

import { parseArgs } from "node:util";
import type { Recipe } from "#experiment/recipe.ts";
import { CALIBRATION_METHOD_IDS } from "#numerics/calibration/methods/registry.ts";
import type { Bits, Granularity } from "#numerics/grid.ts";
import { correctOf, entries, fileOf, type ModelEntry, predictions, quantizer } from "./bundled.ts";

const { values: options } = parseArgs({
  options: { model: { type: "string" }, count: { type: "string" }, methods: { type: "string" } },
});
const COUNT = options.count === undefined ? undefined : Number(options.count);
const BITS: readonly Bits[] = [8, 6, 4, 3, 2];
const wanted = options.methods?.split(",");
const METHODS = CALIBRATION_METHOD_IDS.filter((id) => wanted?.includes(id) ?? true);
const GRANULARITIES: readonly [string, Granularity][] = [
  ["tensor", { kind: "tensor" }],
  ["channel", { kind: "channel" }],
  ["group of 16", { kind: "group", size: 16 }],
];

const row = (cells: readonly string[]) => console.log(`| ${cells.join(" | ")} |`);
const percent = (part: number, total: number) => ((100 * part) / total).toFixed(1);
const kilobytes = (bytes: number) => (bytes / 1000).toFixed(0);

interface Line {
  mode: Recipe["mode"];
  granularity: string;
  calibrator: string;
  /** What is swept over the bits. */
  swept: "weights" | "activations";
  change: (bits: Bits) => Partial<Recipe>;
}

function* lines(): Generator<Line> {
  for (const [name, granularity] of GRANULARITIES) {
    const weights = (bits: Bits) => ({ bits, scheme: "symmetric" as const, granularity });
    for (const method of METHODS) {
      const calibration = { count: 128, seed: 1, method };
      const change = (bits: Bits) => ({ weights: weights(bits), calibration });
      yield { mode: "static", granularity: name, calibrator: method, swept: "weights", change };
    }
    for (const mode of ["dynamic", "weight-only"] as const) {
      const change = (bits: Bits) => ({ mode, weights: weights(bits) });
      yield { mode, granularity: name, calibrator: "–", swept: "weights", change };
    }
  }
  for (const method of METHODS) {
    const change = (bits: Bits): Partial<Recipe> => ({
      weights: { bits: 8, scheme: "symmetric", granularity: { kind: "channel" } },
      activations: { bits, scheme: "asymmetric" },
      calibration: { count: 128, seed: 1, method },
    });
    yield { mode: "static", granularity: "channel", calibrator: method, swept: "activations", change };
  }
}

async function table(entry: ModelEntry): Promise<void> {
  const float = await predictions(fileOf(entry), entry, COUNT);
  const total = float.length;
  console.log(
    `\n**${entry.id}**: FP32 ${percent(correctOf(float), total)} % of ${total}, ${kilobytes(fileOf(entry).length)} kB. ` +
      "Cells: top-1 % / agreement with FP32 % / kB.\n",
  );
  row(["mode", "granularity", "calibrator", "swept", ...BITS.map((bits) => `${bits} bits`)]);
  row(Array(4 + BITS.length).fill("---"));
  const quantize = await quantizer(entry);
  for (const { mode, granularity, calibrator, swept, change } of lines()) {
    const cells: string[] = [];
    for (const bits of BITS) {
      const file = quantize(change(bits));
      const classes = await predictions(file, entry, COUNT, mode === "dynamic" ? 1 : undefined);
      const agreeing = classes.filter((predicted, i) => predicted === float[i]).length;
      cells.push(
        `${percent(correctOf(classes), total)} / ${percent(agreeing, total)} / ${kilobytes(file.length)}`,
      );
    }
    row([mode, granularity, calibrator, swept, ...cells]);
  }
}

const chosen = entries.filter(({ id }) => options.model === undefined || id === options.model);
if (chosen.length === 0)
  throw new Error(`No model “${options.model}”: ${entries.map(({ id }) => id).join(", ")}`);
for (const entry of chosen) await table(entry);
