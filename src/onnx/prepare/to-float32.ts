import { QUANTIZABLE } from "../layers/layers.ts";
import { elementTypeOf } from "../model/graph/element-type.ts";
import { graphView } from "../model/graph/graph.ts";
import { mainGraph, shallowCopy } from "../model/graph/shallow-copy.ts";
import { readFloats, tensorDims } from "../model/read/tensor.ts";
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
} from "../model/schema/onnx_pb.ts";
import { floatTensor } from "../model/write/tensor.ts";

/** Attributes that name an element type: of Cast, of random numbers and EyeLike, of QuantizeLinear. */
const TYPE_ATTRIBUTES: ReadonlySet<string> = new Set(["to", "dtype", "output_dtype"]);

/**
 * A copy of the model that computes in FLOAT where it computed in FLOAT16 or BFLOAT16: constants of those types
 * are widened, which is exact, and everything that is stated to be of one of them, inputs and outputs included,
 * is stated to be FLOAT. Subgraphs and functions too. A Cast to half precision, which rounded, rounds no more.
 * DOUBLE likewise, rounded to the nearest FLOAT, where a layer computes in it and no constant is too large for FLOAT;
 * where only other nodes do, it was chosen for its precision and stays.
 *
 * The browser's runtime on the CPU has no FP16 kernels for layers and would convert at every node; quantizing
 * takes float32.
 *
 * @returns the copy, or the model itself where it has no such types; `converted`: constants and declarations of
 *   16 bits changed; `narrowed`: those of 64 bits
 */
export function toFloat32(model: ModelProto): { model: ModelProto; converted: number; narrowed: number } {
  const conversion = new Conversion(hasDoubleLayers(model));
  const { graph, functions } = conversion.model(model);
  const { converted, narrowed, overflows } = conversion;
  if (overflows) return toFloat32WithoutDoubles(model);
  if (converted + narrowed === 0) return { model, converted, narrowed };
  return { model: shallowCopy(ModelProtoSchema, model, { graph, functions }), converted, narrowed };
}

function toFloat32WithoutDoubles(model: ModelProto) {
  const conversion = new Conversion(false);
  const { graph, functions } = conversion.model(model);
  const { converted, narrowed } = conversion;
  if (converted === 0) return { model, converted, narrowed };
  return { model: shallowCopy(ModelProtoSchema, model, { graph, functions }), converted, narrowed };
}

/** Whether a layer multiplies numbers of 64 bits. */
function hasDoubleLayers(model: ModelProto): boolean {
  const view = graphView(model);
  return view.nodes.some(
    ({ op, inputs }) => QUANTIZABLE.has(op) && elementTypeOf(view, inputs[1]) === Type.DOUBLE,
  );
}

const isHalf = (type: number) => type === Type.FLOAT16 || type === Type.BFLOAT16;

class Conversion {
  converted = 0;
  narrowed = 0;
  /** Whether a finite DOUBLE became an infinite FLOAT. */
  overflows = false;

  constructor(private readonly doubles: boolean) {}

  model(model: ModelProto) {
    return {
      graph: this.graph(mainGraph(model)),
      functions: model.functions.map((each) =>
        shallowCopy(FunctionProtoSchema, each, { node: each.node.map((node) => this.node(node)) }),
      ),
    };
  }

  /** Whether a type becomes FLOAT; counts it. */
  #changes(type: number): boolean {
    if (isHalf(type)) this.converted++;
    else if (this.doubles && type === Type.DOUBLE) this.narrowed++;
    else return false;
    return true;
  }

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
    if (TYPE_ATTRIBUTES.has(name) && this.#changes(Number(i))) {
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
    if (!this.#changes(tensor.dataType)) return tensor;
    const values = readFloats(tensor);
    if (tensor.dataType === Type.DOUBLE) this.overflows ||= overflowed(tensor, values);
    return floatTensor(tensor.name, tensorDims(tensor), values);
  }

  #value(info: ValueInfoProto): ValueInfoProto {
    const value = info.type?.value;
    if (!info.type || value?.case !== "tensorType" || !this.#changes(value.value.elemType)) return info;
    const tensor = shallowCopy(TypeProto_TensorSchema, value.value, { elemType: Type.FLOAT });
    const type = shallowCopy(TypeProtoSchema, info.type, { value: { case: "tensorType", value: tensor } });
    return shallowCopy(ValueInfoProtoSchema, info, { type });
  }
}

/** Whether a DOUBLE tensor holds more infinities as FLOAT, `values`, than it does itself. */
function overflowed({ rawData, doubleData }: TensorProto, values: Float32Array): boolean {
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  const original = (i: number) => (rawData.length > 0 ? view.getFloat64(8 * i, true) : doubleData[i]);
  return values.some((value, i) => Math.abs(value) === Infinity && Number.isFinite(original(i)));
}
