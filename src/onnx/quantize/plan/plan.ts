import type { Mode } from "#experiment/modes.ts";
import type { QuantizedPart } from "#experiment/quantized-part.ts";
import type { LayerExecution, Notice } from "#experiment/result.ts";
import type { AffineParams } from "#numerics/affine.ts";
import type { WeightSpec } from "#numerics/grid.ts";
import type { QuantizedTensor } from "#numerics/weights/weights.ts";
import type { ModelProto, TensorProto_DataType as Type } from "../../model/schema/onnx_pb.ts";

/** What becomes of one layer: `quantized` overrides rounding to nearest and must fit `weights`. */
export type PlannedLayer = { weights: WeightSpec; quantized?: QuantizedTensor } | "fp16" | "fp32";

/** What to quantize, and with which parameters. */
export interface QuantizationSpec {
  mode: Mode;
  /** By layer name; a layer that is not named stays in FP32. */
  layers: ReadonlyMap<string, PlannedLayer>;
  /**
   * Parameters of the tensors that `activationTensors` lists (static mode only); unsigned (stored as uint8)
   * where `qmin` is not negative, else signed (int8). The output of a Softmax has the range 0..1 at 8 bits
   * unless it is given here. A tensor that is listed by `activationTensors` and missing here keeps the layers
   * that read or write it in FP32.
   */
  activations: ReadonlyMap<string, AffineParams>;
  /**
   * What of the layers is quantized; `both` where absent. `weights`: constants become what they would be, bias
   * included, and everything computes in float. `activations`: the tensors between layers become what they would
   * be, and constants stay as they are. Either computes in float, to see what each costs; neither is for export.
   * With `activations` in static mode the graph has to be run at optimization `disabled`: ONNX Runtime (1.21 on,
   * WeightBiasQuantization) would quantize the float weights of a Conv or Gemm between pairs.
   */
  part?: QuantizedPart;
  /** The experiment as JSON, kept in the file's `metadata_props` under `quantization_lab.recipe`. */
  recipe?: string;
}

/** Where to cut the rewritten model so that one layer stands alone. */
export interface LayerBoundary {
  /** One per entry of the layer's `inputs`, in their order: the tensor that carries it, float or codes. */
  inputs: { tensor: string; elemType: Type }[];
  output: string;
}

/** What became of one layer. */
export interface RewrittenLayer extends LayerExecution {
  name: string;
  /** Null for a product of two activations and for a float layer. */
  weights: QuantizedTensor | null;
  /** Scales made wider than the weights need, so that the bias fits into int32. */
  widenedScales: number;
  /** Bias values that did not fit into int32 all the same and were clamped. */
  clampedBiases: number;
  /** Tensor of the rewritten model that carries the layer's output as the next nodes read it, in float. */
  output: string;
  /**
   * Tensor of the rewritten model that holds the layer's sum in float, bias included, before any activation
   * and before its output is quantized: what the layer's node computes, as its first output is in the float model.
   */
  sum: string;
  /** Null where the layer cannot be told apart from its surroundings. */
  boundary: LayerBoundary | null;
}

export interface RewrittenModel {
  model: ModelProto;
  /** One per quantizable layer, in graph order. */
  layers: RewrittenLayer[];
  notices: Notice[];
}
