import * as v from "valibot";
import { LabError } from "#failures/lab-error.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));
const text = v.pipe(v.string(), v.maxLength(500));

const sheetSchema = v.object({
  file: v.pipe(text, v.regex(/^[\w.-]+$/, "a plain file name")),
  count,
  columns: count,
  labels: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

const splitSchema = v.object({ count, sheets: v.pipe(v.array(sheetSchema), v.minLength(1)) });

const manifestSchema = v.object({
  version: v.literal(1),
  id: text,
  name: text,
  licence: text,
  tile: v.object({ width: side, height: side }),
  classes: v.pipe(v.array(v.object({ name: text, emoji: v.optional(text, "") })), v.minLength(2)),
  splits: v.object({ calibration: splitSchema, evaluation: splitSchema }),
});

/** A sprite sheet: `count` tiles, row-major, `columns` to a row, with one class index per tile. */
export type Sheet = v.InferOutput<typeof sheetSchema>;
export type Split = v.InferOutput<typeof splitSchema>;
/** The description of a data set that ships as sprite sheets (`dataset.json`). */
export type Manifest = v.InferOutput<typeof manifestSchema>;

/**
 * Reads the text of a `dataset.json`.
 *
 * @throws LabError `data.invalid` naming the first field that is wrong; labels must be class indices and
 *   as many as the sheet has tiles, sheets must add up to their split
 */
export function parseManifest(json: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new LabError("data.invalid", { path: "", problem: "it is not JSON" }, { cause });
  }
  const parsed = v.safeParse(manifestSchema, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new LabError("data.invalid", { path: v.getDotPath(issue) ?? "", problem: issue.message });
  }
  const manifest = parsed.output;
  for (const [name, split] of Object.entries(manifest.splits))
    checkSplit(name, split, manifest.classes.length);
  return manifest;
}

function checkSplit(name: string, split: Split, classCount: number): void {
  const fail = (problem: string) => {
    throw new LabError("data.invalid", { path: `splits.${name}`, problem });
  };
  let total = 0;
  for (const sheet of split.sheets) {
    total += sheet.count;
    if (sheet.labels.length !== sheet.count)
      fail(`${sheet.file} has ${sheet.labels.length} labels for ${sheet.count} tiles`);
    if (sheet.labels.some((label) => label >= classCount)) fail(`${sheet.file} has a label that is no class`);
  }
  if (total !== split.count) fail(`its sheets hold ${total} pictures, not ${split.count}`);
}
