import { expect, test } from "vitest";
import { noise } from "#onnx/fixtures/build.ts";
import { KINDS, LAYER, oneLayer } from "#onnx/fixtures/every-weight.ts";
import { contextOf, residualLab } from "../../fixtures/lab.ts";
import { dropped } from "../../fixtures/strangers.ts";
import { layerValues } from "./layer-values.ts";

const lab = residualLab();

async function valuesOf(kind: string, limit: number) {
  const context = await contextOf({ ...lab, model: await dropped(oneLayer(kind)) });
  return layerValues({ layer: LAYER, limit }, context);
}

const weightsOf = (kind: string) =>
  noise(
    KINDS[kind].w.reduce((a, b) => a * b),
    2,
    0.7,
  );

test("a convolution's kernels come in the order of the file, as many whole kernels as fit", async () => {
  const weights = weightsOf("conv2d");
  expect(await valuesOf("conv2d", 1000)).toEqual({
    values: weights,
    channels: 5,
    totalChannels: 5,
    total: 135,
  });
  expect(await valuesOf("conv2d", 60)).toMatchObject({ values: weights.slice(0, 54), channels: 2 });
  expect(await valuesOf("conv2d", 10)).toMatchObject({ values: weights.slice(0, 10), channels: 1 });
});

test("a matrix whose outputs are columns is given column after column", async () => {
  const [inputs, outputs] = KINDS.matmul.w;
  const weights = weightsOf("matmul");
  const { values, channels } = await valuesOf("matmul", 1e6);
  expect(channels).toBe(outputs);
  const columns = Array.from({ length: outputs }, (_, column) =>
    Array.from({ length: inputs }, (_, row) => weights[row * outputs + column]),
  );
  expect([...values]).toEqual(columns.flat());
});

test("a layer that does not exist is refused by name", async () => {
  const context = await contextOf(lab);
  await expect(layerValues({ layer: "none", limit: 1 }, context)).rejects.toMatchObject({
    code: "recipe.unknown-layer",
  });
});
