import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { WeightSpec } from "#numerics/grid.ts";
import { pythonWith, runPython, skipped } from "../../../../scripts/python.ts";
import { attentionNet } from "../../fixtures/attention-net.ts";
import { noise } from "../../fixtures/build.ts";
import { PER_CHANNEL, PER_TENSOR, planFor } from "../../fixtures/plan.ts";
import { residualFeed, residualNet } from "../../fixtures/residual-net.ts";
import { type Feed, maxDifference, run } from "../../fixtures/run.ts";
import { mainGraph } from "../../model/graph/shallow-copy.ts";
import { readModel } from "../../model/read/model.ts";
import { readFloats, readInts } from "../../model/read/tensor.ts";
import {
  type ModelProto,
  type TensorProto,
  TensorProto_DataType as Type,
} from "../../model/schema/onnx_pb.ts";
import { writeModel } from "../../model/write/model.ts";
import { foldBatchNorm } from "../../prepare/fold-batch-norm.ts";
import { quantizeGraph } from "../quantize-graph.ts";

const folder = mkdtempSync(join(tmpdir(), "quantization-lab-dynamic-"));
afterAll(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string) => join(folder, name);
const script = (name: string) => new URL(`../fixtures/${name}`, import.meta.url);

const MODELS: [string, ModelProto, Record<string, Feed>][] = [
  ["residual", foldBatchNorm(residualNet()).model, residualFeed(1, 1)],
  ["attention", attentionNet(), { x: { data: noise(48, 5), dims: [1, 6, 8] } }],
];

const asymmetric = (spec: WeightSpec): WeightSpec => ({ ...spec, scheme: "asymmetric" });

const checker = pythonWith("onnx");

describe.skipIf(!checker)(`ONNX's own checker${skipped(checker, "onnx")}`, () => {
  const grouped: WeightSpec = { bits: 4, scheme: "asymmetric", granularity: { kind: "group", size: 5 } };
  const specs = [PER_TENSOR, PER_CHANNEL, asymmetric(PER_CHANNEL), grouped];

  it.each(MODELS)("accepts dynamic models and FP16 layers of the %s network", async (name, model, feeds) => {
    for (const [i, weights] of specs.entries()) {
      const plan = await planFor(model, feeds, weights);
      const dynamic = quantizeGraph(model, { ...plan, mode: "dynamic" }).model;
      writeFileSync(inFolder(`${name}-dynamic-${i}.onnx`), writeModel(dynamic));
      const layers = new Map(
        [...plan.layers].map(([layer, planned], at) => [layer, at % 2 ? planned : "fp16"]),
      );
      for (const mode of ["static", "dynamic", "weight-only"] as const) {
        const mixed = quantizeGraph(model, { ...plan, mode, layers }).model;
        writeFileSync(inFolder(`${name}-${mode}-${i}.onnx`), writeModel(mixed));
      }
    }
    expect(runPython(checker, script("check_models.py"), [folder])).toBe("");
  });
});

const runtime = pythonWith("onnx", "onnxruntime");

describe.skipIf(!runtime)(`quantize_dynamic${skipped(runtime, "onnx and onnxruntime")}`, () => {
  /** The reference model and its outputs, one behind the other. */
  function reference(model: ModelProto, { x }: Record<string, Feed>, weights: WeightSpec) {
    writeFileSync(inFolder("float.onnx"), writeModel(model));
    writeFileSync(inFolder("x.bin"), new Uint8Array(x.data.buffer));
    const [float, quantized, input, results] = ["float.onnx", "dynamic.onnx", "x.bin", "y.bin"].map(inFolder);
    const type = weights.scheme === "symmetric" ? "QInt8" : "QUInt8";
    const perChannel = weights.granularity.kind === "channel" ? "1" : "0";
    runPython(runtime, script("quantize_dynamic.py"), [
      float,
      quantized,
      type,
      perChannel,
      input,
      x.dims.join(),
      results,
    ]);
    const outputs = new Float32Array(new Uint8Array(readFileSync(results)).buffer);
    return { model: readModel(readFileSync(quantized)), outputs };
  }

  it.each([
    ["residual", "per tensor", PER_TENSOR],
    ["residual", "asymmetric per tensor", asymmetric(PER_TENSOR)],
    ["attention", "per tensor", PER_TENSOR],
    ["attention", "per channel", PER_CHANNEL],
    ["attention", "asymmetric per channel", asymmetric(PER_CHANNEL)],
  ])("of the %s network has the same codes, scales and outputs, %s", async (name, _, weights) => {
    const [, model, feeds] = MODELS.find(([known]) => known === name) ?? expect.fail("no model");
    const theirs = reference(model, feeds, weights);
    const plan = await planFor(model, feeds, weights);
    const ours = quantizeGraph(model, { ...plan, mode: "dynamic" }).model;
    const found = weightsOf(ours);
    const expected = weightsOf(theirs.model);
    expect([...found.keys()]).toEqual([...expected.keys()]);
    for (const [tensor, { codes, scales }] of found) {
      const reference = expected.get(tensor) ?? expect.fail("no weight");
      expect(codes).toEqual(reference.codes);
      expect(scales.every((scale, i) => Math.abs(scale / reference.scales[i] - 1) < 1e-6)).toBe(true);
    }
    const [{ data }] = Object.values(await run(ours, feeds));
    const range = Math.max(...theirs.outputs.map(Math.abs));
    expect(maxDifference(data, theirs.outputs)).toBeLessThan(1e-3 * range);
  });

  /** Codes less their zero points, and scales, of every weight, by name, in the order of the names. */
  function weightsOf(model: ModelProto) {
    const tensors = new Map(mainGraph(model).initializer.map((tensor) => [tensor.name, tensor]));
    const find = (name: string) => tensors.get(name) ?? expect.fail(`no ${name}`);
    const names = [...tensors.keys()].filter((name) => name.endsWith("_quantized")).sort();
    return new Map(
      names.map((name) => {
        const zeroPoints = readInts(find(name.replace(/quantized$/, "zero_point")));
        const scales = readFloats(find(name.replace(/quantized$/, "scale")));
        return [name, { codes: centred(find(name), zeroPoints), scales: [...scales] }];
      }),
    );
  }

  function centred(tensor: TensorProto, zeroPoints: number[]): number[] {
    expect([Type.INT8, Type.UINT8]).toContain(tensor.dataType);
    return readInts(tensor).map((code, i) => code - zeroPoints[i % zeroPoints.length]);
  }
});
