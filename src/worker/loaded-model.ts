import { LabError } from "#core/lab-error.ts";
import type { Source } from "#core/recipe.ts";
import type { Backend } from "#core/report.ts";
import { UNKNOWN } from "#engine/predict.ts";
import { EngineSession } from "#engine/session.ts";
import { checkWebgpu, type WebgpuVerdict } from "#engine/webgpu.ts";
import { equalizeLayers } from "#onnx/rewrite/equalize.ts";
import { prepareModel } from "#onnx/rewrite/prepare.ts";
import type { ModelProto } from "#onnx/schema/onnx_pb.ts";
import { summarize } from "#onnx/summary.ts";
import type { ModelSummary } from "#protocol/messages.ts";
import type { Built } from "./build.ts";
import { FloatModel } from "./float-model.ts";
import { Latest } from "./latest.ts";

/** An open model with everything that can be reused between runs: sessions, predictions, what calibration taught, the last build. */
export class LoadedModel {
  readonly summary: ModelSummary;
  readonly built = new Latest<Built>();
  /** As the file has it, constants and BatchNorms folded. */
  readonly #plain: FloatModel;
  #equalized: FloatModel | null = null;
  readonly #sessions = new Map<Backend, Promise<EngineSession>>();
  readonly #predictions = new Latest<Int32Array>();
  #webgpu: Promise<WebgpuVerdict> | null = null;

  constructor(
    readonly bytes: Uint8Array<ArrayBuffer>,
    original: ModelProto,
    source: Source,
    sha256: string,
  ) {
    const { model, foldedBatchNorms } = prepareModel(original);
    this.#plain = new FloatModel(model, null, []);
    this.summary = {
      ...summarize(original),
      // Which layers can be quantized shows only once constants have been folded.
      layers: summarize(model).layers,
      foldedBatchNorms,
      source,
      sha256,
      sizeBytes: bytes.length,
    };
  }

  /** The float model to quantize; cross-layer equalization is done once, when it is first asked for. */
  float(equalize: boolean): FloatModel {
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

  /** The one input that takes pictures. @throws LabError `model.unsupported` if it is not one 4-D input */
  get pictureInput(): { name: string; shape: (number | string)[]; fixedBatch: number | null } {
    const { inputs } = this.summary;
    const [input] = inputs;
    if (inputs.length !== 1 || input.shape.length !== 4) {
      throw new LabError("model.unsupported", {
        what: "inputs",
        name: inputs.map(({ name, shape }) => `${name} [${shape.join("×")}]`).join(", "),
      });
    }
    const [batch] = input.shape;
    return { ...input, fixedBatch: typeof batch === "number" ? batch : null };
  }

  /** The model as it was loaded, as a session. */
  fp32Session(backend: Backend): Promise<EngineSession> {
    let session = this.#sessions.get(backend);
    if (!session) {
      session = EngineSession.create(this.bytes, { backend });
      session.catch(() => this.#sessions.delete(backend));
      this.#sessions.set(backend, session);
    }
    return session;
  }

  /** Whether WebGPU may be used for this model; found out once. */
  async webgpuVerdict(input: Float32Array, dims: readonly number[]): Promise<WebgpuVerdict> {
    const reference = await this.fp32Session("wasm");
    const feeds = { [this.pictureInput.name]: { data: input, dims } };
    this.#webgpu ??= checkWebgpu(this.bytes, feeds, reference);
    return this.#webgpu;
  }

  /** FP32 predictions made so far under `key`, one per picture of the evaluation split. */
  fp32Predictions(key: string, total: number): Int32Array {
    return this.#predictions.get(key) ?? this.#predictions.set(key, new Int32Array(total).fill(UNKNOWN));
  }

  /** Forgets what was learned from the pictures; they have been replaced. */
  forgetData(): void {
    this.#predictions.clear();
    this.built.clear();
    this.#plain.forgetData();
    this.#equalized?.forgetData();
  }

  async release(): Promise<void> {
    const sessions = await Promise.allSettled(this.#sessions.values());
    this.#sessions.clear();
    for (const session of sessions) if (session.status === "fulfilled") await session.value.release();
  }
}
