import type { CalibrationMethod } from "#core/recipe.ts";

/** The plain-words meaning of every option of the recipe panel. */
export const HELP = {
  modelFile:
    "Any ONNX classifier for pictures. It is read in this tab and never uploaded. It must take pictures of the size and number of classes of the loaded images; preprocessing stays as in the recipe.",
  calibrationCount:
    "How many pictures are run through the network to see which values its activations take. Few pictures miss rare large values; beyond a few hundred, little changes.",
  calibrationSeed:
    "Picks which pictures are drawn. The same seed always draws the same ones, so a run can be repeated.",
  method:
    "How the range of each activation is chosen from the values seen. A wide range clips nothing but makes the steps coarse; a narrow one has fine steps and clips the outliers.",
  percentile:
    "The share of values that the range must hold. The rest, the outliers, are clipped to its ends.",
  weightBits:
    "How many bits each weight gets. 8 bits are 256 levels, 4 bits are 16, 2 bits are 4. Each bit fewer halves the levels.",
  granularity:
    "Whether all weights of a layer share one scale, or every output channel has its own. Per channel costs next to nothing and saves layers whose channels differ widely in range.",
  scheme:
    "Symmetric: the grid is centred on zero and needs only a scale. Asymmetric: the grid also has a zero point, so it can follow lopsided weights.",
  activations:
    "The values that flow between layers. Integer kernels expect 8 bits with a zero point here, so this stays fixed.",
  exceptions:
    "Layers chosen here keep FP32 weights and arithmetic. Sparing the one or two worst layers often wins back most of the accuracy.",
  evaluationCount:
    "How many pictures, none of them used for calibration, both networks are tested on. More pictures make the accuracy interval narrower and the run longer.",
} as const;

interface MethodText {
  label: string;
  meaning: string;
}

export const METHODS: Record<CalibrationMethod, MethodText> = {
  minmax: { label: "Min–max", meaning: "From the smallest to the largest value seen. Nothing is clipped." },
  "moving-average": {
    label: "Moving average",
    meaning:
      "The extremes of each picture, averaged with more weight on the latest. A single outlier counts less.",
  },
  percentile: { label: "Percentile", meaning: "Holds the given share of all values; clips the rest." },
  "batch-percentile": {
    label: "Percentile of extremes",
    meaning: "Holds the extremes of the given share of the pictures.",
  },
  mse: {
    label: "Least squared error",
    meaning: "The range with the smallest mean squared rounding and clipping error.",
  },
  entropy: {
    label: "Entropy (KL)",
    meaning:
      "The range that loses the least information: smallest Kullback–Leibler divergence, TensorRT's method.",
  },
};
