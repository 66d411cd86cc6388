import { describe, expect, it } from "vitest";
import type { TensorError } from "#numerics/errors/errors.ts";
import type { LayerNetworkErrors } from "#protocol/network-errors.ts";
import { errorEntry, halfway, largestJump, partShares } from "./error-entry.ts";

const error = (sqnrDb: number): TensorError => ({ mse: 1, sqnrDb, maxAbsError: 1 });
/** A chain of layers with these SQNRs. */
const chain = (decibels: number[]) =>
  decibels.map((db, i) => ({ name: `conv${i}`, from: i > 0 ? [`conv${i - 1}`] : [], output: error(db) }));
const nothing = { weights: null, activations: null, both: null };
const layers = (
  both: (number | null)[],
  weights: (number | null)[] = [],
  activations: (number | null)[] = [],
) => ({
  pictures: 16,
  layers: both.map((db, i): LayerNetworkErrors => {
    const of = (values: (number | null)[]) => (values[i] == null ? null : error(values[i]));
    const accumulated = {
      both: db === null ? null : error(db),
      weights: of(weights),
      activations: of(activations),
    };
    const from = i > 0 ? [`conv${i}`] : [];
    return { name: `conv${i + 1}`, op: "Conv", from, isolated: nothing, accumulated };
  }),
});

describe("halfway", () => {
  it("is the first layer from which on half of the last one's noise is never undercut", () => {
    // 3 dB are half: −20 dB at the output, 22 dB is more than half of it, 24 dB less.
    expect(halfway(chain([40, 30, 24, 22, 20]))).toBe(3);
    expect(halfway(chain([40, 10, 24, 22, 20]))).toBe(3);
    expect(halfway(chain([22, 21, 20]))).toBe(0);
    expect(halfway(chain([20]))).toBe(0);
    expect(halfway(chain([30, 20, 40]))).toBe(0);
    expect(halfway(chain([30, Number.POSITIVE_INFINITY]))).toBeNull();
  });

  it("follows the branch that brings the noise, wherever a clean one stands in the file", () => {
    const [stem, noisy, ...tail] = chain([40, 20, 19.9]);
    const clean = { name: "clean", from: [stem.name], output: { mse: 0.01, sqnrDb: 39, maxAbsError: 0 } };
    const head = { ...tail[0], from: [noisy.name, clean.name] };
    const flow = [stem, noisy, clean, head];
    expect(halfway(flow)).toBe(1);
    expect(largestJump(flow)?.at).toBe(1);
    expect(halfway([stem, clean, noisy, head])).toBe(2);
    expect(largestJump([stem, clean, noisy, head])?.at).toBe(2);
  });
});

describe("largestJump", () => {
  it("is the largest drop from one layer to the next", () => {
    const drop = (at: number, dropDb: number) => ({ at, dropDb: expect.closeTo(dropDb, 9) });
    expect(largestJump(chain([40, 38, 31, 36, 30]))).toEqual(drop(2, 7));
    expect(largestJump(chain([Number.POSITIVE_INFINITY, 38, 37]))).toEqual(drop(2, 1));
    expect(largestJump(chain([20, 25, 30]))).toBeNull();
    expect(largestJump(chain([20]))).toBeNull();
  });
});

describe("errorEntry", () => {
  it("says where half of the noise is there, where it grows most, and what each part costs", () => {
    const errors = layers([40, 33.9, 24, 22, 20], [41, 35, 26, 24, 21.5], [50, 40, 30, 28, 25.1]);
    expect(errorEntry(errors, "both")).toBe(
      "Half of the noise power at the output is there by layer 4 of 5 (conv4); the largest single jump is at conv3 (−9.9\u00a0dB).",
    );
    expect(partShares(errors)).toBe(
      "SQNR at the last layer: 21.5\u00a0dB with only the weights quantized, 25.1\u00a0dB with only the activations, 20.0\u00a0dB with both.",
    );
    expect(errorEntry(errors, "weights")).toContain(
      "Half of the noise power that the weights bring to the output is there by layer 4 of 5 (conv4)",
    );
  });

  it("does without what there is not", () => {
    expect(errorEntry(layers([20.2, 20.1, 20.3]), "both")).toBe(
      "Half of the noise power at the output is there from the first layer on (conv1); the largest single jump is at conv2 (−0.1\u00a0dB).",
    );
    expect(errorEntry(layers([30, 20]), "both")).toContain(
      "by layer 2 of 2 (conv2); the largest single jump is there, too (−10.0\u00a0dB)",
    );
    expect(errorEntry(layers([20]), "both")).toBe(
      "Half of the noise power at the output is there by layer 1 of 1 (conv1).",
    );
    expect(errorEntry(layers([20, 30]), "activations")).toBe("");
    expect(errorEntry(layers([20, null]), "both")).toBe("");
    expect(errorEntry(layers([]), "both")).toBe("");
    expect(partShares(layers([]))).toBe("");
    expect(partShares(layers([20], [20]))).toBe("");
    expect(errorEntry(layers([Number.POSITIVE_INFINITY]), "both")).toBe(
      "No layer’s output differs from FP32’s.",
    );
    expect(errorEntry(layers([20, Number.NaN]), "both")).toContain("no numbers");
    expect(errorEntry(layers([20, Number.POSITIVE_INFINITY]), "both")).toContain("as in FP32");
  });
});
