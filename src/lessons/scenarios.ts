import type { Distortion, Recipe } from "#experiment/recipe.ts";
import type { Bits } from "#numerics/grid.ts";
import { simpleRecipe } from "./procedure.ts";
import { NOISE_PICTURES } from "./questions.ts";
import type { Scenario } from "./scenario.ts";

/** Where the bundled models do well: static, 8 bits, one scale per channel, min–max on 128 pictures. */
const sound = (base: Recipe): Recipe => {
  const simple = simpleRecipe(base, base.calibration.count);
  return { ...simple, weights: { ...simple.weights, granularity: { kind: "channel" } } };
};

const withWeightBits = (recipe: Recipe, bits: Bits): Recipe => ({
  ...recipe,
  weights: { ...recipe.weights, bits },
});

const distorted = (recipe: Recipe, change: Partial<Distortion>): Recipe => ({
  ...recipe,
  calibration: {
    ...recipe.calibration,
    distort: { brightness: 1, contrast: 1, blur: 0, noise: 0, ...change },
  },
});

function undistorted({ calibration, ...recipe }: Recipe): Recipe {
  const { distort: _, ...rest } = calibration;
  return { ...recipe, calibration: rest };
}

/** Integers throughout, at these widths or fewer. */
const isInteger = (weightBits: number, activationBits: number) => (recipe: Recipe) =>
  recipe.mode === "static" &&
  recipe.weights.bits <= weightBits &&
  recipe.activations.bits <= activationBits &&
  Object.keys(recipe.layers).length === 0;

const brightnessOf = ({ calibration }: Recipe) => calibration.distort?.brightness ?? 1;
const contrastOf = ({ calibration }: Recipe) => calibration.distort?.contrast ?? 1;
const blurOf = ({ calibration }: Recipe) => calibration.distort?.blur ?? 0;

const biasCorrected = (base: Recipe): Recipe => ({
  ...withWeightBits(simpleRecipe(base, base.calibration.count), 4),
  corrections: { biasCorrection: true },
});

/** Hopeless but for bias correction, which wins back most of what can be had. */
const threeCorrected = (base: Recipe): Recipe => {
  const recipe = withWeightBits(sound(base), 3);
  return {
    ...recipe,
    weights: { ...recipe.weights, range: "mse" },
    corrections: { biasCorrection: true },
  };
};

const storedInThree = (base: Recipe): Recipe => ({
  ...withWeightBits(sound(base), 3),
  mode: "weight-only",
});

const inGroups = (recipe: Recipe): Recipe => ({
  ...recipe,
  weights: { ...recipe.weights, granularity: { kind: "group", size: 16 } },
});

export const SCENARIOS: readonly Scenario[] = [
  {
    id: "per-tensor",
    title: "Four bits break the MobileNet",
    modelId: "mobilenet",
    story:
      "The weights went from 8 to 4 bits to halve the file once more. Others do that with networks like this one and hardly notice; here a large part of the accuracy is gone.",
    hints: [
      "Four bits leave 15 levels for each scale. Look at how the weights of one layer use theirs.",
      "Layers → a depthwise layer → Weights: compare the range of the widest channel with that of the narrowest.",
      "The levels reach to the largest weight of whatever shares a scale. Who has to share one here?",
    ],
    cause:
      "One scale for a whole tensor must reach its largest weight. The channels of this network differ many times in range, most of all in its depthwise layers, so at 4 bits the narrow channels got one or two levels and were rounded away. A scale per channel gives each its own 15 levels, at the price of one number for each.",
    given: "static, weights of 4 bits or fewer, no layer spared",
    keeps: isInteger(4, 8),
    isCauseGone: ({ weights, corrections }) =>
      weights.granularity.kind !== "tensor" || corrections.equalize === true,
    healthy: (base) => withWeightBits(sound(base), 4),
    broken: (base) => withWeightBits(simpleRecipe(base, base.calibration.count), 4),
    remedy: (broken) => ({ ...broken, weights: { ...broken.weights, granularity: { kind: "channel" } } }),
    remedyLabel: "One scale per channel",
  },
  {
    id: "dark",
    title: "Since the new camera",
    modelId: "mobilenet",
    story:
      "Same network, same 8 bits, same 128 calibration pictures as always, taken again with the new camera. FP32 is as good as ever; the 8-bit model got much worse over night.",
    hints: [
      "Weights do not depend on pictures; activation ranges do.",
      "Diagnosis compares the activations of calibration and of evaluation pictures, and says how much is clipped.",
      "Look at the strip of calibration pictures in the recipe.",
    ],
    cause:
      "The calibration pictures had a quarter of their light. The network's inputs, and the activations after them, covered a part of their usual range; everything beyond it was clipped when normal pictures came. Ranges are facts about the pictures they were taken from.",
    given: "static at 8 bits, no layer spared",
    keeps: isInteger(8, 8),
    isCauseGone: (recipe) => brightnessOf(recipe) > 0.75,
    healthy: sound,
    broken: (base) => distorted(sound(base), { brightness: 0.25 }),
    remedy: undistorted,
    remedyLabel: "Pictures with their own light",
  },
  {
    id: "no-data",
    title: "Confidential pictures",
    modelId: "mobilenet",
    story:
      "The pictures were confidential, so somebody calibrated on generated noise: it has the right shape, and the tool did not complain. The accuracy does.",
    hints: [
      "What does the network's first layer see of these pictures, and what of real ones?",
      "Diagnosis: which activations reach beyond the range that calibration gave them?",
      "There are ways that need no pictures: then no range may be fixed beforehand.",
    ],
    cause:
      "Grey noise has neither the light, nor the colours, nor the shapes that make the network's later layers respond; their ranges were guessed from responses to nothing. With real pictures the ranges hold. Without any, dynamic or weight-only quantization needs none; inventing pictures is the worst of the three.",
    given: "weights of 8 bits or fewer, no layer spared",
    keeps: ({ weights, layers }) => weights.bits <= 8 && Object.keys(layers).length === 0,
    isCauseGone: (recipe) => recipe.mode !== "static" || contrastOf(recipe) > 0.5,
    healthy: sound,
    broken: (base) => distorted(sound(base), NOISE_PICTURES),
    remedy: undistorted,
    remedyLabel: "Real pictures",
  },
  {
    id: "blurred",
    title: "The same pictures, stored smaller",
    modelId: "mobilenet",
    story:
      "To save memory, the calibration set was stored as tiny thumbnails and blown up again. To a person they are still “the same pictures”. To the quantizer they are not.",
    hints: [
      "Blown-up thumbnails keep their mean colours. What do they lose?",
      "Layers that answer to edges see none. What range do they get?",
      "Look at the strip of calibration pictures in the recipe.",
    ],
    cause:
      "Blur takes edges away, and edges are what convolutions answer to: activations stayed small, their ranges came out narrow, and sharp pictures were clipped. It takes a strong blur: a few pixels do this network no harm, which you can try.",
    given: "static at 8 bits, no layer spared",
    keeps: isInteger(8, 8),
    isCauseGone: (recipe) => blurOf(recipe) <= 12,
    healthy: sound,
    broken: (base) => distorted(sound(base), { blur: 24 }),
    remedy: undistorted,
    remedyLabel: "Sharp pictures",
  },
  {
    id: "outliers",
    title: "Four-bit activations",
    modelId: "mobilenet",
    story:
      "Activations went down to 4 bits for a small accelerator. The ranges hold every value that was seen, nothing is clipped, and still many pictures that were right are wrong now.",
    hints: [
      "Four bits are 16 levels between the smallest and the largest value seen. Where do most values lie?",
      "Layers → a layer → Activations: look at the histogram against the range.",
      "Is it better to be exact about one value in ten thousand, or about the others?",
    ],
    cause:
      "Min–max ranges reach to the largest value seen, however rare. At 8 bits there are levels to spare; at 4 bits the few outliers stretch the step for all others. Clipping them, with the least-squared-error range or a percentile, makes the levels fall where the values are.",
    given: "static, activations of 4 bits, no layer spared",
    keeps: isInteger(8, 4),
    isCauseGone: ({ calibration }) => calibration.method !== "minmax" || calibration.ranges !== undefined,
    healthy: (base) => {
      const { calibration, activations, ...rest } = sound(base);
      return {
        ...rest,
        activations: { ...activations, bits: 4 },
        calibration: { ...calibration, method: "mse" },
      };
    },
    broken: (base) => {
      const recipe = sound(base);
      return { ...recipe, activations: { ...recipe.activations, bits: 4 } };
    },
    remedy: (broken) => ({ ...broken, calibration: { ...broken.calibration, method: "mse" } }),
    remedyLabel: "The range of least squared error",
  },
  {
    id: "two-classes",
    title: "Another calibration set",
    modelId: "mobilenet",
    story:
      "Weights of 4 bits with one scale per tensor cost this network a good deal; bias correction wins much of it back. Since the calibration set was exchanged it wins back less, and some classes suffer more than others.",
    hints: [
      "Bias correction measures the mean shift of each channel on the calibration pictures. Whose mean is that?",
      "Compare, classes: which ones hold, and which ones fall?",
      "Recipe → Calibration → Classes.",
    ],
    cause:
      "All calibration pictures were of two classes. The shift of a channel’s mean is not the same for all classes, so biases were corrected for cars and boats and made worse for others. Min–max ranges at 8 bits survive two classes on this network, which you can try: a correction that measures means does not.",
    given: "static, weights of 4 bits with one scale per tensor, no layer spared",
    keeps: (recipe) => isInteger(4, 8)(recipe) && recipe.weights.granularity.kind === "tensor",
    isCauseGone: ({ calibration }) => (calibration.classes?.length ?? Infinity) > 2,
    healthy: biasCorrected,
    broken: (base) => {
      const recipe = biasCorrected(base);
      return { ...recipe, calibration: { ...recipe.calibration, classes: [10, 11] } };
    },
    remedy: ({ calibration: { classes: _, ...calibration }, ...broken }) => ({ ...broken, calibration }),
    remedyLabel: "Pictures of all classes",
  },
  {
    id: "eight-pictures",
    title: "A colleague has better numbers",
    modelId: "mobilenet",
    story:
      "A tutorial said that a handful of calibration pictures is enough, and at 8 bits it was. Now weights have 3 bits, and bias correction has to win back what that costs. For a colleague it wins back far more, with the same options.",
    hints: [
      "Extremes of 8-bit ranges forgive much. What else is measured on the calibration pictures here?",
      "The error of a mean shrinks with the root of the number of pictures.",
      "Try another calibration seed: how much does the result move?",
    ],
    cause:
      "Bias correction takes the mean shift of every channel from the calibration pictures; of eight pictures that mean is a rough guess, whose error goes into the biases. Min–max ranges at 8 bits survive eight pictures on this network, which you can try.",
    given: "static, weights of 3 bits or fewer, no layer spared",
    keeps: isInteger(3, 8),
    isCauseGone: ({ calibration }) => calibration.count >= 64,
    healthy: threeCorrected,
    broken: (base) => {
      const recipe = threeCorrected(base);
      return { ...recipe, calibration: { ...recipe.calibration, count: 8 } };
    },
    remedy: (broken) => ({ ...broken, calibration: { ...broken.calibration, count: 128 } }),
    remedyLabel: "128 pictures",
  },
  {
    id: "no-groups",
    title: "Three-bit weights, stored plainly",
    modelId: "vit",
    story:
      "Only the weights of the vision transformer are quantized, to 3 bits with a scale per channel, to make the download small; everything is computed in floats. It costs far more than the few-bit models one reads about.",
    hints: [
      "No activation is rounded here, so no picture is to blame.",
      "How many weights share one scale? And in the few-bit models one reads about?",
      "Recipe → Weights → Granularity.",
    ],
    cause:
      "Seven levels for all weights of a channel reach to the largest of a hundred and more. In groups of 16 every scale follows its neighbourhood; with float32 scales that costs two bits more per weight. Few-bit language models are stored in groups for this reason, there at 4 bits; on this small transformer 4 bits per channel still do well, and 3 do not, which you can try.",
    given: "weight-only, 3 bits or fewer, no layer spared",
    keeps: ({ mode, weights, layers }) =>
      mode === "weight-only" && weights.bits <= 3 && Object.keys(layers).length === 0,
    isCauseGone: ({ weights }) => weights.granularity.kind === "group",
    healthy: (base) => inGroups(storedInThree(base)),
    broken: storedInThree,
    remedy: inGroups,
    remedyLabel: "Groups of 16 weights",
  },
  {
    id: "sensitive-head",
    title: "One small layer",
    modelId: "mobilenet",
    needsLayer: "classifier",
    story:
      "The network is at 8 bits throughout, but for one small layer: somebody gave it 2 bits, because so few weights cannot matter.",
    hints: [
      "Sensitivity ranks the layers by what each costs alone.",
      "Where do all features come together, with nothing after it to even errors out?",
      "Recipe → Exceptions.",
    ],
    cause:
      "The classifier turns features into scores, and nothing behind it averages its errors away: 2 bits leave its output four values, so that many classes tie. First and last layers are small, and they are the ones to give more bits, or to spare.",
    given: "static, at most two layers spared",
    keeps: ({ mode, weights, layers }) =>
      mode === "static" &&
      weights.bits <= 8 &&
      Object.values(layers).filter(({ precision = "int" }) => precision !== "int").length <= 2,
    isCauseGone: ({ layers: { classifier } }) =>
      (classifier?.precision ?? "int") !== "int" || (classifier?.activations?.bits ?? 8) > 2,
    healthy: sound,
    broken: (base) => ({
      ...sound(base),
      layers: {
        classifier: { weights: { bits: 2, granularity: { kind: "tensor" } }, activations: { bits: 2 } },
      },
    }),
    remedy: (broken) => ({ ...broken, layers: { classifier: { precision: "fp32" } } }),
    remedyLabel: "The classifier in FP32",
  },
];

export function scenarioOf(id: Scenario["id"]): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.id === id);
  if (!found) throw new RangeError(`no scenario ${id}`);
  return found;
}
