import { ensureBuilt } from "../build/build.ts";
import type { Handler } from "../context.ts";
import { collectFacts } from "../diagnosis/collect-facts.ts";

/** Looks at the last run from all sides that its result does not show. */
export const checkDiagnosis: Handler<"diagnosis.check"> = async (
  { recipe },
  { workspace, progress, signal },
) => {
  const { model, data } = workspace;
  const built = await ensureBuilt(model, data, recipe, signal);
  return collectFacts(model, data, recipe, built, progress, signal);
};
