import { create } from "@bufbuild/protobuf";
import { subgraphs } from "../../model/graph/attributes.ts";
import { isFloating } from "../../model/graph/data-types.ts";
import { isOnnxDomain, opsetOf } from "../../model/graph/graph.ts";
import { freshNames, namedNodes } from "../../model/graph/names.ts";
import { mainGraph, shallowCopy, withGraph, withSubgraphs } from "../../model/graph/shallow-copy.ts";
import {
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  OperatorSetIdProtoSchema,
  TensorProto_DataType as Type,
} from "../../model/schema/onnx_pb.ts";
import { CHANGES, UNCHANGED } from "./changes.ts";
import { Scope } from "./scope.ts";

/** A node whose operator has no equal in the version asked for. */
export interface BlockingNode {
  name: string;
  op: string;
}

/** Below this version, elementwise operators broadcast by an attribute of theirs; the changes begin here. */
const OLDEST = 7;
/** The changes are known up to this version of ONNX's operator set. */
export const NEWEST_KNOWN_OPSET = 21;

/** First intermediate representation that a version of the operator set belongs to (ONNX, docs/Versioning.md). */
const IR_VERSIONS: readonly [opset: number, ir: bigint][] = [
  [21, 10n],
  [19, 9n],
  [15, 8n],
  [12, 7n],
  [11, 6n],
  [10, 5n],
  [9, 4n],
  [OLDEST, 3n],
];

/**
 * A copy of the model at a higher version of ONNX's own operator set that means the same: nodes whose
 * operator was defined anew in between are rewritten, in subgraphs too, all others shared. Nodes keep their
 * names. Other domains and their versions are left alone. The IR version becomes at least what the
 * operator set needs, and initialisers listed as inputs besides, as IR 3 wants them, are inputs no more.
 *
 * @param target version to reach, at most 21
 * @returns the copy; the model itself where it is not below `target`, or with the nodes (and functions of the
 *   model's own) that stand in the way: operators the table of changes does not know, such without an equal
 *   in the new version, and all nodes below version 7
 * @throws RangeError for a target above 21
 */
export function raiseOpset(
  model: ModelProto,
  target: number,
): { model: ModelProto; blockedBy: BlockingNode[] } {
  if (target > NEWEST_KNOWN_OPSET)
    throw new RangeError(`operator set ${target}; the changes are known up to ${NEWEST_KNOWN_OPSET}`);
  const found = opsetOf(model);
  if (found >= target) return { model, blockedBy: [] };
  const raising = new Raising(model, found, target);
  const graph = raising.graph(mainGraph(model), null);
  const blockedBy = [...raising.blockedBy, ...staleFunctions(model, target)];
  if (blockedBy.length > 0) return { model, blockedBy };
  const opsetImport = [
    ...model.opsetImport.filter(({ domain }) => !isOnnxDomain(domain)),
    create(OperatorSetIdProtoSchema, { domain: "", version: BigInt(target) }),
  ];
  const ir = IR_VERSIONS.find(([opset]) => opset <= target)?.[1] ?? model.irVersion;
  const irVersion = ir > model.irVersion ? ir : model.irVersion;
  const copy = withGraph(shallowCopy(ModelProtoSchema, model, { opsetImport, irVersion }), graph);
  return { model: copy, blockedBy };
}

/** Functions that the model defines and that were written for a lower version. */
function staleFunctions({ functions }: ModelProto, target: number): BlockingNode[] {
  return functions
    .filter(({ opsetImport }) =>
      opsetImport.some(({ domain, version }) => isOnnxDomain(domain) && version < target),
    )
    .map(({ name, domain }) => ({ name, op: `${domain}.${name}` }));
}

class Raising {
  readonly blockedBy: BlockingNode[] = [];
  readonly #fresh: (wanted: string) => string;
  readonly #onlyFloat32: boolean;
  readonly #changes: typeof CHANGES;

  constructor(
    model: ModelProto,
    private readonly found: number,
    target: number,
  ) {
    this.#fresh = freshNames(model);
    this.#onlyFloat32 = !holdsOtherFloats(mainGraph(model));
    this.#changes = CHANGES.filter(({ since }) => found < since && since <= target);
  }

  /** The raised nodes, and the inputs without initialisers, of a graph. */
  graph(graph: GraphProto, around: Scope | null): Pick<GraphProto, "node" | "input"> {
    const scope = new Scope(graph, this.#fresh, this.#onlyFloat32, around);
    const node = namedNodes(graph.node).flatMap((each) => this.#node(each, scope));
    const initializers = new Set(graph.initializer.map(({ name }) => name));
    return { node, input: graph.input.filter(({ name }) => !initializers.has(name)) };
  }

  #node(original: NodeProto, scope: Scope): NodeProto[] {
    const node = withSubgraphs(original, (graph) =>
      shallowCopy(GraphProtoSchema, graph, this.graph(graph, scope)),
    );
    if (!isOnnxDomain(node.domain)) return [node];
    if (this.found < OLDEST || !(UNCHANGED.has(node.opType) || CHANGED.has(node.opType))) {
      this.blockedBy.push({ name: node.name, op: node.opType });
      return [];
    }
    let nodes = [node];
    for (const { operators, change } of this.#changes) {
      const changed = nodes.map((each) =>
        operators.split(" ").includes(each.opType) ? change(each, scope) : [each],
      );
      if (changed.includes(null)) {
        this.blockedBy.push({ name: node.name, op: node.opType });
        return [];
      }
      nodes = changed.flatMap((each) => each ?? []);
    }
    return nodes;
  }
}

const CHANGED: ReadonlySet<string> = new Set(CHANGES.flatMap(({ operators }) => operators.split(" ")));

/** Whether a graph may compute on floating-point numbers other than float32. */
function holdsOtherFloats(graph: GraphProto): boolean {
  const isOther = (type: number) => type !== Type.FLOAT && isFloating(type);
  return (
    graph.initializer.some(({ dataType }) => isOther(dataType)) ||
    [...graph.input, ...graph.output, ...graph.valueInfo].some(
      ({ type }) => type?.value.case === "tensorType" && isOther(type.value.value.elemType),
    ) ||
    graph.node.some(
      ({ attribute, ...node }) =>
        attribute.some(({ name, i, t }) =>
          isOther(t?.dataType ?? (name === "to" || name === "dtype" ? Number(i) : 0)),
        ) || subgraphs({ attribute, ...node }).some(holdsOtherFloats),
    )
  );
}
