import { describe, expect, test } from "vitest";
import type { Bits } from "#numerics/grid.ts";
import { countCorrect, entries, entryOf, fileOf, logits, quantizer, sha256Of } from "./bundled.ts";

/** Enough images to tell the phenomena apart; the whole table is `npm run accuracy`. */
const PICTURES = 512;

/** Percentage of the first images classified correctly with these weights, everything else as in the default recipe. */
async function accuracies(id: string, cases: [Bits, "tensor" | "channel"][]): Promise<number[]> {
  const quantize = await quantizer(entryOf(id));
  const results: number[] = [];
  for (const [bits, kind] of cases) {
    const file = quantize({ weights: { bits, scheme: "symmetric", granularity: { kind } } });
    results.push((100 * (await countCorrect(file, entryOf(id), PICTURES))) / PICTURES);
  }
  return results;
}

describe.each(entries.map(({ id }) => id))("%s", (id) => {
  test("is the file that the index lists, and as accurate as it says", async () => {
    const model = entryOf(id);
    expect(sha256Of(model)).toBe(model.sha256);
    const correct = await countCorrect(fileOf(model), model);
    // Another build of the runtime adds in another order: an image on the edge may fall to the other side.
    expect(Math.abs(correct - model.top1.correct)).toBeLessThanOrEqual(2);
    expect(correct / model.top1.total).toBeGreaterThan(0.88);
    expect(correct / model.top1.total).toBeLessThan(0.98);
  });
});

test("the rescaled MobileNet computes what the MobileNet computes, to rounding error", async () => {
  const [original, rescaled] = [
    await logits(entryOf("mobilenet"), 64),
    await logits(entryOf("mobilenet-rescaled"), 64),
  ];
  const largest = original.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const difference = original.reduce((a, b, i) => Math.max(a, Math.abs(b - rescaled[i])), 0);
  expect(fileOf(entryOf("mobilenet"))).not.toEqual(fileOf(entryOf("mobilenet-rescaled")));
  expect(difference).toBeLessThan(1e-4 * largest);
});

test("only the rescaled MobileNet collapses with one scale per tensor at 8 bits", async () => {
  const [plain] = await accuracies("mobilenet", [[8, "tensor"]]);
  const [tensor, channel] = await accuracies("mobilenet-rescaled", [
    [8, "tensor"],
    [8, "channel"],
  ]);
  expect(plain).toBeGreaterThan(90);
  expect(tensor).toBeLessThan(20);
  expect(channel).toBeGreaterThan(90);
});

test("at 4 bits one scale per tensor costs the MobileNet far more than the ResNet", async () => {
  const cases: [Bits, "tensor" | "channel"][] = [
    [4, "tensor"],
    [4, "channel"],
  ];
  const [mobileTensor, mobileChannel] = await accuracies("mobilenet", cases);
  const [resTensor, resChannel] = await accuracies("resnet", cases);
  expect(mobileChannel - mobileTensor).toBeGreaterThan(20);
  expect(resChannel - resTensor).toBeLessThan(10);
});
