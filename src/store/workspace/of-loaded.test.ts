import { expect, it } from "vitest";
import { onlyA, runResult } from "#experiment/fixtures/run-result.ts";
import { ready, settle } from "../fixtures/ready-lab.ts";
import { isOfLoaded, isOfLoadedData } from "./of-loaded.ts";

async function readyWithResult() {
  const lab = await ready();
  void lab.state().run();
  await settle();
  lab.client.last("experiment.run").resolve(onlyA(runResult(lab.state().recipe)));
  await settle();
  return lab;
}

it("knows whether a run is of what is loaded", async () => {
  const { client, state } = await readyWithResult();
  const { latest } = state();
  expect([isOfLoaded(latest, state()), isOfLoadedData(latest, state())]).toEqual([true, true]);
  expect(isOfLoaded(null, state())).toBe(false);
  void state().openModel("second");
  await settle();
  client.last("model.load").resolve({ source: { kind: "bundled", id: "second" }, sha256: "2", layers: [] });
  await settle();
  expect([isOfLoaded(latest, state()), isOfLoadedData(latest, state())]).toEqual([false, true]);
});

it("asks nothing of the worker for a run of another model", async () => {
  const { client, state } = await readyWithResult();
  state().chooseOutput({ index: 0, output: "painted" });
  await settle();
  expect(client.last("outputs.pictures").payload).toMatchObject({ output: "painted" });
  client.last("outputs.pictures").resolve(null);
  await settle();
  void state().openModel("second");
  await settle();
  client.last("model.load").resolve({ source: { kind: "bundled", id: "second" }, sha256: "2", layers: [] });
  await settle();
  const before = client.calls.length;
  state().chooseOutput({ index: 1, output: "painted" });
  await state().downloadModel(() => {});
  await settle();
  expect(client.calls.slice(before).map(({ kind }) => kind)).toEqual([]);
  expect(state().exporting).toBe(false);
});
