import { describe, expect, test } from "vitest";
import { EngineSession } from "#engine/runtime/session.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { repairOf, type ScenarioRun, symptomOf } from "#lessons/scenario.ts";
import { SCENARIOS } from "#lessons/scenarios.ts";
import { ensureBuilt } from "./build/build.ts";
import { bundledLab } from "./fixtures/bundled-lab.ts";
import { never } from "./fixtures/run-lab.ts";
import { Evaluation } from "./run/evaluation/evaluation.ts";
import { RunClock } from "./run/run-clock.ts";

/** As many as the lab takes, and of all that it draws from: another sample is another experiment. */
const PICTURES = 512;

/** What a run measures of accuracy, without timing anything. */
async function openScenarioLab(modelId: string) {
  const { lab, recipe } = await bundledLab(modelId, Infinity);
  const { model, data } = lab;
  const known = new Map<string, Promise<ScenarioRun>>();
  const measure = async (changed: Recipe): Promise<ScenarioRun> => {
    const { build } = await ensureBuilt(model, data, changed, never);
    const evaluation = new Evaluation(model, data, changed, new RunClock(() => {}), never);
    const fp32 = await model.fp32Session("wasm");
    const quantized = await EngineSession.create(build.bytes, { backend: "wasm" });
    await evaluation.fp32(fp32, evaluation.indices);
    await evaluation.quantized(quantized, fp32, evaluation.indices);
    const compared = evaluation.compare(fp32, evaluation.indices);
    await quantized.release();
    const { flips, fp32: float } = compared;
    return { recipe: changed, flips, fp32: float, quantized: compared.quantized ?? float };
  };
  const run = (changed: Recipe) => {
    const key = JSON.stringify(changed);
    const result = known.get(key) ?? measure(changed);
    known.set(key, result);
    return result;
  };
  const calibration = { ...recipe.calibration, count: 128 };
  const base: Recipe = { ...recipe, calibration, evaluation: { count: PICTURES, seed: 1 } };
  return { base, run, layers: model.summary.layers.map(({ name }) => name) };
}

const modelIds = [...new Set(SCENARIOS.map(({ modelId }) => modelId))];
describe.each(modelIds)("on the bundled %s", async (modelId) => {
  const { base, run, layers } = await openScenarioLab(modelId);
  const scenarios = SCENARIOS.filter((scenario) => scenario.modelId === modelId);

  test.each(scenarios)("$id: the symptom appears, and its remedy fixes it", async (scenario) => {
    const healthy = await run(scenario.healthy(base));
    const broken = await run(scenario.broken(base));
    expect(scenario.needsLayer === undefined || layers.includes(scenario.needsLayer)).toBe(true);
    expect(symptomOf(healthy, broken)).toMatchObject({ appears: true });
    expect(scenario.isCauseGone(broken.recipe)).toBe(false);
    expect(scenario.isCauseGone(healthy.recipe)).toBe(true);
    expect(scenario.keeps(broken.recipe)).toBe(true);

    const runs = { healthy, broken };
    expect(repairOf(scenario, runs, broken).state).toBe("broken");
    expect(repairOf(scenario, runs, await run(scenario.remedy(broken.recipe))).state).toBe("mended");
  });
});
