import { create } from "@bufbuild/protobuf";
import { LabError } from "#failures/lab-error.ts";
import { subgraphs } from "../model/graph/attributes.ts";
import { isOnnxDomain, opsetOf } from "../model/graph/graph.ts";
import { freshNames, namedNodes } from "../model/graph/names.ts";
import { mainGraph, shallowCopy, withGraph, withSubgraphs } from "../model/graph/shallow-copy.ts";
import { MODEL_LIMITS } from "../model/read/limits.ts";
import { tooLarge } from "../model/read/message-check.ts";
import {
  type AttributeProto,
  AttributeProtoSchema,
  type FunctionProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type OperatorSetIdProto,
  OperatorSetIdProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from "../model/schema/onnx_pb.ts";
import { onnxNode, valueInfo } from "../model/write/node.ts";
import { NEWEST_KNOWN_OPSET, raiseOpset } from "./opset/raise-opset.ts";

/** Characters of a name that names made from it keep: nested calls would make them longer and longer. */
const NAME_LENGTH = 120;

/**
 * A copy of the model in which every call of one of its own functions is replaced by the function's nodes (ONNX IR,
 * "Functions"), so that layers in functions are layers of the graph. A node of a function is called after the call and
 * itself, as in `Block_0/Conv`. Attributes that refer to the call's are filled in from there, else from the function's
 * defaults. A function that was written for an older operator set is raised to the model's, and the model to that of
 * its newest function, where that can be done; a call of any other function stays, and so does that function.
 *
 * @returns the model itself where it has no functions
 * @throws LabError `model.damaged` for a function that calls itself
 * @throws LabError `model.too-large` (details.what `nodes`, or `function calls inside each other`)
 */
export function inlineFunctions(model: ModelProto): ModelProto {
  if (model.functions.length === 0) return model;
  checkSize(model);
  const raised = raisedToNewest(model);
  const inliner = new Inliner(raised);
  const graph = mainGraph(raised);
  const node = inliner.nodes(namedNodes(graph.node));
  const functions = stillCalled(raised.functions, node);
  const opsetImport = [...raised.opsetImport, ...inliner.imports];
  return withGraph(shallowCopy(ModelProtoSchema, raised, { functions, opsetImport }), { node });
}

type Called = Pick<NodeProto, "domain" | "opType" | "overload">;

const keyOf = ({ domain, opType, overload }: Called): string =>
  JSON.stringify([isOnnxDomain(domain) ? "" : domain, opType, overload]);

const keyOfFunction = ({ domain, name, overload }: FunctionProto): string =>
  keyOf({ domain, opType: name, overload });

const byKey = (functions: readonly FunctionProto[]): Map<string, FunctionProto> =>
  new Map(functions.map((each) => [keyOfFunction(each), each]));

/** All nodes of a body, those of its subgraphs too. */
const everyNode = (nodes: readonly NodeProto[]): NodeProto[] =>
  nodes.flatMap((node) => [node, ...subgraphs(node).flatMap((graph) => everyNode(graph.node))]);

/** Counts the nodes that there will be, before any is made: calls inside calls can multiply without end. */
function checkSize(model: ModelProto): void {
  const functions = byKey(model.functions);
  const sizes = new Map<FunctionProto, number>();
  const open = new Set<FunctionProto>();
  const sizeOf = (nodes: readonly NodeProto[]): number => {
    let size = 0;
    for (const node of everyNode(nodes)) {
      const called = functions.get(keyOf(node));
      size += 1 + (called ? functionSize(called) : 0);
    }
    return size;
  };
  const functionSize = (each: FunctionProto): number => {
    const known = sizes.get(each);
    if (known !== undefined) return known;
    if (open.has(each)) {
      throw new LabError("model.damaged", { what: "a function calls itself", name: each.name.slice(0, 200) });
    }
    if (open.size >= MODEL_LIMITS.depth)
      throw tooLarge("function calls inside each other", open.size + 1, MODEL_LIMITS.depth);
    open.add(each);
    const size = sizeOf(each.node);
    open.delete(each);
    sizes.set(each, size);
    return size;
  };
  for (const each of model.functions) functionSize(each);
  const size = sizeOf(mainGraph(model).node);
  if (size > MODEL_LIMITS.nodes) throw tooLarge("nodes", size, MODEL_LIMITS.nodes);
}

/** The model at the operator set of its newest function; as it is where that cannot be. */
function raisedToNewest(model: ModelProto): ModelProto {
  const newest = Math.max(...model.functions.map(opsetOf));
  if (newest <= opsetOf(model) || newest > NEWEST_KNOWN_OPSET) return model;
  const { functions } = model;
  const raised = raiseOpset(shallowCopy(ModelProtoSchema, model, { functions: [] }), newest).model;
  return shallowCopy(ModelProtoSchema, raised, { functions });
}

/** The functions that nodes call, and those that these call. */
function stillCalled(functions: readonly FunctionProto[], nodes: readonly NodeProto[]): FunctionProto[] {
  const known = byKey(functions);
  const called = new Set<FunctionProto>();
  const visit = (some: readonly NodeProto[]) => {
    for (const node of everyNode(some)) {
      const each = known.get(keyOf(node));
      if (!each || called.has(each)) continue;
      called.add(each);
      visit(each.node);
    }
  };
  visit(nodes);
  return functions.filter((each) => called.has(each));
}

class Inliner {
  /** Operator sets that inlined nodes need and the model does not import. */
  readonly imports: OperatorSetIdProto[] = [];
  readonly #functions: ReadonlyMap<string, FunctionProto>;
  readonly #fresh: (wanted: string) => string;
  readonly #versions: Map<string, bigint>;
  readonly #opset: number;

  constructor(model: ModelProto) {
    this.#functions = byKey(model.functions);
    this.#fresh = freshNames(model);
    this.#versions = new Map(model.opsetImport.map(({ domain, version }) => [domain, version]));
    this.#opset = opsetOf(model);
  }

  nodes(nodes: readonly NodeProto[]): NodeProto[] {
    return nodes.flatMap((node) => this.#inlined(node));
  }

  #inlined(node: NodeProto): NodeProto[] {
    const called = this.#functions.get(keyOf(node));
    const body = called && this.#bodyFor(called, node);
    if (!body) return [this.#withSubgraphs(node)];
    this.#import(called, body);
    return this.nodes(this.#renamed(called, body, node));
  }

  #withSubgraphs(node: NodeProto): NodeProto {
    return withSubgraphs(node, (graph) =>
      shallowCopy(GraphProtoSchema, graph, { node: this.nodes(graph.node) }),
    );
  }

  /** The function's nodes with the call's attributes, at the model's operator set; null where they cannot be. */
  #bodyFor(called: FunctionProto, call: NodeProto): NodeProto[] | null {
    const given = new Map(
      [...called.attributeProto, ...call.attribute].map((attribute) => [attribute.name, attribute]),
    );
    const body = called.node.map((node) => withAttributes(node, given));
    const others = called.opsetImport.filter(({ domain }) => !isOnnxDomain(domain));
    const used = new Set(everyNode(body).map(({ domain }) => domain));
    const differ = others.some(({ domain, version }) => {
      const own = this.#versions.get(domain);
      return used.has(domain) && own !== undefined && own !== version;
    });
    if (differ) return null;
    const opset = opsetOf(called);
    const needsOnnx = [...used].some(isOnnxDomain);
    if (!needsOnnx || opset === this.#opset) return body;
    if (opset > this.#opset || this.#opset > NEWEST_KNOWN_OPSET) return null;
    const graph = create(GraphProtoSchema, {
      node: body,
      input: called.input.map((name) => valueInfo(name, null)),
      output: called.output.map((name) => valueInfo(name, null)),
    });
    const { opsetImport } = called;
    const alone = create(ModelProtoSchema, { irVersion: 8n, opsetImport, graph });
    const { model, blockedBy } = raiseOpset(alone, this.#opset);
    return blockedBy.length > 0 ? null : mainGraph(model).node;
  }

  #import({ opsetImport }: FunctionProto, body: readonly NodeProto[]): void {
    const used = new Set(everyNode(body).map(({ domain }) => domain));
    for (const { domain, version } of opsetImport) {
      if (isOnnxDomain(domain) || this.#versions.has(domain) || !used.has(domain)) continue;
      this.#versions.set(domain, version);
      this.imports.push(create(OperatorSetIdProtoSchema, { domain, version }));
    }
  }

  /** The body between the tensors of the call, everything in it under names of its own. */
  #renamed(called: FunctionProto, body: readonly NodeProto[], call: NodeProto): NodeProto[] {
    const prefix = (call.name || call.opType).slice(0, NAME_LENGTH);
    const fresh = (name: string) => this.#fresh(`${prefix}/${name.slice(0, NAME_LENGTH)}`);
    const names = new Map(called.input.map((name, i) => [name, call.input[i] ?? ""]));
    const made = new Set(body.flatMap(({ output }) => output));
    const repeated: NodeProto[] = [];
    called.output.forEach((name, i) => {
      const wanted = call.output[i];
      if (!wanted) return;
      if (made.has(name) && !names.has(name)) names.set(name, wanted);
      // An output that is an input, or another output once more.
      else repeated.push(onnxNode("Identity", fresh("Identity"), [name], [wanted]));
    });
    const nodes = renamedNodes(body, names, fresh);
    for (const each of repeated) each.input = each.input.map((name) => names.get(name) ?? name);
    return [...nodes, ...repeated];
  }
}

/** A copy of a node of a function in which attributes that refer to the call's are those; without them where there are none. */
function withAttributes(node: NodeProto, given: ReadonlyMap<string, AttributeProto>): NodeProto {
  const attribute = node.attribute.flatMap((each) => {
    if (!each.refAttrName) return [each];
    const found = given.get(each.refAttrName);
    return found ? [shallowCopy(AttributeProtoSchema, found, { name: each.name, refAttrName: "" })] : [];
  });
  return withSubgraphs(shallowCopy(NodeProtoSchema, node, { attribute }), (graph) =>
    shallowCopy(GraphProtoSchema, graph, { node: graph.node.map((inner) => withAttributes(inner, given)) }),
  );
}

/** Copies of nodes that read and make other tensors; `names` is filled up with those that they make. */
function renamedNodes(
  nodes: readonly NodeProto[],
  names: Map<string, string>,
  fresh: (name: string) => string,
): NodeProto[] {
  const renamed = (name: string) => names.get(name) ?? name;
  for (const name of nodes.flatMap(({ output }) => output))
    if (name && !names.has(name)) names.set(name, fresh(name));
  return nodes.map((node) =>
    withSubgraphs(
      shallowCopy(NodeProtoSchema, node, {
        name: fresh(node.name || node.opType),
        input: node.input.map(renamed),
        output: node.output.map(renamed),
      }),
      (graph) => {
        // What a subgraph makes may be called like something around it.
        const own = [...graph.input, ...graph.initializer].map(({ name }) => name);
        const inner = new Map(names);
        for (const name of [...own, ...graph.node.flatMap(({ output }) => output)])
          if (name) inner.set(name, fresh(name));
        const nameOf = (name: string) => inner.get(name) ?? name;
        return shallowCopy(GraphProtoSchema, graph, {
          node: renamedNodes(graph.node, inner, fresh),
          input: graph.input.map((each) =>
            shallowCopy(ValueInfoProtoSchema, each, { name: nameOf(each.name) }),
          ),
          output: graph.output.map((each) =>
            shallowCopy(ValueInfoProtoSchema, each, { name: nameOf(each.name) }),
          ),
          initializer: graph.initializer.map((each) =>
            shallowCopy(TensorProtoSchema, each, { name: nameOf(each.name) }),
          ),
          valueInfo: [],
          quantizationAnnotation: [],
        });
      },
    ),
  );
}
