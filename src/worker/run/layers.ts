import { layerOutputErrors } from "#engine/layer-errors.ts";
import { type LayerCut, layerLatency } from "#engine/layer-latency.ts";
import type { BuiltLayer } from "#engine/quantize/quantize-model.ts";
import { feedsOf } from "#engine/runtime/input-source.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import type { LayerResult, Notice } from "#experiment/result.ts";
import { LabError } from "#failures/lab-error.ts";
import { precedingLayers } from "#onnx/layers/layer-flow.ts";
import { tapOutputs } from "#onnx/model/graph/tap.ts";
import { type ModelProto, TensorProto_DataType as Type } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import type { LayerBoundary } from "#onnx/quantize/plan/plan.ts";
import type { Built } from "../build/build-step.ts";
import { tappedBatch } from "../items/tapped-batch.ts";
import type { PhaseClock } from "../phase-clock.ts";
import type { Evaluation } from "./evaluation/evaluation.ts";
import { guarded, type NoticeList } from "./notices/notice-list.ts";

/** Evaluation images on which layer outputs are compared. */
export const LAYER_PICTURES = 16;
/** All layers' outputs of both networks are held at once, and compared in little time. */
export const SMALL_BATCH = 4;

/**
 * The error of each layer's output inside the quantized network, on the first evaluation images, and the time
 * of each layer alone. A layer kept in FP32 has an output error too: it inherits that of the layers before it.
 * The other side is the float model that was quantized: where layers were equalized, its channels have other
 * ranges than those of the file.
 */
export async function measureLayers(
  built: Built,
  evaluation: Evaluation,
  fixedBatch: number | null,
  clock: PhaseClock,
  notices: NoticeList,
  signal: AbortSignal,
): Promise<LayerResult[]> {
  const { float, build } = built;
  const measure = () => errorsAndShapes(built, evaluation, fixedBatch, clock, signal);
  const measured = await guarded("the error of each layer", notices, signal, measure, null);
  const preceding = precedingLayers(float.plan.view, float.plan.layers);
  const results: LayerResult[] = [];
  for (const built of build.layers) {
    const { layer, result, weights } = built;
    const { precision, arithmetic, storageBits, simulated } = result;
    const time = () => measured && latency(float.model, build.model, built, measured.shapes, signal);
    results.push({
      name: layer.name,
      op: layer.op,
      from: preceding.get(layer.name) ?? [],
      precision,
      arithmetic,
      storageBits,
      simulated,
      weights,
      output: measured?.errors.get(layer.name) ?? null,
      latencyMs: await guarded("the timing of each layer", notices, signal, time, null),
    });
    clock.advance(1);
  }
  return results;
}

/** The error of each layer's output, and the shapes of what layers read and write. */
async function errorsAndShapes(
  { float, build }: Built,
  evaluation: Evaluation,
  fixedBatch: number | null,
  clock: PhaseClock,
  signal: AbortSignal,
) {
  const { source, quantizedBatch = SMALL_BATCH } = evaluation;
  const indices = evaluation.sound(evaluation.indices);
  const inputs = build.layers.flatMap(({ layer }) => [...layer.inputs, ...layer.others]);
  const outputs = build.layers.map(({ layer }) => layer.outputTensor);
  const tapped = tapOutputs(
    build.model,
    build.layers.map(({ result }) => result.output),
  );
  const sessions: EngineSession[] = [];
  const open = async (model: ModelProto) => {
    const session = await EngineSession.create(writeModel(model), { backend: "wasm" });
    sessions.push(session);
    return session;
  };
  try {
    const fp32 = await open(tapOutputs(float.model, [...inputs, ...outputs]));
    const quantized = await open(tapped);
    const tensors = build.layers.map(({ layer, result }) => ({
      layer: layer.name,
      fp32: layer.outputTensor,
      quantized: result.output,
    }));
    const errors = await layerOutputErrors(
      fp32,
      quantized,
      tensors,
      source,
      indices.subarray(0, LAYER_PICTURES),
      {
        fixedBatch,
        maxBatch: Math.min(quantizedBatch, tappedBatch(float.model, outputs, source)),
        signal,
        onBatch: (count) => clock.advance(count),
      },
    );
    return { errors, shapes: await tensorShapes(fp32, source, indices, fixedBatch ?? 1) };
  } finally {
    for (const session of sessions) await session.release();
  }
}

/** The layers in FP16 whose output overflows on the first `images` evaluation images, or passes an overflow on. */
export function halfOverflows(layers: readonly LayerResult[], images: number): Notice[] {
  return layers.flatMap(({ name: layer, precision, output }): Notice[] => {
    if (precision !== "fp16" || !output?.lost) return [];
    const details = { layer, count: output.lost, images: Math.min(images, LAYER_PICTURES) };
    return [{ code: "layer.half-activations-overflow", details }];
  });
}

/** Shapes of all tapped tensors and of the inputs, for one image (or one fixed batch). */
async function tensorShapes(
  session: EngineSession,
  source: Evaluation["source"],
  indices: Uint32Array,
  rows: number,
): Promise<Map<string, readonly number[]>> {
  const picked = Uint32Array.from({ length: rows }, (_, i) => indices[i % indices.length]);
  const feeds = await feedsOf(source, picked);
  const tensors = { ...feeds, ...(await session.run(feeds)) };
  return new Map(Object.entries(tensors).map(([name, { dims }]) => [name, dims]));
}

/** Null for a layer that cannot be cut out, or of which the runtime makes no model of its own. */
async function latency(
  float: ModelProto,
  quantized: ModelProto,
  { layer, result }: BuiltLayer,
  shapes: ReadonlyMap<string, readonly number[]>,
  signal: AbortSignal,
): Promise<LayerResult["latencyMs"]> {
  const { boundary } = result;
  if (boundary === null) return null;
  const others = layer.others.map((tensor) => ({
    name: tensor,
    elemType: Type.FLOAT,
    dims: shapes.get(tensor) ?? [],
  }));
  const cut = (model: ModelProto, { inputs, output }: LayerBoundary): LayerCut => ({
    model,
    inputs: [
      ...inputs.map(({ tensor, elemType }, i) => ({
        name: tensor,
        elemType,
        dims: shapes.get(layer.inputs[i]) ?? [],
      })),
      ...others,
    ],
    output,
  });
  const floatInputs = layer.inputs.map((tensor) => ({ tensor, elemType: Type.FLOAT }));
  const cuts = [
    cut(float, { inputs: floatInputs, output: layer.outputTensor }),
    cut(quantized, boundary),
  ] as const;
  try {
    return await layerLatency(...cuts, signal);
  } catch (error) {
    if (error instanceof LabError && error.code === "model.load-failed") return null;
    throw error;
  }
}
