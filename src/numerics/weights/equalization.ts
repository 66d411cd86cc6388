/** The weights of one layer, as far as equalization looks at them. */
export interface LayerMagnitudes {
  outputs: number;
  inputs: number;
  /** Groups of a convolution: output channels of a group see that group's input channels only. */
  groups: number;
  /** Largest |w| between an output channel and an input channel of its group, `[outputs, inputs / groups]`, row-major. */
  values: Float32Array;
}

/** Two layers, by index, where the input channels of `second` are the output channels of `first`. */
export interface LayerPair {
  first: number;
  second: number;
  /** Largest |bias| of each output channel of `first`; absent where they are not to be looked at. */
  biases?: Float64Array;
}

/** A channel whose range stays this small beside the largest is dead: its output is its bias. */
const NEGLIGIBLE = 2 ** -16;

/** A bias of at most so many times the largest weight is ordinary, whatever the other biases are. */
const ORDINARY_BIAS = 2;

/** A bias is ordinary up to this multiple of the median ratio of bias to weights. */
const HIGH_BIAS = 2;

/** The iteration ends when no factor changes by more than this proportion, or after this many sweeps. */
const TOLERANCE = 1e-3;
const MAX_SWEEPS = 20;

/**
 * The factors of cross-layer equalization (Nagel et al. 2019, "Data-Free Quantization Through Weight
 * Equalization and Bias Correction", section 4.1): with output channel i of the first layer divided and input
 * channel i of the second multiplied by `s_i = √(r1_i · r2_i) / r2_i` (equation 11), where r1 and r2 are the
 * channels' largest |w|, both ranges become `√(r1_i · r2_i)`. A layer in the middle of a chain belongs to two
 * pairs, so that all pairs are gone through in turn until the factors have settled.
 *
 * A channel keeps s = 1 where r1 or r2 is zero or not finite, and where √(r1 · r2) is below 2^-16 of the
 * layer's largest: dividing weights that are as good as zero would only blow up the bias beside them.
 *
 * The biases of the first layer are divided by the factors too, and one scale has to hold what all channels
 * compute: where a channel's weights are tiny beside its bias, its factor would blow up the bias far beyond all
 * others. Such a factor is larger: the bias then comes to at most twice the largest range, or to twice as many times as the
 * median bias has of its own weights. No channel is scaled down beside the others for that.
 *
 * @param pairs in graph order; a layer is the first of at most one and the second of at most one
 * @returns one array of positive factors per pair, by channel
 */
export function equalizationFactors(
  layers: readonly LayerMagnitudes[],
  pairs: readonly LayerPair[],
): Float64Array[] {
  const factors = pairs.map(({ first }) => new Float64Array(layers[first].outputs).fill(1));
  const outputsOf = new Map(pairs.map(({ first }, i) => [first, factors[i]]));
  const inputsOf = new Map(pairs.map(({ second }, i) => [second, factors[i]]));
  const live = pairs.map(({ first, second }) =>
    liveChannels(outputRanges(layers[first], null), inputRanges(layers[second], null)),
  );
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let change = 0;
    pairs.forEach(({ first, second, biases }, i) => {
      const r1 = outputRanges(layers[first], inputsOf.get(first) ?? null);
      const r2 = inputRanges(layers[second], outputsOf.get(second) ?? null);
      change = Math.max(change, balance(factors[i], r1, r2, live[i], biases));
    });
    if (change < TOLERANCE) break;
  }
  return factors;
}

/** 1 for every channel with weights on both sides, as {@link equalizationFactors} has it. */
function liveChannels(r1: Float64Array, r2: Float64Array): Uint8Array {
  const common = r1.map((range, i) => Math.sqrt(range * r2[i]));
  const floor = NEGLIGIBLE * common.filter(Number.isFinite).reduce((a, b) => Math.max(a, b), 0);
  return Uint8Array.from(common, (range) => (range > floor && range < Infinity ? 1 : 0));
}

/** Sets the factors that make both ranges equal, as far as biases allow; returns the largest proportion by which one changed. */
function balance(
  factors: Float64Array,
  r1: Float64Array,
  r2: Float64Array,
  live: Uint8Array,
  biases: Float64Array | undefined,
): number {
  const smallest = biases && smallestFactors(biases, r1, r2, live);
  let change = 0;
  for (let i = 0; i < factors.length; i++) {
    const factor = Math.max(live[i] === 0 ? 1 : Math.sqrt(r1[i] / r2[i]), smallest?.[i] ?? 0);
    change = Math.max(change, Math.abs(factor / factors[i] - 1));
    factors[i] = factor;
  }
  return change;
}

/** For each channel the factor below which its bias would exceed ordinary ones; 0 where there are no ordinary ones. */
function smallestFactors(
  biases: Float64Array,
  r1: Float64Array,
  r2: Float64Array,
  live: Uint8Array,
): Float64Array {
  const alive = [...live.keys()].filter((i) => live[i] === 1);
  if (alive.length === 0) return new Float64Array(biases.length);
  const proportions = Float64Array.from(alive, (i) => biases[i] / r1[i]).sort();
  const ordinary = Math.max(ORDINARY_BIAS, HIGH_BIAS * proportions[(proportions.length - 1) >> 1]);
  let common = 0;
  let largest = 0;
  for (const i of alive) {
    common = Math.max(common, Math.sqrt(r1[i] * r2[i]));
    largest = Math.max(largest, r1[i]);
  }
  // This factor leaves the channel as large, relative to the others, as it is in the file.
  const unscaled = largest / common;
  return biases.map((bias) => (bias < Infinity ? Math.min(bias / (ordinary * common), unscaled) : 0));
}

/** Largest |w| of every output channel, with the input channels multiplied by `inputFactors`. */
export function outputRanges(layer: LayerMagnitudes, inputFactors: Float64Array | null): Float64Array {
  const { outputs, inputs, groups, values } = layer;
  const width = inputs / groups;
  const perGroup = outputs / groups;
  const ranges = new Float64Array(outputs);
  for (let output = 0; output < outputs; output++) {
    const firstInput = Math.floor(output / perGroup) * width;
    let largest = 0;
    for (let i = 0; i < width; i++) {
      const factor = inputFactors === null ? 1 : inputFactors[firstInput + i];
      largest = Math.max(largest, values[output * width + i] * factor);
    }
    ranges[output] = largest;
  }
  return ranges;
}

/** Largest |w| of every input channel, with the output channels divided by `outputFactors`. */
export function inputRanges(layer: LayerMagnitudes, outputFactors: Float64Array | null): Float64Array {
  const { outputs, inputs, groups, values } = layer;
  const width = inputs / groups;
  const perGroup = outputs / groups;
  const ranges = new Float64Array(inputs);
  for (let output = 0; output < outputs; output++) {
    const firstInput = Math.floor(output / perGroup) * width;
    const factor = outputFactors === null ? 1 : outputFactors[output];
    for (let i = 0; i < width; i++) {
      ranges[firstInput + i] = Math.max(ranges[firstInput + i], values[output * width + i] / factor);
    }
  }
  return ranges;
}
