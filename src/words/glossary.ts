import { CORRECTIONS } from "#experiment/corrections.ts";
import { MODE_IDS, modeEntry } from "#experiment/modes.ts";
import { CALIBRATION_METHOD_IDS, calibrationMethod } from "#numerics/calibration/methods/registry.ts";
import { entryOf, idsOf, recordOf } from "#numerics/registry.ts";

/** One word of the field: what it means, and its formula where it has one. */
export interface GlossaryEntry {
  term: string;
  /** A sentence or two, correct for experts and clear to newcomers. */
  text: string;
  /** TeX, one formula a line. */
  formulas?: readonly string[];
}

const methods = recordOf(CALIBRATION_METHOD_IDS, (id): GlossaryEntry => calibrationMethod(id).glossary);
const modes = recordOf(MODE_IDS, (id): GlossaryEntry => modeEntry(id).glossary);
const terms = CORRECTIONS.map(({ glossary }) => glossary);
const corrections = recordOf(idsOf(terms), (id): GlossaryEntry => entryOf(terms, id));

/** In the order in which a reader meets them. */
export const GLOSSARY = {
  quantization: {
    term: "Post-training quantization (PTQ)",
    text: "A trained network is stored and computed with few-bit integers in place of 32-bit floats, without training it again. Each number is divided by a scale and rounded to a grid; multiplied by the scale again it is nearly what it was.",
    formulas: [
      "q = \\operatorname{clamp}\\!\\left(\\left\\lfloor x/s \\right\\rceil + z,\\; q_{\\min},\\; q_{\\max}\\right)",
      "\\hat{x} = s\\,(q - z)",
    ],
  },
  scale: {
    term: "Scale",
    text: "The step of the grid: the difference between two neighbouring codes, in units of the tensor. A wide range makes a large step, and rounding errs by half a step at most.",
    formulas: [
      "s = \\dfrac{x_{\\max} - x_{\\min}}{2^b - 1}",
      "|x - \\hat{x}| \\le s/2 \\quad \\text{inside the range}",
    ],
  },
  "zero-point": {
    term: "Zero point",
    text: "The code that stands for zero. It is an integer, so that zero, which padding and ReLU produce all the time, is represented exactly; for that the range is first widened to hold zero.",
    formulas: ["z = \\left\\lfloor q_{\\min} - x_{\\min}/s \\right\\rceil"],
  },
  symmetry: {
    term: "Symmetric and asymmetric",
    text: "A symmetric grid is centred on zero and has no zero point, which is cheap: usual for weights. An asymmetric one follows one-sided values, such as those after a ReLU, for which a symmetric grid would waste half of its codes: usual for activations.",
    formulas: [
      "s_{\\text{sym}} = \\dfrac{\\max|x|}{2^{b-1} - 1}, \\quad z = 0",
      "s_{\\text{asym}} = \\dfrac{x_{\\max} - x_{\\min}}{2^b - 1}",
    ],
  },
  bits: {
    term: "Bits",
    text: "The width of a code. Every bit fewer halves the number of levels and doubles the step, so the noise power grows four times: about 6 dB.",
    formulas: ["\\mathrm{SQNR} \\approx 6.02\\,b + c \\;\\text{dB}"],
  },
  granularity: {
    term: "Granularity",
    text: "How many weights share one scale: a whole tensor, an output channel, or a group of consecutive weights within a channel. Finer scales follow uneven ranges. One per channel costs next to nothing and is what most hardware takes; groups pay at 4 bits and fewer.",
    formulas: ["s \\;\\to\\; s_c \\;\\to\\; s_{c,g}"],
  },
  ...modes,
  calibration: {
    term: "Calibration",
    text: "Running some pictures through the FP32 network to see which values its activations take, and choosing each range from them. The pictures must be like those that come later: a hundred or two, of all classes, preprocessed alike.",
  },
  ...methods,
  sqnr: {
    term: "SQNR",
    text: "Signal to quantization-noise ratio: the power of a tensor against that of its error, in decibels. 40 dB is one per cent of the amplitude, 20 dB ten per cent; below that most networks notice.",
    formulas: ["\\mathrm{SQNR} = 10\\log_{10} \\dfrac{\\sum x^2}{\\sum (x - \\hat{x})^2} \\;\\text{dB}"],
  },
  qdq: {
    term: "QDQ",
    text: "How ONNX writes a quantized model: pairs of QuantizeLinear and DequantizeLinear nodes around each operator. Any runtime can compute it in floats; one with integer kernels recognises the pattern and fuses it.",
    formulas: ["x \\to \\boxed{Q} \\to \\boxed{DQ} \\to \\boxed{\\text{Conv}}"],
  },
  fallback: {
    term: "FP16 or FP32 fallback",
    text: "Layers that stay in floating point: by choice, because they are sensitive, or because the runtime has no integer kernel. Each change between codes and floats costs time, so a few spared layers are cheap and scattered ones are not. Also called partial quantization.",
  },
  latency: {
    term: "Latency after warm-up",
    text: "The first inferences pay for memory, caches and compiled kernels, so they are run and not counted. After them, the median of many single inferences is reported with the 10th and 90th percentile: a mean would follow the slowest.",
  },
  memory: {
    term: "Memory",
    text: "Weights stay in memory all the time; beside them are the activations that are still to be read. Peak activations counts the most bytes of them that exist at once for one picture, computed from the types and shapes in the file: inputs and outputs always, a tensor between two layers from the one that makes it to the last that reads it. Static INT8 keeps codes between layers and needs as little as a quarter there; dynamic and weight-only quantization keep floats. The memory of a tab cannot be split between two networks, so it is not shown.",
  },
  mcnemar: {
    term: "McNemar’s mid-p test",
    text: "Two variants are judged on the same pictures, so only those count on which exactly one of them is right: n₁ lost, n₂ gained. If both were equally good, each would be a coin toss. p is the probability that chance alone makes a more uneven split, and half the probability of just this one (mid-p): the exact test counts the whole of it, and calls too few differences real. Below 0.05 the difference is called real, and just then the 95 % interval beside it leaves out 0: both come from the same test.",
    formulas: [
      "p = 2\\,F - f(m), \\quad m = \\min(n_1, n_2), \\quad n = n_1 + n_2",
      "F = \\sum_{k=0}^{m} f(k), \\quad f(k) = 2^{-n} \\binom{n}{k}",
      "p = 1 - \\tfrac{1}{2}\\,f(m) \\;\\text{ where } n_1 = n_2",
    ],
  },
  ...corrections,
  qat: {
    term: "Quantization-aware training (QAT)",
    text: "Training goes on with rounding simulated in the forward pass, so that the weights learn to live with it; rounding, which has no gradient, passes it through as if it were not there. It needs the training pipeline, its data and hours; it is what is left when post-training methods do not hold.",
    formulas: ["\\dfrac{\\partial \\hat{x}}{\\partial x} \\approx 1"],
  },
} as const satisfies Record<string, GlossaryEntry>;

export type TermId = keyof typeof GLOSSARY;

export const glossaryEntry = (id: TermId): GlossaryEntry => GLOSSARY[id];
