import type { Granularity } from "#numerics/grid.ts";
import type { ClassMix } from "./class-mix.ts";

/** A mean over the images of both sets, and the probability that two draws from one source differ as much. */
export interface ComparedMeans {
  calibration: number;
  evaluation: number;
  pValue: number;
}

/** One activation tensor, in FP32, on images that it was calibrated on and on evaluation images. */
export interface ActivationFacts {
  tensor: string;
  /** Layer that computes it; null for the model's input and for operators between layers. */
  layer: string | null;
  /** Layers that read it. */
  readers: string[];
  /**
   * Jensen–Shannon divergence of the values on both sets, in bits, 0..1, and what random divisions give (95th
   * percentile).
   */
  distance: number;
  chanceDistance: number;
  /** Share of the values beyond the calibrated range, 0..1. */
  clippedShare: { calibration: number; evaluation: number };
  /**
   * Power of the signal over that of what clipping takes off on the evaluation images, in dB; Infinity where nothing
   * is clipped.
   */
  clippingSqnrDb: number;
  /**
   * Squared error of rounding (step² / 12) and clipping on the evaluation images over that on calibration images:
   * 1 where calibration foresaw the values, 2 where as much again is lost to values it did not see.
   */
  errorGrowth: number;
  /** NaNs and infinities on the evaluation images. */
  nonFinite: number;
  /** Largest magnitude on the evaluation images. */
  largest: number;
}

export interface ActivationShift {
  /** Images of each set that were run. */
  pictures: { calibration: number; evaluation: number };
  /** Mean over tensors of the divergence, in bits, and its 95th percentile over random divisions. */
  distance: number;
  chanceDistance: number;
  pValue: number;
  /** Every activation that the recipe quantizes, also one without a finite value. */
  quantized: string[];
  /** Those of them that have a range. */
  tensors: ActivationFacts[];
}

/** How much the ranges depend on the number of calibration images. */
export interface RangeFacts {
  /** Calibration images that were used, and how many the set has of them. */
  pictures: number;
  available: number;
  /** By tensor: how much wider its extremes are than those of half as many images would be, 0..1. */
  growth: number[];
}

/** How unevenly the weights of one layer range over its output channels. */
export interface WeightFacts {
  layer: string;
  kind: "conv" | "depthwise" | "pointwise" | "gemm" | "matmul" | "attention";
  granularity: Granularity["kind"];
  bits: number;
  channels: number;
  /** Largest over median channel range; channels that are all zero are left out. */
  spread: number;
  /** Share of those channels that reach fewer than four integer levels. */
  starvedShare: number;
  /**
   * Mean over channels of rounding error over signal, 0..1: as quantized, and with a scale per channel at the same
   * width.
   */
  noise: number;
  channelNoise: number;
}

/** Changes between integer levels and floats that the quantized model makes as it runs, weights apart. */
export interface ConversionFacts {
  toCodes: number;
  toFloats: number;
}

/** What only the worker can find out about a run. */
export interface DiagnosisFacts {
  /** Calibration and evaluation use the same images: the set is too small to be divided. */
  sharedSplit: boolean;
  /** Null where no ranges are calibrated. */
  activations: ActivationShift | null;
  /**
   * Of the images as the network gets them, in grey levels 0..255: mean, and standard deviation within an image. Null
   * for tensors.
   */
  levels: { brightness: ComparedMeans; contrast: ComparedMeans } | null;
  /** Null unless both sets have labels. */
  classMix: ClassMix | null;
  /** Null where no ranges are calibrated. */
  ranges: RangeFacts | null;
  weights: WeightFacts[];
  conversions: ConversionFacts;
}
