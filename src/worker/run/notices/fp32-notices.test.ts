import { afterAll, expect, test, vi } from "vitest";
import type { KnownAccuracy } from "#experiment/outcomes/near-chance.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { CLASSES, COUNT, colourLab, known, truth } from "../../fixtures/colour-lab.ts";
import { residualPreprocess, residualRecipe } from "../../fixtures/lab.ts";
import { never } from "../../fixtures/run-lab.ts";
import type { LoadedData } from "../../open/loaded-data.ts";
import { runRecipe } from "../run.ts";
import { fp32Notices } from "./data-notices.ts";

vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
afterAll(() => vi.unstubAllGlobals());

/** What is said of FP32 while a run goes on, and in its result, when the images are labelled so. */
async function fp32Said(
  label: (i: number) => number,
  { known: told = null as KnownAccuracy | null, classes = CLASSES } = {},
) {
  const { model, data } = colourLab(label, classes);
  const recipe: Recipe = { ...residualRecipe, evaluation: { count: COUNT, seed: 1 } };
  const live: { code: string; total: unknown; beforeQuantized: boolean }[] = [];
  let quantized = false;
  const result = await runRecipe(
    model,
    data,
    recipe,
    "wasm",
    (event) => {
      if (event.kind === "phase" && event.phase === "quantize") quantized = true;
      if (event.kind === "notice" && event.code.startsWith("fp32."))
        live.push({ code: event.code, total: event.details.total, beforeQuantized: !quantized });
    },
    never,
    told,
  );
  const [notice, ...rest] = result.notices.filter(({ code }) => code.startsWith("fp32."));
  expect(rest).toEqual([]);
  return { notice, live, result };
}

test("right labels and the known accuracy raise nothing", async () => {
  const { notice, live, result } = await fp32Said((i) => truth[i], { known });
  expect(result.fp32.top1).toEqual({ correct: COUNT, total: COUNT });
  expect([notice, live]).toEqual([undefined, []]);
});

test("labels that are one off are named as such, with the direction to move them", async () => {
  // Labels that count from 1; the sixth class is none of the model's.
  const high = await fp32Said((i) => truth[i] + 1, { classes: 6 });
  expect(high.notice).toMatchObject({
    code: "fp32.near-chance",
    details: { cause: "labels-shifted", shift: -1, correct: 0, classes: 4, beside: "below" },
  });
  expect(high.notice.details.shiftedCorrect).toBe(high.result.fp32.top1.total);
  // A model with a background class in front, which no image shows.
  const low = await fp32Said((i) => (truth[i] === 0 ? -1 : truth[i] - 1));
  expect(low.notice).toMatchObject({
    code: "fp32.near-chance",
    details: { cause: "labels-shifted", shift: 1, correct: 0, shiftedCorrect: 144, total: 144 },
  });
});

test("images with another number of classes belong to another model", async () => {
  const { notice } = await fp32Said((i) => (truth[i] + 1 + (i % 3)) % CLASSES, { classes: 16 });
  expect(notice).toMatchObject({
    code: "fp32.near-chance",
    details: { cause: "other-model", imageClasses: 16, modelClasses: 5 },
  });
});

test("what departs from the known accuracy is said before anything is quantized, and in the end of all images", async () => {
  const half = (i: number) => (i % 2 ? truth[i] : (truth[i] + 2) % CLASSES);
  const { notice, live, result } = await fp32Said(half, { known });
  expect(live.map(({ total, beforeQuantized }) => [total, beforeQuantized])).toEqual([
    [128, true],
    [COUNT, false],
  ]);
  expect(notice).toMatchObject({
    code: "fp32.departs",
    details: {
      ...result.fp32.top1,
      seen: COUNT,
      planned: COUNT,
      knownCorrect: 99,
      knownTotal: 100,
      cause: "unknown",
    },
  });
  const preprocess = { ...residualPreprocess, channels: "bgr" as const };
  const fedOtherwise = await fp32Said(half, { known: { ...known, preprocess } });
  expect(fedOtherwise.notice.details.cause).toBe("preprocess");
  const others = await fp32Said(half, { known: { ...known, dataset: "others" } });
  expect(others.notice.details.cause).toBe("images");
  expect((await fp32Said(half)).notice).toBeUndefined();
});

/** Said of 5 right of 20 tensors. */
const saidOfTensors = (unpredicted: number) =>
  fp32Notices({
    fp32: {
      top1: { correct: 5, total: 20 },
      perClass: Array.from({ length: 5 }, () => ({ correct: 1, total: 4 })),
    },
    shifted: [{ shift: 1, score: { correct: 3, total: 20 } }],
    unpredicted,
    data: {
      ...{ evaluation: { kind: "tensors" }, classCount: 0 },
      summary: { source: { kind: "file", name: "x.npz", sha256: "" } },
    } as unknown as LoadedData,
    recipe: residualRecipe,
    known: { ...known, preprocess: { ...residualPreprocess, channels: "bgr" } },
    seen: 20,
    planned: 20,
  });

test("scores that are no numbers are blamed before anything else", () => {
  expect(saidOfTensors(15)).toMatchObject([{ details: { cause: "no-prediction", unpredicted: 15 } }]);
});

test("tensors go through no preprocessing, which is not blamed for them", () => {
  expect(saidOfTensors(0)).toMatchObject([
    { code: "fp32.near-chance", details: { cause: "tensors", correct: 5 } },
  ]);
});
