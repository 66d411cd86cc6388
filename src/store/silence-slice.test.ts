import { expect, it } from "vitest";
import { ready, settle } from "./fixtures/ready-lab.ts";

it("cancels what a silent worker was at, keeps the results, and loads model and images again", async () => {
  const { client, state } = await ready();
  const { latest } = state();
  void state().run();
  await settle();
  client.onSilence?.(30_000);
  expect(state().silentMs).toBe(30_000);
  client.onSilence?.(null);
  state().endSilentWorker();
  await settle();
  expect(state()).toMatchObject({
    tasks: { run: { status: "cancelled", failure: null } },
    silentMs: null,
    latest,
  });
  const before = client.calls.length;
  void state().run();
  await settle();
  expect(client.kinds().slice(before)).toEqual(["model.load"]);
});

it("cancels the loading that a silent worker was at, and keeps the model that was open", async () => {
  const { client, state } = await ready();
  const { model } = state();
  void state().openModel("second");
  await settle();
  expect(state().loading).not.toBeNull();
  client.onSilence?.(30_000);
  state().endSilentWorker();
  await settle();
  expect(state()).toMatchObject({ loading: null, workspaceFailure: null, model });
});

it("waits on without a word until the silence is twice as long", async () => {
  const { client, state } = await ready();
  client.onSilence?.(30_000);
  state().waitOn();
  expect(state().silenceToldFromMs).toBe(60_000);
  client.onSilence?.(null);
  expect(state()).toMatchObject({ silentMs: null, silenceToldFromMs: 0 });
});
