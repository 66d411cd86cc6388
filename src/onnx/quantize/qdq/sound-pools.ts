import { poolsIntegers } from "../../layers/placement.ts";
import { freshNames } from "../../model/graph/fresh-names.ts";
import { graphView } from "../../model/graph/graph.ts";
import { namedNodes } from "../../model/graph/node-names.ts";
import { mainGraph, shallowCopy, withGraph } from "../../model/graph/shallow-copy.ts";
import { type ModelProto, type NodeProto, NodeProtoSchema } from "../../model/schema/onnx_pb.ts";
import { onnxNode } from "../../model/write/node.ts";

/** Operators that ONNX Runtime puts an integer kernel in place of. */
const POOLS: ReadonlySet<string> = new Set(["AveragePool", "MaxPool"]);

/**
 * A copy of the model that ONNX Runtime computes rightly once DequantizeLinear stands before its pools and
 * QuantizeLinear behind them, of which it (1.30) makes pools on integers. Dilations of 1, which QLinearAveragePool
 * does not know and which say nothing, go. A pool that cannot be on integers stands between two Max of one tensor each,
 * which are that tensor, and which no optimizer takes away or moves QuantizeLinear or DequantizeLinear over.
 */
export function withSoundPools(model: ModelProto): ModelProto {
  const { nodes } = graphView(model);
  if (!nodes.some(({ op }) => POOLS.has(op))) return model;
  const fresh = freshNames(model);
  const named = namedNodes(mainGraph(model).node);
  const node = nodes.flatMap((each, i): NodeProto[] => {
    if (!POOLS.has(each.op)) return [named[i]];
    if (poolsIntegers(each)) return [each.op === "AveragePool" ? withoutDilations(named[i]) : named[i]];
    const [pooled, ...others] = each.outputs;
    const [read, float] = ["read", "float"].map((what) => fresh(`${pooled}_${what}`));
    const max = (from: string, to: string) => onnxNode("Max", fresh(`${to}/Max`), [from], [to]);
    return [
      max(each.inputs[0], read),
      shallowCopy(NodeProtoSchema, named[i], { input: [read], output: [float, ...others] }),
      max(float, pooled),
    ];
  });
  return withGraph(model, { node });
}

function withoutDilations(node: NodeProto): NodeProto {
  const attribute = node.attribute.filter(({ name }) => name !== "dilations");
  return shallowCopy(NodeProtoSchema, node, { attribute });
}
