import type { LayerResult } from "#experiment/result.ts";
import { worstFirst } from "#numerics/errors/output-errors.ts";

/** The layer with weights whose output is hurt most: the one to look at first. */
export function worstLayer(layers: LayerResult[]): string | null {
  const measured = layers.filter(({ weights, output }) => weights !== null && output !== null);
  const [worst] = measured.toSorted((a, b) => worstFirst(a.output?.sqnrDb ?? 0, b.output?.sqnrDb ?? 0));
  return worst?.name ?? null;
}
