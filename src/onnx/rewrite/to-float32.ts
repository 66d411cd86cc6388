import { readFloats, tensorDims } from "../read/tensor.ts";
import {
  type AttributeProto,
  AttributeProtoSchema,
  FunctionProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataType as Type,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "../schema/onnx_pb.ts";
import { mainGraph, shallowCopy } from "../shallow-copy.ts";
import { floatTensor } from "../write/tensor.ts";

/** Attributes that name an element type: of Cast, of random numbers and EyeLike, of QuantizeLinear. */
const TYPE_ATTRIBUTES: ReadonlySet<string> = new Set(["to", "dtype", "output_dtype"]);

/**
 * A copy of the model that computes in FLOAT where it computed in FLOAT16 or BFLOAT16: constants of those types
 * are widened, which is exact, and everything that is stated to be of one of them, inputs and outputs included,
 * is stated to be FLOAT. Subgraphs and functions too. A Cast to half precision, which rounded, rounds no more.
 *
 * The browser's runtime on the CPU has no FP16 kernels for layers and would convert at every node; quantizing
 * takes float32.
 *
 * @returns the copy, or the model itself where it has no such types; `converted`: constants and declarations changed
 */
export function toFloat32(model: ModelProto): { model: ModelProto; converted: number } {
  const widening = new Widening();
  const graph = widening.graph(mainGraph(model));
  const functions = model.functions.map((each) =>
    shallowCopy(FunctionProtoSchema, each, { node: each.node.map((node) => widening.node(node)) }),
  );
  const { converted } = widening;
  if (converted === 0) return { model, converted };
  return { model: shallowCopy(ModelProtoSchema, model, { graph, functions }), converted };
}

const isHalf = (type: number) => type === Type.FLOAT16 || type === Type.BFLOAT16;

class Widening {
  converted = 0;

  graph(graph: GraphProto): GraphProto {
    return shallowCopy(GraphProtoSchema, graph, {
      initializer: graph.initializer.map((each) => this.#tensor(each)),
      input: graph.input.map((each) => this.#value(each)),
      output: graph.output.map((each) => this.#value(each)),
      valueInfo: graph.valueInfo.map((each) => this.#value(each)),
      node: graph.node.map((each) => this.node(each)),
    });
  }

  node(node: NodeProto): NodeProto {
    if (node.attribute.length === 0) return node;
    return shallowCopy(NodeProtoSchema, node, {
      attribute: node.attribute.map((each) => this.#attribute(each)),
    });
  }

  #attribute(attribute: AttributeProto): AttributeProto {
    const { name, i, t, tensors, g, graphs } = attribute;
    if (TYPE_ATTRIBUTES.has(name) && isHalf(Number(i))) {
      this.converted++;
      return shallowCopy(AttributeProtoSchema, attribute, { i: BigInt(Type.FLOAT) });
    }
    if (!t && !g && tensors.length === 0 && graphs.length === 0) return attribute;
    return shallowCopy(AttributeProtoSchema, attribute, {
      t: t && this.#tensor(t),
      tensors: tensors.map((each) => this.#tensor(each)),
      g: g && this.graph(g),
      graphs: graphs.map((each) => this.graph(each)),
    });
  }

  #tensor(tensor: TensorProto): TensorProto {
    if (!isHalf(tensor.dataType)) return tensor;
    this.converted++;
    return floatTensor(tensor.name, tensorDims(tensor), readFloats(tensor));
  }

  #value(info: ValueInfoProto): ValueInfoProto {
    const value = info.type?.value;
    if (!info.type || value?.case !== "tensorType" || !isHalf(value.value.elemType)) return info;
    this.converted++;
    const tensor = shallowCopy(TypeProto_TensorSchema, value.value, { elemType: Type.FLOAT });
    const type = shallowCopy(TypeProtoSchema, info.type, { value: { case: "tensorType", value: tensor } });
    return shallowCopy(ValueInfoProtoSchema, info, { type });
  }
}
