import type { Precision } from "#experiment/precisions.ts";
import type { CalibrationMethod } from "#numerics/calibration/methods/registry.ts";
import type { TensorError } from "#numerics/errors/errors.ts";
import type { Bits, Scheme } from "#numerics/grid.ts";
import type { RoundTripError } from "#numerics/round-trip.ts";
import type { LayerGridUse } from "#numerics/weights/channel-levels.ts";

/** Counts over equal bins; `counts[i]` covers `[start + i·width, start + (i+1)·width)`. */
export interface HistogramView {
  start: number;
  width: number;
  counts: Float64Array;
}

/** Error of one layer's weights as a recipe stores them; none, with an infinite SQNR, where they stay in FP32. */
export interface LayerWeightError extends TensorError {
  name: string;
  precision: Precision;
}

/** One layer's weights before and after quantization. */
export interface LayerWeights {
  name: string;
  op: string;
  /**
   * In which the weights are stored: `fp32` also for a layer that the recipe wants otherwise and that cannot be had
   * so.
   */
  precision: Precision;
  /** How the integer levels were found: learned rounding shows once a run of this recipe has learned it. */
  rounding: "nearest" | "learned";
  /** Of the recipe for this layer; without meaning where it stays in floating point. */
  bits: Bits;
  scheme: Scheme;
  /** Shape of the weight, and the axis that holds output channels. */
  shape: number[];
  channelAxis: number;
  /** Same bins for both, so that they can be drawn over each other. */
  fp32: HistogramView;
  dequantized: HistogramView;
  /** Values that the integer levels stand for, ascending, of a layer with one scale; empty otherwise. */
  levels: Float32Array;
  /** Weights that are NaN or infinite: in no histogram, range or error. They keep an integer layer in FP32. */
  nonFinite: number;
  /** Smallest and largest weight of each output channel; both 0 where none is finite. */
  channelMin: Float32Array;
  channelMax: Float32Array;
  /**
   * Range `[low, high]` that the integer levels span with one scale for the whole tensor, whatever the recipe's
   * granularity.
   */
  tensorRange: { min: number; max: number };
  /** Range that the integer levels of each output channel span, the widest of its groups; empty for a float layer. */
  channelGridMin: Float32Array;
  channelGridMax: Float32Array;
  /** One scale (per-tensor), one per output channel, or per group (`[channel][group]`); none for a float layer. */
  scales: Float32Array;
  error: RoundTripError;
}

/** How the integer levels are used in a layer, channel by channel. */
export interface LayerLevels {
  layer: string;
  /** Output channels of the layer. */
  total: number;
  /** Weights of one channel: no channel can use more levels. */
  channelSize: number;
  /** Those drawn, of the widest first; all, or as many as were asked for, evenly spread. */
  channels: Uint32Array;
  /** For each recipe asked for; null where it leaves the layer in floating point. */
  settings: (LayerGridUse | null)[];
}

/** Kernels of a convolution, before and after: `[count][channels][height][width]`, output channels in order. */
export interface LayerKernels {
  first: number;
  count: number;
  /** Output channels of the layer. */
  total: number;
  /** Input channels drawn of each kernel: 3 of an RGB layer, else the first one. */
  channels: 1 | 3;
  /** Input channels that a kernel has. */
  inputChannels: number;
  height: number;
  width: number;
  fp32: Float32Array;
  quantized: Float32Array;
  /** Largest magnitude of all weights of the layer: the end of the colour scale. */
  largest: number;
}

/** Weights of one layer, output channel after output channel: all, or as many whole channels as were asked for. */
export interface LayerValues {
  values: Float32Array;
  /** Output channels that `values` holds, the last one cut short where not even one fits. */
  channels: number;
  totalChannels: number;
  /** Weights of the layer. */
  total: number;
}

/** One activation tensor as calibration saw it and as the recipe quantizes it. */
export interface LayerActivation {
  tensor: string;
  /** Layer that computes it; null for the model's input and for operators between layers. */
  layer: string | null;
  histogram: HistogramView;
  /** Values seen. */
  count: number;
  min: number;
  max: number;
  /** What each method would choose at this width and scheme, before it is widened to hold zero. */
  thresholds: { method: CalibrationMethod; min: number; max: number }[];
  /** Set by hand in the recipe; null where the recipe's method decides. */
  override: { min: number; max: number } | null;
  bits: Bits;
  scheme: Scheme;
  /** What the integer levels span, to the bit: `(qmin − zeroPoint)·scale` and `(qmax − zeroPoint)·scale`. */
  rmin: number;
  rmax: number;
  scale: number;
  zeroPoint: number;
  /** Estimated from the histogram (`histogramRoundTrip`). */
  error: RoundTripError;
}

/** Pairs of values of one layer's output for one image. */
export interface LayerScatter {
  layer: string;
  /**
   * Values of the output in all, of which evenly spread ones, the extremes of FP32 and the largest error are given.
   */
  total: number;
  /** Values left out since they are NaN or infinite in either network. */
  nonFinite: number;
  fp32: Float32Array;
  quantized: Float32Array;
  /** Over all finite values of this image. */
  error: TensorError;
}
