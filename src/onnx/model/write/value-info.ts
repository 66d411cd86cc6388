import { create } from "@bufbuild/protobuf";
import {
  TensorProto_DataType as Type,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "../schema/onnx_pb.ts";

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
