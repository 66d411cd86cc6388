import type { Preprocess } from "./recipe.ts";

export type PresetId = "imagenet" | "cifar" | "mnist" | "signed" | "unit" | "caffe" | "raw";

/** A usual way to turn pixel levels into a network's input. */
export interface PreprocessPreset {
  id: PresetId;
  name: string;
  /** What it does and whose models want it, in a sentence. */
  meaning: string;
  /** Order of the three colours of a colour input. */
  order: "rgb" | "bgr";
  scale: number;
  /** One value for all channels or one per channel in that order. */
  mean: readonly number[];
  std: readonly number[];
}

/** The likeliest first. */
export const PREPROCESS_PRESETS: readonly PreprocessPreset[] = [
  {
    id: "imagenet",
    name: "ImageNet (torchvision)",
    meaning:
      "0 to 1, less ImageNet's mean colour, over its deviation: what torchvision's and timm's classifiers were trained with.",
    order: "rgb",
    scale: 1 / 255,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  },
  {
    id: "signed",
    name: "−1 to 1 (TensorFlow)",
    meaning:
      "Levels stretched from −1 to 1: MobileNet, Inception, EfficientNet-Lite and most of TensorFlow Hub.",
    order: "rgb",
    scale: 1 / 127.5,
    mean: [1],
    std: [1],
  },
  {
    id: "unit",
    name: "0 to 1",
    meaning: "Levels over 255: YOLO, many Keras models, and models that subtract the mean themselves.",
    order: "rgb",
    scale: 1 / 255,
    mean: [0],
    std: [1],
  },
  {
    id: "caffe",
    name: "BGR less mean (Caffe)",
    meaning: "Blue first, 0 to 255 less the mean colour: Caffe's models, and VGG and ResNet in Keras.",
    order: "bgr",
    scale: 1,
    mean: [103.939, 116.779, 123.68],
    std: [1],
  },
  {
    id: "mnist",
    name: "MNIST (PyTorch)",
    meaning:
      "0 to 1, less MNIST's mean, over its deviation: PyTorch's digit example and what was made after it.",
    order: "rgb",
    scale: 1 / 255,
    mean: [0.1307],
    std: [0.3081],
  },
  {
    id: "cifar",
    name: "CIFAR (PyTorch)",
    meaning:
      "0 to 1, less CIFAR-10's mean colour, over its deviation: most small nets trained on 32×32 pictures.",
    order: "rgb",
    scale: 1 / 255,
    mean: [0.4914, 0.4822, 0.4465],
    std: [0.247, 0.2435, 0.2616],
  },
  {
    id: "raw",
    name: "0 to 255",
    meaning:
      "Levels as they are: models that normalize inside, and many for style transfer and segmentation.",
    order: "rgb",
    scale: 1,
    mean: [0],
    std: [1],
  },
];

/** @throws RangeError for a name that is no preset's */
export function presetById(id: PresetId): PreprocessPreset {
  const preset = PREPROCESS_PRESETS.find((each) => each.id === id);
  if (!preset) throw new RangeError(`no preset ${id}`);
  return preset;
}

/** The parts of a preprocessing that a preset says; a grey input takes the mean of the three colours' values. */
export function presetValues(
  { order, scale, mean, std }: PreprocessPreset,
  color: boolean,
): Pick<Preprocess, "channels" | "scale" | "mean" | "std"> {
  const perChannel = (values: readonly number[]) => {
    if (!color) return [values.reduce((sum, value) => sum + value, 0) / values.length];
    return values.length === 1 ? [values[0], values[0], values[0]] : [...values];
  };
  return { channels: color ? order : "gray", scale, mean: perChannel(mean), std: perChannel(std) };
}

/** The preset that a preprocessing follows; null where its numbers are others. */
export function presetOf(preprocess: Preprocess): PreprocessPreset | null {
  const { channels, scale, mean, std } = preprocess;
  const close = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
  const same = (a: readonly number[], b: readonly number[]) =>
    a.length === b.length && a.every((value, i) => close(value, b[i]));
  const found = PREPROCESS_PRESETS.find((preset) => {
    const values = presetValues(preset, channels !== "gray");
    return (
      values.channels === channels &&
      close(values.scale, scale) &&
      same(values.mean, mean) &&
      same(values.std, std)
    );
  });
  return found ?? null;
}
