import { expect, test } from "vitest";
import type { Preprocess, Recipe, Source } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import { exportName } from "./model.ts";

const base = defaultRecipe({ id: "mobilenet", preprocess: {} as Preprocess }, "emoji16");
const named = (change: Partial<Recipe>) => exportName({ ...base, ...change });

test("the file name states the mode and the bits", () => {
  const weights = { ...base.weights, bits: 4 as const };
  const activations = { ...base.activations, bits: 6 as const };
  expect(named({})).toBe("mobilenet-static-w8a8.onnx");
  expect(named({ weights, activations })).toBe("mobilenet-static-w4a6.onnx");
  expect(named({ weights, activations, mode: "dynamic" })).toBe("mobilenet-dynamic-w4a8.onnx");
  expect(named({ weights, activations, mode: "weight-only" })).toBe("mobilenet-weight-only-w4.onnx");
});

test.each<[Source, string]>([
  [{ kind: "file", name: "My net.v2.ONNX", sha256: "" }, "My net.v2"],
  [{ kind: "url", url: "https://example.org/a/b/net.onnx?download=1#x" }, "net"],
  [{ kind: "url", url: "https://example.org/" }, "model"],
])("the file name starts with the model's own name: %o", (model, name) => {
  expect(named({ model })).toBe(`${name}-static-w8a8.onnx`);
});
