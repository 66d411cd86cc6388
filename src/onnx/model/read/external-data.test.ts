import { create, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { buildModel, node, noise } from "../../fixtures/build.ts";
import { refusalOf } from "../../fixtures/refusal.ts";
import { run } from "../../fixtures/run.ts";
import {
  ModelProtoSchema,
  TensorProto_DataLocation,
  TensorProtoSchema,
  TensorProto_DataType as Type,
} from "../schema/onnx_pb.ts";
import { floatTensor } from "../write/tensor.ts";
import { readModel } from "./model.ts";

const values = noise(12, 3);
const x = { data: noise(4, 4), dims: [1, 4] };

/** A MatMul whose weight `w` [4, 3] lies in another file. */
function external(entries: Record<string, string>): Uint8Array {
  const w = create(TensorProtoSchema, {
    name: "w",
    dims: [4n, 3n],
    dataType: Type.FLOAT,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
  });
  const parts = { inputs: { x: [1, 4] }, outputs: { y: [1, 3] }, nodes: [node("MatMul", ["x", "w"], "y")] };
  return toBinary(ModelProtoSchema, buildModel({ ...parts, initializers: [w] }));
}

/** The weight's bytes behind eight others, at an odd address. */
const file = new Uint8Array(60).subarray(1);
file.set(floatTensor("", [12], values).rawData, 8);

describe("values in other files", () => {
  it("become the tensor's without a copy, and the model runs with them", async () => {
    const entries = { location: "./parts/net.data", offset: "8", length: "48" };
    const model = readModel(external(entries), new Map([["net.data", file]]));
    expect(model.graph?.initializer[0].rawData.buffer).toBe(file.buffer);
    const { y } = await run(model, { x });
    const expected = [0, 1, 2].map((column) =>
      x.data.reduce((sum, value, row) => sum + value * values[3 * row + column], 0),
    );
    expected.forEach((value, i) => {
      expect(y.data[i]).toBeCloseTo(value, 5);
    });
  });

  it("take as many bytes as the shape says where no length is given, and prefer the exact path", () => {
    const files = new Map([
      ["b/net.data", new Uint8Array(4)],
      ["a/net.data", file],
    ]);
    const model = readModel(external({ location: "a/net.data" }), files);
    expect(model.graph?.initializer[0].rawData).toHaveLength(48);
  });

  it("name the files that are missing, also where two could be meant", () => {
    const bytes = external({ location: "net.data" });
    const details = { files: "net.data", count: 1 };
    expect(refusalOf(() => readModel(bytes))).toMatchObject({ code: "model.external-missing", details });
    const twice = new Map([
      ["a/net.data", file],
      ["b/net.data", file],
    ]);
    expect(refusalOf(() => readModel(bytes, twice)).code).toBe("model.external-missing");
  });

  it("must be in their file", () => {
    const bytes = external({ location: "net.data", offset: "16" });
    const short = refusalOf(() => readModel(bytes, new Map([["net.data", file]])));
    expect(short).toMatchObject({
      code: "model.truncated",
      details: { file: "net.data", name: "w", found: 59, needed: 64 },
    });
  });

  it.each<Record<string, string>>([
    { location: "../net.data" },
    { location: "a/../../net.data" },
    { location: "/etc/passwd" },
    { location: "C:\\net.data" },
    { location: "..\\net.data" },
    { location: "file:net.data" },
    {},
    { location: "net.data", offset: "-8" },
    { location: "net.data", offset: "1e3" },
    { location: "net.data", length: "44" },
    { location: "net.data", offset: "99999999999999999999" },
  ])("are refused at %o", (entries) => {
    const files = new Map([["net.data", file]]);
    expect(refusalOf(() => readModel(external(entries), files)).code).toBe("model.damaged");
  });
});
