import type { NodeProto, TensorProto } from "../../model/schema/onnx_pb.ts";

/** What a node makes of constant inputs (null where one is left out); null where that is not computed here. */
export type Evaluate = (node: NodeProto, inputs: readonly (TensorProto | null)[]) => TensorProto | null;
