import { type Evidence, mildRecipe, type StepId, simpleRecipe } from "#lessons/procedure.ts";
import { FIXES } from "#lessons/procedure-decision.ts";
import { useLab } from "#store/lab-context.ts";
import { FIX_TEXTS, withFix, worstLayers } from "../scenarios/fixes.ts";
import { blockedReason } from "./blocked-reason.ts";

export interface StepAction {
  label: string;
  /** What pressing it does, in a line. */
  meaning: string;
  act: () => void;
  /** Why it cannot be done now; null where it can. */
  reason: string | null;
}

/** What a step's buttons do: the real thing, in the lab. */
export function useStepActions(step: StepId, evidence: Evidence): StepAction[] {
  const lab = useLab((state) => ({
    reason: blockedReason(state),
    available: state.data?.calibrationCount ?? 0,
    runStep: state.runStep,
    editRecipe: state.editRecipe,
    showTab: state.showTab,
    setRailOpen: state.setRailOpen,
    setSweepDirection: state.setSweepDirection,
    sweep: state.sweep,
    setGuideStrip: state.setGuideStrip,
  }));
  const { available, reason } = lab;
  switch (step) {
    case "baseline":
      return [
        {
          label: "Measure FP32",
          meaning: "Sets weight-only at 8 bits, runs, and shows Compare.",
          act: () => void lab.runStep(step, mildRecipe),
          reason,
        },
      ];
    case "calibration":
      return [
        {
          label: "Set a sound calibration set",
          meaning: `Sets static mode with ${Math.min(128, available)} undistorted pictures of all classes, and opens the recipe.`,
          act: () => {
            lab.editRecipe(`guide.${step}`, (recipe) => simpleRecipe(recipe, available));
            lab.setRailOpen(true);
          },
          reason,
        },
      ];
    case "simple":
      return [
        {
          label: "Run the simplest INT8",
          meaning: "Sets 8 bits, one scale per tensor, min–max, no corrections; runs, and shows Compare.",
          act: () => void lab.runStep(step, (recipe) => simpleRecipe(recipe, available)),
          reason,
        },
      ];
    case "layers":
      return [
        {
          label: "Sweep the layers",
          meaning: "Quantizes one layer at a time and evaluates each; shows Sensitivity. Can be cancelled.",
          act: () => {
            lab.setSweepDirection("only");
            lab.setGuideStrip(true);
            lab.showTab("sensitivity");
            void lab.sweep();
          },
          reason,
        },
      ];
    case "fixes":
      return FIX_TEXTS.toSorted((a, b) => FIXES.indexOf(a.fix) - FIXES.indexOf(b.fix)).map(
        ({ fix, label, meaning }) => ({
          label,
          meaning,
          act: () => void lab.runStep(`${step}.${fix}`, (recipe) => withFix(recipe, fix, evidence)),
          reason:
            fix === "spare-layers" && worstLayers(evidence).length === 0 ? "The sweep comes first." : reason,
        }),
      );
    case "decide":
      return [
        {
          label: "See the results",
          meaning: "Shows Compare, where the quantized model can be downloaded.",
          act: () => lab.showTab("compare"),
          reason: null,
        },
      ];
  }
}
