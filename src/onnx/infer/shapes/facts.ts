import type { GraphView } from "../../model/graph/graph.ts";
import { elementCount, readFloats, readInts, tensorDims } from "../../model/read/tensor.ts";
import { type TensorProto, TensorProto_DataType as Type } from "../../model/schema/onnx_pb.ts";

/** Elements of a small tensor of numbers, a shape or scales most often. */
export interface SmallValue {
  data: readonly number[];
  /** Whether it is of integers, which divide without a remainder. */
  isInteger: boolean;
}

/** Values of more elements are not followed. */
export const LARGEST_VALUE = 64;

/** What is known of a graph's tensors for inputs of certain shapes. */
export class Facts {
  readonly #shapes = new Map<string, readonly number[]>();
  readonly #values = new Map<string, SmallValue | null>();

  constructor(
    readonly view: GraphView,
    inputs: ReadonlyMap<string, readonly number[]>,
  ) {
    for (const [name, dims] of inputs) this.#shapes.set(name, dims);
  }

  /** Dimensions of a tensor; null where they are not known. */
  shape(name: string): readonly number[] | null {
    const known = this.#shapes.get(name);
    if (known) return known;
    const tensor = this.view.initializers.get(name);
    return tensor ? tensorDims(tensor) : null;
  }

  /** Elements of a small tensor, row-major; null where they are not known. */
  value(name: string): SmallValue | null {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const tensor = this.view.initializers.get(name);
    const value = tensor ? smallValue(tensor) : null;
    this.#values.set(name, value);
    return value;
  }

  setShape(name: string, dims: readonly number[]): void {
    this.#shapes.set(name, dims);
  }

  setValue(name: string, value: SmallValue): void {
    this.#values.set(name, value);
  }
}

/** Elements of a constant of at most {@link LARGEST_VALUE} numbers; null for any other. */
export function smallValue(tensor: TensorProto): SmallValue | null {
  if (elementCount(tensor) > LARGEST_VALUE) return null;
  if (tensor.dataType === Type.INT64 || tensor.dataType === Type.INT32) {
    return { data: readInts(tensor), isInteger: true };
  }
  return tensor.dataType === Type.FLOAT ? { data: [...readFloats(tensor)], isInteger: false } : null;
}
