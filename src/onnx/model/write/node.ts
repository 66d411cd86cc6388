import { create } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
} from "../schema/onnx_pb.ts";

/** Attribute values by name: an integer is written as INT, a list of integers as INTS, text as STRING, the rest as it says. */
export type Attributes = Readonly<
  Record<
    string,
    | number
    | readonly number[]
    | string
    | { float: number }
    | { floats: readonly number[] }
    | { tensor: TensorProto }
  >
>;

/** A node of ONNX's own operator set. */
export function onnxNode(
  op: string,
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attributes = {},
): NodeProto {
  return create(NodeProtoSchema, {
    opType: op,
    name,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([key, value]) => attributeProto(key, value)),
  });
}

/** One attribute. */
export function attributeProto(name: string, value: Attributes[string]): AttributeProto {
  if (typeof value === "number") {
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) });
  }
  if (typeof value === "string") {
    const s = new TextEncoder().encode(value);
    return create(AttributeProtoSchema, { name, type: AttributeType.STRING, s });
  }
  if ("floats" in value) {
    return create(AttributeProtoSchema, { name, type: AttributeType.FLOATS, floats: [...value.floats] });
  }
  if ("tensor" in value)
    return create(AttributeProtoSchema, { name, type: AttributeType.TENSOR, t: value.tensor });
  if ("float" in value)
    return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.float });
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: value.map(BigInt) });
}
