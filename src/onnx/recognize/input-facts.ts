import type { HeadNode, InputFacts } from "#experiment/input-facts.ts";
import { floatAttr } from "../model/graph/attributes.ts";
import { floatConstantOf, type GraphView, type NodeView, onlyReader } from "../model/graph/graph.ts";
import { readFloats } from "../model/read/tensor.ts";
import type { PictureInput } from "./picture-input.ts";

/** Nodes behind the input that are looked at: what normalizes comes first. */
const HEAD_NODES = 8;

/** Constants of more values are no mean and no factor of channels. */
const MOST_VALUES = 64;

/**
 * What a model's file says of its image input, as far as it helps to guess the preprocessing.
 *
 * @param outputSize classes of a classifier; null for models that are none
 */
export function inputFacts(
  view: GraphView,
  input: PictureInput,
  producer: string,
  outputSize: number | null,
): InputFacts {
  const { name, elementType, layout, channels, height, width, batch } = input;
  const shape = layout === "nchw" ? [batch, channels, height, width] : [batch, height, width, channels];
  return { name, shape, elementType, producer, head: headOf(view, name), outputSize };
}

function headOf(view: GraphView, input: string): HeadNode[] {
  const head: HeadNode[] = [];
  for (let tensor = input; head.length < HEAD_NODES; ) {
    const node = onlyReader(view, tensor);
    if (!node) break;
    head.push({ op: node.op, constant: operandOf(view, node, tensor) });
    [tensor] = node.outputs;
  }
  return head;
}

function operandOf(view: GraphView, { op, inputs, proto }: NodeView, tensor: string): number[] | null {
  if (op === "ImageScaler") return [floatAttr(proto, "scale", 1)];
  const name = op === "BatchNormalization" ? inputs[3] : inputs.find((each) => each !== tensor);
  const constant = name ? floatConstantOf(view, name) : null;
  const values = constant && readFloats(constant);
  return values && values.length <= MOST_VALUES ? [...values] : null;
}
