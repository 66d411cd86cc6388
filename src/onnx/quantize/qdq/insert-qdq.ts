import { poolsIntegers } from "../../layers/placement.ts";
import { graphView } from "../../model/graph/graph.ts";
import { freshNames, namedNodes } from "../../model/graph/names.ts";
import { mainGraph, shallowCopy, withGraph, withInitializers } from "../../model/graph/shallow-copy.ts";
import { prune } from "../../model/graph/subgraph.ts";
import { type ModelProto, type NodeProto, NodeProtoSchema } from "../../model/schema/onnx_pb.ts";
import { onnxNode } from "../../model/write/node.ts";
import type { QuantizationSpec, RewrittenModel } from "../plan/plan.ts";
import { plannedLayers, plannedWeights } from "../plan/planned-weights.ts";
import { withStorageOpset } from "../plan/weight-form.ts";
import { QdqRewrite } from "./rewrite.ts";

/**
 * A copy of the model that computes on integers where the plan says so, in the standard QDQ form, as ONNX
 * Runtime's `quantize_static` makes it: weights stored as codes behind DequantizeLinear, activations through
 * QuantizeLinear and DequantizeLinear, biases as int32 with the product of both scales, Relu and Clip gone
 * into the range of what they read, parameters shared through pooling and reshaping. A tensor that is read
 * several times has one pair that all its readers share. The float weights are dropped if nothing reads them.
 * A layer with weights in groups computes in float between its Q→DQ pairs, and its bias stays float.
 *
 * @returns the model, and what became of each quantizable layer, in graph order
 * @throws LabError `model.unsupported` (details.what `opset`) below operator set 13
 * @throws LabError `recipe.unknown-layer` (details.layer) for a name in the plan that no quantizable node has
 */
export function insertQdq(model: ModelProto, plan: QuantizationSpec): RewrittenModel {
  const { model: stored, notices: kept } = withStorageOpset(model, plan);
  const raised = withSoundPools(stored);
  const view = graphView(raised);
  const layers = plannedLayers(view, plan);
  const { weights, notices } = plannedWeights(view, layers, plan.layers);
  const rewrite = new QdqRewrite(raised, view, layers, weights, plan);
  const node = rewrite.nodes();
  const rewritten = withInitializers(withGraph(raised, { node }), rewrite.initializers);
  return {
    model: prune(rewritten),
    layers: layers.map((layer) => rewrite.result(layer)),
    notices: [...kept, ...notices, ...rewrite.notices],
  };
}

/** Operators that ONNX Runtime puts an integer kernel in place of. */
const POOLS: ReadonlySet<string> = new Set(["AveragePool", "MaxPool"]);

/**
 * A copy of the model that ONNX Runtime computes rightly once DequantizeLinear stands before its pools and
 * QuantizeLinear behind them, of which it (1.30) makes pools on integers. Dilations of 1, which QLinearAveragePool
 * does not know and which say nothing, go. A pool that cannot be on integers stands between two Max of one tensor each,
 * which are that tensor, and which no optimizer takes away or moves QuantizeLinear or DequantizeLinear over.
 */
function withSoundPools(model: ModelProto): ModelProto {
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
