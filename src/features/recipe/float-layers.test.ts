import { expect, it } from "vitest";
import { floatLayers, withFloatLayers } from "./float-layers.ts";

it("sets exactly the named layers to FP32 and leaves what else overrides say", () => {
  const before = {
    a: { precision: "fp32" },
    b: { precision: "fp32", weights: { bits: 4 } },
    c: { precision: "fp16" },
  } as const;
  const after = withFloatLayers(before, ["c", "d"]);
  expect(after).toEqual({ b: { weights: { bits: 4 } }, c: { precision: "fp32" }, d: { precision: "fp32" } });
  expect(floatLayers(after)).toEqual(["c", "d"]);
});
