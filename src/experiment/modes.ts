import { entryOf, idsOf } from "#numerics/registry.ts";

/** One way to divide the work of quantization between the file and the run. */
export interface ModeEntry {
  /** As recipes, links and logs write it: it never changes. */
  id: string;
  /** In the menu. */
  name: string;
  /** One sentence in the menu. */
  meaning: string;
  /** In the glossary. */
  glossary: { term: string; text: string; formulas?: readonly string[] };
  /**
   * What becomes of activations: quantized as the recipe says to ranges fixed by calibration, to 8 bits with a range of
   * their own in every run, or not at all.
   */
  activations: "calibrated" | "dynamic" | "float";
  /** Why the options of activations do nothing; null where they do. */
  activationsUnused: string | null;
  /** Why there are no ranges to see; null where there are. */
  withoutRanges: string | null;
  /** What takes the time where no kind of layer does. */
  conversionCost: string;
}

/** Every mode, in the order of the menu. */
export const MODES = [
  {
    id: "static",
    name: "Static",
    meaning:
      "Weights and activations in integers. The ranges of activations are fixed beforehand, from calibration pictures.",
    glossary: {
      term: "Static quantization",
      text: "Weights and activations are integers, and the range of every activation is fixed beforehand from calibration pictures. The fastest form, and the one that depends on those pictures.",
      formulas: ["y = s_x s_w \\sum (q_x - z_x)\\,q_w + b"],
    },
    activations: "calibrated",
    activationsUnused: null,
    withoutRanges: null,
    conversionCost: "Converting between float and integer costs the time.",
  },
  {
    id: "dynamic",
    name: "Dynamic",
    meaning:
      "Weights in integers beforehand; activations as they come, each run taking the range from its own values.",
    glossary: {
      term: "Dynamic quantization",
      text: "Weights are integers beforehand; the range of each activation is taken from its own values in every run. No calibration, ranges that always fit, and the time it takes to find them.",
    },
    activations: "dynamic",
    activationsUnused:
      "Not used: dynamic activations are always 8-bit asymmetric, with a range of their own in every run.",
    withoutRanges: "Dynamic mode fixes no ranges: every run takes them from its own values.",
    conversionCost: "Finding the range of every input and quantizing it costs the time.",
  },
  {
    id: "weight-only",
    name: "Weight-only",
    meaning:
      "Only the weights are stored in few bits, and turned back into floating point to compute. A smaller file, no faster kernel.",
    glossary: {
      term: "Weight-only quantization",
      text: "Weights are stored in few bits and turned back into floats to compute. The file and the memory traffic shrink, the arithmetic stays floating point; no calibration is needed. Each group of weights adds a 32-bit scale. Usual for large language models at 4 bits with groups.",
      formulas: ["b_{\\text{weight}} = b + \\dfrac{32}{\\text{group size}}"],
    },
    activations: "float",
    activationsUnused: "Not used: activations stay in floating point.",
    withoutRanges: "Weight-only mode has no ranges: activations stay in floating point.",
    conversionCost: "Turning the stored codes back into floating point costs the time.",
  },
] as const satisfies readonly ModeEntry[];

export type Mode = (typeof MODES)[number]["id"];

export const MODE_IDS = idsOf(MODES);

export const modeEntry = (id: Mode): ModeEntry => entryOf(MODES, id);
