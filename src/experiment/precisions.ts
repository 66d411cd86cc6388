import { entryOf, idsOf } from "#numerics/registry.ts";

/** How a layer is computed: kept in one of the two float formats, or quantized to integers. */
export interface PrecisionEntry {
  /** As recipes, links and logs write it: it never changes. */
  id: string;
  /** In the menu. */
  name: string;
  /** Where the recipe's options are listed. */
  phrase: string;
  /** One sentence in the menu of exceptions. */
  meaning: string;
  /** Whether a layer kept in it is left out of quantization. */
  isFloat: boolean;
}

/** Every precision, in the order of the menu. */
export const PRECISIONS = [
  {
    id: "fp32",
    name: "FP32",
    phrase: "FP32",
    meaning: "Weights and arithmetic stay as they are.",
    isFloat: true,
  },
  {
    id: "fp16",
    name: "FP16",
    phrase: "FP16",
    meaning: "Weights and results are rounded to half precision.",
    isFloat: true,
  },
  {
    id: "int",
    name: "Quantized",
    phrase: "integer",
    meaning: "Quantized, with what is chosen here in place of the recipe's options.",
    isFloat: false,
  },
] as const satisfies readonly PrecisionEntry[];

type Entry = (typeof PRECISIONS)[number];

export type Precision = Entry["id"];
/** A precision in which a layer can be kept out of quantization. */
export type FloatPrecision = Extract<Entry, { isFloat: true }>["id"];

export const PRECISION_IDS = idsOf(PRECISIONS);
export const FLOAT_PRECISIONS = PRECISIONS.filter((entry) => entry.isFloat);

export const precisionEntry = (id: Precision): PrecisionEntry => entryOf(PRECISIONS, id);

export const isFloatPrecision = (id: Precision | undefined): id is FloatPrecision =>
  FLOAT_PRECISIONS.some((entry) => entry.id === id);
