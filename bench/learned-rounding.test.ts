import { expect, test } from "vitest";
import { type LearnedRoundings, learnRoundings } from "#engine/corrections/learn-rounding.ts";
import { quantizeModel } from "#engine/quantize/quantize-model.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import { calibrated, countCorrect, entryOf } from "./bundled.ts";

const PICTURES = 256;

test("the MobileNet's 3-bit weights, learned from 32 images, beat rounding to nearest by far", async () => {
  const entry = entryOf("mobilenet");
  const { model, plan, source, indices } = await calibrated(entry, false);
  const compare = async (kind: "tensor" | "channel") => {
    const recipe: Recipe = {
      ...defaultRecipe(entry, "emoji16"),
      mode: "weight-only",
      weights: { bits: 3, scheme: "symmetric", granularity: { kind } },
    };
    const options = { fixedBatch: null, signal: new AbortController().signal };
    const found = await learnRoundings(model, plan, recipe, source, indices.subarray(0, 32), options);
    const percent = async (codes: LearnedRoundings["roundings"]) => {
      const { bytes } = quantizeModel(model, plan, new Map(), recipe, codes);
      return (100 * (await countCorrect(bytes, entry, PICTURES))) / PICTURES;
    };
    return {
      nearest: await percent(new Map()),
      learned: await percent(found.roundings),
      effects: found.effects,
    };
  };

  const channel = await compare("channel");
  expect(channel.nearest).toBeLessThan(80);
  expect(channel.learned).toBeGreaterThan(88);
  expect(channel.effects).toHaveLength(plan.layers.length);
  for (const { outputMseLearned, outputMseNearest } of channel.effects) {
    expect(outputMseLearned).toBeLessThan(0.8 * outputMseNearest);
  }

  const tensor = await compare("tensor");
  expect(tensor.nearest).toBeLessThan(15);
  expect(tensor.learned).toBeGreaterThan(25);
});
