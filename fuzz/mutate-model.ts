import { clone, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "#onnx/model/schema/onnx_pb.ts";
import type { Random } from "./random.ts";

const INTEGERS = [0n, 1n, -1n, 2n, 3n, 7n, 64n, 1000n, -7n, 2n ** 31n, 2n ** 62n, -(2n ** 63n)];
const FLOATS = [0, -0, 1, -1, 1e-40, 3e38, Number.NaN, Number.POSITIVE_INFINITY, 0.5];
const OPERATORS =
  "Conv ConvTranspose Gemm MatMul Identity Reshape Transpose Concat Split Slice Pad Resize Squeeze Unsqueeze Flatten Add Mul Clip BatchNormalization Dropout Cast Constant Gather Shape Softmax Crop ImageScaler Upsample Expand If Loop QuantizeLinear DequantizeLinear ReduceMean TopK".split(
    " ",
  );

type Change = (model: ModelProto, graph: GraphProto, random: Random) => void;

const nameOf = (graph: GraphProto, random: Random): string =>
  random.pick([
    ...graph.node.flatMap(({ input, output }) => [...input, ...output]),
    ...graph.initializer.map(({ name }) => name),
    "",
    "nowhere",
  ]);

const rewire: Change = (_, graph, random) => {
  const { input, output } = random.pick(graph.node);
  const list = random.int(4) === 0 ? output : input;
  const name = nameOf(graph, random);
  if (list.length > 0 && random.int(4) > 0) list[random.int(list.length)] = name;
  else if (random.int(2) === 0) list.push(name);
  else list.pop();
};

const changeNodes: Change = (_, { node }, random) => {
  const at = random.int(node.length);
  const change = random.int(5);
  if (change === 0) node.splice(at, 1);
  else if (change === 1) node.splice(random.int(node.length), 0, node[at]);
  else if (change === 2) node.reverse();
  else if (change === 3) node[at].opType = random.pick(OPERATORS);
  else node[at].domain = random.pick(["", "ai.onnx", "com.microsoft", "nowhere"]);
};

const changeAttribute: Change = (_, { node }, random) => {
  const { attribute } = random.pick(node);
  if (attribute.length === 0) return;
  const at = random.int(attribute.length);
  const changed = attribute[at];
  const change = random.int(5);
  if (change === 0) attribute.splice(at, 1);
  else if (change === 1)
    changed.name = random.pick(["axis", "axes", "perm", "pads", "to", "group", "value", "auto_pad"]);
  else if (change === 2) changeList(changed.ints, random.pick(INTEGERS), random);
  else if (change === 3) changeList(changed.floats, random.pick(FLOATS), random);
  else
    Object.assign<AttributeProto, Partial<AttributeProto>>(changed, {
      i: random.pick(INTEGERS),
      f: random.pick(FLOATS),
    });
};

/** A tensor's shape, its type, or its values. */
const changeTensor: Change = (_, { initializer, node }, random) => {
  const inside = node.flatMap(({ attribute }) => attribute.flatMap(({ t }) => (t ? [t] : [])));
  const tensors: TensorProto[] = [...initializer, ...inside];
  if (tensors.length === 0) return;
  const tensor = random.pick(tensors);
  const change = random.int(6);
  if (change === 0) changeList(tensor.dims, random.pick(INTEGERS), random);
  else if (change === 1) tensor.dataType = random.int(30);
  else if (change === 2) tensor.rawData = tensor.rawData.slice(0, random.int(tensor.rawData.length + 1));
  else if (change === 3) tensor.rawData = tensor.rawData.slice().fill(random.int(256), 0, random.int(16));
  else if (change === 4) tensor.dims = [...tensor.dims].reverse();
  else tensor.dataLocation = random.int(3);
};

const changeDeclaration: Change = (_, { input, output, valueInfo, initializer }, random) => {
  const lists = [input, output, valueInfo].filter(({ length }) => length > 0);
  if (lists.length === 0) return;
  const list: ValueInfoProto[] = random.pick(lists);
  const at = random.int(list.length);
  const tensor = list[at].type?.value.case === "tensorType" ? list[at].type?.value.value : null;
  const change = random.int(5);
  if (change === 0) list.splice(at, 1);
  else if (change === 1) list[at].name = random.pick(initializer)?.name ?? "nowhere";
  else if (change === 2) list[at].type = undefined;
  else if (change === 3 && tensor && "elemType" in tensor) tensor.elemType = random.int(30);
  else if (tensor && "shape" in tensor) {
    const dim = random.pick(tensor.shape && "dim" in tensor.shape ? tensor.shape.dim : []);
    if (dim) dim.value = { case: "dimValue", value: random.pick(INTEGERS) };
  }
};

const changeModel: Change = (model, graph, random) => {
  const change = random.int(4);
  if (change === 0) model.irVersion = random.pick(INTEGERS);
  else if (change === 1) for (const each of model.opsetImport) each.version = BigInt(random.int(30));
  else if (change === 2) graph.initializer.splice(random.int(graph.initializer.length + 1), 1);
  else random.pick<NodeProto>(graph.node).name = random.pick(graph.node).name;
};

const CHANGES: readonly Change[] = [
  rewire,
  rewire,
  changeNodes,
  changeAttribute,
  changeAttribute,
  changeTensor,
  changeTensor,
  changeDeclaration,
  changeModel,
];

/** A model with one to three changes to its messages: bytes that decode, of a graph that may make no sense. */
export function mutateModel(bytes: Uint8Array, random: Random): Uint8Array {
  const model = clone(ModelProtoSchema, fromBinary(ModelProtoSchema, bytes));
  const { graph } = model;
  if (!graph) return bytes;
  for (let i = random.int(3); i >= 0 && graph.node.length > 0; i--)
    random.pick(CHANGES)(model, graph, random);
  return toBinary(ModelProtoSchema, model);
}

function changeList<T>(list: T[], value: T, random: Random): void {
  const change = random.int(3);
  if (change === 0 && list.length > 0) list[random.int(list.length)] = value;
  else if (change === 1) list.push(value);
  else list.pop();
}
