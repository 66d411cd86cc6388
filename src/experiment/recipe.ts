/**
 * The experiment recipe: one plain, versioned JSON value that says everything a run depends on.
 * It is what the panels edit, what the worker takes, what a link carries and a report repeats.
 * These are the types; `recipe-schema.ts` validates outside input against the same shape.
 */

import type { CalibrationMethod } from "#numerics/calibration/methods/registry.ts";
import type { Range } from "#numerics/calibration/observer.ts";
import type { ActivationSpec, WeightSpec } from "#numerics/grid.ts";

/** Where a model or an image set comes from. `sha256` is lower-case hex. */
export type Source =
  | { kind: "bundled"; id: string }
  | { kind: "url"; url: string; sha256?: string }
  | { kind: "file"; name: string; sha256: string };

/** How a decoded picture becomes the network's input: `(pixel · scale − mean[c]) / std[c]`, pixel in 0..255. */
export interface Preprocess {
  /** Width of the input in pixels, and its height unless that is given. */
  size: number;
  /** Height of an input that is no square. */
  height?: number;
  resize: "stretch" | "crop" | "pad";
  layout: "nchw" | "nhwc";
  channels: "rgb" | "bgr" | "gray";
  scale: number;
  /** One value per channel, in the order of `channels`. */
  mean: number[];
  std: number[];
}

/** Deliberate damage to the calibration pictures, to see what a bad calibration set does. */
export interface Distortion {
  /** Factor on brightness, 1 leaves it. */
  brightness: number;
  /** Factor on contrast about mid-grey, 1 leaves it. */
  contrast: number;
  /** Box-blur radius in pixels, 0 leaves it. */
  blur: number;
  /** Standard deviation of added Gaussian noise in grey levels (0..255), 0 leaves it. */
  noise: number;
}

export interface Calibration {
  /** Number of calibration pictures. */
  count: number;
  /** Seed of the draw of pictures from the calibration split. */
  seed: number;
  method: CalibrationMethod;
  /** Percent of values kept, for the two percentile methods; 99.999 where absent. */
  percentile?: number;
  /** Class indices to draw from; all where absent. */
  classes?: number[];
  distort?: Distortion;
  /** Activation ranges set by hand in place of the method's, by tensor name. */
  ranges?: Record<string, Range>;
}

export interface Evaluation {
  count: number;
  seed: number;
}

export type Precision = "int" | "fp16" | "fp32";

/** What one layer does differently from the recipe's defaults. */
export interface LayerOverride {
  precision?: Precision;
  weights?: Partial<WeightSpec>;
  /** Of the layer's output; its input belongs to the layer that makes it. */
  activations?: Partial<ActivationSpec>;
}

/** Low-cost repairs that need no training; each off where absent. */
export interface Corrections {
  /** Cross-layer equalization (Nagel et al. 2019, section 4.1). */
  equalize?: boolean;
  /** Empirical bias correction (Nagel et al. 2019, section 4.2 and appendix D). */
  biasCorrection?: boolean;
  /** Weights rounded up or down so that the layer's output changes least (AdaRound's problem, Nagel et al. 2020). */
  learnedRounding?: boolean;
}

export type Mode = "static" | "dynamic" | "weight-only";

export interface Recipe {
  version: 1;
  model: Source;
  data: Source;
  preprocess: Preprocess;
  calibration: Calibration;
  evaluation: Evaluation;
  mode: Mode;
  weights: WeightSpec;
  activations: ActivationSpec;
  corrections: Corrections;
  /** Keyed by node name. */
  layers: Record<string, LayerOverride>;
}
