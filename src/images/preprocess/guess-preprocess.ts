import type { HeadNode, InputFacts } from "#experiment/input-facts.ts";
import { type PresetId, withPreset } from "#experiment/preprocess-presets.ts";
import type { Preprocess } from "#experiment/recipe.ts";

/** A preprocessing that a model probably wants. */
export interface PreprocessGuess {
  preprocess: Preprocess;
  preset: PresetId;
  /** What each part of the guess rests on, in sentences for the reader. */
  reasons: string[];
}

const FROM_TENSORFLOW = /tf2onnx|tensorflow|keras|tflite/i;
const FROM_CAFFE = /caffe/i;
const FROM_PYTORCH = /pytorch|torch/i;

/**
 * Guesses how images have to be prepared from what the model's file says, and says why. The shape tells size, layout
 * and colour; nodes at the input that normalize, the element type, the producer and the number of classes tell the
 * range of values, in that order.
 *
 * @returns null for an input that takes no images: not of four dimensions, or with other than one or three channels
 */
export function guessPreprocess(facts: InputFacts): PreprocessGuess | null {
  const shape = shapeOf(facts);
  if (!shape) return null;
  const { layout, color } = shape;
  const size = sizeOf(facts, shape);
  const range = rangeOf(facts, color, Math.max(size.width, size.height));
  const resize = facts.outputSize !== null && size.width >= 96 ? "crop" : "stretch";
  const plain: Preprocess = {
    size: size.width,
    ...(size.height === size.width ? {} : { height: size.height }),
    resize,
    layout,
    channels: color ? "rgb" : "gray",
    ...{ scale: 1, mean: color ? [0, 0, 0] : [0], std: color ? [1, 1, 1] : [1] },
  };
  return {
    preprocess: withPreset(plain, range.preset),
    preset: range.preset,
    reasons: [shape.reason, ...(size.reason ? [size.reason] : []), range.reason],
  };
}

interface InputShape {
  layout: "nchw" | "nhwc";
  color: boolean;
  height: number | null;
  width: number | null;
  reason: string;
}

function shapeOf({ shape, producer }: InputFacts): InputShape | null {
  if (shape.length !== 4) return null;
  const [, second, third, last] = shape;
  const words = `The input is ${shape.map((dim) => dim ?? "?").join("×")}`;
  const isChannels = (dim: number | null) => dim === 1 || dim === 3;
  if (isChannels(second)) {
    const reason = `${words}: channels first, ${second === 3 ? "colour" : "grey"}.`;
    return { layout: "nchw", color: second === 3, height: third, width: last, reason };
  }
  if (isChannels(last)) {
    const reason = `${words}: channels last, ${last === 3 ? "colour" : "grey"}.`;
    return { layout: "nhwc", color: last === 3, height: second, width: third, reason };
  }
  if (second !== null && last !== null) return null;
  const nhwc = last === null && (second !== null || FROM_TENSORFLOW.test(producer));
  const reason = `${words}, which leaves the channels open: colour, channels ${nhwc ? "last" : "first"} is assumed.`;
  return nhwc
    ? { layout: "nhwc", color: true, height: second, width: third, reason }
    : { layout: "nchw", color: true, height: third, width: last, reason };
}

/** What classifiers of so many classes usually take. */
const USUAL_SIZE = (outputSize: number | null, color: boolean) =>
  outputSize === 10 || outputSize === 100 ? (color ? 32 : 28) : 224;

function sizeOf(
  { outputSize }: InputFacts,
  { width, height, color }: InputShape,
): { width: number; height: number; reason: string | null } {
  const usual = USUAL_SIZE(outputSize, color);
  if (width !== null && height !== null) return { width, height, reason: null };
  const reason = `The model fixes no ${width === null && height === null ? "size" : "whole size"}: ${width ?? height ?? usual}×${height ?? width ?? usual} is assumed.`;
  return { width: width ?? height ?? usual, height: height ?? width ?? usual, reason };
}

interface Range {
  preset: PresetId;
  reason: string;
}

function rangeOf(facts: InputFacts, color: boolean, side: number): Range {
  const { elementType, producer, outputSize } = facts;
  const own = normalization(facts.head);
  if (own) return own;
  if (/^u?int8$/.test(elementType)) {
    return { preset: "raw", reason: `It takes ${elementType} values, that is levels as they are.` };
  }
  if (FROM_CAFFE.test(producer) && color) {
    return {
      preset: "caffe",
      reason: `It was written by “${producer}”: Caffe's models take blue first, less the mean.`,
    };
  }
  if (!color && side <= 32) {
    return FROM_PYTORCH.test(producer)
      ? { preset: "mnist", reason: "Small grey pictures and PyTorch: normalized as in its MNIST example." }
      : { preset: "unit", reason: "Small grey pictures: digits are mostly taken from 0 to 1." };
  }
  if (FROM_TENSORFLOW.test(producer) || outputSize === 1001) {
    const reason =
      outputSize === 1001
        ? "1001 classes are TensorFlow's ImageNet with a background class: −1 to 1."
        : `It was written by “${producer}”: most TensorFlow models take −1 to 1.`;
    return { preset: "tensorflow", reason };
  }
  if (outputSize === null || !color) {
    const reason = `Nothing in the file tells the range of values, and it is no classifier of colour pictures: 0 to 1 is assumed.`;
    return { preset: "unit", reason };
  }
  const known =
    side <= 32
      ? "Colour pictures of 32 pixels are mostly CIFAR's, whose own mean and deviation are close to torchvision's."
      : outputSize === 1000
        ? "1000 classes are ImageNet's: torchvision's normalization is the usual one."
        : FROM_PYTORCH.test(producer)
          ? `It was written by “${producer}”: torchvision's normalization is the usual one.`
          : "Nothing in the file tells the range of values: torchvision's normalization is the commonest.";
  return { preset: "torchvision", reason: known };
}

const SHIFTS = new Set(["Sub", "Add", "BatchNormalization"]);
const FACTORS = new Set(["Mul", "Div", "ImageScaler"]);
/** Nodes that leave values as they are. */
const PASSING = new Set(["Cast", "Transpose", "Identity", "Pad", "Resize", "Crop", "Reshape", "Unsqueeze"]);

/** The range that a model wants which normalizes at its input; null for one that does not. */
function normalization(head: readonly HeadNode[]): Range | null {
  const first = head.find(({ op }) => !PASSING.has(op));
  if (!first?.constant?.length) return null;
  const { op, constant } = first;
  const largest = constant.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const value = String(Number(constant[0].toPrecision(3)));
  const said = `Its first node is “${op}” with ${constant.length > 1 ? `${value}, …` : value}: it normalizes inside and takes`;
  const raw: Range = { preset: "raw", reason: `${said} levels from 0 to 255.` };
  const unit: Range = { preset: "unit", reason: `${said} 0 to 1.` };
  if (op === "ImageScaler") return raw;
  if (FACTORS.has(op)) {
    // A divisor of 255 or 127.5, or a factor of one over it, means levels; a deviation of 0.2 or factor of 4, 0 to 1.
    const divisor = op === "Mul" ? 1 / largest : largest;
    return divisor > 30 ? raw : divisor < 1 ? unit : null;
  }
  if (SHIFTS.has(op)) return largest > 30 ? raw : largest > 0.2 && largest < 1 ? unit : null;
  return null;
}
