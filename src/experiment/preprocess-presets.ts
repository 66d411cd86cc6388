import type { Preprocess } from "./recipe.ts";

export type PresetId = "torchvision" | "tensorflow" | "unit" | "caffe" | "mnist" | "raw";

/** The part of the preprocessing that pixel values go through, as a family of networks was trained with it. */
export interface PreprocessPreset {
  id: PresetId;
  /** Colour order, for three channels; null where networks with one channel and with three use it. */
  channels: "rgb" | "bgr" | "gray" | null;
  scale: number;
  /** One value for all channels, or one per channel in the order of `channels`. */
  mean: readonly number[];
  std: readonly number[];
}

/**
 * The usual conventions:
 * - `torchvision`: 0..1, then the mean and standard deviation of ImageNet (torchvision, "Models and pre-trained weights")
 * - `tensorflow`: −1..1 (Keras `imagenet_utils.preprocess_input`, mode "tf")
 * - `unit`: 0..1
 * - `caffe`: BGR, less the mean of ImageNet in levels (Keras, mode "caffe")
 * - `mnist`: grey 0..1, then the mean and standard deviation of MNIST (PyTorch's MNIST example)
 * - `raw`: levels 0..255 as they are
 */
export const PREPROCESS_PRESETS: readonly PreprocessPreset[] = [
  {
    id: "torchvision",
    channels: "rgb",
    scale: 1 / 255,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  },
  { id: "tensorflow", channels: null, scale: 1 / 127.5, mean: [1], std: [1] },
  { id: "unit", channels: null, scale: 1 / 255, mean: [0], std: [1] },
  { id: "caffe", channels: "bgr", scale: 1, mean: [103.939, 116.779, 123.68], std: [1] },
  { id: "mnist", channels: "gray", scale: 1 / 255, mean: [0.1307], std: [0.3081] },
  { id: "raw", channels: null, scale: 1, mean: [0], std: [1] },
];

/** The preprocessing with a preset's colour order and values; size, resizing and layout stay. */
export function withPreset(preprocess: Preprocess, id: PresetId): Preprocess {
  const preset = PREPROCESS_PRESETS.find((each) => each.id === id);
  if (!preset) return preprocess;
  const { scale, mean, std } = preset;
  const channels = preset.channels ?? preprocess.channels;
  return { ...preprocess, channels, scale, ...perChannel(channels, mean, std) };
}

/** Another colour order: values per channel follow their colours, and grey takes their mean. */
export function withChannels(preprocess: Preprocess, channels: Preprocess["channels"]): Preprocess {
  const { mean, std, channels: before } = preprocess;
  const swaps = channels !== "gray" && before !== "gray" && channels !== before;
  const order = (values: readonly number[]) => (swaps ? values.toReversed() : values);
  return { ...preprocess, channels, ...perChannel(channels, order(mean), order(std)) };
}

/** The preset that a preprocessing follows; null for one of its own. */
export function presetOf(preprocess: Preprocess): PresetId | null {
  const { channels, scale, mean, std } = preprocess;
  const close = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
  const match = PREPROCESS_PRESETS.find((preset) => {
    const own = perChannel(channels, preset.mean, preset.std);
    return (
      (preset.channels ?? channels) === channels &&
      close(scale * 255, preset.scale * 255) &&
      mean.every((value, c) => close(value, own.mean[c])) &&
      std.every((value, c) => close(value, own.std[c]))
    );
  });
  return match?.id ?? null;
}

/** As many values as there are channels: one value for all, or the mean of several for grey. */
function perChannel(channels: Preprocess["channels"], mean: readonly number[], std: readonly number[]) {
  const count = channels === "gray" ? 1 : 3;
  const spread = (values: readonly number[]) =>
    values.length === count ? [...values] : new Array<number>(count).fill(average(values));
  return { mean: spread(mean), std: spread(std) };
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
