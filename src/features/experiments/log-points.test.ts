import { expect, it } from "vitest";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import type { LogEntry } from "#share/log-file.ts";
import { logPoints } from "./log-points.ts";

const variant = (correct: number, sizeBytes: number) =>
  ({ top1: { correct, total: 100 }, sizeBytes }) as LogEntry["fp32"];
const run = (id: string, model: string, correct: number, sizeBytes: number): LogEntry =>
  ({
    ...{ id, name: id, modelName: model, fp32: variant(95, 900), quantized: variant(correct, sizeBytes) },
    ...{ agreement: { correct, total: 100 }, outputSqnrDb: 30 },
    recipe: { ...BASE_RECIPE, model: { kind: "bundled", id: model } },
  }) as LogEntry;

it("has one front, of the newest run's model, and the FP32 of every model", () => {
  const log = [
    run("newest", "small", 80, 200),
    run("better", "small", 90, 300),
    run("beaten", "small", 85, 300),
    run("another's", "large", 99, 100),
  ];
  const { points, table } = logPoints(log);
  expect(points.filter(({ onFront }) => onFront).map(({ id }) => id)).toEqual(["newest", "better"]);
  expect(points.filter(({ kind }) => kind === "fp32").map(({ caption }) => caption)).toEqual([
    "small",
    "large",
  ]);
  expect(table.rows).toHaveLength(4);
});

it("has no front across counts of images", () => {
  const one = run("one image", "small", 100, 150);
  const lucky = { ...one, agreement: { correct: 1, total: 1 } };
  const { points } = logPoints([run("newest", "small", 80, 200), lucky]);
  expect(points.filter(({ onFront }) => onFront).map(({ id }) => id)).toEqual(["newest"]);
});

it("is empty without runs", () => {
  expect(logPoints([])).toMatchObject({ points: [], table: { rows: [] } });
});
