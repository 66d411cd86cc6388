import { expect, it } from "vitest";
import { LabError } from "#failures/lab-error.ts";
import { MINI_LIMIT } from "#lessons/mini/mini-source.ts";
import type { MiniQuestion, MiniView } from "#protocol/mini.ts";
import { ready, settle } from "../fixtures/ready-lab.ts";

const taken = { values: Float32Array.of(1, 2), channels: 2, totalChannels: 2, total: 2 };

it("takes a layer's weights of the loaded model, and remembers of which", async () => {
  const { client, state } = await ready();
  void state().takeMiniLayer("conv");
  expect(client.last("layer.values").payload).toEqual({ layer: "conv", limit: MINI_LIMIT });
  client.last("layer.values").resolve(taken);
  await settle();
  expect(state().miniLayer).toEqual({ ...taken, layer: "conv", sha256: "1" });
});

it("keeps the last weights where taking others fails, and says so until it works again", async () => {
  const { client, state } = await ready();
  void state().takeMiniLayer("conv");
  client.last("layer.values").resolve(taken);
  await settle();
  void state().takeMiniLayer("other");
  client.last("layer.values").reject(new LabError("recipe.unknown-layer", { layer: "other" }));
  await settle();
  expect(state().miniLayer?.layer).toBe("conv");
  expect(state().miniLayerFailure?.code).toBe("recipe.unknown-layer");
  void state().takeMiniLayer("conv");
  client.last("layer.values").resolve(taken);
  await settle();
  expect(state().miniLayerFailure).toBeNull();
});

it("shows what was asked for last, in whatever order the answers come", async () => {
  const { client, state } = await ready();
  void state().takeMiniLayer("slow");
  const slow = client.last("layer.values");
  void state().takeMiniLayer("quick");
  client.last("layer.values").resolve(taken);
  await settle();
  slow.resolve(taken);
  await settle();
  expect(state().miniLayer?.layer).toBe("quick");
});

it("changes one side of a comparison and nothing else", async () => {
  const { state } = await ready();
  const before = state().mini;
  state().setMiniSettings("b", { bits: 3 });
  expect(state().mini).toEqual({ ...before, b: { ...before.b, bits: 3 } });
});

async function asking() {
  const lab = await ready();
  const question = (part: number): MiniQuestion => ({
    source: { kind: "pasted", text: "1", channels: 1 },
    sides: [],
    part,
  });
  const answer = <V extends MiniView>(view: V) => lab.state().miniAnswers[view];
  return { ...lab, question, answer };
}

it("asks its own worker, one question at a time and then the newest; the answer before stays meanwhile", async () => {
  const { mini, client, state, question, answer } = await asking();
  const calls = client.calls.length;
  const [first, second, third] = [question(1), question(2), question(3)];
  state().askMini("trip", first);
  mini.last("trip").resolve({ count: 1 });
  await settle();
  for (const each of [question(9), second, third]) state().askMini("trip", each);
  expect(answer("trip")).toEqual({ to: first, value: { count: 1 }, failure: null });
  mini.last("trip").resolve({ count: 9 });
  await settle();
  mini.last("trip").resolve({ count: 3 });
  await settle();
  expect(answer("trip")).toEqual({ to: third, value: { count: 3 }, failure: null });
  expect(mini.calls.map(({ payload }) => payload)).toEqual([first, question(9), third]);
  expect(client.calls).toHaveLength(calls);
});

it("opens a view on the same question's numbers or on none", async () => {
  const { mini, state, question, answer } = await asking();
  const [old, now] = [question(1), question(2)];
  const ask = async (view: MiniView, to: MiniQuestion) => {
    state().askMini(view, to);
    mini.last(view).resolve({ count: 1 });
    await settle();
  };
  await ask("trip", old);
  await ask("formulas", now);
  expect(answer("trip")).toBeNull();
  await ask("code", now);
  expect(answer("formulas")?.to).toBe(now);
});

it("ends its worker when that says nothing for half a minute, and says so", async () => {
  const { mini, state, question, answer } = await asking();
  state().askMini("zero", question(1));
  mini.onSilence?.(30_000);
  await settle();
  expect(answer("zero")).toMatchObject({ value: null, failure: { code: "mini.crashed" } });
  state().askMini("zero", question(2));
  mini.last("zero").resolve({ count: 2 });
  await settle();
  expect(answer("zero")).toMatchObject({ value: { count: 2 }, failure: null });
});

it("says that its worker crashed, keeps the numbers there were, and goes on with the next question", async () => {
  const { mini, state, question, answer } = await asking();
  state().askMini("zero", question(1));
  mini.last("zero").resolve({ count: 1 });
  await settle();
  state().askMini("zero", question(2));
  mini.last("zero").reject(new LabError("worker.crashed", { message: "out of memory" }));
  await settle();
  expect(answer("zero")).toMatchObject({ value: { count: 1 }, failure: { code: "mini.crashed" } });
  state().askMini("zero", question(3));
  mini.last("zero").resolve({ count: 3 });
  await settle();
  expect(answer("zero")).toMatchObject({ value: { count: 3 }, failure: null });
});
