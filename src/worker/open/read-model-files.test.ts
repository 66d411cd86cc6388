import { create, toBinary } from "@bufbuild/protobuf";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { buildModel, node, noise } from "#onnx/fixtures/build.ts";
import { residualNet } from "#onnx/fixtures/residual-net.ts";
import {
  ModelProtoSchema,
  TensorProto_DataLocation,
  TensorProtoSchema,
  TensorProto_DataType as Type,
} from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { never } from "../fixtures/run-lab.ts";
import { openModel } from "./open-model.ts";
import { readModelFiles } from "./read-model-files.ts";

const bytes = writeModel(residualNet());
const file = (path: string, ...parts: BlobPart[]) => ({
  path,
  file: new File(parts, path.slice(path.lastIndexOf("/") + 1)),
});
const read = (...files: ReturnType<typeof file>[]) => readModelFiles({ files }, never, () => {});

beforeEach(() => vi.stubGlobal("self", { location: new URL("https://lab.example/") }));
afterEach(() => vi.unstubAllGlobals());

test("a model is read with its hash, and what lies beside it is left alone", async () => {
  const progress: { loadedBytes: number; totalBytes: number | null }[] = [];
  const files = [file("net/readme.md", "text"), file("net/net.onnx", bytes)];
  const found = await readModelFiles({ files }, never, (each) => progress.push(each));
  expect(found.sizeBytes).toBe(bytes.length);
  expect(found.bytes).toEqual(bytes);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  expect(found.sha256).toBe(Buffer.from(digest).toString("hex"));
  expect(progress.at(-1)).toEqual({ loadedBytes: bytes.length, totalBytes: bytes.length });
});

test("weights in other files are read with it, and run", async () => {
  const w = create(TensorProtoSchema, {
    name: "w",
    dims: [4n, 3n],
    dataType: Type.FLOAT,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: [{ key: "location", value: "net.onnx.data" }],
  });
  const parts = {
    inputs: { x: ["n", 4] },
    outputs: { y: ["n", 3] },
    nodes: [node("MatMul", ["x", "w"], "y")],
  };
  const graph = toBinary(ModelProtoSchema, buildModel({ ...parts, initializers: [w] }));
  const values = noise(12, 1) as Float32Array<ArrayBuffer>;
  const model = file("net.onnx", graph);
  await expect(read(model)).rejects.toMatchObject({ code: "model.external-missing" });
  const found = await read(file("readme.md", "text"), file("net.onnx.data", values), model);
  expect(found.bytes).toBeNull();
  expect(found.sizeBytes).toBe(graph.length + 48);
  expect(found.sha256).toMatch(/^[0-9a-f]{64}$/);
  const opened = await openModel(found, { kind: "file", name: "net.onnx", sha256: "" });
  const session = await opened.fp32Session("wasm");
  const { y } = await session.run({ x: { data: Float32Array.of(0, 0, 1, 0), dims: [1, 4] } });
  expect([...y.data]).toEqual([...values.subarray(6, 9)]);
  await opened.release();
});

test("two models at once, and files that are none, are refused", async () => {
  const two = read(file("a.onnx", bytes), file("b.onnx", bytes));
  await expect(two).rejects.toMatchObject({
    code: "model.several",
    details: { count: 2, files: "a.onnx, b.onnx" },
  });
  await expect(read(file("a.txt", "no model"))).rejects.toMatchObject({ code: "model.not-onnx" });
});

test.each<[string, Response | Error, object]>([
  [
    "https://other.example/net.onnx",
    new Response("<!doctype html>", { headers: { "content-type": "text/html; charset=utf-8" } }),
    { code: "model.not-onnx", details: { html: true, url: "https://other.example/net.onnx" } },
  ],
  [
    "https://lab.example/models/gone.onnx",
    new Response("<!doctype html>", { headers: { "content-type": "text/html" } }),
    { code: "model.missing", details: { html: true } },
  ],
  [
    "https://other.example/net.onnx",
    new Response("", { status: 404 }),
    { code: "model.missing", details: { status: 404 } },
  ],
  [
    "https://other.example/net.onnx",
    new TypeError("Failed to fetch"),
    { code: "network.failed", details: { cors: true } },
  ],
  [
    "https://lab.example/net.onnx",
    new TypeError("Failed to fetch"),
    { code: "network.failed", details: { cors: false } },
  ],
  [
    "https://other.example/net.onnx",
    new Response("x", { headers: { "content-length": "9999999999" } }),
    { code: "model.too-large", details: { found: 9_999_999_999 } },
  ],
])("an address that gives no model, %s", async (url, answer, expected) => {
  vi.stubGlobal("fetch", async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
  await expect(readModelFiles({ url }, never, () => {})).rejects.toMatchObject(expected);
});

test("a download of unknown length is read whole", async () => {
  const chunks = [bytes.subarray(0, 1000), bytes.subarray(1000)];
  const body = new ReadableStream({
    pull: (controller) => {
      const chunk = chunks.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
  vi.stubGlobal("fetch", async () => new Response(body));
  const found = await readModelFiles({ url: "https://other.example/net.onnx" }, never, () => {});
  expect(found.bytes).toEqual(bytes);
});
