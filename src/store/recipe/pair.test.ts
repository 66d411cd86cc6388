import { expect, test } from "vitest";
import { onlyA, runResult } from "#experiment/fixtures/run-result.ts";
import { withSetting } from "#experiment/setting.ts";
import { memoryStore } from "../fixtures/memory-store.ts";
import { ready, settle } from "../fixtures/ready-lab.ts";
import { visit } from "../fixtures/visit.ts";
import type { LabState } from "../lab-state.ts";

const bitsOf = ({ recipe, b }: LabState) => [recipe?.weights.bits, b?.weights.bits];

async function withB() {
  const lab = await ready();
  lab.state().copyAToB();
  lab.state().editB("bits", (b) => ({ ...b, weights: { ...b.weights, bits: 4 } }));
  return lab;
}

test("B begins as A is, is edited alone, changes places with A, and takes its place", async () => {
  const { state } = await withB();
  expect(bitsOf(state())).toEqual([8, 4]);
  state().swapSettings();
  expect(bitsOf(state())).toEqual([4, 8]);
  state().swapSettings();
  state().keepOnly("b");
  expect(bitsOf(state())).toEqual([4, undefined]);
  state().undo();
  expect(bitsOf(state())).toEqual([8, 4]);
  state().keepOnly("a");
  expect(bitsOf(state())).toEqual([8, undefined]);
});

test("nothing happens to a B that is not there", async () => {
  const { state } = await ready();
  const { past } = state();
  state().editB("bits", (b) => ({ ...b, mode: "dynamic" }));
  state().swapSettings();
  expect([state().b, state().past]).toEqual([null, past]);
});

test("Run measures both settings, and each is in the log", async () => {
  const { state, client } = await withB();
  const { recipe, b } = state();
  if (!recipe || !b) throw new Error("The lab has no pair.");
  void state().run();
  await settle();
  expect(client.last("experiment.run").payload).toMatchObject({ recipe, b });
  const results = { a: runResult(recipe), b: runResult(withSetting(recipe, b)), answers: null };
  client.last("experiment.run").resolve(results);
  await settle();
  expect(state().latest).toMatchObject({ number: 1, result: results.a, b: results.b });
  expect(
    state()
      .log.map(({ recipe: { weights }, origin }) => [weights.bits, origin])
      .sort(),
  ).toEqual([
    [4, "B of run 1"],
    [8, undefined],
  ]);
});

test("a run that a lesson makes measures A alone", async () => {
  const { state, client } = await withB();
  void state().run("Procedure");
  await settle();
  expect(client.last("experiment.run").payload).not.toHaveProperty("b");
  client.last("experiment.run").resolve(onlyA(runResult(state().recipe)));
  await settle();
  expect(state().latest).not.toHaveProperty("b");
});

test("B stays beside another model, without the layers of the one before; Reset takes it away", async () => {
  const { state } = await withB();
  state().editB("layers", (b) => ({ ...b, layers: { conv: { precision: "fp32" } } }));
  const { recipe } = state();
  if (!recipe) throw new Error("The lab has no recipe.");
  const second = { ...recipe, model: { kind: "bundled" as const, id: "second" } };
  state().adoptRecipe(second, second);
  expect(state().b).toMatchObject({ weights: { bits: 4 }, layers: {} });
  state().resetRecipe();
  expect(state().b).toBeNull();
});

test("both settings come back with the next visit", async () => {
  const memory = memoryStore();
  const state = await visit(memory);
  state().copyAToB();
  state().editB("bits", (b) => ({ ...b, weights: { ...b.weights, bits: 4 } }));
  await state().run();
  const again = await visit(memory);
  await settle();
  expect(again().latest?.b?.recipe.weights.bits).toBe(4);
  expect(bitsOf(again())).toEqual([8, 4]);
});
