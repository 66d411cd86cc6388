import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, it } from "vitest";
import { buildModel, node, noiseTensor } from "../../fixtures/build.ts";
import { refusalOf } from "../../fixtures/refusal.ts";
import { shallowCopy } from "../graph/shallow-copy.ts";
import { ModelProtoSchema } from "../schema/onnx_pb.ts";
import { writeModel } from "../write/model.ts";
import { readModel } from "./model.ts";

const model = buildModel({
  inputs: { x: [1, 4] },
  outputs: { y: [1, 3] },
  initializers: [noiseTensor("w", [4, 3], 1)],
  nodes: [node("MatMul", ["x", "w"], "y")],
});
const bytes = writeModel(model);

const refusal = (input: Uint8Array) => refusalOf(() => readModel(input));

describe("readModel", () => {
  it("reads what writeModel wrote", () => {
    const read = readModel(bytes);
    expect(read.graph?.node[0].opType).toBe("MatMul");
    expect(writeModel(read)).toEqual(bytes);
  });

  it("tells other kinds of file from ONNX", () => {
    const text = (content: string) => new TextEncoder().encode(content);
    expect(refusal(new Uint8Array())).toMatchObject({
      code: "model.not-onnx",
      details: { looksLike: "empty" },
    });
    expect(refusal(text("\n<!DOCTYPE html><p>404"))).toMatchObject({ details: { looksLike: "html" } });
    expect(refusal(text('{"error": 404}'))).toMatchObject({ details: { looksLike: "json" } });
    expect(refusal(text("PK\x03\x04....."))).toMatchObject({ details: { looksLike: "zip" } });
    expect(refusal(text("version https://git-lfs.github.com/spec/v1"))).toMatchObject({
      details: { looksLike: "git-lfs" },
    });
    expect(refusal(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))).toMatchObject({ code: "model.not-onnx" });
    expect(refusal(new Uint8Array(64))).toMatchObject({ code: "model.not-onnx" });
  });

  it("says truncated at every length at which a field is cut", () => {
    for (let length = 3; length < bytes.length; length++) {
      const { code } = refusal(bytes.subarray(0, length));
      expect(["model.truncated", "model.unsupported"]).toContain(code);
    }
    expect(refusal(bytes.subarray(0, bytes.length >> 1)).code).toBe("model.truncated");
  });

  it("refuses bytes damaged inside the graph", () => {
    const damaged = bytes.slice();
    damaged.fill(0xff, 20, 60);
    expect(refusal(damaged).code).toMatch(/^model\.(not-onnx|truncated)$/);
  });

  it("refuses a model without graph, nodes, operator sets or a stable IR version", () => {
    const variant = (changes: Parameters<typeof shallowCopy<typeof ModelProtoSchema>>[2]) =>
      refusal(writeModel(shallowCopy(ModelProtoSchema, model, changes)));
    expect(variant({ graph: undefined })).toMatchObject({
      code: "model.unsupported",
      details: { what: "graph" },
    });
    expect(variant({ irVersion: 2n })).toMatchObject({ details: { what: "ir-version", found: 2 } });
    expect(variant({ opsetImport: [] })).toMatchObject({ details: { what: "opset" } });
  });

  it("keeps fields it does not know, at any depth", () => {
    const unknown = new BinaryWriter().tag(999, WireType.LengthDelimited).string("from the future").finish();
    const read = readModel(Uint8Array.of(...bytes, ...unknown));
    const again = readModel(writeModel(read));
    expect(again.$unknown).toHaveLength(1);
    expect(again.$unknown).toEqual(read.$unknown);
  });
});
