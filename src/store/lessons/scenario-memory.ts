import * as v from "valibot";
import { recipeSchema } from "#experiment/recipe.ts";
import { SCENARIOS } from "#lessons/scenarios.ts";

/** Of this browser tab: another one may have something else broken. */
const KEY = "quantization-lab.scenario";

const memory = v.object({
  id: v.picklist(SCENARIOS.map(({ id }) => id)),
  before: recipeSchema,
  healthy: recipeSchema,
  broken: recipeSchema,
});

/** The scenario that is open: the reader's own recipe, and the two that were run. */
export type ScenarioMemory = v.InferOutput<typeof memory>;

/** What was open before a reload; null where nothing was, or nothing that can be read. */
export function recallScenario(): ScenarioMemory | null {
  try {
    const text = globalThis.sessionStorage?.getItem(KEY);
    return text ? v.parse(memory, JSON.parse(text)) : null;
  } catch {
    // Refused, or of another shape: the scenario can be broken again.
    return null;
  }
}

export function rememberScenario(open: ScenarioMemory | null): void {
  try {
    if (open) globalThis.sessionStorage?.setItem(KEY, JSON.stringify(open));
    else globalThis.sessionStorage?.removeItem(KEY);
  } catch {
    // Refused or full: the scenario stays open until the page is closed.
  }
}
