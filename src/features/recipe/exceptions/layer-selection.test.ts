import { describe, expect, it } from "vitest";
import type { LayerResult } from "#experiment/result.ts";
import type { LayerInfo } from "#protocol/messages.ts";
import { firstAndLast, kindGroups, worstLayers } from "./layer-selection.ts";

const info = (name: string, kind: LayerInfo["kind"]) => ({ name, kind }) as LayerInfo;
const layers = [
  info("stem", "conv"),
  info("dw", "depthwise"),
  info("pw", "pointwise"),
  info("dw2", "depthwise"),
];

describe("selecting layers", () => {
  it("groups by kind in the order of the graph", () => {
    expect(kindGroups(layers)).toEqual([
      { kind: "conv", names: ["stem"] },
      { kind: "depthwise", names: ["dw", "dw2"] },
      { kind: "pointwise", names: ["pw"] },
    ]);
  });

  it("takes a model's only layer once", () => {
    expect(firstAndLast(layers)).toEqual(["stem", "dw2"]);
    expect(firstAndLast([layers[0]])).toEqual(["stem"]);
    expect(firstAndLast([])).toEqual([]);
  });
});

it("names the worst by the error they add, by that of their output and by that of their weights", () => {
  const error = (sqnrDb: number) => ({ mse: 0, sqnrDb, maxAbsError: 0 });
  const result = (name: string, weights: number | null, output: number) =>
    ({ name, weights: weights === null ? null : error(weights), output: error(output) }) as LayerResult;
  // Relative noise of the outputs: 0.001, 0.1, 0.2, 0.13.
  const broken = [result("a", 10, 30), result("b", 30, Number.NaN), result("c", Number.NaN, Number.NaN)];
  expect(worstLayers(broken, "added", 1)).toEqual(["b"]);
  expect(worstLayers(broken, "output", 3)).toEqual(["b", "c", "a"]);
  expect(worstLayers(broken, "weights", 1)).toEqual(["c"]);
  const results = [
    result("a", 10, 30),
    result("b", 30, 10),
    result("c", null, 6.99),
    result("d", Number.POSITIVE_INFINITY, 8.86),
  ];
  expect(worstLayers(results, "added", 2)).toEqual(["c", "b"]);
  expect(worstLayers(results, "output", 2)).toEqual(["c", "d"]);
  expect(worstLayers(results, "weights", 9)).toEqual(["a", "b", "d"]);
});
