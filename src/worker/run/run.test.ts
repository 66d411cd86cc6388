import { beforeAll, expect, test, vi } from "vitest";
import type { Recipe } from "#core/recipe.ts";
import type { RunProgress } from "#protocol/messages.ts";
import { type Lab, residualLab, residualRecipe } from "../fixtures/lab.ts";
import { runRecipe } from "./run.ts";

const never = new AbortController().signal;

beforeAll(() => {
  vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
});

async function run({ model, data }: Lab, change: Partial<Recipe> = {}) {
  const progress: RunProgress[] = [];
  const recipe = { ...residualRecipe, ...change };
  const result = await runRecipe(model, data, recipe, "wasm", (event) => progress.push(event), never);
  const phases = progress.flatMap((event) => (event.kind === "phase" ? [event.phase] : []));
  const notices = progress.flatMap((event) => (event.kind === "notice" ? [event] : []));
  return { recipe, result, notices, phases: [...new Set(phases)] };
}

test("a run goes through the phases in order and measures both variants", async () => {
  const lab = residualLab();
  const { result, phases } = await run(lab);
  expect(phases).toEqual(["prepare", "baseline", "calibrate", "quantize", "evaluate", "latency", "layers"]);
  expect(result.fp32.top1.total).toBe(40);
  expect(result.agreement.correct).toBe(40 - result.flips.length);
  expect(result.agreement.correct).toBeGreaterThan(30);
  expect(result.quantized.weightBytes).toBeLessThan(result.fp32.weightBytes);
  expect(result.notices).toEqual([]);
  expect(result.corrections).toEqual({ equalization: null, biasCorrection: null, learnedRounding: null });
  for (const { precision, output, weights, latencyMs } of result.layers) {
    expect(precision).toBe("int");
    expect(output?.sqnrDb).toBeGreaterThan(10);
    expect(weights?.mse).toBeGreaterThan(0);
    expect(latencyMs?.quantized).toBeGreaterThan(0);
  }
});

test("an override of a layer that the model lacks is a notice, once, and the run goes on", async () => {
  const { result, notices } = await run(residualLab(), { layers: { gone: { precision: "fp32" } } });
  const notice = { code: "recipe.unknown-layer", details: { layer: "gone" } };
  expect(result.notices).toEqual([notice]);
  expect(notices).toEqual([{ kind: "notice", ...notice }]);
  expect(result.agreement.total).toBe(40);
});
