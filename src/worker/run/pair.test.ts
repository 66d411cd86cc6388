import { afterAll, expect, test, vi } from "vitest";
import type { Recipe, Setting } from "#experiment/recipe.ts";
import type { PairResult, RunResult } from "#experiment/result.ts";
import { LabError } from "#failures/lab-error.ts";
import type { RunProgress } from "#protocol/messages.ts";
import { knownBuild } from "../build/build.ts";
import { type Lab, residualLab, residualRecipe } from "../fixtures/lab.ts";
import { besidesChance, never, runLab } from "../fixtures/run-lab.ts";
import { runPair } from "./run.ts";
import { SettingRun } from "./setting-run.ts";

vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
afterAll(() => vi.unstubAllGlobals());

const settingOf = ({ mode, calibration, weights, activations, corrections, layers }: Recipe): Setting => ({
  ...{ mode, calibration, weights, activations, corrections, layers },
});
const coarse: Setting = {
  ...settingOf(residualRecipe),
  weights: { bits: 2, scheme: "symmetric", granularity: { kind: "tensor" } },
};

async function runBoth({ model, data }: Lab, b: Setting, signal = never) {
  const events: RunProgress[] = [];
  const settings = { a: residualRecipe, b: { ...residualRecipe, ...b } };
  const pair = await runPair(model, data, settings, "wasm", (event) => events.push(event), signal);
  return { pair, events };
}

/** What does not depend on the clock. */
const measured = ({ fp32, quantized, agreement, flips, outputs, layers }: RunResult) => ({
  fp32: fp32.top1,
  quantized: [quantized.top1, quantized.perClass, quantized.sizeBytes, quantized.activationBytes],
  ...{ agreement, flips, outputs },
  // Sums are taken in batches, whose sizes go by the time that they take.
  layers: layers.map(({ name, weights, output }) => [name, weights, output?.sqnrDb.toPrecision(9)]),
});

/** The class that a setting answers for every image, from what FP32 answers and where the two differ. */
function answersOf({ answers }: PairResult, { flips }: RunResult) {
  const changed = new Map(flips.map(({ index, quantized }) => [index, quantized]));
  return Array.from(answers?.indices ?? [], (index, i) => changed.get(index) ?? answers?.fp32[i]);
}

test("both settings of a pair measure what each measures alone", async () => {
  const { pair } = await runBoth(residualLab(), coarse);
  const alone = await runLab(residualLab());
  const other = await runLab(residualLab(), coarse);
  expect(measured(pair.a)).toEqual(measured(alone.result));
  expect(pair.b && measured(pair.b)).toEqual(measured(other.result));
  expect(pair.b?.recipe).toEqual({ ...residualRecipe, ...coarse });
  expect(pair.a.fp32).toEqual(pair.b?.fp32);
});

test("FP32 is run once, and a calibration pass that both can use, too", async () => {
  const lab = residualLab();
  await runBoth(lab, coarse);
  const asked = lab.calibration.asked.flatMap((batch) => [...batch]);
  expect(new Set(asked).size).toBe(asked.length);
  const other = { ...coarse, calibration: { ...coarse.calibration, seed: 77 } };
  const { events } = await runBoth(lab, other);
  // What A's calibration collected is still known; B's is not.
  const calibrated = events.findLast((event) => event.kind === "phase" && event.phase === "calibrate");
  expect(calibrated).toMatchObject({ done: other.calibration.count, total: other.calibration.count });
});

test("both settings see each part of the images before the next", async () => {
  const { events } = await runBoth(residualLab(), coarse);
  const snapshots = events.flatMap((event) =>
    event.kind === "snapshot" && event.snapshot.quantized
      ? [[event.setting, event.snapshot.quantized.top1.total]]
      : [],
  );
  expect(snapshots).toEqual([
    ["a", 40],
    ["b", 40],
  ]);
  for (const event of events) if (event.kind === "phase") expect(event.done).toBeLessThanOrEqual(event.total);
});

test("the answers with what differs from them are those of each setting", async () => {
  const lab = residualLab();
  const { pair } = await runBoth(lab, coarse);
  expect([...(pair.answers?.indices ?? [])]).toEqual([
    ...lab.data.evaluationIndices(residualRecipe.evaluation),
  ]);
  expect([...(pair.answers?.labels ?? [])]).toEqual(
    Array.from(pair.answers?.indices ?? [], (index) => lab.evaluation.labels[index]),
  );
  const right = (answers: unknown[]) =>
    answers.filter((answer, i) => answer === pair.answers?.labels[i]).length;
  expect(right([...(pair.answers?.fp32 ?? [])])).toBe(pair.a.fp32.top1.correct);
  expect(right(answersOf(pair, pair.a))).toBe(pair.a.quantized.top1.correct);
  expect(pair.b && right(answersOf(pair, pair.b))).toBe(pair.b?.quantized.top1.correct);
});

test("what is to be said of both is reported once, and what is B's is said to be B's", async () => {
  const { pair, events } = await runBoth(residualLab(), {
    ...coarse,
    layers: { gone: { precision: "fp32" } },
  });
  const notice = { code: "recipe.unknown-layer", details: { layer: "gone" } };
  expect(besidesChance(pair.a.notices)).toEqual([]);
  expect(besidesChance(pair.b?.notices ?? [])).toEqual([notice]);
  const said = events.filter((event) => event.kind === "notice");
  expect(said.filter(({ code }) => code === "fp32.near-chance").map(({ setting }) => setting)).toEqual(["a"]);
  expect(said.filter(({ code }) => code === notice.code).map(({ setting }) => setting)).toEqual(["b"]);
});

test("both builds are kept: each can be exported and looked into", async () => {
  const lab = residualLab();
  await runBoth(lab, coarse);
  expect(knownBuild(lab.model, residualRecipe)).not.toBeNull();
  expect(knownBuild(lab.model, { ...residualRecipe, ...coarse })).not.toBeNull();
});

test("a B that fails leaves A as it is, with a word", async () => {
  const { evaluate } = SettingRun.prototype;
  const spy = vi.spyOn(SettingRun.prototype, "evaluate").mockImplementation(function (
    this: SettingRun,
    ...args
  ) {
    if (this.recipe.weights.bits === coarse.weights.bits) throw new LabError("runtime.out-of-memory");
    return evaluate.apply(this, args);
  });
  const { pair } = await runBoth(residualLab(), coarse);
  spy.mockRestore();
  expect(pair.b).toBeNull();
  expect(pair.a.quantized.top1.total).toBe(40);
  expect(besidesChance(pair.a.notices)).toMatchObject([
    { code: "run.part-failed", details: { part: "setting B", code: "runtime.out-of-memory" } },
  ]);
});

test("a cancel in the middle of B ends the run", async () => {
  const controller = new AbortController();
  const spy = vi.spyOn(SettingRun.prototype, "layers").mockImplementation(async () => {
    controller.abort();
    controller.signal.throwIfAborted();
    return [];
  });
  await expect(runBoth(residualLab(), coarse, controller.signal)).rejects.toThrow(/abort/i);
  spy.mockRestore();
});
