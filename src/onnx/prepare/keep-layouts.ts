import { hasAttr, stringAttr } from "../model/graph/attributes.ts";
import { graphView, type NodeView } from "../model/graph/graph.ts";
import { freshNames, namedNodes } from "../model/graph/names.ts";
import { mainGraph, shallowCopy, withGraph } from "../model/graph/shallow-copy.ts";
import { type ModelProto, type NodeProto, NodeProtoSchema } from "../model/schema/onnx_pb.ts";
import { onnxNode } from "../model/write/node.ts";

/**
 * A copy of the model in which the nodes that ONNX Runtime (1.30) would put into another layout and break read
 * what they read through Flatten and Reshape to the shape it had: the same tensor, at no cost.
 *
 * Its optimizer moves a Transpose, one of the file or one around its integer convolutions, behind the nodes that
 * follow, and does not move it over Flatten. The Resize and Pad that it meets have their scales, sizes and pads
 * permuted as if these stood for all axes, which they do not where `axes` are given. CenterCropPad becomes such a
 * Pad, and cubic interpolation has no kernel that makes an image smaller with the channels last.
 */
export function keepLayouts(model: ModelProto): ModelProto {
  const { nodes, producers } = graphView(model);
  const exposed = new Set(nodes.filter((node) => isMisplaced(node) && producers.has(node.inputs[0])));
  if (exposed.size === 0) return model;
  const fresh = freshNames(model);
  const named = namedNodes(mainGraph(model).node);
  const node = nodes.flatMap((each, i): NodeProto[] => {
    if (!exposed.has(each)) return [named[i]];
    const [tensor, ...others] = each.inputs;
    const [shape, flat, kept] = ["shape", "flat", "kept"].map((what) => fresh(`${tensor}_${what}`));
    return [
      onnxNode("Shape", fresh(`${shape}/Shape`), [tensor], [shape]),
      onnxNode("Flatten", fresh(`${flat}/Flatten`), [tensor], [flat]),
      onnxNode("Reshape", fresh(`${kept}/Reshape`), [flat, shape], [kept]),
      shallowCopy(NodeProtoSchema, named[i], { input: [kept, ...others] }),
    ];
  });
  return withGraph(model, { node });
}

function isMisplaced({ op, inputs, proto }: NodeView): boolean {
  if (op === "CenterCropPad") return true;
  if (op === "Pad") return Boolean(inputs[3]);
  return op === "Resize" && (hasAttr(proto, "axes") || stringAttr(proto, "mode", "nearest") === "cubic");
}
