import type { Backend } from "#experiment/backends.ts";
import type { KnownAccuracy } from "#experiment/outcomes/near-chance.ts";
import type { Phase } from "#experiment/phases.ts";
import type { Distortion, Preprocess, Recipe, Setting, Source } from "#experiment/recipe.ts";
import type { PairResult, RunResult, SettingName, VariantResult } from "#experiment/result.ts";
import type { ErrorDetails, LabErrorCode } from "#failures/lab-error.ts";
import type { ColdTimes } from "#lessons/cold-timing.ts";
import type { Bits } from "#numerics/grid.ts";
import type { UsualValue } from "#onnx/recognize/usual-value.ts";
import type { AutopilotProgress, AutopilotResult, Budget } from "./autopilot.ts";
import type { DiagnosisCheck } from "./diagnosis.ts";
import type {
  LayerActivation,
  LayerKernels,
  LayerLevels,
  LayerScatter,
  LayerValues,
  LayerWeightError,
  LayerWeights,
} from "./layer-explorer.ts";
import type { NetworkErrors, NetworkErrorsProgress } from "./network-errors.ts";
import type { SweepDirection, SweepProgress, SweepResult, SweepRow } from "./sensitivity.ts";

/** A file that was dropped or picked, alone or in a folder. */
export interface DroppedFile {
  /** Relative to what was dropped, with forward slashes. */
  path: string;
  file: File;
}

/**
 * Bytes to read: an address on this origin (or one the reader consented to), or dropped files: a model with the
 * data files that hold its weights, or images, archives, data files and label files.
 */
export type Location = { url: string } | { file: File } | { files: DroppedFile[] };

/**
 * What loading gives, with the file behind an address of another site, so that it can be kept; absent for all else.
 */
export type Loaded<Summary> = Summary & { fetched?: File };

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
  /** Activations whose ranges its inputs take; without those that have theirs by their operator (Softmax). */
  inputs: string[];
  /** Activation whose range its output takes. */
  output: string;
  /** Layers whose outputs reach it through other operators, in graph order; where branches join, the last of each. */
  from: string[];
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
  /**
   * `classification`: one item goes in, one row of class scores comes out, `[n, classes]` with or without dimensions
   * of 1.
   */
  task: "classification" | "other";
  /** The input that takes images; null where none does: such a model is fed tensors. */
  pictureInput: {
    name: string;
    layout: "nchw" | "nhwc";
    channels: number;
    /** Null where any height, or width, goes. */
    height: number | null;
    width: number | null;
  } | null;
  /**
   * Inputs besides the one of the images, and what they get where the images bring nothing for them (null: nothing).
   */
  otherInputs: {
    name: string;
    elementType: string;
    shape: (number | string)[] | null;
    usual: UsualValue | null;
  }[];
  /** Items at a time that the model is fixed to; null where it takes any number. */
  fixedBatch: number | null;
  /** The whole of its input is one item: no dimension counts items; absent where one does. */
  unbatched?: true;
  /** Whether the file fixes a batch of 1 that was made free. */
  batchFreed: boolean;
  /** Tensors that the file holds in FP16; the lab computes in FP32 on their values. */
  widenedTensors: number;
  /** Tensors that the file holds in FP64; the lab computes in FP32 on them, rounded. */
  narrowedTensors: number;
  /**
   * How the file is quantized already, in how many nodes, and which layers with weights it leaves in FP32; such a
   * model is evaluated, not quantized again.
   */
  quantizedAlready: { kind: string; nodes: number; floatLayers: string[] } | null;
  /** Multiply-accumulates of one inference; null where shapes are not known. */
  macs: number | null;
  /** Nodes by operator. */
  ops: Record<string, number>;
  /** What the file suggests its images be put through, and why; null where it takes no images. */
  preprocessGuess: { preset: string; preprocess: Preprocess; reason: string } | null;
  /** Of a classifier; null for other models, and where the file does not say. */
  classCount: number | null;
}

export interface DatasetSummary {
  source: Source;
  name: string;
  licence: string;
  /** By class index; empty where the classes have no names. */
  classes: { name: string; symbol: string }[];
  /** The reader named the classes, not the set; absent where that is not so. */
  classesGiven?: boolean;
  /** Null where sizes differ. */
  pictureSize: { width: number; height: number } | null;
  calibrationCount: number;
  evaluationCount: number;
  /** Items that have a label. */
  labelledCount: { calibration: number; evaluation: number };
  /** Where labels were found (`folders`, `table`, …); null where there are none. */
  labelsFrom: string | null;
  /** Tensors are fed as they are, without preprocessing. */
  kind: "pictures" | "tensors";
  /**
   * Arrays beside the items for other inputs of a model: a row for each item, or one array for all; absent where none
   * can be.
   */
  fields?: { name: string; dims: number[]; perItem: boolean }[];
  /** Files that were left out, and why: the first of them. */
  skipped: { path: string; reason: string }[];
  /** How many were left out in all; absent where all are listed. */
  skippedCount?: number;
  /**
   * Where labels were found that were not taken, because every item would have a class of its own; absent where none
   * were.
   */
  labelsInDoubt?: { from: string; count: number };
  /** Of each item of tensors that are all alike; absent for images. */
  itemDims?: number[];
  /** Items came from data files, which are read by the shape of the model's input; absent where none did. */
  fromArrays?: true;
  /** The set is too small to be divided: calibration and evaluation use the same items. */
  sharedSplit: boolean;
}

type SnapshotVariant = Pick<VariantResult, "top1" | "perClass">;

/**
 * What is known so far of both variants on the images that both have seen; no outputs until the quantized model has
 * been built.
 */
export interface EvaluationSnapshot extends Pick<RunResult, "agreement" | "flips" | "outputs"> {
  fp32: SnapshotVariant;
  /** Null until the quantized model has been built. */
  quantized: SnapshotVariant | null;
}

export type RunProgress =
  | {
      kind: "phase";
      phase: Phase;
      /** Units of work done and in all within this phase. */
      done: number;
      total: number;
      /** Estimate for the whole run; null until something has been measured. */
      remainingMs: number | null;
    }
  | { kind: "snapshot"; setting: SettingName; snapshot: EvaluationSnapshot }
  | { kind: "notice"; setting: SettingName; code: LabErrorCode; details: ErrorDetails };

/** The range that a recipe's calibration gives one activation tensor, beside what was seen of it. */
export interface ActivationRange {
  tensor: string;
  /** Layer that computes it; null for the model's input and for operators between layers. */
  layer: string | null;
  min: number;
  max: number;
  /**
   * What the integer levels span: the method's range, widened to hold zero, and made its own mirror image if
   * symmetric.
   */
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

export interface PicturesOut {
  width: number;
  height: number;
  /** RGBA, 8 bits, one image after the other in the order asked for. */
  rgba: Uint8ClampedArray;
}

/** An output that is an image, of both variants, as RGBA; values of both on the scale of FP32's. */
export interface OutputPictures {
  width: number;
  height: number;
  fp32: Uint8ClampedArray;
  quantized: Uint8ClampedArray;
  /** Absolute difference, from black to white at the largest. */
  difference: Uint8ClampedArray;
  /** In the output's own unit, of the values that are finite in both; NaN where none is. */
  largestDifference: number;
}

/** Every request the worker answers: what goes in, what comes out, and what is reported on the way. */
export interface Messages {
  "model.load": {
    in: { source: Source; location: Location };
    out: Loaded<ModelSummary>;
    progress: { loadedBytes: number; totalBytes: number | null };
  };
  "data.load": {
    /**
     * `classNames`: what the reader called the classes of a set that does not name them; `takeLabels`: the reader
     * says that labels are labels also where every item has a class of its own.
     */
    in: { source: Source; location: Location; classNames?: readonly string[]; takeLabels?: boolean };
    out: Loaded<DatasetSummary>;
    progress: { loadedBytes: number; totalBytes: number | null };
  };
  /** Names by class index for images that came without, from a list or a file with one; null takes them away. */
  "data.name-classes": {
    in: { by: readonly string[] | File | null };
    out: DatasetSummary["classes"];
    progress: never;
  };
  "experiment.run": {
    /**
     * `recipe` is A; `b`: a second setting for the same model and images, absent where there is none; `known`: the
     * accuracy that FP32 is compared with, absent where none is known of the model.
     */
    in: { recipe: Recipe; b?: Setting; backend: Backend; known?: KnownAccuracy };
    out: PairResult;
    progress: RunProgress;
  };
  /**
   * From what the last calibration pass collected: never runs the model. Null while the images of this recipe have
   * not been run.
   */
  "activation.ranges": { in: { recipe: Recipe }; out: ActivationRange[] | null; progress: never };
  /** The first inferences of both networks, opened afresh, one image each, on WASM. */
  "latency.first": { in: { recipe: Recipe; runs: number }; out: ColdTimes; progress: never };
  /** Error of the weights of every layer that has any; needs no calibration and no run. */
  "layers.weights": { in: { recipe: Recipe }; out: LayerWeightError[]; progress: never };
  /** The weights of one layer as the recipe quantizes them; needs no calibration and no run. */
  "layer.weights": {
    in: { recipe: Recipe; layer: string; bins: number };
    out: LayerWeights;
    progress: never;
  };
  /**
   * The integer levels that the channels of one layer use under each recipe, at most `most` channels; needs no
   * calibration and no run. All recipes are of the loaded model.
   */
  "layer.levels": {
    in: { recipe: Recipe; b: Recipe | null; layer: string; most: number };
    out: LayerLevels;
    progress: never;
  };
  /** Some kernels of a convolution as images. Null for a layer whose weights have no kernel to draw. */
  "layer.kernels": {
    in: { recipe: Recipe; layer: string; first: number; count: number };
    out: LayerKernels | null;
    progress: never;
  };
  /** The first of a layer's output channels, of at most so many weights in all; throws where one is not finite. */
  "layer.values": { in: { layer: string; limit: number }; out: LayerValues; progress: never };
  /** One activation tensor. Null while the images of this recipe have not been run, or nothing finite was seen. */
  "layer.activation": {
    in: { recipe: Recipe; tensor: string; bins: number };
    out: LayerActivation | null;
    progress: never;
  };
  /** FP32 against quantized output of one layer for one evaluation image, inside both networks. */
  "layer.scatter": {
    in: { recipe: Recipe; layer: string; index: number; points: number };
    out: LayerScatter;
    progress: never;
  };
  /**
   * Quantizes one layer at a time, or all but one, on the evaluation images. Rows known from an earlier call of the
   * same recipe come first; `known` are those that the page has from a call that was cut short, which a worker that
   * was started afresh since does not measure again.
   */
  "sensitivity.sweep": {
    in: { recipe: Recipe; direction: SweepDirection; known?: SweepRow[] };
    out: SweepResult;
    progress: SweepProgress;
  };
  /** Searches mixed precision under a budget; every point is measured. */
  "autopilot.search": {
    in: { recipe: Recipe; budget: Budget };
    out: AutopilotResult;
    progress: AutopilotProgress;
  };
  /** Facts on the last run that its result does not hold. */
  "diagnosis.check": DiagnosisCheck;
  /**
   * Error of every layer's output, of the layer alone and with all others. A call that was cut short is gone on with
   * as long as no other recipe was built meanwhile.
   */
  "network.errors": { in: { recipe: Recipe }; out: NetworkErrors; progress: NetworkErrorsProgress };
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
  /** What the network gets of these images, put back on the scale 0..255 for the eye. */
  "preprocess.preview": {
    in: { preprocess: Preprocess; split: "calibration" | "evaluation"; indices: number[] };
    out: PicturesOut;
    progress: never;
  };
  /**
   * One output of both variants for one evaluation image. Null where the output is not image-shaped:
   * `[N, 1 or 3, H, W]` or `[N, H, W, 1 or 3]`.
   */
  "outputs.pictures": {
    in: { recipe: Recipe; index: number; output: string };
    out: OutputPictures | null;
    progress: never;
  };
}

export type MessageKind = keyof Messages;

/** What may stand in a table of messages: those of the lab's worker are `Messages`, a smaller worker has its own. */
export type MessageTable<M> = { [K in keyof M]: { in: unknown; out: unknown; progress: unknown } };

/** Page to worker. */
export type Request<M extends MessageTable<M> = Messages> =
  | { [K in keyof M]: { type: "request"; id: number; kind: K; payload: M[K]["in"] } }[keyof M]
  | { type: "cancel"; id: number }
  /** Asks for a `pong`: whether the worker is free to hear anything. */
  | { type: "ping" };

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
  /** `last`: the worker cannot go on after it, as after a fatal error. */
  | { type: "result"; id: number; result: unknown; last?: boolean }
  | { type: "cancelled"; id: number }
  | { type: "pong" }
  | { type: "error"; id: number; error: WireError };
