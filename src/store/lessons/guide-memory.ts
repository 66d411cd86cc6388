import * as v from "valibot";
import { canonicalJson } from "#experiment/canonical-json.ts";
import { jsonText } from "#experiment/json-numbers.ts";
import { type Evidence, evidenceSchema, STEPS } from "#lessons/procedure.ts";

/** What a reload should not lose of the guide: small, so it lies beside the page's other preferences. */
const KEY = "quantization-lab.guide";

/** By model and images as they are written now; earlier versions kept the order of their keys. */
const byMaterial = (kept: Record<string, Evidence>): Record<string, Evidence> =>
  Object.fromEntries(Object.entries(kept).map(([key, each]) => [canonicalJson(JSON.parse(key)), each]));

const memory = v.object({
  version: v.literal(1),
  step: v.picklist(STEPS),
  isStripOpen: v.boolean(),
  evidence: v.pipe(v.record(v.string(), evidenceSchema), v.transform(byMaterial)),
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
