import { useMemo } from "react";
import type { ModelSummary } from "#protocol/messages.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { type ExploredLayer, exploredLayers } from "../explored-layers.ts";
import { useAnswer } from "../use-answer.ts";
import { useAskedWeights } from "../use-asked-recipe.ts";

const NONE: never[] = [];

/** Every layer of the model with the error of its weights now and what the run measured. */
export function useExploredLayers(model: ModelSummary, run: RunRecord | null): ExploredLayer[] {
  const asked = useAskedWeights();
  const question = useMemo(() => asked && { recipe: asked.recipe }, [asked]);
  const { value } = useAnswer("layers.weights", question);
  return useMemo(
    () => exploredLayers(model.layers, value ?? NONE, run?.result.layers ?? NONE),
    [model, value, run],
  );
}
