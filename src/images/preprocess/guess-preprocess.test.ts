import { describe, expect, test } from "vitest";
import type { InputFacts } from "#experiment/input-facts.ts";
import { presetOf } from "#experiment/preprocess-presets.ts";
import { guessPreprocess } from "./guess-preprocess.ts";

const FACTS: InputFacts = {
  name: "input",
  shape: [1, 3, 224, 224],
  elementType: "float",
  producer: "pytorch",
  head: [{ op: "Conv", constant: null }],
  outputSize: 1000,
};

const guess = (facts: Partial<InputFacts>) => guessPreprocess({ ...FACTS, ...facts });
const shapeIn = (facts: Partial<InputFacts>) => {
  const found = guess(facts)?.preprocess;
  return found && [found.layout, found.channels, found.size, found.height ?? found.size, found.resize];
};

describe("shape", () => {
  test.each<[Partial<InputFacts>, unknown[] | undefined]>([
    [{}, ["nchw", "rgb", 224, 224, "crop"]],
    [{ shape: [null, 299, 299, 3] }, ["nhwc", "rgb", 299, 299, "crop"]],
    [{ shape: [1, 1, 28, 28], outputSize: 10 }, ["nchw", "gray", 28, 28, "stretch"]],
    [{ shape: [1, 3, 240, 320], outputSize: null }, ["nchw", "rgb", 320, 240, "stretch"]],
    [{ shape: [null, 3, null, null] }, ["nchw", "rgb", 224, 224, "crop"]],
    [{ shape: [null, 3, null, null], outputSize: 10 }, ["nchw", "rgb", 32, 32, "stretch"]],
    [{ shape: [null, null, null, null], producer: "tf2onnx" }, ["nhwc", "rgb", 224, 224, "crop"]],
    [{ shape: [null, null, null, null] }, ["nchw", "rgb", 224, 224, "crop"]],
    [{ shape: [1, 224, 224, null] }, ["nhwc", "rgb", 224, 224, "crop"]],
    [{ shape: [1, 4, 64, 64] }, undefined],
    [{ shape: [1, 768] }, undefined],
  ])("%j", (facts, expected) => {
    expect(shapeIn(facts)).toEqual(expected);
  });
});

describe("range of values", () => {
  const node = (op: string, ...constant: number[]) => ({ op, constant });
  test.each<[string, Partial<InputFacts>]>([
    ["torchvision", {}],
    ["tensorflow", { producer: "tf2onnx" }],
    ["tensorflow", { producer: "", outputSize: 1001 }],
    ["caffe", { producer: "onnx-caffe2" }],
    ["mnist", { shape: [1, 1, 28, 28], outputSize: 10 }],
    ["unit", { shape: [1, 1, 28, 28], outputSize: 10, producer: "CNTK" }],
    ["torchvision", { shape: [1, 3, 32, 32], outputSize: 10 }],
    ["unit", { outputSize: null }],
    ["unit", { shape: [1, 1, 224, 224] }],
    ["raw", { elementType: "uint8" }],
    ["raw", { head: [node("Div", 255)] }],
    ["raw", { head: [node("Cast"), node("Mul", 1 / 127.5), node("Sub", 1)] }],
    ["raw", { head: [node("Transpose"), node("Sub", 123.68, 116.8, 103.9)] }],
    ["raw", { head: [node("BatchNormalization", 110, 105, 99)] }],
    ["raw", { producer: "OnnxMLTools", head: [node("ImageScaler", 1)] }],
    ["unit", { head: [node("Sub", 0.485, 0.456, 0.406), node("Div", 0.229)] }],
    ["torchvision", { head: [node("BatchNormalization", 0.001, -0.002)] }],
    ["torchvision", { head: [node("Mul", 1)] }],
  ])("%s: %j", (preset, facts) => {
    const found = guess(facts);
    expect(found?.preset).toBe(preset);
    expect(found && presetOf(found.preprocess)).toBe(preset);
    expect(found?.reasons.length).toBeGreaterThanOrEqual(2);
    for (const reason of found?.reasons ?? []) expect(reason).toMatch(/^[A-Z0-9].*\.$/);
  });
});

test("what a file does not say is told as assumed", () => {
  expect(guess({ shape: [null, 3, null, null] })?.reasons[1]).toBe(
    "The model fixes no size: 224×224 is assumed.",
  );
  expect(guess({ producer: "", outputSize: 7 })?.reasons.at(-1)).toMatch(/Nothing in the file tells/);
});
