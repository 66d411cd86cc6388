import { expect, it } from "vitest";
import { buildModel, node, noise, noiseTensor } from "../../fixtures/build.ts";
import { run } from "../../fixtures/run.ts";
import { tapOutputs } from "./tap.ts";

it("makes inner tensors outputs, once, and leaves the model alone", async () => {
  const model = buildModel({
    inputs: { x: ["n", 4] },
    outputs: { y: ["n", 3] },
    initializers: [noiseTensor("w", [4, 3], 1)],
    nodes: [node("MatMul", ["x", "w"], "m"), node("Relu", ["m"], "y")],
  });
  const tapped = tapOutputs(model, ["m", "y", "x", "m"]);
  expect(tapped.graph?.output.map(({ name }) => name)).toEqual(["y", "m"]);
  expect(model.graph?.output).toHaveLength(1);
  const { m, y } = await run(tapped, { x: { data: noise(8, 2), dims: [2, 4] } });
  expect(m.dims).toEqual([2, 3]);
  expect(y.data).toEqual(m.data.map((value) => Math.max(value, 0)));
});
