import { expect, it } from "vitest";
import { LabError } from "#core/lab-error.ts";
import { ready, settle } from "./fixtures/ready-lab.ts";
import { MINI_LIMIT } from "./mini-slice.ts";

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
