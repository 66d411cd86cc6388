import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Recipe, Setting } from "#experiment/recipe.ts";
import { settingOf } from "#experiment/setting.ts";
import { LabError } from "#failures/lab-error.ts";
import { BASE_RECIPE } from "./base-recipe.ts";
import { deflate } from "./deflate.ts";
import { decodeLink, encodeLink, isLink, toBase64url } from "./link.ts";
import type { SharedExperiment } from "./shared-experiment.ts";

const expected: SharedExperiment["expected"] = {
  fp32: { correct: 1947, total: 2048 },
  quantized: { correct: 1921, total: 2048 },
  agreement: { correct: 1990, total: 2048 },
  outputSqnrDb: 18.25,
  sizeBytes: 308_123,
  environment: {
    lab: "1.0.0",
    runtime: "onnxruntime-web 1.30.0",
    fp32: { backend: "webgpu", threads: 1 },
    quantized: { backend: "wasm", threads: 2 },
  },
};

const typical: SharedExperiment = {
  recipe: {
    ...BASE_RECIPE,
    calibration: { count: 256, seed: 7, method: "percentile", percentile: 99.99, classes: [0, 3] },
    weights: { bits: 4, scheme: "symmetric", granularity: { kind: "channel" }, range: "mse" },
    corrections: { equalize: true, biasCorrection: true },
    layers: {
      "features.0.0/Conv": { precision: "fp32" },
      "classifier.1/Gemm": { precision: "int", weights: { bits: 8 } },
    },
  },
  b: null,
  view: { tab: "layers", layer: "features.0.0/Conv" },
  expected,
  expectedB: null,
};
/** What a link without a second setting has of it. */
const onlyA = { b: null, expectedB: null };

const link = async (value: unknown) =>
  `2.${toBase64url(await deflate(new TextEncoder().encode(JSON.stringify(value))))}`;

async function codeOf(fragment: string) {
  try {
    await decodeLink(fragment);
    return "read";
  } catch (error) {
    return error instanceof LabError ? error.code : error;
  }
}

describe("a link", () => {
  test("gives back what was put in", async () => {
    expect(await decodeLink(await encodeLink(typical))).toEqual(typical);
    const bare = { recipe: BASE_RECIPE, view: {}, expected: null, ...onlyA };
    expect(await decodeLink(await encodeLink(bare))).toEqual(bare);
  });

  test("is short enough for a chat", async () => {
    const fragment = await encodeLink(typical);
    expect(fragment.length).toBeLessThan(560);
    expect(fragment).toMatch(/^2\.[\w-]+$/);
    expect(isLink(fragment)).toBe(true);
  });

  test("carries a second setting in a few characters, with its numbers", async () => {
    const b: Setting = {
      ...settingOf(typical.recipe),
      weights: { bits: 4, scheme: "symmetric", granularity: { kind: "tensor" } },
      layers: {},
      calibration: { count: 64, seed: 7, method: "entropy" },
    };
    const pair = { ...typical, b, expectedB: expected };
    const fragment = await encodeLink(pair);
    expect(fragment).toMatch(/^3\.[\w-]+$/);
    expect(await decodeLink(fragment)).toEqual(pair);
    expect(fragment.length).toBeLessThan(900);
    const alike = await encodeLink({ ...pair, b: settingOf(typical.recipe) });
    expect(await decodeLink(alike)).toEqual({ ...pair, b: settingOf(typical.recipe) });
  });

  test("is written so that older pages read it where there is one setting", async () => {
    expect(await encodeLink({ ...typical, expectedB: expected })).toBe(await encodeLink(typical));
  });

  test.each([
    [{ weights: { bits: 99 } }, "b.weights.bits"],
    [{ other: 1 }, "b.other"],
    ["B", "b"],
    [7, "b"],
  ])("with a damaged B is read without it, and says what is wrong: %j", async (b, path) => {
    const packed = new TextEncoder().encode(JSON.stringify({ r: {}, b }));
    const fragment = `3.${toBase64url(await deflate(packed))}`;
    const { recipe, damagedB, ...rest } = await decodeLink(fragment);
    expect([recipe, rest.b, damagedB?.path]).toEqual([BASE_RECIPE, null, path]);
  });

  test("takes values away from the base and replaces what has a kind", async () => {
    const file: Recipe = {
      ...BASE_RECIPE,
      model: { kind: "file", name: "größe.onnx", sha256: "0".repeat(64) },
      preprocess: { ...BASE_RECIPE.preprocess, channels: "gray", mean: [0], std: [1], height: 20 },
    };
    const experiment = { recipe: file, view: { tab: "compare" }, expected: null, ...onlyA };
    expect(await decodeLink(await encodeLink(experiment))).toEqual(experiment);
  });

  test("does not depend on the order of keys", async () => {
    const { layers, ...rest } = typical.recipe;
    const turned = Object.fromEntries(Object.entries(layers).reverse());
    const recipe = { layers: turned, ...rest };
    expect(await encodeLink({ ...typical, recipe })).toBe(await encodeLink(typical));
  });

  test("of version 1 is plain JSON and still read", async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(typical));
    expect(await decodeLink(`1.${toBase64url(bytes)}`)).toEqual(typical);
  });

  test.each([
    ["nothing", "", "link.invalid"],
    ["no version", "compare", "link.invalid"],
    ["a later version", "4.AAAA", "link.newer"],
    ["a version that never was", "0.AAAA", "link.invalid"],
    ["markup", "2.%3Cscript%3E", "link.invalid"],
    ["no base64", "2.AAAAA", "link.invalid"],
    ["no DEFLATE", "2.AAAA", "link.invalid"],
    ["no end", `2.${"A".repeat(300_000)}`, "link.invalid"],
    ["null", "1.bnVsbA", "link.invalid"],
  ])("with %s is refused", async (_, fragment, code) => {
    expect(await codeOf(fragment)).toBe(code);
  });

  test("that unfolds without end is given up", async () => {
    const bomb = await deflate(new Uint8Array(150_000_000));
    const payload = toBase64url(bomb.subarray(0, 140_000));
    // It breaks off: whoever unfolded all of it would find it damaged.
    await expect(decodeLink(`2.${payload}`)).rejects.toMatchObject({
      details: { problem: "unfolds to over 1000000 bytes" },
    });
  });

  test("reaches no prototype and adds no field", async () => {
    const hostile = JSON.parse('{"r":{"__proto__":{"bits":2},"weights":{"__proto__":{"bits":2}}}}');
    expect(await codeOf(await link(hostile))).toBe("link.invalid");
    expect(({} as { bits?: number }).bits).toBeUndefined();
    expect(await codeOf(await link({ r: {}, more: 1 }))).toBe("link.invalid");
    expect(await codeOf(await link({ r: { weights: { bits: 9 } } }))).toBe("link.invalid");
    expect(await codeOf(await link({ r: {}, v: { tab: "<img src=x>" } }))).toBe("link.invalid");
    expect(await codeOf(await link({ r: { model: { kind: "url", url: "javascript:alert(1)" } } }))).toBe(
      "link.invalid",
    );
  });
});

describe("10,000 mutated links", () => {
  const codes = new Set<unknown>();
  const outcome = async (fragment: string) => {
    const code = await codeOf(fragment);
    codes.add(code);
    expect(["read", "link.invalid", "link.newer"]).toContain(code);
  };

  test("of characters changed, cut and put in", async () => {
    const fragment = await encodeLink(typical);
    const place = fc.nat(fragment.length - 1);
    const edit = fc.tuple(place, fc.string({ maxLength: 3 }), fc.nat(4));
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        let text = fragment;
        for (const [at, put, cut] of edits) text = text.slice(0, at) + put + text.slice(at + cut);
        await outcome(text);
      }),
      { numRuns: 5000, seed: 1 },
    );
  });

  test("of values exchanged beneath the compression", async () => {
    const whole = JSON.stringify({ r: typical.recipe, v: typical.view, e: expected });
    const place = fc.nat(whole.length - 1);
    const token = fc.constantFrom(
      "null",
      "1e999",
      "-1",
      "[]",
      "{}",
      '"',
      "<b>",
      "\u0000",
      "true",
      "9".repeat(30),
    );
    await fc.assert(
      fc.asyncProperty(place, token, fc.nat(12), async (at, put, cut) => {
        const text = whole.slice(0, at) + put + whole.slice(at + cut);
        await outcome(`2.${toBase64url(await deflate(new TextEncoder().encode(text)))}`);
      }),
      { numRuns: 5000, seed: 2 },
    );
    // Some mutations are still links: both ways out are taken.
    expect([...codes].sort()).toEqual(["link.invalid", "read"]);
  });
});
