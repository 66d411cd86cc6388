import { create, equals, fromBinary } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { buildModel, node, noiseTensor } from "../../fixtures/build.ts";
import { foldBatchNorm } from "../../prepare/fold-batch-norm.ts";
import { insertQdq } from "../../quantize/qdq/insert-qdq.ts";
import { tapOutputs } from "../graph/tap.ts";
import { readModel } from "../read/model.ts";
import {
  FunctionProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  TrainingInfoProtoSchema,
} from "../schema/onnx_pb.ts";
import { writeModel } from "./model.ts";
import { onnxNode } from "./node.ts";

/** A model that has what the lab neither reads nor changes. */
function exotic(): ModelProto {
  const model = buildModel({
    inputs: { x: [1, 4] },
    outputs: { y: [1, 4] },
    initializers: [noiseTensor("w", [4, 4], 1)],
    nodes: [node("MatMul", ["x", "w"], "m"), onnxNode("Twice", "t", ["m"], ["y"])],
  });
  model.docString = "kept";
  model.domain = "org.example";
  model.modelVersion = 7n;
  model.opsetImport.push({ ...model.opsetImport[0], domain: "local", version: 1n });
  model.metadataProps.push(create(StringStringEntryProtoSchema, { key: "author", value: "someone" }));
  model.trainingInfo.push(create(TrainingInfoProtoSchema, { algorithm: { name: "adam" } }));
  model.functions.push(
    create(FunctionProtoSchema, {
      name: "Twice",
      domain: "local",
      input: ["a"],
      output: ["b"],
      node: [onnxNode("Add", "", ["a", "a"], ["b"])],
      opsetImport: [{ domain: "", version: 17n }],
    }),
  );
  const [, call] = model.graph?.node ?? [];
  call.domain = "local";
  return fromBinary(ModelProtoSchema, writeModel(model));
}

it("writes functions, training information and metadata as they were read", () => {
  const model = exotic();
  expect(equals(ModelProtoSchema, readModel(writeModel(model)), model)).toBe(true);
});

it("keeps them through every rewrite", () => {
  const model = exotic();
  const quantized = insertQdq(model, { mode: "static", layers: new Map(), activations: new Map() }).model;
  for (const rewritten of [foldBatchNorm(model).model, tapOutputs(model, ["m"]), quantized]) {
    const { functions, trainingInfo, metadataProps, docString, domain, modelVersion } = readModel(
      writeModel(rewritten),
    );
    expect({ functions, trainingInfo, metadataProps, docString, domain, modelVersion }).toEqual({
      functions: model.functions,
      trainingInfo: model.trainingInfo,
      metadataProps: model.metadataProps,
      docString: "kept",
      domain: "org.example",
      modelVersion: 7n,
    });
  }
});

it("gives bytes that can be transferred", () => {
  const bytes = writeModel(exotic());
  expect(bytes.byteOffset).toBe(0);
  expect(bytes.buffer.byteLength).toBe(bytes.byteLength);
});
