import { expect, it } from "vitest";
import { buildModel, node, noiseTensor } from "../fixtures/build.ts";
import { graphView } from "../model/graph/graph.ts";
import { guessPictureInput } from "./picture-input.ts";

const guess = (inputs: Record<string, (number | string)[]>, nodes = [node("Relu", ["x"], "y")]) =>
  guessPictureInput(
    graphView(
      buildModel({ inputs, outputs: { y: [] }, initializers: [noiseTensor("w", [8, 2, 3, 3], 1)], nodes }),
    ),
  );

it.each<[(number | string)[], object | null]>([
  [[1, 3, 224, 192], { layout: "nchw", channels: 3, height: 224, width: 192, batch: 1 }],
  [["n", 224, 192, 3], { layout: "nhwc", channels: 3, height: 224, width: 192, batch: null }],
  [[1, 1, 28, 28], { layout: "nchw", channels: 1 }],
  [["n", 3, "h", "w"], { layout: "nchw", channels: 3, height: null, width: null }],
  [[1, 4, 4, 3], { layout: "nhwc", channels: 3, height: 4 }],
  [[1, 17, 20, 20], null],
  [["n", "c", "h", "w"], null],
  [[1, 128], null],
  [[], null],
])("%o", (shape, expected) => {
  const found = guess({ x: shape });
  if (expected) expect(found).toMatchObject(expected);
  else expect(found).toBeNull();
});

it("asks the convolution behind, through what prepares its input", () => {
  const shape = ["n", "a", "b", "c"];
  const conv = node("Conv", ["s", "w"], "y", { group: 2 });
  expect(guess({ x: shape }, [node("Relu", ["x"], "s"), conv])).toBeNull();
  expect(guess({ x: shape }, [node("Identity", ["x"], "s"), conv])).toMatchObject({
    layout: "nchw",
    channels: 4,
  });
  const turned = [node("Transpose", ["x"], "s", { perm: [0, 3, 1, 2] }), conv];
  expect(guess({ x: shape }, turned)).toMatchObject({ layout: "nhwc", channels: 4, height: null });
});

it("finds it among other inputs", () => {
  expect(guess({ size: [1, 2], x: [1, 3, 8, 8], other: [1, 3, 8, 8] })).toMatchObject({ name: "x" });
});
