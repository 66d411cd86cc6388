import { inferShapes } from "#onnx/infer/shapes/infer.ts";
import { namesRead } from "#onnx/model/graph/attributes.ts";
import { elementTypeOf } from "#onnx/model/graph/element-type.ts";
import { type GraphView, graphView, isGraphOutput } from "#onnx/model/graph/graph.ts";
import type { CutInput } from "#onnx/model/graph/subgraph.ts";
import { type ModelProto, TensorProto_DataType as Type } from "#onnx/model/schema/onnx_pb.ts";

/** A place where a network can be cut in two: all that its second part reads of its first. */
export interface Frontier {
  /** Nodes before it. */
  position: number;
  tensors: readonly CutInput[];
  /** Memory for the tensors of one item. */
  itemBytes: number;
}

/** Operators that the runtime computes together with their only reader, unless that is one of them itself. */
const SUMS: ReadonlySet<string> = new Set(
  "Conv ConvInteger ConvTranspose Gemm MatMul MatMulInteger BatchNormalization".split(" "),
);

/** Bytes of an element, of the types that pass through a session's edges unchanged. */
const ELEMENT_BYTES: ReadonlyMap<Type | null, number> = new Map([
  [Type.FLOAT, 4],
  [Type.UINT8, 1],
  [Type.INT8, 1],
]);

/**
 * The frontiers of a float or quantized network, in its order, where cutting it changes no result as far as can be
 * told from the graph. What passes a frontier is float or 8-bit codes, of known shape; codes pass in place of what
 * DequantizeLinear makes of them, and what depends on constants alone is left to who reads it. Left out is what the
 * runtime may compute together with its reader: a layer's sum before its activation or residual Add, and what
 * stands between a DequantizeLinear and a QuantizeLinear, where an integer kernel takes the place of a float one.
 * Behind the first output of the network there is no frontier any more.
 *
 * @param inputs dimensions of the inputs for one item
 * @param freeBatch whether the first dimension of the inputs is open
 */
export function frontiersOf(
  model: ModelProto,
  inputs: ReadonlyMap<string, readonly number[]>,
  freeBatch: boolean,
): Frontier[] {
  const view = graphView(model);
  const shapes = itemShapes(view, inputs, freeBatch);
  const lastRead = new Map<string, number>();
  for (const { index, proto } of view.nodes) for (const name of namesRead(proto)) lastRead.set(name, index);

  const fed = new Set(view.inputs.map(({ name }) => name));
  const dependent = new Set(fed);
  const live = new Set(fed);
  const frontiers: Frontier[] = [];
  for (const { index, proto, outputs } of view.nodes) {
    if (namesRead(proto).some((name) => dependent.has(name)))
      for (const name of outputs.filter(Boolean)) {
        live.add(name);
        dependent.add(name);
      }
    if (outputs.some((name) => isGraphOutput(view, name))) break;
    for (const name of live) if ((lastRead.get(name) ?? -1) <= index) live.delete(name);
    const passing = [...new Set([...live].map((name) => codesOf(view, name)))];
    const tensors = passing.flatMap((name) => (isCuttable(view, name) ? (shapes.cutInput(name) ?? []) : []));
    if (tensors.length < passing.length || passing.every((name) => fed.has(name))) continue;
    const before = frontiers.at(-1)?.tensors ?? [];
    if (before.length === passing.length && before.every(({ name }) => passing.includes(name))) continue;
    const itemBytes = passing.reduce((sum, name) => sum + shapes.bytes(name), 0);
    frontiers.push({ position: index + 1, tensors, itemBytes });
  }
  return frontiers;
}

function codesOf(view: GraphView, tensor: string): string {
  const producer = view.producers.get(tensor);
  return producer?.op === "DequantizeLinear" ? producer.inputs[0] : tensor;
}

function isCuttable(view: GraphView, tensor: string): boolean {
  const producer = view.producers.get(tensor);
  if (!producer) return true;
  const readers = view.consumers.get(tensor) ?? [];
  if (SUMS.has(producer.op) && readers.length === 1 && !SUMS.has(readers[0].op)) return false;
  const isQuantized = readers.some(({ op }) => op === "QuantizeLinear");
  return !isQuantized || !producer.inputs.some((name) => view.producers.get(name)?.op === "DequantizeLinear");
}

/** Types and shapes of the tensors for one item, with an open batch where the model has one. */
function itemShapes(view: GraphView, inputs: ReadonlyMap<string, readonly number[]>, freeBatch: boolean) {
  const two = new Map([...inputs].map(([name, [, ...rest]]) => [name, [2, ...rest]] as const));
  const single = inferShapes(view, inputs);
  const double = freeBatch ? inferShapes(view, two) : single;
  const bytes = (name: string) =>
    (single.shape(name) ?? []).reduce(
      (product, size) => product * size,
      ELEMENT_BYTES.get(elementTypeOf(view, name)) ?? 0,
    );
  return {
    bytes,
    /** Null where the type or the shape is not known, or its batch is not its first dimension. */
    cutInput(name: string): CutInput | null {
      const elemType = elementTypeOf(view, name);
      const dims = single.shape(name);
      const twice = double.shape(name);
      if (elemType === null || !ELEMENT_BYTES.has(elemType) || !dims || !twice) return null;
      if (!freeBatch) return { name, elemType, dims };
      const isRows =
        dims[0] === 1 && twice[0] === 2 && dims.every((size, axis) => !axis || size === twice[axis]);
      return isRows ? { name, elemType, dims: ["N", ...dims.slice(1)] } : null;
    },
  };
}
