import type { TensorError } from "#numerics/errors/errors.ts";

/** A layer in its graph, and the error of its output. */
export interface FlowError {
  name: string;
  /** Names of the layers whose outputs reach it through no other layer; absent where they are not known. */
  from?: readonly string[];
  output: TensorError | null;
}

/** Noise by signal power; infinite where the error is not a number, as no noise is worse, and null where it was not measured. */
export function noiseShare(error: TensorError | null): number | null {
  if (error === null) return null;
  return Number.isNaN(error.sqnrDb) ? Infinity : 10 ** (-error.sqnrDb / 10);
}

/** By how much a share of noise rises; nothing where it was infinite before. */
export const noiseRise = (before: number, after: number): number => (before === after ? 0 : after - before);

/**
 * The relative noise, noise by signal power, that every measured layer reads: that of the outputs which reach it, as
 * if they were added up. Branches that are added give noise and signal each by its power; where a power cannot be told
 * from the error (one without noise), the noisiest of them counts, so that nothing that was there before is put down
 * to the layer. Layers that were not measured are looked through. The order of the layers does not matter.
 *
 * @returns by name; 0 where no layer lies before
 */
export function noiseBefore(layers: readonly FlowError[]): Map<string, number> {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const measuredBefore = ({ from = [] }: FlowError): TensorError[] => {
    const found: TensorError[] = [];
    const waiting = [...from];
    for (const seen = new Set<string>(); waiting.length > 0; ) {
      const name = waiting.pop() as string;
      const layer = byName.get(name);
      if (!layer || seen.has(name)) continue;
      seen.add(name);
      if (layer.output && noiseShare(layer.output) !== null) found.push(layer.output);
      else waiting.push(...(layer.from ?? []));
    }
    return found;
  };
  return new Map(
    layers.flatMap((layer) =>
      noiseShare(layer.output) === null ? [] : [[layer.name, joinedNoise(measuredBefore(layer))]],
    ),
  );
}

function joinedNoise(errors: readonly TensorError[]): number {
  const shares = errors.map((error) => noiseShare(error) ?? 0);
  if (shares.includes(Infinity)) return Infinity;
  let [noise, signal] = [0, 0];
  errors.forEach(({ mse }, i) => {
    noise += mse;
    signal += mse / shares[i];
  });
  return noise > 0 && Number.isFinite(signal) ? noise / signal : Math.max(0, ...shares);
}

/**
 * The few layers at which the relative output error rises most over that of what they read: at most three that
 * together make up half of all rises, or none where the error builds up everywhere, or where it is not known how the
 * layers lie.
 */
export function errorCarriers(layers: readonly FlowError[]): string[] {
  if (layers.some(({ from }) => from === undefined)) return [];
  const before = noiseBefore(layers);
  const rises = layers.flatMap(({ name, output }) => {
    const share = noiseShare(output);
    return share === null ? [] : [{ name, rise: Math.max(0, noiseRise(before.get(name) ?? 0, share)) }];
  });
  if (rises.length < 6) return [];
  const half = rises.reduce((sum, { rise }) => sum + rise, 0) / 2;
  const carriers: string[] = [];
  let carried = 0;
  for (const { name, rise } of rises.toSorted((a, b) => b.rise - a.rise || (a.name < b.name ? -1 : 1))) {
    if (carried >= half || rise === 0) break;
    carriers.push(name);
    carried += rise;
  }
  return carriers.length <= 3 ? carriers : [];
}
