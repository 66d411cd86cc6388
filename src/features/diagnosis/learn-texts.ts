import type { SymptomId } from "#experiment/report.ts";

/** Why each symptom comes about, for who meets it for the first time. */
export const LEARN: Record<SymptomId, string> = {
  "near-chance":
    "Quantization is compared with FP32, so FP32 must be sound first. A network that was trained on other colours, another scale or another order of classes guesses, and every later number is about guesses.",
  "calibration-mismatch":
    "In static quantization the range of every activation is fixed from the calibration pictures. Darker, blurrier or one-sided pictures cause other values: a range that is too narrow clips what comes later, one that is too wide wastes codes. A sharp drop right after INT8 is most often this.",
  "weight-disparity":
    "One scale for a whole layer must reach its largest weight. Channels whose weights are a hundred times smaller then get only a few codes, and are as good as rounded away. Depthwise convolutions, and layers whose BatchNorm was folded in, are known for it. A scale per channel costs next to nothing; cross-layer equalization evens the channels out where one scale is all that the hardware has.",
  "few-pictures":
    "Ranges come from the values that were seen. Few pictures miss the rare large ones, and those are clipped when they come. With the number of pictures the extremes grow ever more slowly; a hundred or two are usually enough.",
  clipping:
    "A value beyond its range is set to the range's end, an error without a bound, where rounding errs by half a step at most. A little clipping buys finer steps for all other values; a lot of it makes outputs jump. Layers with such values can stay in FP16.",
  "few-layers":
    "Layers differ in how they take quantization: first and last ones, and those with few channels, take it worst. If few of them cause the drop, sparing just these keeps nearly all of the gain in size.",
  "few-classes":
    "The mean accuracy can hide a class that is lost. Classes with few pictures in the calibration set, or told apart by small differences, go first. Each class is tested by itself, and corrected for there being many of them.",
  "no-speed-up":
    "Integer kernels are faster only where the runtime has good ones. Layers left in floating point, changes between codes and floats around them, and small or depthwise layers can cost more than the others save. Only measuring on the hardware that counts tells.",
};
