import type { NamedTensor } from "#engine/runtime/session.ts";

/** What a model gives for one item, by output. */
export type ItemOutputs = ReadonlyMap<string, { values: Float32Array; shape: readonly number[] }>;

/**
 * The outputs of one item of a batch. An output without a row for each item is left out, unless the batch is of one.
 */
export function itemOutputs(
  outputs: Readonly<Record<string, NamedTensor>>,
  rows: number,
  row: number,
): ItemOutputs {
  const own = new Map<string, { values: Float32Array; shape: readonly number[] }>();
  for (const [name, { data, dims }] of Object.entries(outputs)) {
    const values = data instanceof Float32Array ? data : Float32Array.from(data);
    if (dims.length > 0 && dims[0] === rows) {
      const length = values.length / rows;
      own.set(name, { values: values.subarray(row * length, (row + 1) * length), shape: dims.slice(1) });
    } else if (rows === 1) own.set(name, { values, shape: dims });
  }
  return own;
}
