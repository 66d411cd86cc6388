import type { Recipe } from "#experiment/recipe.ts";

/**
 * What a link's recipe is the difference from, so that links are short. Never change it: every link of version 2
 * rests on these values, whatever the lab's defaults become. A better base is a new version of the link.
 */
export const BASE_RECIPE: Recipe = {
  version: 1,
  model: { kind: "bundled", id: "mobilenet" },
  data: { kind: "bundled", id: "emoji16" },
  preprocess: {
    size: 48,
    resize: "stretch",
    layout: "nchw",
    channels: "rgb",
    scale: 0.00392156862745098,
    mean: [0.465, 0.445, 0.415],
    std: [0.223, 0.211, 0.213],
  },
  calibration: { count: 128, seed: 1, method: "minmax" },
  evaluation: { count: 2048, seed: 1 },
  mode: "static",
  weights: { bits: 8, scheme: "symmetric", granularity: { kind: "tensor" } },
  activations: { bits: 8, scheme: "asymmetric" },
  corrections: {},
  layers: {},
};
