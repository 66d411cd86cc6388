import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { MODE_IDS, type Mode } from "#experiment/modes.ts";
import type { Bits, Granularity, WeightSpec } from "#numerics/grid.ts";
import { pythonWith, runPython, skipped } from "../../scripts/python.ts";
import { attentionNet } from "./fixtures/attention-net.ts";
import { noise } from "./fixtures/build.ts";
import { planFor } from "./fixtures/plan.ts";
import { bundledModel, REFERENCE_FEEDS, REFERENCE_MODELS } from "./fixtures/reference-cases.ts";
import { residualFeed, residualNet } from "./fixtures/residual-net.ts";
import { type Feed, maxDifference, run } from "./fixtures/run.ts";
import type { ModelProto } from "./model/schema/onnx_pb.ts";
import { writeModel } from "./model/write/model.ts";
import { foldBatchNorm } from "./prepare/fold-batch-norm.ts";
import type { PlannedLayer } from "./quantize/plan/plan.ts";
import { quantizeGraph } from "./quantize/quantize-graph.ts";

const root = mkdtempSync(join(tmpdir(), "quantization-lab-native-"));
afterAll(() => rmSync(root, { recursive: true }));
const script = (name: string) => new URL(`./fixtures/${name}`, import.meta.url);
const python = pythonWith("onnx", "onnxruntime");

const GRANULARITIES: readonly Granularity[] = [
  { kind: "tensor" },
  { kind: "channel" },
  { kind: "group", size: 16 },
];

/** One file to be: every layer like this, or every other one in FP16. */
interface Variant {
  mode: Mode;
  weights: WeightSpec;
  halves: boolean;
}

/** All modes and granularities at these widths, symmetric and asymmetric in turn. */
function variants(bits: readonly Bits[]): Variant[] {
  const all = MODE_IDS.flatMap((mode) =>
    GRANULARITIES.flatMap((granularity) => bits.map((width) => ({ mode, granularity, width }))),
  );
  return all.map(({ mode, granularity, width }, i) => ({
    mode,
    weights: { bits: width, scheme: i % 2 === 0 ? "symmetric" : "asymmetric", granularity },
    halves: i % 5 === 0,
  }));
}

const nameOf = ({ mode, weights: { bits, scheme, granularity }, halves }: Variant) =>
  [mode, bits, scheme, granularity.kind, ...(halves ? ["fp16"] : [])].join("-");

describe.skipIf(!python)(`native ONNX Runtime${skipped(python, "onnx and onnxruntime")}`, () => {
  const cases: [string, () => ModelProto, Record<string, Feed>, Variant[]][] = [
    ["residual", () => foldBatchNorm(residualNet()).model, residualFeed(2, 1), variants([8, 6, 4, 3, 2])],
    ["attention", attentionNet, { x: { data: noise(48, 5), dims: [1, 6, 8] } }, variants([8, 4])],
    ...REFERENCE_MODELS.map((id): (typeof cases)[number] => [
      id,
      () => bundledModel(id),
      { input: { data: REFERENCE_FEEDS.input.data.slice(0, 2 * 3 * 48 * 48), dims: [2, 3, 48, 48] } },
      variants([8]),
    ]),
  ];

  it.each(cases)(
    "accepts every form of the %s network and computes what the web build computes",
    async (name, open, feeds, all) => {
      const model = open();
      const folder = join(root, name);
      mkdirSync(folder);
      const [[input, { data, dims }]] = Object.entries(feeds);
      writeFileSync(join(folder, "input"), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      const plan = await planFor(model, feeds, all[0].weights);
      const models = all.map(({ mode, weights, halves }, i) => {
        const layers = new Map(
          [...plan.layers.keys()].map((layer, at): [string, PlannedLayer] => [
            layer,
            halves && at % 2 === 0 ? "fp16" : { weights },
          ]),
        );
        const built = quantizeGraph(model, { ...plan, mode, layers }).model;
        writeFileSync(join(folder, `${nameOf(all[i])}.onnx`), writeModel(built));
        return built;
      });
      expect(runPython(python, script("check_models.py"), [folder])).toBe("");
      runPython(python, script("run_models.py"), [folder, input, join(folder, "input"), dims.join()]);
      const float = Object.values(await run(model, feeds)).flatMap((output) => [...output.data]);
      const range = Math.max(...float.map(Math.abs));
      for (const [i, variant] of all.entries()) {
        for (const level of ["disabled", "all"] as const) {
          const file = readFileSync(join(folder, `${nameOf(variant)}.${level}.bin`));
          const native = new Float32Array(new Uint8Array(file).buffer);
          const web = Object.values(await run(models[i], feeds, level)).flatMap((output) => [...output.data]);
          // A value on the edge between two codes may fall to either; without codes of activations there is no edge.
          const exact = level === "disabled" && variant.mode === "weight-only" && !variant.halves;
          const difference = maxDifference(native, web) / range;
          expect(difference, `${nameOf(variant)}, ${level}`).toBeLessThan(exact ? 1e-5 : 0.03);
        }
      }
    },
    120_000,
  );
});
