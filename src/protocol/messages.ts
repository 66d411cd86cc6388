import type { ErrorDetails, LabErrorCode } from "#core/lab-error.ts";
import type { Bits, Distortion, Recipe, Source } from "#core/recipe.ts";
import type {
  Backend,
  CorrectionEffects,
  Environment,
  FloatNode,
  LayerResult,
  Notice,
  Score,
  TensorError,
  VariantResult,
} from "#core/report.ts";

/** Bytes to read: an address on this origin (or one the reader consented to), or a dropped file. */
export type Location = { url: string } | { file: File };

export interface TensorInfo {
  name: string;
  elementType: string;
  /** Numbers, or the name of a symbolic dimension. */
  shape: (number | string)[];
}

/** One node the lab knows how to quantize. */
export interface LayerInfo {
  name: string;
  op: string;
  /** `depthwise` and `pointwise` are convolutions told apart by their groups and kernel. */
  kind: "conv" | "depthwise" | "pointwise" | "gemm" | "matmul" | "attention";
  weightShape: number[] | null;
  weightElements: number;
}

export interface ModelSummary {
  source: Source;
  sha256: string;
  sizeBytes: number;
  weightBytes: number;
  irVersion: number;
  opset: number;
  producer: string;
  nodeCount: number;
  parameterCount: number;
  inputs: TensorInfo[];
  outputs: TensorInfo[];
  layers: LayerInfo[];
  /** BatchNormalization nodes found in the file and folded into their convolutions before quantization. */
  foldedBatchNorms: number;
}

export interface DatasetSummary {
  source: Source;
  name: string;
  licence: string;
  classes: { name: string; symbol: string }[];
  pictureSize: { width: number; height: number };
  calibrationCount: number;
  evaluationCount: number;
}

export type Phase =
  | "prepare"
  | "baseline"
  | "calibrate"
  | "round"
  | "quantize"
  | "correct-bias"
  | "evaluate"
  | "latency"
  | "layers";

/** A picture on which the two variants disagree; indices are class indices, `index` is into the evaluation split. */
export interface Flip {
  index: number;
  label: number;
  fp32: number;
  quantized: number;
}

/** What is known so far of both variants on the pictures that both have seen. */
export interface EvaluationSnapshot {
  fp32: { top1: Score; perClass: Score[] };
  /** Null until the quantized model has been built. */
  quantized: { top1: Score; perClass: Score[] } | null;
  agreement: Score;
  flips: Flip[];
}

export type RunProgress =
  | {
      kind: "phase";
      phase: Phase;
      /** Units of work done and in all within this phase. */
      done: number;
      total: number;
      /** Honest estimate for the whole run, null until there is something to base it on. */
      remainingMs: number | null;
    }
  | { kind: "snapshot"; snapshot: EvaluationSnapshot }
  | { kind: "notice"; code: LabErrorCode; details: ErrorDetails };

export interface RunResult {
  recipe: Recipe;
  environment: Environment;
  fp32: VariantResult;
  quantized: VariantResult;
  agreement: Score;
  flips: Flip[];
  layers: LayerResult[];
  floatNodes: FloatNode[];
  corrections: CorrectionEffects;
  notices: Notice[];
  /** Non-finite activation values seen while calibrating, per tensor name; empty if none. */
  nonFinite: Record<string, number>;
  /** Wall-clock time of each phase of this run; a phase served from cache is 0. */
  phaseMs: Record<Phase, number>;
}

/** The range that a recipe's calibration gives one activation tensor, beside what was seen of it. */
export interface ActivationRange {
  tensor: string;
  /** Layer that computes it; null for the model's input and for operators between layers. */
  layer: string | null;
  min: number;
  max: number;
  /** What the codes span: the method's range, widened to hold zero, and made its own mirror image if symmetric. */
  rmin: number;
  rmax: number;
  scale: number;
  zeroPoint: number;
  bits: Bits;
  /** Share of the values seen that lie outside [rmin, rmax], 0..1. */
  clippedShare: number;
  count: number;
  nonFinite: number;
}

/** Counts over equal bins; `counts[i]` covers `[start + i·width, start + (i+1)·width)`. */
export interface HistogramView {
  start: number;
  width: number;
  counts: Float64Array;
}

/** One layer in depth, for the weights panel. */
export interface LayerDetail {
  name: string;
  op: string;
  /** Of the recipe for this layer; without meaning where the layer is kept in floating point. */
  bits: Bits;
  /** Shape of the weight, and the axis that holds output channels. */
  shape: number[];
  channelAxis: number;
  /** Same bins for both, so that they can be drawn over each other. */
  fp32: HistogramView;
  dequantized: HistogramView;
  /** Smallest and largest weight of each output channel. */
  channelMin: Float32Array;
  channelMax: Float32Array;
  /** One scale (per-tensor), one per output channel, or per group (`[channel][group]`); none for a float layer. */
  scales: Float32Array;
  error: TensorError;
}

export interface PicturesOut {
  width: number;
  height: number;
  /** RGBA, 8 bits, one picture after the other in the order asked for. */
  rgba: Uint8ClampedArray;
}

/** Every request the worker answers: what goes in, what comes out, and what is reported on the way. */
export interface Messages {
  "model.load": {
    in: { source: Source; location: Location };
    out: ModelSummary;
    progress: { loadedBytes: number; totalBytes: number | null };
  };
  "data.load": {
    in: { source: Source; location: Location };
    out: DatasetSummary;
    progress: { loadedBytes: number; totalBytes: number | null };
  };
  "experiment.run": {
    in: { recipe: Recipe; backend: Backend };
    out: RunResult;
    progress: RunProgress;
  };
  /** From what the last calibration pass collected: never runs the model. Null while the pictures of this recipe have not been run. */
  "activation.ranges": { in: { recipe: Recipe }; out: ActivationRange[] | null; progress: never };
  "layer.detail": { in: { recipe: Recipe; layer: string; bins: number }; out: LayerDetail; progress: never };
  "model.export": {
    in: { recipe: Recipe };
    out: { bytes: Uint8Array<ArrayBuffer>; fileName: string };
    progress: never;
  };
  pictures: {
    in: {
      split: "calibration" | "evaluation";
      indices: number[];
      /** Damage to show them with, as calibration would; none where absent. */
      distort?: Distortion;
      /** Seed of the noise: that of the calibration. */
      seed?: number;
    };
    out: PicturesOut;
    progress: never;
  };
}

export type MessageKind = keyof Messages;

/** Page to worker. */
export type Request =
  | { [K in MessageKind]: { type: "request"; id: number; kind: K; payload: Messages[K]["in"] } }[MessageKind]
  | { type: "cancel"; id: number };

export interface WireError {
  code: LabErrorCode;
  details: ErrorDetails;
  /** The message of the error beneath, for a bug report. */
  cause: string | null;
  /** The worker cannot go on (its WebAssembly heap is broken): the page ends it and starts another. */
  fatal: boolean;
}

/** Worker to page. */
export type Reply =
  | { type: "progress"; id: number; progress: unknown }
  | { type: "result"; id: number; result: unknown }
  | { type: "cancelled"; id: number }
  | { type: "error"; id: number; error: WireError };
