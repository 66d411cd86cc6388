import { ErrorAccumulator } from "#core/errors.ts";
import type { TensorError } from "#core/report.ts";
import { type BatchLoopOptions, batches } from "./batch-loop.ts";
import type { InputSource } from "./input-source.ts";
import type { EngineSession } from "./session.ts";

/** The same point in both networks: a layer's name and the tensor to compare in each. */
export interface ComparedTensor {
  layer: string;
  fp32: string;
  quantized: string;
}

export interface LayerErrorOptions extends Omit<BatchLoopOptions, "fetches"> {
  /** Tensors of the FP32 network that the quantized one is fed with; it sees the items where absent. */
  reads?: readonly string[];
  onBatch?: (count: number) => void;
}

/**
 * Output error of every layer: both networks see the same items, and each layer's output in the quantized network is
 * compared with its output in the FP32 network.
 *
 * @returns by layer name
 */
export async function layerOutputErrors(
  fp32: EngineSession,
  quantized: EngineSession,
  tensors: readonly ComparedTensor[],
  source: InputSource,
  indices: Uint32Array,
  options: LayerErrorOptions,
): Promise<Map<string, TensorError>> {
  const errors = new Map(tensors.map(({ layer }) => [layer, new ErrorAccumulator()]));
  const { reads = [] } = options;
  const computed = reads.filter((tensor) => !fp32.inputNames.includes(tensor));
  const fetches = [...new Set([...tensors.map((tensor) => tensor.fp32), ...computed])];
  for await (const { outputs, feeds, rows, count } of batches(fp32, source, indices, {
    ...options,
    fetches,
  })) {
    const results = await quantized.run(
      options.reads
        ? Object.fromEntries(reads.map((tensor) => [tensor, outputs[tensor] ?? feeds[tensor]]))
        : feeds,
      tensors.map((tensor) => tensor.quantized),
    );
    for (const tensor of tensors) {
      const expected = outputs[tensor.fp32].data as Float32Array;
      const kept = (expected.length / rows) * count;
      const actual = results[tensor.quantized].data as Float32Array;
      errors.get(tensor.layer)?.add(expected.subarray(0, kept), actual.subarray(0, kept));
    }
    options.onBatch?.(count);
  }
  return new Map([...errors].map(([layer, error]) => [layer, error.result()]));
}
