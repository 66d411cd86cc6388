import { LabError } from "#failures/lab-error.ts";
import { splitmix32 } from "#statistics/sampling.ts";
import type { Feeds } from "./input-source.ts";
import type { EngineSession, NamedTensor } from "./session.ts";

/** Largest difference, relative to the largest value, that another order of the same sums can make. */
const TOLERANCE = 1e-4;

/**
 * Whether two items together give what each gives alone, to float rounding, tried on noise between 0 and 1.
 *
 * @param inputs with a row for each item, and the dimensions of one
 * @param outputs all of which must have one row per item
 * @param constants what inputs get that have none
 */
export async function isBatchFree(
  session: EngineSession,
  inputs: readonly { name: string; dims: readonly number[] }[],
  outputs: readonly string[],
  constants: Feeds = {},
): Promise<boolean> {
  const random = splitmix32(1);
  const fed = inputs.map(({ name, dims }) => {
    const size = dims.reduce((product, dim) => product * dim, 1);
    const data = Float32Array.from({ length: 2 * size }, () => random() / 2 ** 32);
    return { name, dims, size, data };
  });
  const run = (from: number, rows: number) => {
    const feeds: Feeds = { ...constants };
    for (const { name, dims, size, data } of fed)
      feeds[name] = { data: data.slice(from * size, (from + rows) * size), dims: [rows, ...dims] };
    return session.run(feeds, outputs);
  };
  try {
    const [first, second, both] = [await run(0, 1), await run(1, 1), await run(0, 2)];
    return outputs.every((name) => joins(first[name], second[name], both[name]));
  } catch (error) {
    if (error instanceof LabError && error.code === "runtime.run-failed") return false;
    throw error;
  }
}

function joins(first: NamedTensor, second: NamedTensor, both: NamedTensor): boolean {
  const { length } = first.data;
  if (both.dims[0] !== 2 || second.data.length !== length || both.data.length !== 2 * length) return false;
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < both.data.length; i++) {
    const alone = i < length ? first.data[i] : second.data[i - length];
    const apart = Math.abs(both.data[i] - alone);
    if (!(apart <= difference)) difference = apart;
    largest = Math.max(largest, Math.abs(alone));
  }
  return difference <= TOLERANCE * largest;
}
