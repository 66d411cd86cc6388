import { create } from "@bufbuild/protobuf";
import { floatAttr, floatsAttr, intsAttr } from "../model/graph/attributes.ts";
import { graphView } from "../model/graph/graph.ts";
import { freshNames, namedNodes } from "../model/graph/names.ts";
import { mainGraph, withGraph, withInitializers } from "../model/graph/shallow-copy.ts";
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type ModelProto,
  type NodeProto,
  type TensorProto,
} from "../model/schema/onnx_pb.ts";
import { onnxNode } from "../model/write/node.ts";
import { floatTensor, int64Tensor } from "../model/write/tensor.ts";

/** Elementwise operators broadcast by themselves from this version. */
const OLDEST = 7;
/** Slice takes its bounds as inputs from this version. */
const SLICE_INPUTS = 10;
/** An end of a slice that keeps everything. */
const TO_THE_END = 2n ** 63n - 1n;

/**
 * A copy of the model in which experimental operators of ONNX 1.0, which later versions do not have, are the
 * standard ones that compute the same: ImageScaler, Affine, Scale, ScaledTanh, ParametricSoftplus and Crop, as
 * exporters to Windows ML and from Core ML and Caffe2 wrote them. The last node has the output's name and the
 * old node's; nodes in subgraphs stay as they are.
 *
 * @returns the copy, or the model itself where it has no such node or is below operator set 7; `replaced`: the
 *   operators that are gone, one per node
 */
export function standardOps(model: ModelProto): { model: ModelProto; replaced: string[] } {
  const { opset, nodes } = graphView(model);
  const replaced = nodes.flatMap(({ op }) => (op in REPLACEMENTS ? [op] : []));
  if (replaced.length === 0 || opset < OLDEST) return { model, replaced: [] };
  const maker = new Maker(model, opset);
  const node = namedNodes(mainGraph(model).node).flatMap(
    (each, i) => REPLACEMENTS[nodes[i].op]?.(each, maker) ?? [each],
  );
  return { model: withInitializers(withGraph(model, { node }), maker.initializers), replaced };
}

type Replacement = (node: NodeProto, maker: Maker) => NodeProto[];

const REPLACEMENTS: Readonly<Record<string, Replacement>> = {
  Affine: (node, maker) =>
    maker.chain(node, [
      { op: "Mul", by: [floatAttr(node, "alpha", 1)] },
      { op: "Add", by: [floatAttr(node, "beta", 0)] },
    ]),
  ImageScaler: (node, maker) =>
    maker.chain(node, [
      { op: "Mul", by: [floatAttr(node, "scale", 1)] },
      { op: "Add", by: floatsAttr(node, "bias") ?? [0], perChannel: true },
    ]),
  Scale: (node, maker) => maker.chain(node, [{ op: "Mul", by: [floatAttr(node, "scale", 1)] }]),
  ScaledTanh: (node, maker) => maker.chain(node, scaledAround("Tanh", node)),
  ParametricSoftplus: (node, maker) => maker.chain(node, scaledAround("Softplus", node)),
  Crop: (node, maker) => [maker.crop(node)],
};

/** `alpha · op(beta · x)` */
function scaledAround(op: string, node: NodeProto): Step[] {
  return [
    { op: "Mul", by: [floatAttr(node, "beta", 1)] },
    { op, by: null },
    { op: "Mul", by: [floatAttr(node, "alpha", 1)] },
  ];
}

interface Step {
  op: string;
  /** The second operand: one value, or one per channel, which is axis 1 of 4; null where there is none. */
  by: readonly number[] | null;
  perChannel?: boolean;
}

class Maker {
  readonly initializers: TensorProto[] = [];
  readonly #fresh: (wanted: string) => string;

  constructor(
    model: ModelProto,
    private readonly opset: number,
  ) {
    this.#fresh = freshNames(model);
  }

  /** Nodes one behind the other from what `node` reads to what it makes. */
  chain(node: NodeProto, steps: readonly Step[]): NodeProto[] {
    let [from] = node.input;
    return steps.map(({ op, by, perChannel }, i) => {
      const isLast = i === steps.length - 1;
      const name = isLast ? node.name : this.#fresh(`${node.name}_${op}`);
      const output = isLast ? node.output[0] : this.#fresh(`${node.output[0]}_${op}`);
      const inputs = by ? [from, this.#constant(node, by, perChannel)] : [from];
      from = output;
      return onnxNode(op, name, inputs, [output]);
    });
  }

  /** Borders are left, top, right, bottom; `scale`, the height and width that are left, takes the place of the last two. */
  crop(node: NodeProto): NodeProto {
    const [left = 0, top = 0, right = 0, bottom = 0] = intsAttr(node, "border") ?? [];
    const size = intsAttr(node, "scale");
    const end = (border: number) => (border === 0 ? TO_THE_END : -BigInt(border));
    const ends = size ? [BigInt(top + size[0]), BigInt(left + size[1])] : [end(bottom), end(right)];
    const bounds = { starts: [top, left].map(BigInt), ends, axes: [2n, 3n] };
    if (this.opset < SLICE_INPUTS) {
      const slice = onnxNode("Slice", node.name, node.input.slice(0, 1), node.output.slice(0, 1));
      slice.attribute = Object.entries(bounds).map(([name, values]) => intsAttribute(name, values));
      return slice;
    }
    const inputs = Object.entries(bounds).map(([name, values]) => this.#ints(`${node.name}_${name}`, values));
    return onnxNode("Slice", node.name, [node.input[0], ...inputs], node.output.slice(0, 1));
  }

  #constant(node: NodeProto, values: readonly number[], perChannel = false): string {
    const name = this.#fresh(`${node.name}_constant`);
    this.initializers.push(floatTensor(name, perChannel ? [1, values.length, 1, 1] : [], values));
    return name;
  }

  #ints(wanted: string, values: readonly bigint[]): string {
    const name = this.#fresh(wanted);
    this.initializers.push(int64Tensor(name, [values.length], values));
    return name;
  }
}

/** With all 64 bits, unlike `attributeProto`. */
function intsAttribute(name: string, ints: bigint[]): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints });
}
