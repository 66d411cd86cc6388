import type { TensorError } from "#numerics/errors/errors.ts";
import { ErrorAccumulator } from "#numerics/errors/errors.ts";
import { type ItemBatch, itemBatches } from "./item-batches.ts";
import { type BatchLoopOptions, type BatchResult, batches } from "./runtime/batch-loop.ts";
import type { InputSource } from "./runtime/input-source.ts";
import type { EngineSession } from "./runtime/session.ts";
import { floatsOf } from "./runtime/tensor-data.ts";

/** The same point in both networks: a layer's name and the tensor to compare in each. */
export interface ComparedTensor {
  layer: string;
  fp32: string;
  quantized: string;
}

export interface LayerErrorOptions extends Omit<BatchLoopOptions, "fetches"> {
  /** Tensors of the FP32 network that feed the quantized one; absent where the items feed it. */
  inputTensors?: readonly string[];
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
  const { inputTensors = [], fixedBatch } = options;
  const computed = inputTensors.filter((tensor) => !fp32.inputNames.includes(tensor));
  const fetches = [...new Set([...tensors.map((tensor) => tensor.fp32), ...computed])];
  // Items that only fill up a fixed batch count for nothing; elsewhere all that was run counts.
  const isFilled = fixedBatch !== null && indices.length % fixedBatch > 0;
  const runs: AsyncGenerator<BatchResult & Partial<ItemBatch>> = isFilled
    ? itemBatches(fp32, fetches, source, indices, options)
    : batches(fp32, source, indices, { ...options, fetches });
  for await (const batch of runs) {
    const { outputs, feeds, count } = batch;
    const results = await quantized.run(
      options.inputTensors
        ? Object.fromEntries(inputTensors.map((tensor) => [tensor, outputs[tensor] ?? feeds[tensor]]))
        : feeds,
      tensors.map((tensor) => tensor.quantized),
    );
    for (const tensor of tensors) {
      const [expected, actual] = [outputs[tensor.fp32], results[tensor.quantized]];
      const error = errors.get(tensor.layer);
      if (batch.parts) {
        const items = batch.parts(tensor.fp32, actual)[Symbol.iterator]();
        for (const part of batch.parts(tensor.fp32)) error?.add(part, items.next().value);
      } else error?.add(floatsOf(expected), floatsOf(actual));
    }
    options.onBatch?.(count);
  }
  return new Map([...errors].map(([layer, error]) => [layer, error.result()]));
}
