import { expect, it } from "vitest";
import { WorkerReplaced } from "#client/lab-client.ts";
import { HandClient, settle } from "./fixtures/ready-lab.ts";
import { WorkerSession } from "./worker-session.ts";

const model = { source: { kind: "bundled" as const, id: "a" }, location: { url: "http://lab/a.onnx" } };

/** A session whose model is loaded. */
async function loaded() {
  const client = new HandClient();
  const session = new WorkerSession(client);
  const load = session.load("model.load", model, {});
  client.last("model.load").resolve({});
  await load;
  return { client, session };
}

it("sends a load again that was under way when another cancel ended the worker", async () => {
  const client = new HandClient();
  const session = new WorkerSession(client);
  const load = session.load("model.load", model, {});
  const first = client.last("model.load");
  client.onRestart?.("cancelled");
  first.reject(new WorkerReplaced());
  await settle();
  expect(client.kinds()).toEqual(["model.load", "model.load"]);
  client.last("model.load").resolve({ opset: 13 });
  expect(await load).toEqual({ opset: 13 });
});

it("loads the model again before such a request is sent again", async () => {
  const { client, session } = await loaded();
  const call = session.call("layers.weights", { recipe: {} as never });
  await settle();
  const first = client.last("layers.weights");
  client.onRestart?.("cancelled");
  first.reject(new WorkerReplaced());
  await settle();
  expect(client.kinds()).toEqual(["model.load", "layers.weights", "model.load"]);
  client.last("model.load").resolve({});
  await settle();
  client.last("layers.weights").resolve([]);
  expect(await call).toEqual([]);
});

it("loads again what a worker loaded with its last breath", async () => {
  const client = new HandClient();
  const session = new WorkerSession(client);
  const load = session.load("model.load", model, {});
  client.last("model.load").resolve({});
  client.onRestart?.("crashed");
  await load;
  void session.call("layers.weights", { recipe: {} as never });
  await settle();
  expect(client.kinds()).toEqual(["model.load", "model.load"]);
  client.last("model.load").resolve({});
  await settle();
  expect(client.kinds().at(-1)).toBe("layers.weights");
});

it("says that the worker ends whenever the model is loaded again, and tries anew at the next request", async () => {
  const { client, session } = await loaded();
  client.onRestart?.("crashed");
  const failed = session.call("layers.weights", { recipe: {} as never });
  await settle();
  client.last("model.load").resolve({});
  client.onRestart?.("crashed");
  await expect(failed).rejects.toMatchObject({ code: "worker.crashed" });
  expect(client.kinds()).toEqual(["model.load", "model.load"]);
  void session.call("layers.weights", { recipe: {} as never });
  await settle();
  client.last("model.load").resolve({});
  await settle();
  expect(client.kinds()).toEqual(["model.load", "model.load", "model.load", "layers.weights"]);
});
