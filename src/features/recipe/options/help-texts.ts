import type { CalibrationUse } from "#experiment/calibration-use.ts";

/** The plain-words meaning of every option of the recipe panel. A new line starts a formula. */
export const HELP = {
  ownFiles:
    "Any ONNX model that takes pictures, with the data files that belong to it, and pictures as files, folders or archives; labels may come from folder names, a table or a data file, and may be missing. Everything is read in this tab and never uploaded. It stays on this device until you remove it in the picker.",
  mode: "Static is what most integer hardware expects. Dynamic needs no calibration and suits networks whose ranges vary much from input to input. Weight-only makes the file small where memory, not arithmetic, is the limit.",
  calibrationCount:
    "How many pictures are run through the network to see which values its activations take. Few pictures miss rare large values; beyond a few hundred, little changes.",
  calibrationSeed:
    "Picks which pictures are drawn, and the noise that is added to them. The same seed always draws the same ones, so a run can be repeated.",
  calibrationClasses:
    "Draw calibration pictures of these classes only. A set that leaves classes out can miss the values they cause: choose one or two to see it.",
  brightness: "A factor on all grey levels: 1 leaves the pictures, 0.5 halves their light.",
  contrast: "A factor on the distance from mid-grey: 1 leaves the pictures, 0 makes them plain grey.",
  blur: "The radius of a box blur in pixels: every pixel becomes the mean of a square of 2·radius + 1 on a side.",
  noise: "The standard deviation of Gaussian noise added to every channel, in grey levels of 0 to 255.",
  method:
    "How the range of each activation is chosen from the values seen. A wide range clips nothing but makes the steps coarse; a narrow one has fine steps and clips the outliers. All methods read the same collected values, so trying another costs no inference.",
  percentile:
    "The share of values that the range must hold. The rest, the outliers, are clipped to its ends.",
  weightBits:
    "How many bits each weight gets. 8 bits are 256 levels, 4 bits are 16, 2 bits are 4. Each bit fewer halves the levels, doubles the step and costs about 6 dB.",
  granularity:
    "How many weights share one scale: all of a layer, those of each output channel, or groups of consecutive inputs within a channel. Finer follows uneven ranges better and stores more scales. Per channel costs next to nothing; per group pays at 4 bits and fewer.",
  groupSize:
    "How many consecutive weights of an output channel share a scale; the last group may be shorter. Smaller groups fit better and need more scales: 32 weights of 4 bits with one float32 scale take 5 bits each.",
  scheme:
    "Symmetric: the grid is centred on zero and needs only a scale. Asymmetric: the grid also has a zero point, so it can follow lopsided weights.\nsymmetric: s = max|w| / (2^(b−1) − 1)\nasymmetric: s = (max − min) / (2^b − 1), z = round(qmin − min / s)",
  weightRange:
    "Min–max: each scale reaches to its largest weight, and nothing is clipped. Least error: each scale takes the range with the smallest squared rounding and clipping error; that helps most below 8 bits.",
  activationBits:
    "How many bits the values that flow between layers get. Below 8 bits, accuracy usually falls sooner than with weights, because outliers differ from picture to picture.",
  activationScheme:
    "Asymmetric follows one-sided values: after a ReLU, all levels lie above zero. Symmetric spends half of them on values that never come there, but needs no zero point.\nasymmetric: s = (max − min) / (2^b − 1), z = round(−min / s)\nsymmetric: s = max|x| / (2^(b−1) − 1), z = 0",
  exceptions:
    "Layers that are treated differently from the rest: kept in FP32 or FP16, or with bits and scales of their own. Sparing the one or two worst layers often wins back most of the accuracy.",
  evaluationCount:
    "How many pictures, none of them used for calibration, both networks are tested on. More pictures make the accuracy interval narrower and the run longer.",
  evaluationSeed: "Picks which pictures are drawn for testing. Both networks always see the same ones.",
} as const;

/** Why calibration options do nothing, or less than usual. */
export const CALIBRATION_UNUSED: Record<CalibrationUse, string | null> = {
  ranges: null,
  corrections:
    "This mode fixes no ranges: the pictures serve the corrections only, and the method is not used.",
  none: "Not used: this mode fixes no ranges, and no correction that needs pictures is on.",
};
