import type { InferenceSession, Tensor } from "onnxruntime-web/wasm";
import type { Backend } from "#core/report.ts";
import { loadRuntime, type Runtime } from "./runtime.ts";
import { runtimeError } from "./runtime-error.ts";

/** Element types the lab feeds and reads. */
export type TensorData = Float32Array | Uint8Array | Int8Array | Int32Array;

export interface NamedTensor {
  data: TensorData;
  dims: readonly number[];
}

export interface SessionOptions {
  backend: Backend;
  /**
   * Graph optimisation. At `all` the WASM provider fuses Q/DQ pairs into integer kernels; at `disabled`
   * the pairs are run as they stand, in float.
   */
  optimization?: "all" | "disabled";
}

/** An ONNX Runtime session with plain typed arrays at its edges. */
export class EngineSession {
  private constructor(
    readonly runtime: Runtime,
    private readonly session: InferenceSession,
  ) {}

  /** @throws LabError `model.load-failed` with the runtime's own words, or `runtime.out-of-memory`. */
  static async create(model: Uint8Array, options: SessionOptions): Promise<EngineSession> {
    const runtime = await loadRuntime(options.backend);
    try {
      const session = await runtime.ort.InferenceSession.create(model, {
        executionProviders: [options.backend],
        graphOptimizationLevel: options.optimization ?? "all",
      });
      return new EngineSession(runtime, session);
    } catch (cause) {
      throw runtimeError("model.load-failed", { backend: options.backend }, cause);
    }
  }

  get inputNames(): readonly string[] {
    return this.session.inputNames;
  }

  get outputNames(): readonly string[] {
    return this.session.outputNames;
  }

  /**
   * Runs once and copies the outputs out of the runtime's heap.
   *
   * @param feeds one tensor per input name, row-major
   * @param fetches the outputs wanted; all by default
   * @throws LabError `runtime.run-failed` or `runtime.out-of-memory`
   */
  async run(
    feeds: Record<string, NamedTensor>,
    fetches?: readonly string[],
  ): Promise<Record<string, NamedTensor>> {
    const { ort } = this.runtime;
    const inputs: Record<string, Tensor> = {};
    for (const name in feeds) inputs[name] = toTensor(ort.Tensor, feeds[name]);
    try {
      const results = fetches ? await this.session.run(inputs, fetches) : await this.session.run(inputs);
      const outputs: Record<string, NamedTensor> = {};
      for (const name in results) {
        outputs[name] = { data: results[name].data as TensorData, dims: results[name].dims };
      }
      return outputs;
    } catch (cause) {
      throw runtimeError("runtime.run-failed", { backend: this.runtime.backend }, cause);
    }
  }

  /** Frees the session. The WASM heap does not shrink; only ending the worker gives memory back. */
  release(): Promise<void> {
    return this.session.release();
  }
}

function toTensor(TensorClass: typeof Tensor, { data, dims }: NamedTensor): Tensor {
  if (data instanceof Float32Array) return new TensorClass("float32", data, dims);
  if (data instanceof Uint8Array) return new TensorClass("uint8", data, dims);
  if (data instanceof Int8Array) return new TensorClass("int8", data, dims);
  return new TensorClass("int32", data, dims);
}
