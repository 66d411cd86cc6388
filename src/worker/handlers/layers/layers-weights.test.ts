import { expect, test } from "vitest";
import { contextOf, residualLab, residualRecipe } from "../../fixtures/lab.ts";
import { layersWeights, layerWeightsView } from "./layer-weights.ts";

const context = await contextOf(residualLab());

test("every layer with weights has, without a run, the error that it has alone", async () => {
  const names = context.workspace.model.summary.layers.map(({ name }) => name);
  const recipe = {
    ...residualRecipe,
    weights: { ...residualRecipe.weights, bits: 4 as const },
    layers: { [names[0]]: { precision: "fp32" as const }, [names[1]]: { precision: "fp16" as const } },
  };
  const all = await layersWeights({ recipe }, context);
  expect(all.map(({ name, precision }) => [name, precision])).toEqual(
    names.map((name, i) => [name, ["fp32", "fp16"][i] ?? "int"]),
  );
  expect(all[0]).toMatchObject({ mse: 0, sqnrDb: Number.POSITIVE_INFINITY });
  for (const { name, mse, sqnrDb, maxAbsError } of all.slice(1)) {
    const { error } = await layerWeightsView({ recipe, layer: name, bins: 8 }, context);
    expect(mse, name).toBeCloseTo(error.mse, 12);
    expect(sqnrDb, name).toBeCloseTo(error.sqnrDb, 6);
    expect(maxAbsError, name).toBe(error.maxAbsError);
  }
});

test("fewer bits show at once", async () => {
  const at = (bits: 4 | 8) =>
    layersWeights({ recipe: { ...residualRecipe, weights: { ...residualRecipe.weights, bits } } }, context);
  const [coarse, fine] = [await at(4), await at(8)];
  for (const [i, { sqnrDb }] of coarse.entries()) expect(sqnrDb).toBeLessThan(fine[i].sqnrDb - 12);
});
