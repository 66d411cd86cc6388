import type { QuantizationPlan } from "#engine/quantize/quantization-plan.ts";
import type { Feeds } from "#engine/runtime/input-source.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import { checkWebgpu, type WebgpuVerdict } from "#engine/runtime/webgpu.ts";
import type { Backend } from "#experiment/backends.ts";
import type { Notice } from "#experiment/result.ts";
import { type ErrorDetails, LabError } from "#failures/lab-error.ts";
import { Preprocessor } from "#images/preprocess/preprocess.ts";
import { graphView } from "#onnx/model/graph/graph.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import type { AcceptedModel } from "#onnx/prepare/accept.ts";
import { prepareModel } from "#onnx/prepare/prepare.ts";
import { equalizeLayers } from "#onnx/quantize/corrections/equalize.ts";
import { recognizeQuantized } from "#onnx/recognize/quantized.ts";
import { summarize } from "#onnx/recognize/summary.ts";
import type { ModelSummary } from "#protocol/messages.ts";
import { type Built, FloatModel } from "../build/build-step.ts";
import type { ModelInput } from "../items/other-inputs.ts";
import { RecentValues } from "../recent-values.ts";
import { Fp32Outputs } from "../run/evaluation/outputs.ts";
import { type FileFacts, modelSummary } from "./model-summary.ts";
import { TappedPair } from "./tapped-pair.ts";

/** Element types that the runtime gives as numbers. */
const NUMERIC = /^(float|u?int|bool)/;

/** An open model with everything that can be reused between runs: sessions, predictions, what calibration taught, the last builds. */
export class LoadedModel {
  readonly summary: ModelSummary;
  /** Those of both settings of a pair. */
  readonly built = new RecentValues<Built>(2);
  /** Sessions of the last build to look into single layers with. */
  readonly tapped = new TappedPair();
  /** As the file has it, constants and BatchNorms folded; null for a model that came quantized. */
  readonly #plain: FloatModel | null;
  #equalized: FloatModel | null = null;
  readonly #sessions = new Map<Backend, Promise<EngineSession>>();
  readonly #outputs = new RecentValues<Fp32Outputs>();
  #webgpu: Promise<WebgpuVerdict> | null = null;

  /**
   * @param bytes the file, if a session can be made of it as it is; null where its weights lie in other files
   * @param original what was read from it
   * @param accepted what is made of that to run it
   * @param renamed inputs and outputs that are called otherwise than in the file
   */
  constructor(
    private readonly bytes: Uint8Array | null,
    original: ModelProto,
    private readonly accepted: AcceptedModel,
    file: FileFacts,
    private readonly renamed: readonly { from: string; to: string }[] = [],
  ) {
    if (recognizeQuantized(graphView(original))) {
      this.#plain = null;
      this.summary = modelSummary(original, accepted, { layers: [], foldedBatchNorms: 0 }, file);
      return;
    }
    const { model, foldedBatchNorms } = prepareModel(accepted.model);
    this.#plain = new FloatModel(model, null, []);
    // Which layers can be quantized shows only once constants have been folded.
    const { layers } = summarize(model);
    this.summary = modelSummary(original, accepted, { layers, foldedBatchNorms }, file);
  }

  /** Describes a model that was quantized already (details.kind), wholly or except for some layers (left, first). */
  get cameQuantized(): Notice {
    const { kind = "", floatLayers = [] } = this.summary.quantizedAlready ?? {};
    const details: ErrorDetails = { kind };
    if (floatLayers.length > 0) Object.assign(details, { left: floatLayers.length, first: floatLayers[0] });
    return { code: "model.already-quantized", details };
  }

  /**
   * The float model to quantize. Cross-layer equalization runs once, when it is first asked for.
   *
   * @throws LabError `model.already-quantized`, or `model.no-layers` (details.why, count)
   */
  float(equalize: boolean): FloatModel {
    if (!this.#plain) {
      const { code, details } = this.cameQuantized;
      throw new LabError(code, details);
    }
    if (this.#plain.plan.layers.length === 0) throw noLayers(this.#plain.plan);
    if (!equalize) return this.#plain;
    if (!this.#equalized) {
      const { model, pairs, notices } = equalizeLayers(this.#plain.model);
      this.#equalized = new FloatModel(model, pairs, notices);
    }
    return this.#equalized;
  }

  /** That float model if it has been asked for before. */
  knownFloat(equalize: boolean): FloatModel | null {
    return equalize ? this.#equalized : this.#plain;
  }

  /** @throws LabError `model.unsupported` (details.what: `inputs`, name: those of no numbers) for inputs that cannot be fed */
  requireInputs(): void {
    const { inputs } = this.summary;
    const odd = inputs.filter(({ elementType }) => !NUMERIC.test(elementType));
    if (inputs.length > 0 && odd.length === 0) return;
    const name = odd.map((input) => `${input.name} (${input.elementType})`).join(", ");
    throw new LabError("model.unsupported", { what: "inputs", name, count: inputs.length });
  }

  /** The input that takes the images, or the first, and the others. @throws LabError as `requireInputs` */
  get input(): ModelInput {
    this.requireInputs();
    const { inputs, otherInputs: others, fixedBatch, unbatched = false } = this.summary;
    const main = inputs.find(({ name }) => others.every((other) => other.name !== name)) ?? inputs[0];
    const shape = unbatched ? [1, ...main.shape] : main.shape;
    return { name: main.name, shape, fixedBatch, unbatched, others };
  }

  /** What the FP32 sessions run: the file, or what is made of it to run it. */
  get runs(): ModelProto {
    return this.accepted.model;
  }

  /** Made anew where the file is not what is run: nobody keeps it longer than it takes to open a session. */
  #runnable(): Uint8Array {
    return this.accepted.changed || !this.bytes ? writeModel(this.accepted.model) : this.bytes;
  }

  /** The float model as it was loaded, as a session. */
  fp32Session(backend: Backend): Promise<EngineSession> {
    let session = this.#sessions.get(backend);
    if (!session) {
      session = EngineSession.create(this.#runnable(), { backend, variant: "fp32" });
      session.catch(() => this.#sessions.delete(backend));
      this.#sessions.set(backend, session);
    }
    return session;
  }

  /** Another session of it, which nobody has used yet; its owner releases it. */
  freshSession(backend: Backend): Promise<EngineSession> {
    return EngineSession.create(this.#runnable(), { backend, variant: "fp32" });
  }

  /** Whether WebGPU may be used for this model; found out once. */
  async webgpuVerdict(feeds: Feeds): Promise<WebgpuVerdict> {
    const reference = await this.fp32Session("wasm");
    this.#webgpu ??= checkWebgpu(this.#runnable(), feeds, reference);
    return this.#webgpu;
  }

  /** What FP32 has given so far under `key` for the `total` items of the evaluation split. */
  fp32Outputs(key: string, total: number): Fp32Outputs {
    return this.#outputs.get(key) ?? this.#outputs.set(key, new Fp32Outputs(total));
  }

  /** Dimensions of one item as the model takes it; those that are open are as its preprocessing is guessed, or 1. */
  get itemDims(): number[] {
    const { pictureInput, preprocessGuess } = this.summary;
    const { shape } = this.input;
    if (!pictureInput || !preprocessGuess)
      return shape.slice(1).map((size) => (typeof size === "number" ? size : 1));
    return [...new Preprocessor(preprocessGuess.preprocess).dims];
  }

  /** Outputs that are tensors of numbers, which can be compared. */
  get numericOutputs(): string[] {
    return this.summary.outputs
      .filter(({ elementType }) => NUMERIC.test(elementType))
      .map(({ name }) => name);
  }

  /**
   * `output.not-tensor` for each output that is left out of all comparisons because it holds no numbers, and
   * `model.renamed` for each input or output that is called otherwise than in the file.
   */
  get edgeNotices(): Notice[] {
    const numeric = new Set(this.numericOutputs);
    const renamed = this.renamed.map((details): Notice => ({ code: "model.renamed", details }));
    const left = this.summary.outputs
      .filter(({ name }) => !numeric.has(name))
      .map(({ name, elementType }) => ({
        code: "output.not-tensor" as const,
        details: { output: name.slice(0, 200), type: elementType },
      }));
    return [...renamed, ...left];
  }

  /** Forgets what was learned from the images; call when they have been replaced. */
  forgetData(): void {
    this.#outputs.clear();
    this.built.clear();
    void this.tapped.release();
    this.#plain?.forgetData();
    this.#equalized?.forgetData();
  }

  async release(): Promise<void> {
    await this.tapped.release();
    const sessions = await Promise.allSettled(this.#sessions.values());
    this.#sessions.clear();
    for (const session of sessions) if (session.status === "fulfilled") await session.value.release();
  }
}

/** Nodes that are named as the reason why nothing can be quantized. */
const NAMED_NODES = 3;

function noLayers({ floatNodes }: QuantizationPlan): LabError {
  const named = floatNodes
    .slice(0, NAMED_NODES)
    .map(({ name, op, reason }) => `“${name.slice(0, 60)}” (${op}): ${reason}`);
  return new LabError("model.no-layers", { why: named.join("; "), count: floatNodes.length });
}
