import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { WeightSpec } from "#core/recipe.ts";
import { pythonWith, runPython, skipped } from "../../scripts/python.ts";
import { attentionNet } from "./fixtures/attention-net.ts";
import { noise } from "./fixtures/build.ts";
import { PER_CHANNEL, PER_TENSOR, planFor } from "./fixtures/plan.ts";
import { residualFeed, residualNet } from "./fixtures/residual-net.ts";
import type { Feed } from "./fixtures/run.ts";
import { readModel } from "./read/model.ts";
import { readFloats, readInts } from "./read/tensor.ts";
import { foldBatchNorm } from "./rewrite/fold-batch-norm.ts";
import { insertQdq } from "./rewrite/insert-qdq.ts";
import { type ModelProto, type TensorProto, TensorProto_DataType as Type } from "./schema/onnx_pb.ts";
import { writeModel } from "./write/model.ts";

const folder = mkdtempSync(join(tmpdir(), "quantization-lab-onnx-"));
afterAll(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string) => join(folder, name);

const script = (name: string) => new URL(`./fixtures/${name}`, import.meta.url);
const checker = pythonWith("onnx");

describe.skipIf(!checker)(`ONNX's own checker${skipped(checker, "onnx")}`, () => {
  const asymmetric: WeightSpec = { bits: 3, scheme: "asymmetric", granularity: { kind: "channel" } };
  const attentionFeed = { x: { data: noise(48, 5), dims: [1, 6, 8] } };

  // Tapped and extracted models stay out: the checker wants shapes of outputs that only a runtime infers.
  it.each<[string, ModelProto, Record<string, Feed>]>([
    ["residual", residualNet(), residualFeed(2, 1)],
    ["attention", attentionNet(), attentionFeed],
  ])("accepts what the rewrites make of the %s network", async (name, original, feeds) => {
    const { model } = foldBatchNorm(original);
    writeFileSync(inFolder(`${name}-folded.onnx`), writeModel(model));
    for (const [i, spec] of [PER_TENSOR, PER_CHANNEL, asymmetric].entries()) {
      const quantized = insertQdq(model, await planFor(model, feeds, spec)).model;
      writeFileSync(inFolder(`${name}-${i}.onnx`), writeModel(quantized));
    }
    expect(runPython(checker, script("check_models.py"), [folder])).toBe("");
  });
});

const runtime = pythonWith("onnx", "onnxruntime");

describe.skipIf(!runtime)(`ONNX Runtime's quantize_static${skipped(runtime, "onnx and onnxruntime")}`, () => {
  const { model } = foldBatchNorm(residualNet());
  const feeds = residualFeed(4, 1);

  function reference(spec: WeightSpec): ModelProto {
    const { data, dims } = feeds.x;
    writeFileSync(inFolder("float.onnx"), writeModel(model));
    writeFileSync(inFolder("x.bin"), new Uint8Array(data.buffer));
    const files = ["float.onnx", "static.onnx", "x.bin"].map(inFolder);
    runPython(runtime, script("quantize_static.py"), [
      ...files,
      dims.join(),
      spec === PER_CHANNEL ? "1" : "0",
    ]);
    return readModel(readFileSync(inFolder("static.onnx")));
  }

  it.each([
    ["per tensor", PER_TENSOR],
    ["per channel", PER_CHANNEL],
  ])("gives the same tensors, codes and scales %s", async (_, spec) => {
    const ours = insertQdq(model, await planFor(model, feeds, spec)).model;
    const theirs = reference(spec);
    expect(quantizedTensors(ours)).toEqual(quantizedTensors(theirs));
    const expected = initializers(theirs);
    const found = initializers(ours);
    // The lab leaves out the zero points of biases, which are zero.
    const names = [...expected.keys()].filter((name) => !name.endsWith("_quantized_zero_point"));
    expect([...found.keys()].sort()).toEqual(names.sort());
    for (const [name, tensor] of found) expectEqual(tensor, expected.get(name) as TensorProto);
  });
});

const initializers = (model: ModelProto) =>
  new Map(model.graph?.initializer.map((tensor) => [tensor.name, tensor]));

/** Inputs of all QuantizeLinear nodes: tensor, scale, zero point. */
function quantizedTensors({ graph }: ModelProto): string[][] {
  const nodes = graph?.node.filter(({ opType }) => opType === "QuantizeLinear") ?? [];
  return nodes.map(({ input }) => input).sort();
}

/** 8-bit codes must be equal, scales to 1e-6; an int32 bias may differ by one, since its scale does in the last bit. */
function expectEqual(found: TensorProto, expected: TensorProto): void {
  if (found.dataType === Type.FLOAT) {
    const scales = readFloats(expected);
    expect(readFloats(found).every((scale, i) => Math.abs(scale / scales[i] - 1) < 1e-6)).toBe(true);
  } else if (found.dataType === Type.INT32) {
    const codes = readInts(expected);
    expect(readInts(found).every((code, i) => Math.abs(code - codes[i]) <= 1)).toBe(true);
  } else {
    expect(readInts(found)).toEqual(readInts(expected));
  }
}
