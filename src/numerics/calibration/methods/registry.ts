import { LabError } from "#failures/lab-error.ts";
import { quantileOfSorted } from "#statistics/statistics.ts";
import type { ActivationSpec } from "../../grid.ts";
import { entryOf, idsOf } from "../../registry.ts";
import type { ActivationObserver, Range } from "../observer.ts";
import { entropyRange } from "./entropy-range.ts";
import { mseRange } from "./mse-range.ts";
import { percentileRange } from "./percentile-range.ts";

/** Percent of values kept where the recipe does not say, as in ONNX Runtime's quantizer. */
export const DEFAULT_PERCENTILE = 99.999;

/** One way to choose the range of an activation from what calibration has seen of it. */
export interface CalibrationMethodEntry {
  /** As recipes, links and logs write it: it never changes. */
  id: string;
  /** In the menu. */
  name: string;
  /** Beside a mark in a chart. */
  short: string;
  /** Within a sentence. */
  phrase: string;
  /** One sentence in the menu: what the range holds, and what is clipped. */
  meaning: string;
  /** In the glossary. */
  glossary: { term: string; text: string; formulas?: readonly string[] };
  /** What it needs besides the extremes. */
  needs: {
    /** The reader chooses the percentage of values that are kept. */
    percentile?: boolean;
    /** It searches the range that suits one grid: other bits or another scheme give another range. */
    grid?: boolean;
  };
  /** The same in the options of ONNX Runtime's quantizer, and in what it differs. */
  onnxRuntime: {
    method: "MinMax" | "Percentile" | "Entropy";
    movingAverage?: boolean;
    difference?: string;
  };
  /**
   * @param collected of one tensor, over all calibration images; at least one value was finite
   * @param grid the integer grid that the tensor is to be quantized to
   * @param percentile percent of values that are kept, 50 to 100
   * @throws LabError `internal` where it needs a histogram and none was collected
   */
  range: (collected: ActivationObserver, grid: ActivationSpec, percentile: number) => CalibratedRange;
}

/** The real range [rmin, rmax]; quantization widens it to hold zero. */
export interface CalibratedRange {
  rmin: number;
  rmax: number;
}

const fromRange = ({ min, max }: Range): CalibratedRange => ({ rmin: min, rmax: max });

function needed<T>(collected: T | null): T {
  if (collected === null) throw new LabError("internal", { reason: "this method needs a histogram" });
  return collected;
}

/** Every calibration method there is, in the order of the menu. */
export const CALIBRATION_METHODS = [
  {
    id: "minmax",
    name: "Min–max",
    short: "Min–max",
    phrase: "min–max",
    meaning: "From the smallest to the largest value seen. Nothing is clipped.",
    glossary: {
      term: "Min–max",
      text: "The range from the smallest to the largest value seen. Nothing is clipped, and a single outlier stretches the step of all other values.",
      formulas: ["[\\,\\min x,\\; \\max x\\,]"],
    },
    needs: {},
    onnxRuntime: { method: "MinMax" },
    range: fromRange,
  },
  {
    id: "moving-average",
    name: "Moving average",
    short: "Average",
    phrase: "moving average",
    meaning:
      "The extremes of each picture, averaged with more weight on the latest. A single outlier counts less.",
    glossary: {
      term: "Moving average",
      text: "The extremes of each picture, averaged with more weight on the latest. One freak picture counts less than with min–max.",
      formulas: ["m_t = (1-\\alpha)\\,m_{t-1} + \\alpha \\max x_t"],
    },
    needs: {},
    onnxRuntime: { method: "MinMax", movingAverage: true },
    range: ({ movingAverage }) => fromRange(needed(movingAverage)),
  },
  {
    id: "percentile",
    name: "Percentile",
    short: "Percentile",
    phrase: "percentile",
    meaning: "Holds the given share of all values; clips the rest.",
    glossary: {
      term: "Percentile",
      text: "The range that holds a given share of all values, 99.99 % say; the rest is clipped to its ends. Gives finer steps where outliers are rare and unimportant.",
    },
    needs: { percentile: true },
    onnxRuntime: { method: "Percentile" },
    range: ({ histogram, largest, smallestMagnitude }, _, percentile) =>
      percentileRange(needed(histogram), needed(largest), smallestMagnitude, percentile),
  },
  {
    id: "batch-percentile",
    name: "Percentile of extremes",
    short: "Batch pct.",
    phrase: "batch percentile",
    meaning: "Holds the extremes of the given share of the pictures.",
    glossary: {
      term: "Percentile of extremes",
      text: "Each picture has a smallest and a largest value. The range holds those of the given share of the pictures: the few pictures with the widest values are clipped, whatever their number of values. Ranks in between are joined by straight lines.",
    },
    needs: { percentile: true },
    onnxRuntime: {
      method: "MinMax",
      difference: "Min–max takes the place of the percentile of the batches.",
    },
    range: ({ itemMinima, itemMaxima }, _, percentile) => ({
      rmin: quantileOfSorted(Float64Array.from(itemMinima).sort(), 1 - percentile / 100),
      rmax: quantileOfSorted(Float64Array.from(itemMaxima).sort(), percentile / 100),
    }),
  },
  {
    id: "mse",
    name: "Least squared error",
    short: "MSE",
    phrase: "MSE",
    meaning: "The range with the smallest mean squared rounding and clipping error.",
    glossary: {
      term: "Least squared error",
      text: "The range with the smallest expected squared error, rounding and clipping together: the narrower it is, the finer the steps and the more is clipped.",
      formulas: ["\\min_{r}\\; \\mathbb{E}\\left[(x - \\hat{x}_r)^2\\right]"],
    },
    needs: { grid: true },
    onnxRuntime: {
      method: "MinMax",
      difference: "There is no MSE calibration; min–max takes its place.",
    },
    range: ({ histogram }, grid) => mseRange(needed(histogram), grid),
  },
  {
    id: "entropy",
    name: "Entropy (KL)",
    short: "Entropy",
    phrase: "entropy",
    meaning:
      "The range that loses the least information: smallest Kullback–Leibler divergence, TensorRT's method.",
    glossary: {
      term: "Entropy (KL divergence)",
      text: "The range whose quantized histogram loses the least information about the original one; the method of TensorRT.",
      formulas: ["\\min_{r}\\; \\sum_i p_i \\ln \\dfrac{p_i}{q_i(r)}"],
    },
    needs: { grid: true },
    onnxRuntime: {
      method: "Entropy",
      difference: "Its entropy method, as shipped, gives the ranges of min–max.",
    },
    range: ({ histogram }, grid) => entropyRange(needed(histogram), grid),
  },
] as const satisfies readonly CalibrationMethodEntry[];

export type CalibrationMethod = (typeof CALIBRATION_METHODS)[number]["id"];

export const CALIBRATION_METHOD_IDS = idsOf(CALIBRATION_METHODS);

export const calibrationMethod = (id: CalibrationMethod): CalibrationMethodEntry =>
  entryOf(CALIBRATION_METHODS, id);

/** A method and its percentile: percent of values kept, for the methods that need one. */
export interface MethodChoice {
  method: CalibrationMethod;
  percentile?: number;
}

/**
 * The real range [rmin, rmax] that a method gives one activation tensor, from what an observer collected in one pass;
 * `deployableParams` widens it to hold zero.
 *
 * @throws LabError `calibration.non-finite` when no finite value was seen (`observer.nonFinite` counts those ignored),
 *   `internal` when the method needs a histogram and the observer kept none
 */
export function calibrationRange(
  observer: ActivationObserver,
  { method, percentile = DEFAULT_PERCENTILE }: MethodChoice,
  grid: ActivationSpec,
): CalibratedRange {
  if (observer.movingAverage === null)
    throw new LabError("calibration.non-finite", { finite: 0, nonFinite: observer.nonFinite });
  return calibrationMethod(method).range(observer, grid, percentile);
}
