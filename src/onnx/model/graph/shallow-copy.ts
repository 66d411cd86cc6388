import { create, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import {
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
} from "../schema/onnx_pb.ts";
import { subgraphs } from "./attributes.ts";

/**
 * A copy of a message with some fields replaced. Fields that are not named, unknown fields among them, are
 * shared with the original, and which optional fields are present stays as it was.
 */
export function shallowCopy<Desc extends DescMessage>(
  schema: Desc,
  message: MessageShape<Desc>,
  changes: Partial<MessageShape<Desc>>,
): MessageShape<Desc> {
  return Object.assign(create(schema), message, changes);
}

/** A copy of the model whose main graph has some fields replaced; everything else is shared. */
export function withGraph(model: ModelProto, changes: Partial<GraphProto>): ModelProto {
  const graph = shallowCopy(GraphProtoSchema, mainGraph(model), changes);
  return shallowCopy(ModelProtoSchema, model, { graph });
}

/** A copy of a node with each of its subgraphs (see `subgraphs`) replaced; the node itself where it has none. */
export function withSubgraphs(node: NodeProto, change: (graph: GraphProto) => GraphProto): NodeProto {
  if (subgraphs(node).length === 0) return node;
  const attribute = node.attribute.map((each) =>
    each.g || each.graphs.length > 0
      ? shallowCopy(AttributeProtoSchema, each, {
          g: each.g && change(each.g),
          graphs: each.graphs.map(change),
        })
      : each,
  );
  return shallowCopy(NodeProtoSchema, node, { attribute });
}

/** From this version of the intermediate representation, initialisers need not be listed as graph inputs. */
const FREE_INITIALIZERS_IR = 4n;

/** A copy of the model with more initialisers, and of an IR version that does not want them as inputs too. */
export function withInitializers(model: ModelProto, added: readonly TensorProto[]): ModelProto {
  const initializer = [...mainGraph(model).initializer, ...added];
  const copy = withGraph(model, { initializer });
  if (added.length > 0 && copy.irVersion < FREE_INITIALIZERS_IR) copy.irVersion = FREE_INITIALIZERS_IR;
  return copy;
}

/** The main graph; `readModel` refuses files without one. */
export function mainGraph(model: ModelProto): GraphProto {
  return model.graph ?? create(GraphProtoSchema);
}
