import { describe, expect, test } from "vitest";
import { recipe as BASE_RECIPE } from "#diagnosis/fixtures/case.ts";
import type { Recipe } from "../recipe.ts";
import { parseRecipe } from "../recipe.ts";
import { accuracyObstacle, isJudgedAlike, isSameSource, type Judged, latencyObstacle } from "./comparable.ts";

const file = (name: string, sha256: string) => ({ kind: "file" as const, name, sha256 });
const run = (change: Partial<Recipe> = {}, seen = 90, labelled = seen): Judged => ({
  recipe: { ...BASE_RECIPE, evaluation: { count: 90, seed: 1 }, ...change },
  quantized: { top1: { correct: 1, total: labelled } },
  agreement: { correct: 1, total: seen },
});
const onWasm = (judged: Judged) => ({ ...judged, environment: { fp32: { backend: "wasm" as const } } });

describe("accuracies", () => {
  test("can be held against each other on the same images", () => {
    expect(accuracyObstacle(run(), run())).toBeNull();
    expect(accuracyObstacle(run({ data: file("a", "12") }), run({ data: file("renamed", "12") }))).toBeNull();
    const other = run({
      model: file("other.onnx", "34"),
      preprocess: { ...BASE_RECIPE.preprocess, size: 99 },
    });
    expect(accuracyObstacle(run(), other)).toBeNull();
  });

  test.each<[string, Judged]>([
    ["the two runs saw 90 and 1 images", run({ evaluation: { count: 1, seed: 1 } }, 1)],
    ["the two runs were judged on different images", run({ data: file("pictures", "34") })],
    [
      "the two runs drew their images by different seeds (1 and 2)",
      run({ evaluation: { count: 90, seed: 2 } }),
    ],
    ["the two runs had labels for 90 and 80 images", run({}, 90, 80)],
    [
      "the images were preprocessed differently in the two runs",
      run({ preprocess: { ...BASE_RECIPE.preprocess, resize: "pad" } }),
    ],
  ])("cannot where %s", (obstacle, other) => {
    expect(accuracyObstacle(run(), other)).toBe(obstacle);
    expect(isJudgedAlike(onWasm(run()), onWasm(other))).toBe(false);
  });

  test("of all images there are, however many more were asked for, can", () => {
    expect(accuracyObstacle(run(), run({ evaluation: { count: 5000, seed: 1 } }))).toBeNull();
  });

  test("of runs that count no image go by how many were asked for", () => {
    const uncounted = (count: number) => run({ evaluation: { count, seed: 1 } }, 0);
    expect(accuracyObstacle(uncounted(90), uncounted(90))).toBeNull();
    expect(accuracyObstacle(uncounted(90), uncounted(1))).toBe("the two runs asked for 90 and 1 images");
    expect(accuracyObstacle(run(), uncounted(90))).toBe("only one of the two models gives classes");
  });
});

test("runs are tested in pairs where the recipe came by a link, whatever the order of its keys", () => {
  const reversed = (value: unknown): unknown =>
    Array.isArray(value) || typeof value !== "object" || value === null
      ? value
      : Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, each]) => [key, reversed(each)]),
        );
  const recipe: Recipe = {
    ...BASE_RECIPE,
    data: file("pictures", "12".repeat(32)),
    preprocess: { ...BASE_RECIPE.preprocess, height: 20 },
  };
  const linked = run(parseRecipe(reversed(recipe)));
  expect(isJudgedAlike(onWasm(run(recipe)), onWasm(run(reversed(recipe) as Recipe)))).toBe(true);
  const asked = run(recipe);
  expect(isJudgedAlike(onWasm(asked), onWasm(linked))).toBe(true);
  const { size } = BASE_RECIPE.preprocess;
  const square = { ...BASE_RECIPE.preprocess, height: size };
  expect(isJudgedAlike(onWasm(run()), onWasm(run({ preprocess: square })))).toBe(true);
});

test("runs of two models, or with FP32 on two backends, are not tested in pairs", () => {
  expect(isJudgedAlike(onWasm(run()), onWasm(run({ model: file("other.onnx", "34") })))).toBe(false);
  const onWebgpu = { ...run(), environment: { fp32: { backend: "webgpu" as const } } };
  expect(isJudgedAlike(onWasm(run()), onWebgpu)).toBe(false);
});

test("sources without a digest are the same where all that is known of them is", () => {
  expect(isSameSource(file("a", ""), file("a", ""))).toBe(true);
  expect(isSameSource(file("a", ""), file("b", ""))).toBe(false);
  expect(isSameSource(file("a", "1"), { kind: "url", url: "https://x.example/a", sha256: "1" })).toBe(true);
  expect(isSameSource(file("a", "1"), file("a", "2"))).toBe(false);
});

test("times can be divided on the same backend and threads, on images of one size", () => {
  const wasm = (threads: number) => ({ backend: "wasm" as const, threads });
  const webgpu = { backend: "webgpu" as const, threads: 1 };
  expect(latencyObstacle(wasm(2), wasm(2))).toBeNull();
  expect(latencyObstacle(webgpu, { ...webgpu, threads: 4 })).toBeNull();
  expect(latencyObstacle(webgpu, wasm(1))).toBe("one was timed on WebGPU, the other on WASM");
  expect(latencyObstacle(wasm(1), wasm(4))).toBe("one was timed on 1 thread, the other on 4 threads");
  expect(latencyObstacle(wasm(1), wasm(1), [{ size: 48 }, { size: 48, height: 48 }])).toBeNull();
  expect(latencyObstacle(wasm(1), wasm(1), [{ size: 48 }, { size: 224 }])).toBe(
    "one was timed on an image of 48×48, the other on one of 224×224 pixels",
  );
});
