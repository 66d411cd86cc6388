import { describe, expect, it } from "vitest";
import type { LayerOverride } from "#experiment/recipe.ts";
import { meaningful, overrideGroups, overrideText, withOverride } from "./overrides.ts";

const fp32: LayerOverride = { precision: "fp32" };
const own: LayerOverride = {
  weights: { bits: 4, granularity: { kind: "group", size: 32 } },
  activations: { scheme: "symmetric" },
};

describe("exceptions per layer", () => {
  it("says nothing where nothing differs, and drops what a float layer cannot use", () => {
    expect(meaningful({ precision: "int", weights: { bits: undefined }, activations: {} })).toBeNull();
    expect(meaningful({ precision: "fp16", weights: { bits: 4 } })).toEqual({ precision: "fp16" });
  });

  it("replaces those of the named layers and leaves the others", () => {
    const before = { a: fp32, b: own };
    expect(withOverride(before, ["b", "c"], fp32)).toEqual({ a: fp32, b: fp32, c: fp32 });
    expect(withOverride(before, ["a", "b"], {})).toEqual({});
    expect(before).toEqual({ a: fp32, b: own });
  });

  it("puts layers with the same exception together, however it was written", () => {
    const twin = {
      weights: { granularity: { kind: "group", size: 32 }, bits: 4 },
      activations: own.activations,
    };
    expect(overrideGroups({ a: fp32, b: own, c: fp32, d: twin as LayerOverride })).toEqual([
      { override: fp32, names: ["a", "c"] },
      { override: own, names: ["b", "d"] },
    ]);
  });

  it("puts an exception in words", () => {
    expect(overrideText({ precision: "fp16" })).toBe("FP16");
    expect(overrideText(own)).toBe("weights 4-bit groups of 32, output symmetric");
    expect(overrideText({ weights: { range: "mse" } })).toBe("weights least error");
  });
});
