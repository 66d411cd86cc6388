import { expect, test } from "vitest";
import { buildModel, node } from "../fixtures/build.ts";
import { graphView } from "../model/graph/graph.ts";
import { usualValue } from "./usual-value.ts";

const named = (name: string, shape: (number | string)[] = []) =>
  usualValue(graphView(buildModel({ inputs: { [name]: shape }, outputs: {}, nodes: [] })), name)?.values ??
  null;

test.each([
  ["is_training", [0]],
  ["keras_learning_phase:0", [0]],
  ["trainingMode", [0]],
  ["keep_prob", [1]],
  ["iouThreshold", [0.5]],
  ["conf_threshold", [0.25]],
  ["max_output_boxes_per_class", [100]],
])("the usual value of a setting called %s", (name, values) => {
  expect(named(name)).toEqual(values);
});

test("sizes are those of the image, scales leave it as it is", () => {
  expect(named("orig_target_sizes", ["n", 2])).toBe("picture-size");
  expect(named("im_shape", [1, 2])).toBe("picture-size");
  expect(named("scale_factor", [1, 2])).toEqual([1]);
  expect(named("im_shape", [1, 3])).toBeNull();
});

test("data is no setting, whatever it is called", () => {
  expect(named("scale", ["n", 64])).toBeNull();
  expect(named("scale", ["n", "m"])).toBeNull();
  expect(named("attention_mask", ["n", 2])).toBeNull();
  expect(named("constrained")).toBeNull();
});

test("what an operator asks for tells more than a name", () => {
  const model = buildModel({
    inputs: { x: ["n", 4], p: [], flag: [] },
    outputs: { y: ["n", 4] },
    nodes: [node("Dropout", ["x", "p", "flag"], "y")],
  });
  const view = graphView(model);
  expect([usualValue(view, "p")?.values, usualValue(view, "flag")?.values]).toEqual([[0], [0]]);
  expect(usualValue(view, "x")).toBeNull();
});
