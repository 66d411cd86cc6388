import { expect, it } from "vitest";
import type { DatasetSummary } from "#protocol/messages.ts";
import { ready, settle } from "../fixtures/ready-lab.ts";

const source = { kind: "file", name: "pairs.npz", sha256: "1" } as const;
const file = new File(["content"], "pairs.npz");

const inputs = [{ name: "x", shape: ["N", 3, 40] }];

/** Arrays are loaded, then a model with these inputs; the one before is not known to have any. */
async function openedAfter(data: Partial<DatasetSummary>, ofModel: object) {
  const lab = await ready();
  void lab.state().openImages([{ path: "pairs.npz", file }]);
  await settle();
  lab.client.last("data.load").resolve({ source, name: "pairs.npz", classes: [], ...data });
  await settle();
  const before = lab.client.calls.length;
  void lab.state().openModelFiles([{ path: "two.onnx", file: new File(["content"], "two.onnx") }]);
  await settle();
  const own = { kind: "file", name: "two.onnx", sha256: "2" };
  const model = {
    source: own,
    sha256: "2",
    layers: [],
    preprocessGuess: null,
    pictureInput: null,
    ...ofModel,
  };
  lab.client.last("model.load").resolve(model);
  await settle();
  return lab.client.calls.slice(before);
}

it("arrays that are open are read again for a model with several inputs", async () => {
  const calls = await openedAfter({ kind: "tensors" }, { inputs, otherInputs: [{ name: "mask" }] });
  expect(calls.map(({ kind }) => kind)).toEqual(["model.load", "data.load"]);
  expect(calls[1].payload).toEqual({ source, location: { files: [{ path: "pairs.npz", file }] } });
});

it("they are for a model whose one input has another shape, also where bytes became images", async () => {
  const kinds = async (...args: Parameters<typeof openedAfter>) =>
    (await openedAfter(...args)).map(({ kind }) => kind);
  expect(await kinds({ kind: "tensors" }, { inputs, otherInputs: [] })).toEqual(["model.load", "data.load"]);
  expect(await kinds({ kind: "pictures", fromArrays: true }, { inputs })).toEqual([
    "model.load",
    "data.load",
  ]);
});

it("pictures are not, nor are arrays for a model of the same inputs", async () => {
  const kinds = async (...args: Parameters<typeof openedAfter>) =>
    (await openedAfter(...args)).map(({ kind }) => kind);
  expect(await kinds({ kind: "pictures", fields: [] }, { inputs })).toEqual(["model.load"]);
  expect(await kinds({ kind: "tensors" }, {})).toEqual(["model.load"]);
});
