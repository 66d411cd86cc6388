import type { Preprocess, Recipe } from "./recipe.ts";

/** Images that an experiment uses unless it says otherwise, or as many as there are. */
export const USUAL_COUNTS = { calibration: 128, evaluation: 2048 } as const;

/**
 * The experiment that a bundled model opens with, the first step of the usual procedure: static INT8,
 * per-tensor symmetric weights, asymmetric activations, min–max calibration on 128 images, evaluated on
 * 2048. `dataId` names the bundled image set.
 */
export function defaultRecipe(model: { id: string; preprocess: Preprocess }, dataId: string): Recipe {
  return {
    version: 1,
    model: { kind: "bundled", id: model.id },
    data: { kind: "bundled", id: dataId },
    preprocess: model.preprocess,
    calibration: { count: USUAL_COUNTS.calibration, seed: 1, method: "minmax" },
    evaluation: { count: USUAL_COUNTS.evaluation, seed: 1 },
    mode: "static",
    weights: { bits: 8, scheme: "symmetric", granularity: { kind: "tensor" } },
    activations: { bits: 8, scheme: "asymmetric" },
    corrections: {},
    layers: {},
  };
}
