import { describe, expect, it } from "vitest";
import { buildModel, node, noise, noiseTensor } from "../../fixtures/build.ts";
import { refusalOf } from "../../fixtures/refusal.ts";
import { maxDifference, run } from "../../fixtures/run.ts";
import { graphView } from "../../model/graph/graph.ts";
import { acceptModel } from "../accept.ts";
import { openInputs } from "./open-inputs.ts";

const convolution = (input: (number | string)[], output: (number | string)[]) =>
  buildModel({
    inputs: { x: input },
    outputs: { y: output },
    initializers: [noiseTensor("w", [4, 3, 3, 3], 1)],
    nodes: [node("Conv", ["x", "w"], "y")],
  });

describe("openInputs", () => {
  it("takes a batch of 0 for one of any length", async () => {
    const { model, changed } = acceptModel(convolution([0, 3, 8, 8], [0, 4, 6, 6]));
    expect(changed).toBe(true);
    expect(graphView(model).shapes.get("x")).toEqual(["", 3, 8, 8]);
    expect(graphView(model).shapes.get("y")).toEqual(["", 4, 6, 6]);
    const feeds = { x: { data: noise(3 * 3 * 64, 2), dims: [3, 3, 8, 8] } };
    const expected = await run(convolution(["n", 3, 8, 8], ["n", 4, 6, 6]), feeds);
    expect(maxDifference((await run(model, feeds)).y.data, expected.y.data)).toBe(0);
  });

  it.each([[[1, 3, 0, 0]], [["n", 0]], [[0, 3, 0, 8]]])(
    "refuses an input that holds nothing: %j",
    (shape) => {
      expect(refusalOf(() => openInputs(convolution(shape, ["n"])))).toMatchObject({
        code: "model.unsupported",
        details: { what: "input-size", name: "x", shape: shape.join("×") },
      });
    },
  );

  it.each([
    [["n", 3, 100_000, 100_000], 3e10],
    [["n", 3, 2 ** 40, 48], 3 * 48 * 2 ** 40],
    [[2 ** 31, 3, 8, 8], 2 ** 31 * 192],
    [["n", 2 ** 62, 2 ** 62], 2 ** 124],
  ])("refuses an input beyond all memory: %j", (shape, found) => {
    const refusal = refusalOf(() => openInputs(convolution(shape, ["n"])));
    expect(refusal).toMatchObject({ code: "model.too-large", details: { found, limit: 2 ** 28 } });
    expect(String(refusal.details.what)).toContain("values in its input “x”");
  });

  it("leaves other models alone", () => {
    const model = convolution(["n", 3, 8, 8], ["n", 4, 6, 6]);
    expect(openInputs(model)).toBe(model);
  });
});
