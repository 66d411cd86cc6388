import { subgraphs } from "../model/graph/attributes.ts";
import { dataTypeBits } from "../model/graph/data-types.ts";
import { elementTypeOf } from "../model/graph/element-type.ts";
import { type GraphView, isGraphOutput, type NodeView } from "../model/graph/graph.ts";
import { onePicture } from "./macs.ts";
import type { Facts } from "./shapes/facts.ts";
import { inferShapes } from "./shapes/infer.ts";
import { product } from "./shapes/rule.ts";

/** Operators whose output is their first input under another shape. */
const VIEWS: ReadonlySet<string> = new Set("Dropout Flatten Identity Reshape Squeeze Unsqueeze".split(" "));

/** Operators that write over an input that nobody reads any more, as kernels of their own or as the end of the one before. */
const IN_PLACE: ReadonlySet<string> = new Set(
  `Add BatchNormalization Cast Clip Div Elu Erf Exp Gelu HardSigmoid HardSwish LeakyRelu Mul PRelu Relu Sigmoid Softmax
  Sqrt Sub Tanh`.split(/\s+/),
);

/** Operators with two operands that integer kernels read as codes; all others have one. */
const TWO_OPERANDS: ReadonlySet<string> = new Set("Add Conv Gemm MatMul Mul".split(" "));

/** Operators that the runtime computes on codes between DequantizeLinear and QuantizeLinear. */
const ON_CODES: ReadonlySet<string> = new Set([
  ...TWO_OPERANDS,
  ..."AveragePool GlobalAveragePool LeakyRelu MaxPool Resize Sigmoid Softmax Transpose".split(" "),
  ...VIEWS,
]);

/**
 * The most bytes of activations that exist at once in one run, computed from types and shapes: nodes in the order of
 * the file, inputs and outputs of the graph all the time, any other tensor from the node that makes it to the last
 * that reads it. Weights do not count, nor what follows from constants alone, nor the scratch memory of kernels. As
 * in ONNX Runtime, views share their input's memory, elementwise operators write over an input that is not read
 * again, and between DequantizeLinear and QuantizeLinear integer kernels make no floats.
 *
 * @param inputs dimensions of the graph's inputs; those left out as in `countMacs`
 * @returns null where the type or shape of a tensor is not known, or a node holds subgraphs
 */
export function peakActivationBytes(
  view: GraphView,
  inputs: ReadonlyMap<string, readonly number[]> = new Map(),
): number | null {
  if (view.nodes.some(({ proto }) => subgraphs(proto).length > 0)) return null;
  const facts = inferShapes(view, new Map([...onePicture(view), ...inputs]));
  const buffers = new Buffers(view, facts);
  let peak = buffers.liveBytes;
  for (const node of view.nodes) {
    if (!node.inputs.some((name) => buffers.has(name))) continue;
    buffers.write(node);
    peak = Math.max(peak, buffers.liveBytes);
    buffers.release(node);
  }
  return Number.isNaN(peak) ? null : peak;
}

/** The memory of activations as a run goes on; NaN bytes once a size is not known. */
class Buffers {
  liveBytes = 0;
  /** By tensor: the tensor whose memory it is in. */
  readonly #owners = new Map<string, string>();
  readonly #bytes = new Map<string, number>();
  /** By owner: tensors in its memory that are still to be read, counted once for each reader. */
  readonly #readers = new Map<string, number>();

  constructor(
    private readonly view: GraphView,
    private readonly facts: Facts,
  ) {
    for (const { name } of view.inputs) this.#allocate(name, this.#sizeOf(name));
  }

  has(tensor: string): boolean {
    return this.#owners.has(tensor);
  }

  write(node: NodeView): void {
    for (const [i, name] of node.outputs.entries()) {
      if (!name) continue;
      const bytes = this.#writtenBytes(node, name);
      const shared = i === 0 && this.#isView(node) ? node.inputs[0] : this.#overwritten(node, bytes);
      if (shared === undefined) this.#allocate(name, bytes);
      else this.#share(name, shared);
    }
  }

  /** Gives back what this node was the last to read, and what nobody reads. */
  release(node: NodeView): void {
    for (const name of new Set(node.inputs)) this.#read(name);
    for (const name of node.outputs) if (this.has(name)) this.#read(name);
  }

  #allocate(name: string, bytes: number): void {
    this.#owners.set(name, name);
    this.#bytes.set(name, bytes);
    this.#readers.set(name, this.#readersOf(name));
    this.liveBytes += bytes;
  }

  #share(name: string, input: string): void {
    const owner = this.#owners.get(input) ?? input;
    this.#owners.set(name, owner);
    this.#readers.set(owner, (this.#readers.get(owner) ?? 0) + this.#readersOf(name));
  }

  /** Nodes that read it, the one that makes it, and the caller. */
  #readersOf(name: string): number {
    const isHeld = isGraphOutput(this.view, name) || !this.view.producers.has(name);
    return (this.view.consumers.get(name)?.length ?? 0) + 1 + (isHeld ? 1 : 0);
  }

  #read(name: string): void {
    const owner = this.#owners.get(name);
    if (owner === undefined) return;
    const left = (this.#readers.get(owner) ?? 0) - 1;
    this.#readers.set(owner, left);
    if (left === 0) this.liveBytes -= this.#bytes.get(owner) ?? 0;
  }

  /** An input whose memory the node takes over. */
  #overwritten(node: NodeView, bytes: number): string | undefined {
    if (!IN_PLACE.has(node.op) || isOnCodes(this.view, node)) return undefined;
    return node.inputs.find((input) => {
      const owner = this.#owners.get(input);
      return owner !== undefined && this.#readers.get(owner) === 1 && this.#bytes.get(owner) === bytes;
    });
  }

  /** Whether the output is the first input's memory: also where floats between codes are in registers only. */
  #isView(node: NodeView): boolean {
    if (VIEWS.has(node.op)) return true;
    const producer = this.view.producers.get(node.inputs[0]);
    if (node.op === "QuantizeLinear") return producer !== undefined && isOnCodes(this.view, producer);
    const readers = this.view.consumers.get(node.outputs[0]) ?? [];
    return (
      node.op === "DequantizeLinear" &&
      readers.length > 0 &&
      readers.every((reader) => isOnCodes(this.view, reader))
    );
  }

  /** Of integer kernels, the codes. */
  #writtenBytes(node: NodeView, output: string): number {
    const [reader] = isOnCodes(this.view, node) ? (this.view.consumers.get(output) ?? []) : [];
    return this.#sizeOf(reader ? reader.outputs[0] : output);
  }

  #sizeOf(name: string): number {
    const type = elementTypeOf(this.view, name);
    const dims = this.facts.shape(name);
    return type && dims ? Math.ceil((product(dims) * dataTypeBits(type)) / 8) : Number.NaN;
  }
}

/** Whether an integer kernel takes the place of a node, its DequantizeLinear before and its QuantizeLinear behind. */
function isOnCodes(view: GraphView, { op, inputs, outputs }: NodeView): boolean {
  if (!ON_CODES.has(op)) return false;
  const operands = inputs.slice(0, TWO_OPERANDS.has(op) ? 2 : 1);
  const readers = view.consumers.get(outputs[0]) ?? [];
  return (
    operands.every((name) => view.producers.get(name)?.op === "DequantizeLinear") &&
    readers.length > 0 &&
    readers.every((reader) => reader.op === "QuantizeLinear") &&
    !isGraphOutput(view, outputs[0])
  );
}
