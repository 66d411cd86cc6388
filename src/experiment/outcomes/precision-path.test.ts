import fc from "fast-check";
import { expect, test } from "vitest";
import { type LayerOption, optionsAfter, precisionPath } from "./precision-path.ts";

const total = (layers: LayerOption[][], options: number[], what: keyof LayerOption) =>
  options.reduce((sum, option, layer) => sum + layers[layer][option][what], 0);

/** Every choice of one option for each layer. */
const choices = (layers: LayerOption[][]): number[][] =>
  layers.reduce<number[][]>(
    (all, options) => all.flatMap((chosen) => options.map((_, option) => [...chosen, option])),
    [[]],
  );

test("the layer that adds the least noise for its bytes goes first; an option above the hull is skipped", () => {
  const layers = [
    [
      { noise: 0, bytes: 100 },
      { noise: 10, bytes: 50 },
      { noise: 90, bytes: 25 },
    ],
    [
      { noise: 0, bytes: 10 },
      { noise: 9, bytes: 8 },
      { noise: 10, bytes: 5 },
      { noise: Number.NaN, bytes: 1 },
    ],
  ];
  const path = precisionPath(layers);
  expect(path.start).toEqual([0, 0]);
  expect(path.steps).toEqual([
    { layer: 0, option: 1, slope: 0.2 },
    { layer: 1, option: 2, slope: 2 },
    { layer: 0, option: 2, slope: 3.2 },
  ]);
  expect(optionsAfter(path, 2)).toEqual([1, 2]);
});

test("nothing is quieter in as few bytes, wherever one stops", () => {
  const option = fc.record({
    noise: fc.integer({ min: 0, max: 40 }),
    bytes: fc.integer({ min: 1, max: 40 }),
  });
  const layer = fc.array(option, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(layer, { minLength: 1, maxLength: 4 }), (layers) => {
      const path = precisionPath(layers);
      const all = choices(layers);
      for (let count = 0; count <= path.steps.length; count++) {
        const chosen = optionsAfter(path, count);
        const [noise, bytes] = [total(layers, chosen, "noise"), total(layers, chosen, "bytes")];
        for (const other of all)
          if (total(layers, other, "bytes") <= bytes)
            expect(total(layers, other, "noise")).toBeGreaterThanOrEqual(noise);
      }
      expect(total(layers, path.start, "noise")).toBe(
        Math.min(...all.map((each) => total(layers, each, "noise"))),
      );
      const last = optionsAfter(path, path.steps.length);
      expect(total(layers, last, "bytes")).toBe(Math.min(...all.map((each) => total(layers, each, "bytes"))));
    }),
  );
});
