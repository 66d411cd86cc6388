import { useMemo } from "react";
import { type StepId, settledSteps } from "#lessons/procedure.ts";
import { decide } from "#lessons/procedure-decision.ts";
import { useLab } from "#store/lab-context.ts";
import { evidenceOf } from "#store/lessons/guide-evidence.ts";

/** How far the procedure has come with the loaded model and images. */
export function useProcedure() {
  const { evidences, recipe } = useLab((state) => ({
    evidences: state.guideEvidence,
    recipe: state.recipe,
  }));
  const evidence = evidenceOf(evidences, recipe);
  return useMemo(() => {
    const decision = decide(evidence);
    const settled: Record<StepId, boolean> = {
      ...settledSteps(evidence),
      decide: decision.kind === "ship" || decision.kind === "partial" || decision.kind === "training",
    };
    return { evidence, decision, settled };
  }, [evidence]);
}
