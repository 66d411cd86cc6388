import { create } from "@bufbuild/protobuf";
import * as ort from "onnxruntime-web/wasm";
import { describe, expect, it } from "vitest";
import { buildModel, node } from "../fixtures/build.ts";
import { withOwnFunction } from "../fixtures/every-weight.ts";
import { run } from "../fixtures/run.ts";
import { OperatorSetIdProtoSchema } from "../model/schema/onnx_pb.ts";
import { writeModel } from "../model/write/model.ts";
import { EXPERIMENTAL_OPS, missingOps, missingOpsFromRuntime, ONNX_OPS } from "./missing-ops.ts";

/** One node of an operator, of a domain, with one input: enough to be looked up. */
function modelOf(op: string, opset: number, domain = "") {
  const only = node(op, ["x"], "y");
  only.domain = domain;
  const model = buildModel({ inputs: { x: [1] }, outputs: { y: [1] }, nodes: [only], opset });
  if (domain) model.opsetImport.push(create(OperatorSetIdProtoSchema, { domain, version: 1n }));
  return model;
}

/** What the runtime says is missing. */
async function refusedFor(model: ReturnType<typeof modelOf>): Promise<string | null> {
  try {
    const session = await ort.InferenceSession.create(writeModel(model), { logSeverityLevel: 4 });
    await session.release();
    return null;
  } catch (error) {
    const missing = missingOpsFromRuntime(String(error));
    return missing && String(missing.details.ops);
  }
}

describe("the table of operators is the runtime's", () => {
  const listed = [...ONNX_OPS].map(([op, since]) => ({ op, since: Math.max(since, 7) }));
  const gone = ["Scatter", "Upsample", "GroupNormalization"];

  it("each is there from its version on", async () => {
    for (const { op, since } of listed) {
      expect({ op, missing: await refusedFor(modelOf(op, since)) }).toEqual({ op, missing: null });
    }
    for (const op of EXPERIMENTAL_OPS) {
      expect({ op, missing: await refusedFor(modelOf(op, 9)) }).toEqual({ op, missing: null });
      expect({ op, missing: await refusedFor(modelOf(op, 10)) }).toEqual({ op, missing: op });
    }
  });

  it("and not before", async () => {
    for (const { op, since } of listed.filter((each) => each.since > 7 && !gone.includes(each.op))) {
      const model = modelOf(op, since - 1);
      expect(await refusedFor(model)).toBe(op);
      expect(missingOps(model)).toEqual([op]);
    }
  });
});

describe("missingOps", () => {
  it("names operators of domains that the runtime does not know, once each", async () => {
    const model = modelOf("DecodeImage", 18, "com.microsoft.extensions");
    model.graph?.node.push(...(modelOf("EncodeImage", 18, "com.microsoft.extensions").graph?.node ?? []));
    model.graph?.node.push(...(modelOf("DecodeImage", 18, "com.microsoft.extensions").graph?.node ?? []));
    expect(missingOps(model)).toEqual([
      "com.microsoft.extensions.DecodeImage",
      "com.microsoft.extensions.EncodeImage",
    ]);
  });

  it("knows what the model defines itself", async () => {
    const call = Object.assign(node("Same", ["x"], "y"), { domain: "local" });
    const model = withOwnFunction(buildModel({ inputs: { x: [1] }, outputs: { y: [1] }, nodes: [call] }));
    expect(missingOps(model)).toEqual([]);
    const { y } = await run(model, { x: { data: Float32Array.of(3), dims: [1] } });
    expect([...y.data]).toEqual([3]);
  });

  it("reads the runtime's words", async () => {
    expect(await refusedFor(modelOf("DecodeImage", 18, "com.microsoft.extensions"))).toBe(
      "com.microsoft.extensions.DecodeImage",
    );
    expect(
      missingOpsFromRuntime("Could not find an implementation for GRUUnit(1) node with name ''"),
    ).toMatchObject({
      code: "model.missing-ops",
      details: { ops: "GRUUnit" },
    });
    expect(missingOpsFromRuntime("bad_alloc")).toBeNull();
  });
});
