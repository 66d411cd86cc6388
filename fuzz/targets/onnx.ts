import { readFileSync } from "node:fs";
import type { LabErrorCode } from "#failures/lab-error.ts";
import { deployableParams } from "#numerics/affine.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import { attentionNet } from "#onnx/fixtures/attention-net.ts";
import { halvedModel } from "#onnx/fixtures/halved-model.ts";
import { OLD_MODELS } from "#onnx/fixtures/old-models.ts";
import { PER_CHANNEL, uncalibratedPlan } from "#onnx/fixtures/plan.ts";
import { residualNet } from "#onnx/fixtures/residual-net.ts";
import { activationTensors, quantizableLayers } from "#onnx/layers/layers.ts";
import { graphView } from "#onnx/model/graph/graph.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import { readModel } from "#onnx/model/read/model.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { acceptModel } from "#onnx/prepare/accept.ts";
import { NEEDED_OPSET, prepareModel } from "#onnx/prepare/prepare.ts";
import { equalizeLayers } from "#onnx/quantize/corrections/equalize.ts";
import { quantizeGraph } from "#onnx/quantize/quantize-graph.ts";
import { summarize } from "#onnx/recognize/summary.ts";
import { mutateModel } from "../mutate-model.ts";
import type { FuzzTarget } from "../target.ts";

const PUBLIC = new URL("../../public/models/", import.meta.url);

/** Models of the test nets and of every operator that changed over time, and quantized ones. */
function small(): Uint8Array[] {
  const nets = [residualNet(), attentionNet()];
  const quantized = nets.flatMap((net) =>
    (["dynamic", "weight-only"] as const).map((mode) => {
      const { model } = prepareModel(net);
      return quantizeGraph(model, uncalibratedPlan(model, mode, PER_CHANNEL)).model;
    }),
  );
  const old = OLD_MODELS.map(([, opset, build]) => build(opset));
  return [...nets, ...nets.map(halvedModel), ...quantized, ...old].map(writeModel);
}

/** All that is done with a model's bytes before it is run: read, described, made runnable, prepared, its layers found. */
function open(bytes: Uint8Array): void {
  const original = readModel(bytes);
  summarize(original);
  const { model } = acceptModel(original);
  summarize(model);
  const prepared = prepareModel(model);
  const view = graphView(prepared.model);
  activationTensors(view, quantizableLayers(view).layers);
}

const refusals = new Set<LabErrorCode>([
  "model.not-onnx",
  "model.truncated",
  "model.damaged",
  "model.too-large",
  "model.external-missing",
  "model.missing-ops",
  "model.unsupported",
]);

/** ONNX models: the small ones, and one in a hundred times a bundled one. */
export const onnxTarget: FuzzTarget = {
  name: "onnx",
  seeds: async () => {
    const smallOnes = small();
    const bundled = ["resnet", "mobilenet", "vit"].map(
      (id) => new Uint8Array(readFileSync(new URL(`${id}.onnx`, PUBLIC))),
    );
    const repeats = Math.ceil((33 * bundled.length) / smallOnes.length);
    return [...Array.from({ length: repeats }, () => smallOnes).flat(), ...bundled];
  },
  run: open,
  refusals,
  mutateInside: mutateModel,
  count: 10_000,
};

/** What is done with a model that was opened: equalized, tapped for calibration, quantized in every mode. */
function quantize(bytes: Uint8Array): void {
  const { model } = prepareModel(acceptModel(readModel(bytes)).model);
  if (graphView(model).opset < NEEDED_OPSET) return;
  for (const float of [model, equalizeLayers(model).model]) {
    const view = graphView(float);
    const tensors = activationTensors(view, quantizableLayers(view).layers);
    writeModel(tapOutputs(float, tensors));
    const activations = new Map(tensors.map((name) => [name, UNIT_RANGE]));
    for (const mode of ["static", "dynamic", "weight-only"] as const) {
      for (const weights of [PER_CHANNEL, GROUPS]) {
        writeModel(
          quantizeGraph(float, { ...uncalibratedPlan(float, "dynamic", weights), mode, activations }).model,
        );
      }
    }
  }
}

const UNIT_RANGE = deployableParams(-1, 1, { bits: 8, scheme: "asymmetric", signed: false });
const GROUPS: WeightSpec = { bits: 4, scheme: "asymmetric", granularity: { kind: "group", size: 8 } };

/** The same models as far as they go. */
export const quantizeTarget: FuzzTarget = {
  name: "onnx, quantized",
  seeds: async () => small(),
  run: quantize,
  refusals,
  mutateInside: mutateModel,
  count: 3000,
};

/** The small models alone, for a run that must be short. */
export const smallOnnxTarget: FuzzTarget = { ...onnxTarget, seeds: async () => small() };
