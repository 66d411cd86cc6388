import { graphView } from "../../model/graph/graph.ts";
import { freshNames, namedNodes } from "../../model/graph/names.ts";
import { mainGraph, shallowCopy, withGraph, withInitializers } from "../../model/graph/shallow-copy.ts";
import { tapOutputs } from "../../model/graph/tap.ts";
import {
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
} from "../../model/schema/onnx_pb.ts";
import { onnxNode, valueInfo } from "../../model/write/node.ts";
import { int64Tensor } from "../../model/write/tensor.ts";

/** A float tensor `[n, channels, …spatial]`, or `[…, channels]` where `spatialRank` is 0. */
export interface ChannelTensor {
  name: string;
  channels: number;
  spatialRank: number;
}

/** A channel mean that leaves a model, and the one that it is moved to. */
export interface MeanProbe {
  /** Name of the output that holds the means, `[1, channels, 1, …]`. */
  mean: string;
  /** Name of the input that takes the means wanted, of the same dimensions; null where they are left. */
  target: string | null;
  dims: number[];
}

/** ReduceMean takes its axes as an input from this version of ONNX's operator set. */
const AXES_INPUT_OPSET = 18;

/**
 * A copy of the model that also outputs the mean of each channel of some tensors over everything else, the
 * batch included, so that no more than these few numbers have to leave the runtime.
 *
 * @param move whether the means are also moved to those that are fed as inputs: the difference is added to all
 * values of a channel before anything reads them, so that what comes later sees the means it should, and each
 * output tells how far off that place alone was
 * @returns one probe per tensor, in their order
 */
export function probeChannelMeans(
  model: ModelProto,
  tensors: readonly ChannelTensor[],
  move: boolean,
): { model: ModelProto; probes: MeanProbe[] } {
  const { producers, opset } = graphView(model);
  const graph = mainGraph(model);
  const fresh = freshNames(model);
  const constants: TensorProto[] = [];
  const int64s = (wanted: string, values: number[]) => {
    constants.push(int64Tensor(fresh(wanted), [values.length], values));
    return constants[constants.length - 1].name;
  };
  const nodes: NodeProto[][] = namedNodes(graph.node).map((node) => [node]);
  const append = (to: NodeProto[], op: string, inputs: string[], output: string, attributes = {}) => {
    to.push(onnxNode(op, fresh(`${output}/${op}`), inputs, [output], attributes));
    return output;
  };

  const probes = tensors.map(({ name, channels, spatialRank }): MeanProbe => {
    const index = producers.get(name)?.index ?? -1;
    const [producer] = nodes[index];
    const raw = move ? fresh(`${name}_unmoved`) : name;
    const output = producer.output.map((each) => (each === name ? raw : each));
    const after = [shallowCopy(NodeProtoSchema, producer, { output }), ...nodes[index].slice(1)];
    const isSpatial = spatialRank > 0;
    const axes = isSpatial ? [0, ...Array.from({ length: spatialRank }, (_, i) => i + 2)] : [0];
    const shape = () => int64s(`${name}_rows`, [-1, channels]);
    const rows = isSpatial ? raw : append(after, "Reshape", [raw, shape()], fresh(`${name}_flat`));
    const mean = fresh(`${name}_mean`);
    if (opset < AXES_INPUT_OPSET) append(after, "ReduceMean", [rows], mean, { axes });
    else append(after, "ReduceMean", [rows, int64s(`${name}_axes`, axes)], mean);
    const target = move ? fresh(`${name}_target`) : null;
    if (target !== null) {
      const difference = append(after, "Sub", [target, mean], fresh(`${name}_move`));
      append(after, "Add", [raw, difference], name);
    }
    nodes[index] = after;
    return { mean, target, dims: [1, channels, ...new Array<number>(spatialRank).fill(1)] };
  });

  const targets = probes.flatMap(({ target, dims }) => (target === null ? [] : [valueInfo(target, dims)]));
  const probed = withGraph(model, { node: nodes.flat(), input: [...graph.input, ...targets] });
  const means = probes.map(({ mean }) => mean);
  return { model: tapOutputs(withInitializers(probed, constants), means), probes };
}
