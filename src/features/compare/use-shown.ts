import { useDeferredValue, useMemo } from "react";
import type { DatasetSummary, EvaluationSnapshot } from "#protocol/messages.ts";
import type { Score } from "#statistics/statistics.ts";
import { useLab } from "#store/lab-context.ts";
import type { LabState } from "#store/lab-state.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { isOfLoadedData } from "#store/workspace/of-loaded.ts";
import { variantLabel } from "#words/recipe-words.ts";
import type { MeasuredBy } from "./result/measured-by.ts";
import { measuredBy } from "./result/measured-by.ts";

export interface Shown {
  /** Numbers so far of a run under way, else those of the latest run. */
  scores: EvaluationSnapshot;
  isLive: boolean;
  quantizedName: string;
  classes: DatasetSummary["classes"];
  by: MeasuredBy;
  /** The evaluation pictures of these numbers are those that are loaded. */
  picturesLoaded: boolean;
}

const NO_SCORE: Score = { correct: 0, total: 0 };

const scoresOf = ({ result }: RunRecord): EvaluationSnapshot => ({
  fp32: result.fp32,
  quantized: result.quantized,
  agreement: result.agreement,
  flips: result.flips,
  outputs: result.outputs,
});

/** What a run of the loaded model on the loaded images will be judged by. */
function expected({ model, data }: Pick<LabState, "model" | "data">): MeasuredBy {
  if (model?.task === "other") return "outputs";
  return data?.labelledCount.evaluation === 0 ? "agreement" : "accuracy";
}

/** What the Compare tab shows now: the run under way as soon as it has numbers, else the latest result. */
export function useShown(): Shown {
  const { running, snapshot, latest, recipe, classes, by, picturesLoaded } = useLab((state) => ({
    running: state.tasks.run.status === "running",
    snapshot: state.live.snapshot,
    latest: state.latest,
    recipe: state.recipe,
    classes: state.data?.classes,
    by: expected(state),
    picturesLoaded: isOfLoadedData(state.latest, state),
  }));
  const shown = useMemo((): Shown => {
    if (running && snapshot)
      return {
        scores: snapshot,
        isLive: true,
        quantizedName: recipe ? variantLabel(recipe) : "Quantized",
        classes: classes ?? [],
        by,
        picturesLoaded: true,
      };
    if (latest)
      return {
        scores: scoresOf(latest),
        isLive: false,
        quantizedName: variantLabel(latest.result.recipe),
        classes: latest.classes,
        by: measuredBy(latest.result, latest.task),
        picturesLoaded,
      };
    const nothing = { top1: NO_SCORE, perClass: [] };
    return {
      scores: { fp32: nothing, quantized: null, agreement: NO_SCORE, flips: [], outputs: [] },
      isLive: false,
      quantizedName: recipe ? variantLabel(recipe) : "Quantized",
      classes: classes ?? [],
      by,
      picturesLoaded: true,
    };
  }, [running, snapshot, latest, recipe, classes, by, picturesLoaded]);
  return useDeferredValue(shown);
}
