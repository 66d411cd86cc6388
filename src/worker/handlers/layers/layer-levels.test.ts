import { expect, test } from "vitest";
import type { Recipe } from "#experiment/recipe.ts";
import { KINDS, LAYER, oneLayer } from "#onnx/fixtures/every-weight.ts";
import { contextOf, residualLab, residualRecipe } from "../../fixtures/lab.ts";
import { dropped } from "../../fixtures/strangers.ts";
import { layerLevels } from "./layer-levels.ts";
import { layerWeightsView } from "./layer-weights.ts";

const lab = residualLab();
const perTensor: Recipe = {
  ...residualRecipe,
  mode: "weight-only",
  weights: { bits: 4, scheme: "symmetric", granularity: { kind: "tensor" } },
};
const perChannel: Recipe = {
  ...perTensor,
  weights: { ...perTensor.weights, granularity: { kind: "channel" } },
};

const contextWith = async (kind: string) => contextOf({ ...lab, model: await dropped(oneLayer(kind)) });

test.each(Object.keys(KINDS))(
  "%s: every channel's weights are counted on the grid that is drawn for it",
  async (kind) => {
    const context = await contextWith(kind);
    const ask = { recipe: perTensor, b: perChannel, layer: LAYER, most: 1000 };
    const { total, channelSize, channels, settings } = await layerLevels(ask, context);
    const weights = await layerWeightsView({ recipe: perChannel, layer: LAYER, bins: 8 }, context);
    expect([...channels].sort((a, b) => a - b)).toEqual([...weights.channelMin.keys()]);
    expect(total).toBe(weights.channelMin.length);
    const [a, b] = settings;
    if (!a || !b) throw new Error("The layer stays in floating point.");
    for (const [place, channel] of channels.entries()) {
      expect(a.reach[place]).toBe(Math.max(-weights.channelMin[channel], weights.channelMax[channel]));
      expect(a.gridReach[place]).toBe(a.gridReach[0]);
      expect(b.gridReach[place]).toBe(weights.channelGridMax[channel]);
      for (const { counts, levelCount, used } of [a, b]) {
        const row = counts.subarray(place * levelCount, (place + 1) * levelCount);
        expect(row.reduce((sum, count) => sum + count, 0)).toBe(channelSize);
        expect(row.filter((count) => count > 0).length).toBe(used[place]);
      }
      if (place > 0) expect(a.reach[place]).toBeLessThanOrEqual(a.reach[place - 1]);
    }
  },
);

test("a setting that leaves the layer in floating point has no levels, beside one that has", async () => {
  const context = await contextWith("conv2d");
  const kept: Recipe = { ...perTensor, layers: { [LAYER]: { precision: "fp32" } } };
  const { settings } = await layerLevels({ recipe: kept, b: perTensor, layer: LAYER, most: 2 }, context);
  expect([settings[0], settings[1]?.levelCount]).toEqual([null, 15]);
  const alone = await layerLevels({ recipe: perTensor, b: null, layer: LAYER, most: 2 }, context);
  expect([alone.settings.length, alone.channels.length]).toEqual([1, 2]);
});

test("a layer that the model lacks is named", async () => {
  const context = await contextWith("conv2d");
  await expect(
    layerLevels({ recipe: perTensor, b: null, layer: "gone", most: 9 }, context),
  ).rejects.toMatchObject({ code: "recipe.unknown-layer", details: { layer: "gone" } });
});
