import { type CutInput, extractSubgraph } from "#onnx/model/graph/subgraph.ts";
import { type ModelProto, TensorProto_DataType as Type } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { benchmark, type Contender } from "./runtime/benchmark.ts";
import { EngineSession, type NamedTensor } from "./runtime/session.ts";

/** A layer cut out of a model: floats go in and come out, or codes where it is an integer kernel. */
export interface LayerCut {
  model: ModelProto;
  inputs: CutInput[];
  output: string;
}

const TIMING = { warmup: 3, minRuns: 5, maxRuns: 40, budgetMs: 20, slowMs: 50 };

/** Mid-range values: a dense kernel's time does not depend on them, and zeros could hide denormals. */
function filled({ elemType, dims }: CutInput): NamedTensor {
  const length = dims.reduce<number>((product, dim) => product * Number(dim), 1);
  const data =
    elemType === Type.FLOAT
      ? new Float32Array(length).fill(0.5)
      : elemType === Type.INT8
        ? new Int8Array(length).fill(1)
        : new Uint8Array(length).fill(128);
  return { data, dims: dims.map(Number) };
}

/**
 * Median time of one layer alone, as FP32 and as quantized, in milliseconds, on the WASM provider: each is a
 * model of its own and they take turns.
 */
export async function layerLatency(
  fp32: LayerCut,
  quantized: LayerCut,
  signal: AbortSignal,
): Promise<{ fp32: number; quantized: number }> {
  const contenders: Contender[] = [];
  try {
    for (const { model, inputs, output } of [fp32, quantized]) {
      const bytes = writeModel(extractSubgraph(model, inputs, [output]));
      const session = await EngineSession.create(bytes, { backend: "wasm" });
      contenders.push({
        session,
        feeds: Object.fromEntries(inputs.map((input) => [input.name, filled(input)])),
      });
    }
    const [before, after] = await benchmark(contenders, TIMING, signal);
    return { fp32: before.median, quantized: after.median };
  } finally {
    for (const { session } of contenders) await session.release();
  }
}
