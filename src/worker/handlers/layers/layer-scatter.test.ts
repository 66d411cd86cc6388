import { describe, expect, test, vi } from "vitest";
import { EngineSession } from "#engine/runtime/session.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { tensorError } from "#numerics/errors/errors.ts";
import { run } from "#onnx/fixtures/run.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import { ensureBuilt } from "../../build/build.ts";
import { contextOf, residualLab, residualRecipe } from "../../fixtures/lab.ts";
import { never } from "../../fixtures/run-lab.ts";
import { dropped, fixedNet } from "../../fixtures/strangers.ts";
import { itemSource } from "../../items/item-source.ts";
import { layerScatter } from "./layer-scatter.ts";

const lab = residualLab();
const context = await contextOf(lab);
const names = lab.model.summary.layers.map(({ name }) => name);
const scatter = (layer: string, index = 0, points = 1e6, change: Partial<Recipe> = {}) =>
  layerScatter({ recipe: { ...residualRecipe, ...change }, layer, index, points }, context);

/** Both outputs of a layer on one image, from models made and run for this alone. */
async function direct(layer: string, index: number, change: Partial<Recipe> = {}) {
  const recipe = { ...residualRecipe, ...change };
  const { build, float } = await ensureBuilt(lab.model, lab.data, recipe, never);
  const source = itemSource(lab.data.evaluation, lab.model.input, recipe.preprocess, never);
  const feeds = { x: { data: await source.batch(Uint32Array.of(index)), dims: [1, 3, 12, 12] } };
  const found = build.layers.find((each) => each.layer.name === layer);
  const [before, after] = [found?.layer.outputTensor ?? "", found?.result.output ?? ""];
  const fp32 = await run(tapOutputs(float.model, [before]), feeds);
  const quantized = await run(tapOutputs(build.model, [after]), feeds);
  return { fp32: fp32[before].data, quantized: quantized[after].data };
}

describe("layer.scatter", () => {
  test.each([{}, { mode: "dynamic" }, { corrections: { equalize: true } }] as Partial<Recipe>[])(
    "has both networks' values of every layer: %o",
    async (change) => {
      for (const name of names) {
        const expected = await direct(name, 3, change);
        const { fp32, quantized, total, error, nonFinite } = await scatter(name, 3, 1e6, change);
        expect([total, nonFinite]).toEqual([expected.fp32.length, 0]);
        // Tapping every layer may change what the runtime fuses: by one level at most.
        const largest = Math.max(...expected.fp32.map(Math.abs));
        const slack = expect.closeTo(tensorError(expected.fp32, expected.quantized).mse, 3);
        expect(fp32.every((value, i) => Math.abs(value - expected.fp32[i]) <= 1e-5 * largest)).toBe(true);
        expect(quantized.every((value, i) => Math.abs(value - expected.quantized[i]) <= largest / 100)).toBe(
          true,
        );
        expect(error.mse).toEqual(slack);
        expect(error).toEqual(tensorError(fp32, quantized));
      }
    },
  );

  test("opens its two sessions once for a recipe, for any layer and image", async () => {
    const create = vi.spyOn(EngineSession, "create");
    const release = vi.spyOn(EngineSession.prototype, "release");
    await ensureBuilt(lab.model, lab.data, residualRecipe, never);
    create.mockClear();
    release.mockClear();
    const [a, b] = await Promise.all([scatter(names[0], 0), scatter(names[1], 1), scatter(names[0], 2)]);
    expect(a.fp32).not.toEqual(b.fp32);
    expect(create).toHaveBeenCalledTimes(2);
    // The sessions of the recipe before.
    expect(release).toHaveBeenCalledTimes(2);
    lab.model.forgetData();
    await lab.model.tapped.release();
    expect(release).toHaveBeenCalledTimes(4);
    vi.restoreAllMocks();
  });

  test("gives as many points as asked for, and the error of all values", async () => {
    const all = await scatter(names[0], 1);
    const some = await scatter(names[0], 1, 50);
    expect(some.fp32.length).toBeLessThanOrEqual(50);
    expect(some.fp32.length).toBeGreaterThan(45);
    expect([some.total, some.error]).toEqual([all.total, all.error]);
    expect(Math.max(...some.fp32)).toBe(Math.max(...all.fp32));
    expect(Math.min(...some.fp32)).toBe(Math.min(...all.fp32));
  });

  test("of a model with a fixed batch shows one image", async () => {
    const fixed = { ...lab, model: await dropped(fixedNet()) };
    const request = { recipe: residualRecipe, layer: names[0], index: 2, points: 1e6 };
    const one = await layerScatter(request, await contextOf(fixed));
    const free = await scatter(names[0], 2);
    expect([one.total, one.fp32.length]).toEqual([free.total, free.fp32.length]);
  });

  test("refuses an unknown layer and an image that is not there", async () => {
    await expect(scatter("gone")).rejects.toMatchObject({ code: "recipe.unknown-layer" });
    for (const index of [-1, 48, Number.NaN])
      await expect(scatter(names[0], index)).rejects.toMatchObject({ code: "internal" });
  });
});
