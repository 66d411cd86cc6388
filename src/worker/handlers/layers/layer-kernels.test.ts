import { describe, expect, test } from "vitest";
import { noise } from "#onnx/fixtures/build.ts";
import { KINDS, LAYER, oneLayer } from "#onnx/fixtures/every-weight.ts";
import { contextOf, residualLab, residualRecipe } from "../../fixtures/lab.ts";
import { dropped } from "../../fixtures/strangers.ts";
import { layerKernels } from "./layer-kernels.ts";
import { storedWeights } from "./stored-weights.ts";

const lab = residualLab();

/** The layer of a kind as a handler gets it; the images do not matter. */
async function kernelsOf(kind: string, first = 0, count = 99) {
  const context = await contextOf({ ...lab, model: await dropped(oneLayer(kind)) });
  return layerKernels({ recipe: residualRecipe, layer: LAYER, first, count }, context);
}

/** The weights of the only layer of a kind, as `oneLayer` makes them. */
const weightsOf = (kind: string) =>
  noise(
    KINDS[kind].w.reduce((a, b) => a * b),
    2,
    0.7,
  );

describe("layer.kernels", () => {
  test("of an RGB layer have three channels, in the order of the weight", async () => {
    const kernels = await kernelsOf("conv2d", 1, 2);
    expect(kernels).toMatchObject({
      first: 1,
      count: 2,
      total: 5,
      channels: 3,
      inputChannels: 3,
      height: 3,
      width: 3,
    });
    expect(kernels?.fp32).toEqual(weightsOf("conv2d").slice(27, 81));
    expect(kernels?.largest).toBe(Math.max(...weightsOf("conv2d").map(Math.abs)));
  });

  test("of a depthwise layer have one channel", async () => {
    const kernels = await kernelsOf("depthwise");
    expect(kernels).toMatchObject({ total: 4, channels: 1, inputChannels: 1 });
    expect(kernels?.fp32).toEqual(weightsOf("depthwise"));
  });

  test("of a transposed convolution are found by output channel, through its groups", async () => {
    // [6 inputs, 2 outputs of each group, 3, 3] in two groups: outputs 0 and 1 read inputs 0 to 2, the others 3 to 5.
    const kernels = await kernelsOf("transposedGroups", 0, 4);
    expect(kernels).toMatchObject({ total: 4, channels: 3, inputChannels: 3, height: 3, width: 3 });
    const weights = weightsOf("transposedGroups");
    const expected = [0, 1, 2, 3].flatMap((output) =>
      [0, 1, 2].flatMap((channel) => {
        const input = Math.floor(output / 2) * 3 + channel;
        const start = (input * 2 + (output % 2)) * 9;
        return [...weights.subarray(start, start + 9)];
      }),
    );
    expect([...(kernels?.fp32 ?? [])]).toEqual(expected);
  });

  test("over one dimension are one row high", async () => {
    expect(await kernelsOf("conv1d")).toMatchObject({ total: 4, channels: 3, height: 1, width: 5 });
  });

  test("are those that the recipe stores", async () => {
    const model = await dropped(oneLayer("conv2d"));
    const recipe = { ...residualRecipe, weights: { ...residualRecipe.weights, bits: 2 as const } };
    const context = await contextOf({ ...lab, model });
    const kernels = await layerKernels({ recipe, layer: LAYER, first: 0, count: 5 }, context);
    expect(kernels?.quantized).toEqual(storedWeights(model, recipe, LAYER).stored);
    expect(kernels?.quantized).not.toEqual(kernels?.fp32);
  });

  test.each(["pointwise", "conv3d", "gemm", "matmul"])("of a %s layer do not exist", async (kind) => {
    expect(await kernelsOf(kind)).toBeNull();
  });

  test.each([
    [3, 99, 3, 2],
    [5, 4, 5, 0],
    [99, 4, 5, 0],
    [-2, 1, 0, 1],
  ])("from %i, %i of them, stop at the last kernel", async (first, count, from, left) => {
    const kernels = await kernelsOf("conv2d", first, count);
    expect([kernels?.first, kernels?.count, kernels?.fp32.length]).toEqual([from, left, left * 27]);
  });

  test("of an unknown layer are refused", async () => {
    const context = await contextOf(residualLab());
    await expect(
      layerKernels({ recipe: residualRecipe, layer: "gone", first: 0, count: 1 }, context),
    ).rejects.toMatchObject({ code: "recipe.unknown-layer" });
  });
});
