import type { PresetId } from "#experiment/preprocess-presets.ts";

/** How pixel levels become the values that a network gets, in words. */
export const PRESETS: Record<PresetId, { label: string; meaning: string }> = {
  torchvision: {
    label: "ImageNet (torchvision)",
    meaning: "0 to 1, then less ImageNet's mean and over its deviation: most PyTorch networks.",
  },
  tensorflow: { label: "−1 to 1 (TensorFlow)", meaning: "MobileNet, Inception and others from Keras." },
  unit: { label: "0 to 1", meaning: "YOLO and many detectors; networks that normalise inside." },
  caffe: { label: "BGR less mean (Caffe)", meaning: "VGG, and ResNet as Keras has it: levels, blue first." },
  mnist: { label: "MNIST (PyTorch)", meaning: "Grey, less MNIST's mean and over its deviation." },
  raw: { label: "0 to 255", meaning: "Levels as they are: style transfer, networks that normalise inside." },
};

export const CUSTOM = { value: "custom", label: "Custom" } as const;

export const PREPROCESS_HELP = {
  preset:
    "What pixel levels of 0 to 255 become before the network sees them. It must be what the network was trained with: with the wrong values even FP32 guesses.\nx = (level · scale − mean) / std",
  size: "Width and height of the network's input in pixels. A file that fixes them leaves no choice.",
  resize:
    "How a picture of another shape is made to fit. Crop: the shorter side fits and the rest is cut off, as in most training. Stretch: both sides fit, and the picture is distorted. Pad: the longer side fits, with black beside it, as detectors want it.",
  channels:
    "The order of colours: PyTorch and TensorFlow take red first, Caffe and OpenCV blue first. Grey is one channel of brightness.",
  layout:
    "Where the channels are in memory: NCHW holds a plane per colour (PyTorch), NHWC three values per pixel (TensorFlow).",
  values: "The factor on levels, then the mean and deviation of each channel, in the order of the colours.",
} as const;
