/** One way to store a layer. */
export interface LayerOption {
  /** Noise power that it alone adds to the model's output, relative to the signal's; NaN where it cannot be used. */
  noise: number;
  bytes: number;
}

/** A layer goes over to another of its options; indices. */
export interface PathStep {
  layer: number;
  option: number;
  /** Noise added for each byte saved. */
  slope: number;
}

/** From the least noise to the fewest bytes. */
export interface PrecisionPath {
  /** Index of each layer's option with the least noise. */
  start: number[];
  steps: PathStep[];
}

/**
 * Orders the options of all layers so that every step gives up the least quality for its bytes, taking the noise
 * that layers add to the output as independent: powers add up. Each layer goes along the lower convex hull of its
 * options, and the steps of all layers are merged by slope. After any number of steps no other choice of options
 * has less noise in as few bytes (H. Everett, "Generalized Lagrange multiplier method", 1963; for bit
 * allocation: Y. Shoham and A. Gersho, 1988).
 *
 * @param layers the options of each layer, one at least that can be used
 */
export function precisionPath(layers: readonly (readonly LayerOption[])[]): PrecisionPath {
  const hulls = layers.map(lowerHull);
  const steps = hulls.flatMap((hull, layer) =>
    hull.slice(1).map((option, i) => ({
      layer,
      option,
      slope: slope(layers[layer][hull[i]], layers[layer][option]),
    })),
  );
  // Stable: equal slopes stay in the order of the layers, and those of one layer in that of its hull.
  return { start: hulls.map(([first]) => first), steps: steps.sort((a, b) => a.slope - b.slope) };
}

/** The option that each layer has after the first `count` steps. */
export function optionsAfter({ start, steps }: PrecisionPath, count: number): number[] {
  const options = [...start];
  for (const { layer, option } of steps.slice(0, count)) options[layer] = option;
  return options;
}

/** Noise added per byte saved from one option to a smaller one. */
function slope(from: LayerOption, to: LayerOption): number {
  return (to.noise - from.noise) / (from.bytes - to.bytes);
}

/** Options with ever fewer bytes, each at least slope of noise from the one before; indices. */
function lowerHull(options: readonly LayerOption[]): number[] {
  const usable = [...options.keys()].filter((i) => Number.isFinite(options[i].noise));
  const order = usable.sort(
    (a, b) => options[a].noise - options[b].noise || options[a].bytes - options[b].bytes,
  );
  const hull: number[] = [];
  for (const next of order) {
    if (hull.length > 0 && options[next].bytes >= options[hull[hull.length - 1]].bytes) continue;
    while (hull.length > 1) {
      const [before, last] = hull.slice(-2);
      if (slope(options[before], options[last]) < slope(options[last], options[next])) break;
      hull.pop();
    }
    hull.push(next);
  }
  return hull;
}
