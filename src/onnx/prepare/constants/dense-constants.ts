import { create } from "@bufbuild/protobuf";
import { LabError } from "#failures/lab-error.ts";
import { subgraphs } from "../../model/graph/attributes.ts";
import { mainGraph, shallowCopy } from "../../model/graph/shallow-copy.ts";
import { MODEL_LIMITS } from "../../model/read/limits.ts";
import { tooLarge } from "../../model/read/message-check.ts";
import { elementCount, readInts, tensorDims } from "../../model/read/tensor.ts";
import { checkTensor, tensorBytes } from "../../model/read/tensor-check.ts";
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  FunctionProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type SparseTensorProto,
  type TensorProto,
  TensorProtoSchema,
} from "../../model/schema/onnx_pb.ts";
import { elementBytes } from "./element-bytes.ts";

/**
 * A copy of the model in which sparse initialisers, and Constant nodes with a sparse value, hold all their elements
 * (onnx.proto, message SparseTensorProto): zeros, but for the values at the given indices. Subgraphs and functions too.
 *
 * @returns the model itself where nothing in it is sparse
 * @throws LabError `model.damaged` (details.what, name) for indices outside the shape, or of another number than the values
 * @throws LabError `model.too-large` (details.what `bytes of sparse constants`) before any memory is taken
 */
export function denseConstants(model: ModelProto): ModelProto {
  const writing = new Densifying();
  const graph = writing.graph(mainGraph(model));
  const functions = model.functions.map((each) =>
    shallowCopy(FunctionProtoSchema, each, { node: each.node.map((node) => writing.node(node)) }),
  );
  return writing.count === 0 ? model : shallowCopy(ModelProtoSchema, model, { graph, functions });
}

class Densifying {
  count = 0;
  #bytes = 0;

  graph(graph: GraphProto): GraphProto {
    const dense: TensorProto[] = [];
    const sparseInitializer = graph.sparseInitializer.filter((each) => {
      const tensor = this.#dense(each, each.values?.name ?? "");
      if (tensor) dense.push(tensor);
      return !tensor;
    });
    return shallowCopy(GraphProtoSchema, graph, {
      initializer: dense.length > 0 ? [...graph.initializer, ...dense] : graph.initializer,
      sparseInitializer,
      node: graph.node.map((node) => this.node(node)),
    });
  }

  node(node: NodeProto): NodeProto {
    const isPlain = subgraphs(node).length === 0 && !node.attribute.some(({ sparseTensor }) => sparseTensor);
    if (isPlain) return node;
    const attribute = node.attribute.map((each) => this.#attribute(each, node.output[0] ?? node.name));
    return shallowCopy(NodeProtoSchema, node, { attribute });
  }

  #attribute(attribute: AttributeProto, name: string): AttributeProto {
    const { g, graphs, sparseTensor } = attribute;
    if (sparseTensor && attribute.name === "sparse_value") {
      const t = this.#dense(sparseTensor, name);
      return t ? create(AttributeProtoSchema, { name: "value", type: AttributeType.TENSOR, t }) : attribute;
    }
    if (!g && graphs.length === 0) return attribute;
    return shallowCopy(AttributeProtoSchema, attribute, {
      g: g && this.graph(g),
      graphs: graphs.map((each) => this.graph(each)),
    });
  }

  /** Null for text and for elements of less than a byte, which stay sparse. */
  #dense({ values, indices, dims }: SparseTensorProto, name: string): TensorProto | null {
    if (!values || !indices) throw damaged("a sparse constant lacks its values or their places", name);
    checkTensor(values);
    checkTensor(indices);
    const elements = elementBytes(values);
    if (!elements) return null;
    const tensor = create(TensorProtoSchema, { name, dims, dataType: values.dataType });
    const bytes = tensorBytes(tensor);
    if (bytes < 0) throw damaged("a sparse constant has a negative dimension", name);
    this.#bytes += bytes;
    if (this.#bytes > MODEL_LIMITS.denseBytes)
      throw tooLarge("bytes of sparse constants", this.#bytes, MODEL_LIMITS.denseBytes);
    tensor.rawData = new Uint8Array(bytes);
    checkTensor(tensor);
    const places = linearIndices(indices, tensorDims(tensor));
    if (places.length !== elementCount(values))
      throw damaged("a sparse constant has another number of places than of values", name);
    const { width } = elements;
    const count = elementCount(tensor);
    places.forEach((place, i) => {
      if (!(place >= 0 && place < count))
        throw damaged("a sparse constant has a value outside its shape", name);
      tensor.rawData.set(elements.bytes.subarray(i * width, (i + 1) * width), place * width);
    });
    this.count++;
    return tensor;
  }
}

/** Places of the values in the flat tensor, from `[NNZ]` linear indices or `[NNZ, rank]` of one per dimension; NaN for one outside. */
function linearIndices(indices: TensorProto, dims: readonly number[]): number[] {
  const numbers = readInts(indices);
  if (indices.dims.length < 2) return numbers;
  const rank = dims.length;
  if (Number(indices.dims[1]) !== rank) return [Number.NaN];
  return Array.from({ length: Number(indices.dims[0]) }, (_, i) => {
    let place = 0;
    for (let axis = 0; axis < rank; axis++) {
      const at = numbers[i * rank + axis];
      place = at >= 0 && at < dims[axis] ? place * dims[axis] + at : Number.NaN;
    }
    return place;
  });
}

function damaged(what: string, name: string): LabError {
  return new LabError("model.damaged", { what, name: name.slice(0, 200) });
}
