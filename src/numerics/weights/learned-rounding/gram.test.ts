import { expect, test } from "vitest";
import { splitmix32 } from "#statistics/sampling.ts";
import { Gram } from "./gram.ts";

/** Small integers, so that sums are exact in any order. */
function integers(length: number, seed: number): Float32Array {
  const random = splitmix32(seed);
  return Float32Array.from({ length }, () => (random() % 17) - 8);
}

test.each([1, 2, 3, 8, 9])("sums outer products of %i elements, taken out of longer vectors", (size) => {
  const [start, stride] = [2, size + 5];
  const values = integers(start + stride * 24, size);
  const gram = new Gram(size);
  const seen: number[][] = [];
  let at = start;
  for (const count of [4, 1, 7, 3, 8]) {
    gram.add(values, at, stride, count);
    for (let k = 0; k < count; k++, at += stride) seen.push([...values.subarray(at, at + size)]);
    const expected = Array.from({ length: size * size }, (_, i) =>
      seen.reduce((sum, x) => sum + x[Math.floor(i / size)] * x[i % size], 0),
    );
    expect([...gram.symmetric()]).toEqual(expected);
    expect(gram.trace()).toBe(seen.flat().reduce((sum, x) => sum + x * x, 0));
  }
});
