import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { onlyA, runResult } from "#experiment/fixtures/run-result.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Scenario } from "#lessons/scenario.ts";
import { scenarioOf } from "#lessons/scenarios.ts";
import { memoryStore } from "../fixtures/memory-store.ts";
import { ready, settle } from "../fixtures/ready-lab.ts";
import { evidenceOf } from "./guide-evidence.ts";

const kept = new Map<string, string>();
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
};
beforeEach(() => {
  kept.clear();
  vi.stubGlobal("localStorage", storage);
  vi.stubGlobal("sessionStorage", storage);
});
afterEach(() => vi.unstubAllGlobals());

const flips = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ index, label: 1, fp32: 1, quantized: 0 }));
const variant = (correct: number) => ({
  top1: { correct, total: 500 },
  perClass: [],
  sizeBytes: 1,
  weightBytes: 1,
  activationBytes: null,
  latencyMs: { median: 1, p10: 1, p90: 1, runs: 10, warmup: 10 },
});
const result = (recipe: Recipe, lost: number) =>
  runResult(structuredClone(recipe), {
    fp32: variant(480),
    quantized: variant(480 - lost),
    agreement: { correct: 500 - lost, total: 500 },
    flips: flips(lost),
  });

type Ready = Awaited<ReturnType<typeof ready>>;

/** Ends the run that is under way with so many pictures lost. */
async function finish({ client }: Pick<Ready, "client">, lost: number) {
  const call = client.last("experiment.run");
  const { recipe } = call.payload as { recipe: Recipe };
  call.resolve(onlyA(result(recipe, lost)));
  await settle();
  return recipe;
}

/** Calls the model that is open what the scenario's is called. */
function openScenarioModel({ store }: Ready, scenario: Scenario["id"]) {
  const { modelId } = scenarioOf(scenario);
  store.setState(({ models, model }) => ({
    models: models.map((entry) => ({ ...entry, id: modelId })),
    model: model && { ...model, source: { kind: "bundled", id: modelId } },
  }));
}

test("runs become evidence, which a reload does not lose, and a restart does", async () => {
  const lab = await ready();
  void lab.state().run();
  await finish(lab, 3);
  const seen = () => evidenceOf(lab.state().guideEvidence, lab.state().recipe);
  expect(seen()).toMatchObject({ runs: [{ number: 1, lost: [0, 1, 2] }], calibration: { count: 128 } });
  lab.state().goToStep("layers");

  const again = await ready();
  expect(again.state().guideStep).toBe("layers");
  expect(evidenceOf(again.state().guideEvidence, again.state().recipe)).toEqual(seen());
  again.state().restartGuide();
  expect(again.state()).toMatchObject({ guideStep: "baseline", guideEvidence: {} });
});

test("what was kept in another shape is forgotten", async () => {
  kept.set("quantization-lab.guide", '{"version":1,"step":"dance"}');
  expect((await ready()).state().guideStep).toBe("baseline");
});

test("a question is two runs, and each is one step to undo", async () => {
  const lab = await ready();
  const before = lab.state().recipe;
  void lab.state().ask("always-little");
  const first = await finish(lab, 1);
  expect(first.weights).toMatchObject({ bits: 8, granularity: { kind: "channel" } });
  expect(lab.state().asking).toBe("always-little");
  const second = await finish(lab, 90);
  expect(second.weights).toMatchObject({ bits: 4, granularity: { kind: "tensor" } });
  expect(lab.state()).toMatchObject({
    asking: null,
    answers: { "always-little": { first: { number: 1 }, second: { number: 2 } } },
  });
  lab.state().undo();
  lab.state().undo();
  expect(lab.state().recipe).toEqual(before);
});

test("a scenario whose model the page does not have says so", async () => {
  const { state } = await ready();
  await state().breakIt("per-tensor");
  expect(state()).toMatchObject({
    scenario: null,
    scenarioStage: null,
    scenarioFailure: { code: "model.missing" },
  });
});

test("a scenario measures, breaks, and knows when it is mended; undo leads to the reader's recipe", async () => {
  const lab = await ready();
  const { state } = lab;
  const { remedy } = scenarioOf("per-tensor");
  openScenarioModel(lab, "per-tensor");
  const before = state().recipe;
  void state().breakIt("per-tensor");
  const healthy = await finish(lab, 5);
  expect(healthy.weights.granularity.kind).toBe("channel");
  await finish(lab, 250);
  expect(state()).toMatchObject({ scenarioStage: null, scenario: { id: "per-tensor" }, previous: null });
  expect(state().log.map(({ origin }) => origin?.split(":")[0])).toEqual(["Broken", "As it was"]);
  expect(state().mended).toEqual([]);

  state().editRecipe("test", remedy);
  void state().run();
  await finish(lab, 6);
  expect(state().mended).toEqual(["per-tensor"]);
  expect(state().log[0].origin).toMatch(/^Repair: /);

  // Another one is not broken on top of this one, and one that is given up half-way leaves nothing broken.
  void state().breakIt("dark");
  expect((await finish(lab, 5)).weights.bits).toBe(8);
  lab.client.last("experiment.run").reject(new DOMException("cancelled", "AbortError"));
  await settle();
  expect(state()).toMatchObject({ scenario: null, scenarioStage: null, recipe: before });
});

test("a reload goes on with the scenario, until it is left", async () => {
  const { store: keptStore } = memoryStore();
  const lab = await ready(keptStore);
  openScenarioModel(lab, "dark");
  void lab.state().breakIt("dark");
  await finish(lab, 5);
  await finish(lab, 250);
  const { scenario, latest } = lab.state();

  const again = await ready();
  again.store.setState({ latest });
  const runs = await keptStore.runs();
  again.state().resumeScenario(runs);
  expect(again.state().scenario).toEqual(scenario);
  expect(again.state().scenario?.broken).toBe(again.state().latest);
  again.state().leaveScenario();
  expect(again.state().recipe).toEqual(scenario?.before);
  again.state().resumeScenario(runs);
  expect(again.state().scenario).toBeNull();
});

test("a scenario ends where another model takes the place of its own", async () => {
  const lab = await ready();
  const { state } = lab;
  openScenarioModel(lab, "dark");
  void state().breakIt("dark");
  await finish(lab, 5);
  await finish(lab, 250);
  expect(state().scenario).not.toBeNull();
  const { recipe } = state();
  if (!recipe) throw new Error("no recipe");
  const other: Recipe = { ...recipe, model: { kind: "bundled", id: "another" } };
  state().adoptRecipe(other, other);
  expect(state().scenario).toBeNull();
  state().leaveScenario();
  expect(state().recipe).toBe(other);
});

test("cold times are broken, mended by counting others, and remembered as mended", async () => {
  const lab = await ready();
  const { state } = lab;
  void state().timeCold();
  expect(state().tasks.timing.status === "running").toBe(true);
  await state().run();
  expect(state().tasks.run.status).toBe("idle");
  const times = [40, ...Array<number>(59).fill(10)];
  lab.client.last("latency.first").resolve({ fp32: times, quantized: times });
  await settle();
  expect(state()).toMatchObject({
    tasks: { timing: { status: "done" } },
    timingRule: { warmup: 0, runs: 1 },
    mended: [],
  });
  state().setTimingRule({ warmup: 1, runs: 1 });
  expect(state().mended).toEqual([]);
  state().setTimingRule({ warmup: 1, runs: 9 });
  expect(state().mended).toEqual(["cold-timing"]);
  expect((await ready()).state().mended).toEqual(["cold-timing"]);
});

test("a run waits until the worker has let go of the check of the last one", async () => {
  const lab = await ready();
  const runs = () => lab.client.kinds().filter((kind) => kind === "experiment.run").length;
  void lab.state().run();
  await finish(lab, 0);
  expect(lab.client.last("diagnosis.check").signal?.aborted).toBe(false);
  void lab.state().run();
  expect(lab.state().tasks.run.status).toBe("running");
  expect(lab.client.last("diagnosis.check").signal?.aborted).toBe(true);
  expect(runs()).toBe(1);
  await settle();
  expect(runs()).toBe(2);
});
