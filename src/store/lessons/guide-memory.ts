import * as v from "valibot";
import { BACKEND_IDS } from "#experiment/backends.ts";
import { canonicalJson } from "#experiment/canonical-json.ts";
import { anyNumber, jsonText } from "#experiment/json-numbers.ts";
import { recipeSchema } from "#experiment/recipe.ts";
import { type Evidence, STEPS } from "#lessons/procedure.ts";

/** What a reload should not lose of the guide: small, so it lies beside the page's other preferences. */
const KEY = "quantization-lab.guide";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const score = v.object({ correct: count, total: count });
const latency = v.object({
  median: anyNumber,
  p10: anyNumber,
  p90: anyNumber,
  runs: count,
  warmup: count,
});
const numbers = v.object({ top1: score, sizeBytes: count, latencyMs: v.nullable(latency) });
const run = v.object({
  number: count,
  recipe: recipeSchema,
  backend: v.picklist(BACKEND_IDS),
  timesObstacle: v.optional(v.nullable(v.string())),
  fp32: numbers,
  quantized: numbers,
  agreement: score,
  lost: v.array(count),
  gained: v.array(count),
});
const evidence: v.GenericSchema<unknown, Evidence> = v.object({
  runs: v.array(run),
  calibration: v.nullable(v.object({ count, available: count })),
  ranking: v.nullable(v.array(v.object({ layer: v.string(), difference: anyNumber }))),
});
/** By model and images as they are written now; earlier versions kept the order of their keys. */
const byMaterial = (kept: Record<string, Evidence>): Record<string, Evidence> =>
  Object.fromEntries(Object.entries(kept).map(([key, each]) => [canonicalJson(JSON.parse(key)), each]));

const memory = v.object({
  version: v.literal(1),
  step: v.picklist(STEPS),
  isStripOpen: v.boolean(),
  evidence: v.pipe(v.record(v.string(), evidence), v.transform(byMaterial)),
  mended: v.array(v.string()),
});

export type GuideMemory = Omit<v.InferOutput<typeof memory>, "version">;

/** What was kept; null where there is nothing, or nothing that can be read. */
export function recallGuide(): GuideMemory | null {
  try {
    const text = globalThis.localStorage?.getItem(KEY);
    if (!text) return null;
    const { version: _, ...kept } = v.parse(memory, JSON.parse(text));
    return kept;
  } catch {
    // Refused, or of another shape: the guide begins anew.
    return null;
  }
}

export function rememberGuide(kept: GuideMemory): void {
  try {
    globalThis.localStorage?.setItem(KEY, jsonText({ version: 1, ...kept }));
  } catch {
    // Refused or full: the guide works until the page is closed.
  }
}
