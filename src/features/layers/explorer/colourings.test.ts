import { expect, it } from "vitest";
import type { LayerInfo } from "#protocol/messages.ts";
import { exploredLayers } from "../explored-layers.ts";
import { COLOURINGS, colouringOf } from "./colourings.ts";

const info = (name: string): LayerInfo => ({
  ...{ name, op: "Conv", kind: "conv", weightShape: [1], weightElements: 1 },
  ...{ inputs: [], output: name, from: [] },
});
const error = { mse: 0.5, sqnrDb: 20, maxAbsError: 1 };
const measured = (name: string, ms: number | null) => ({
  ...({ op: "Conv", precision: "int", arithmetic: "integer", storageBits: 8, simulated: false } as const),
  ...{ name, weights: null, output: { ...error, sqnrDb: 10 } },
  latencyMs: ms === null ? null : { fp32: 1, quantized: ms },
});

it("takes weights of the recipe now, outputs and times of the run, and says which is which", () => {
  const [a, b] = exploredLayers(
    [info("a"), info("b")],
    [{ name: "a", precision: "int", ...error }],
    [measured("a", 3), measured("b", 1)],
  );
  expect(colouringOf("weights.sqnrDb").value(a)).toBe(20);
  expect(colouringOf("weights.sqnrDb").value(b)).toBeNull();
  expect(colouringOf("output.sqnrDb").value(b)).toBe(10);
  expect(colouringOf("time").value(a)).toBe(0.75);
  expect(COLOURINGS.filter(({ source }) => source === "recipe").map(({ key }) => key)).toEqual([
    "weights.sqnrDb",
    "weights.mse",
    "weights.maxAbsError",
  ]);
});

it("says round numbers shortly", () => {
  expect([1e-4, 2e-4, 0.001, 0.02, 5].map(colouringOf("weights.mse").edge)).toEqual([
    "10⁻⁴",
    "2·10⁻⁴",
    "0.001",
    "0.02",
    "5",
  ]);
  expect(colouringOf("weights.sqnrDb").edge(20)).toBe("20\u00a0dB");
  expect(colouringOf("time").edge(0.05)).toBe("5\u00a0%");
});
