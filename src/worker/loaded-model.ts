import { LabError } from "#core/lab-error.ts";
import type { ActivationObserver } from "#core/observer.ts";
import type { Source } from "#core/recipe.ts";
import type { Backend } from "#core/report.ts";
import { UNKNOWN } from "#engine/predict.ts";
import { planQuantization, type QuantizationPlan } from "#engine/quantization-plan.ts";
import type { QuantizedBuild } from "#engine/quantize-model.ts";
import { EngineSession } from "#engine/session.ts";
import { checkWebgpu, type WebgpuVerdict } from "#engine/webgpu.ts";
import { foldBatchNorm } from "#onnx/rewrite/fold-batch-norm.ts";
import { tapOutputs } from "#onnx/rewrite/tap.ts";
import type { ModelProto } from "#onnx/schema/onnx_pb.ts";
import { summarize } from "#onnx/summary.ts";
import { writeModel } from "#onnx/write/model.ts";
import type { ModelSummary } from "#protocol/messages.ts";

/** The last value computed for a key; an older one is dropped. */
class Latest<T> {
  #entry: { key: string; value: T } | null = null;

  get(key: string): T | null {
    return this.#entry?.key === key ? this.#entry.value : null;
  }

  set(key: string, value: T): T {
    this.#entry = { key, value };
    return value;
  }

  clear(): void {
    this.#entry = null;
  }
}

/** An open model with everything that can be reused between runs: sessions, predictions, observers, the last build. */
export class LoadedModel {
  readonly summary: ModelSummary;
  /** The model with its BatchNorms folded: what is calibrated and quantized. */
  readonly folded: ModelProto;
  readonly plan: QuantizationPlan;
  readonly observers = new Latest<Map<string, ActivationObserver>>();
  readonly build = new Latest<QuantizedBuild>();
  readonly #sessions = new Map<string, Promise<EngineSession>>();
  readonly #predictions = new Latest<Int32Array>();
  #webgpu: Promise<WebgpuVerdict> | null = null;

  constructor(
    readonly bytes: Uint8Array<ArrayBuffer>,
    original: ModelProto,
    source: Source,
    sha256: string,
  ) {
    this.folded = foldBatchNorm(original).model;
    this.plan = planQuantization(this.folded);
    this.summary = { ...summarize(original), source, sha256, sizeBytes: bytes.length };
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
    return this.#session(`fp32/${backend}`, () => EngineSession.create(this.bytes, { backend }));
  }

  /** The folded model with the tensors of its plan as outputs besides. */
  tappedSession(backend: Backend): Promise<EngineSession> {
    return this.#session(`tapped/${backend}`, () =>
      EngineSession.create(writeModel(tapOutputs(this.folded, this.plan.tensors)), { backend }),
    );
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
    this.observers.clear();
    this.build.clear();
  }

  async release(): Promise<void> {
    const sessions = await Promise.allSettled(this.#sessions.values());
    this.#sessions.clear();
    for (const session of sessions) if (session.status === "fulfilled") await session.value.release();
  }

  #session(key: string, create: () => Promise<EngineSession>): Promise<EngineSession> {
    let session = this.#sessions.get(key);
    if (!session) {
      session = create();
      session.catch(() => this.#sessions.delete(key));
      this.#sessions.set(key, session);
    }
    return session;
  }
}
