import { expect, test } from "vitest";
import {
  COUNT,
  everyIndex,
  never,
  open,
  residualModel,
  residualSource,
} from "../fixtures/residual-source.ts";
import { batches } from "./batch-loop.ts";

test("every item once and in order, whatever the batch sizes", async () => {
  const session = await open(residualModel);
  const source = residualSource();
  let next = 0;
  for await (const { offset, count, rows, outputs } of batches(session, source, everyIndex, {
    fixedBatch: null,
    signal: never,
  })) {
    expect([offset, rows]).toEqual([next, count]);
    expect(outputs.logits.dims).toEqual([count, 5]);
    next += count;
  }
  expect(next).toBe(COUNT);
  expect(source.asked).toEqual([...everyIndex]);
});

test("a fixed batch is filled up with its last item, and the surplus is not counted", async () => {
  const session = await open(residualModel);
  const source = residualSource();
  const counts: number[] = [];
  for await (const { count, rows } of batches(session, source, everyIndex.subarray(0, 7), {
    fixedBatch: 4,
    signal: never,
  })) {
    expect(rows).toBe(4);
    counts.push(count);
  }
  expect(counts).toEqual([4, 3]);
  expect(source.asked).toEqual([0, 1, 2, 3, 4, 5, 6, 6]);
});

test("stops between two batches once the signal has fired", async () => {
  const session = await open(residualModel);
  const controller = new AbortController();
  let seen = 0;
  const loop = async () => {
    const options = { fixedBatch: 4, signal: controller.signal };
    for await (const { count } of batches(session, residualSource(), everyIndex, options)) {
      seen += count;
      controller.abort();
    }
  };
  await expect(loop()).rejects.toMatchObject({ name: "AbortError" });
  expect(seen).toBe(4);
});
