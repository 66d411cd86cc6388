import { create } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataType as Type,
  type ValueInfoProto,
  ValueInfoProtoSchema,
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

/**
 * The declaration of a graph input or output.
 *
 * @param dims numbers, or names of symbolic dimensions ("" for an unnamed one); null leaves the rank open
 * @param elemType FLOAT where not given
 */
export function valueInfo(
  name: string,
  dims: readonly (number | string)[] | null,
  elemType: Type = Type.FLOAT,
): ValueInfoProto {
  const shape = dims ? { dim: dims.map((dim) => ({ value: dimension(dim) })) } : undefined;
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: "tensorType", value: { elemType, shape } } },
  });
}

function dimension(dim: number | string) {
  if (typeof dim === "number") return { case: "dimValue" as const, value: BigInt(dim) };
  return dim ? { case: "dimParam" as const, value: dim } : { case: undefined };
}
