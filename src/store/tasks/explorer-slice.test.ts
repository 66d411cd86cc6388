import { expect, it } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import { ready, settle } from "../fixtures/ready-lab.ts";

async function explorer() {
  const lab = await ready();
  const recipe = lab.state().recipe;
  if (!recipe) throw new Error("no recipe");
  const weights = (layer: string, bins = 8) => lab.state().explore("layer.weights", { recipe, layer, bins });
  const answer = () => lab.state().explored["layer.weights"];
  const asked = () => lab.client.calls.filter(({ kind }) => kind === "layer.weights").length;
  return { ...lab, recipe, weights, answer, asked };
}

it("asks about one layer at a time and then only about the newest chosen meanwhile", async () => {
  const { client, weights, answer, asked } = await explorer();
  for (const name of ["a", "b", "c", "d"]) weights(name);
  await settle();
  client.last("layer.weights").resolve({ name: "a" });
  await settle();
  expect(answer()).toBeNull();
  client.last("layer.weights").resolve({ name: "d" });
  await settle();
  expect(asked()).toBe(2);
  expect(answer()).toMatchObject({ to: { layer: "d" }, value: { name: "d" } });
});

it("shows what comes on the way while one thing is dragged", async () => {
  const { client, weights, answer } = await explorer();
  weights("a", 8);
  await settle();
  weights("a", 16);
  client.last("layer.weights").resolve({ name: "a", step: 1 });
  await settle();
  expect(answer()).toMatchObject({ to: { bins: 8 }, value: { step: 1 } });
  client.last("layer.weights").resolve({ name: "a", step: 2 });
  await settle();
  expect(answer()).toMatchObject({ to: { bins: 16 }, value: { step: 2 } });
});

it("keeps the kinds apart, and a failure with its question", async () => {
  const { client, state, recipe, weights, answer } = await explorer();
  weights("a");
  state().explore("layer.kernels", { recipe, layer: "a", first: 0, count: 4 });
  await settle();
  client.last("layer.kernels").reject(new LabError("recipe.unknown-layer", { layer: "a" }));
  await settle();
  expect(answer()).toBeNull();
  expect(state().explored["layer.kernels"]).toMatchObject({
    value: null,
    failure: { code: "recipe.unknown-layer" },
  });
});

it("drops what arrives after another model was opened", async () => {
  const { client, state, weights, answer } = await explorer();
  weights("a");
  await settle();
  const late = client.last("layer.weights");
  void state().openModel("second");
  await settle();
  client.last("model.load").resolve({ source: { kind: "bundled", id: "second" }, layers: [] });
  await settle();
  late.resolve({ name: "a" });
  await settle();
  expect(answer()).toBeNull();
});
