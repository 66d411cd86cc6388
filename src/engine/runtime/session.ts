import type { InferenceSession, Tensor } from "onnxruntime-web/wasm";
import type { Backend } from "#experiment/backends.ts";
import type { ErrorDetails } from "#failures/lab-error.ts";
import { missingOpsFromRuntime } from "#onnx/recognize/missing-ops.ts";
import { loadRuntime, type Runtime, runtimeError } from "./runtime.ts";
import { fromFloats, type TensorData, toTensorData } from "./tensor-data.ts";

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
  /** Which of the two models it runs, for what is said where it fails; absent for a part of one. */
  variant?: "fp32" | "quantized";
}

/** An ONNX Runtime session with plain typed arrays at its edges. */
export class EngineSession {
  readonly #numericOutputs: readonly string[];

  private constructor(
    readonly runtime: Runtime,
    private readonly session: InferenceSession,
    private readonly variant: SessionOptions["variant"],
  ) {
    this.#numericOutputs = session.outputMetadata
      .filter((output) => output.isTensor && output.type !== "string")
      .map(({ name }) => name);
  }

  /**
   * @throws LabError `model.load-failed` with the runtime's own words, `model.missing-ops` where these name an
   *   operator that it lacks, `runtime.not-loaded` or `runtime.load-failed` where it did not start, or `runtime.out-of-memory`
   */
  static async create(model: Uint8Array, options: SessionOptions): Promise<EngineSession> {
    const runtime = await loadRuntime(options.backend);
    try {
      const session = await runtime.ort.InferenceSession.create(model, {
        executionProviders: [options.backend],
        graphOptimizationLevel: options.optimization ?? "all",
      });
      return new EngineSession(runtime, session, options.variant);
    } catch (cause) {
      const missing = cause instanceof Error ? missingOpsFromRuntime(cause.message) : null;
      throw missing ?? runtimeError("model.load-failed", facts(options), cause);
    }
  }

  get inputNames(): readonly string[] {
    return this.session.inputNames;
  }

  get outputNames(): readonly string[] {
    return this.session.outputNames;
  }

  #elementType(input: string): Tensor.Type {
    const found = this.session.inputMetadata.find(({ name }) => name === input);
    return found?.isTensor ? found.type : "float32";
  }

  /** Outputs that are tensors of numbers; others (text, sequences, maps) cannot be fetched. */
  get numericOutputs(): readonly string[] {
    return this.#numericOutputs;
  }

  /**
   * Runs once and copies the outputs out of the runtime's heap.
   *
   * @param feeds one tensor per input name, row-major. Floats become what the input takes, for integers rounded
   *   half to even and clamped.
   * @param fetches the outputs wanted; all that hold numbers by default. Numbers of 16 and 64 bits come as float32.
   * @throws LabError `runtime.run-failed` or `runtime.out-of-memory`
   */
  async run(
    feeds: Record<string, NamedTensor>,
    fetches: readonly string[] = this.numericOutputs,
  ): Promise<Record<string, NamedTensor>> {
    const { ort } = this.runtime;
    // Tensors may be called like what every object has.
    const inputs: Record<string, Tensor> = Object.create(null);
    const outputs: Record<string, NamedTensor> = Object.create(null);
    if (fetches.length === 0) return outputs;
    for (const name in feeds) inputs[name] = toTensor(ort.Tensor, feeds[name], this.#elementType(name));
    try {
      const results = await this.session.run(inputs, fetches);
      for (const name in results) {
        outputs[name] = {
          data: toTensorData(results[name].data, results[name].type),
          dims: results[name].dims,
        };
      }
      return outputs;
    } catch (cause) {
      const { backend } = this.runtime;
      throw runtimeError("runtime.run-failed", facts({ backend, variant: this.variant }), cause);
    }
  }

  /** Frees the session. The WASM heap does not shrink; only ending the worker gives memory back. */
  release(): Promise<void> {
    return this.session.release();
  }
}

const facts = ({ backend, variant }: SessionOptions): ErrorDetails => ({
  backend,
  ...(variant ? { variant } : {}),
});

function toTensor(TensorClass: typeof Tensor, { data, dims }: NamedTensor, wanted: Tensor.Type): Tensor {
  if (data instanceof Float32Array && wanted !== "float32") {
    const converted = fromFloats(data, wanted);
    // `fromFloats` gives the array of the type that was asked for; the overloads of Tensor cannot say so.
    if (converted) return new TensorClass(wanted, converted as Tensor.DataTypeMap[typeof wanted], dims);
  }
  if (data instanceof Float32Array) return new TensorClass("float32", data, dims);
  if (data instanceof Uint8Array) return new TensorClass("uint8", data, dims);
  if (data instanceof Int8Array) return new TensorClass("int8", data, dims);
  return new TensorClass("int32", data, dims);
}
