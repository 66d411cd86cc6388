import { expect, test } from "vitest";
import { contextOf, residualLab, residualRecipe } from "../fixtures/lab.ts";
import { firstLatencies } from "./latency-first.ts";

test("times every inference of both networks, from the very first", async () => {
  const context = await contextOf(residualLab());
  const times = await firstLatencies({ recipe: residualRecipe, runs: 20 }, context);
  for (const network of [times.fp32, times.quantized]) {
    expect(network).toHaveLength(20);
    expect(network.every((ms) => ms > 0)).toBe(true);
  }
});
