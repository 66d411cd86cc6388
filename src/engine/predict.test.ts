import { expect, test } from "vitest";
import { everyIndex, never, open, residualModel, residualSource } from "./fixtures/residual-source.ts";
import { predictMissing, UNKNOWN } from "./predict.ts";

const OPTIONS = { outputName: "logits", classCount: 5, fixedBatch: null, signal: never };

test("runs only what is missing, and changes nothing else", async () => {
  const session = await open(residualModel);
  const all = new Int32Array(everyIndex.length).fill(UNKNOWN);
  await predictMissing(session, residualSource(), everyIndex, all, OPTIONS);
  expect(all.every((predicted) => predicted >= 0 && predicted < 5)).toBe(true);

  const some = all.slice();
  some[3] = UNKNOWN;
  some[30] = UNKNOWN;
  some[5] = 99;
  const source = residualSource();
  let counted = 0;
  await predictMissing(session, source, everyIndex, some, {
    ...OPTIONS,
    onBatch: (run) => {
      counted += run.length;
    },
  });
  expect([source.asked, counted]).toEqual([[3, 30], 2]);
  expect([some[3], some[30], some[5]]).toEqual([all[3], all[30], 99]);
});

test("another number of classes is named", async () => {
  const session = await open(residualModel);
  const predictions = new Int32Array(everyIndex.length).fill(UNKNOWN);
  const call = predictMissing(session, residualSource(), everyIndex, predictions, {
    ...OPTIONS,
    classCount: 7,
  });
  await expect(call).rejects.toMatchObject({
    code: "data.shape-mismatch",
    details: { expected: "N×7", actual: "4×5" },
  });
});
