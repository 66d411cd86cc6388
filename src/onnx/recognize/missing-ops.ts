import { LabError } from "#failures/lab-error.ts";
import { subgraphs } from "../model/graph/attributes.ts";
import { isOnnxDomain, opsetOf } from "../model/graph/graph.ts";
import { mainGraph } from "../model/graph/shallow-copy.ts";
import type { GraphProto, ModelProto, NodeProto } from "../model/schema/onnx_pb.ts";
import { EXPERIMENTAL_OPS, ONNX_OPS } from "./onnx-ops.ts";

/** Domains beside ONNX's own of which ONNX Runtime has operators; which ones, it says itself. */
const KNOWN_DOMAINS: ReadonlySet<string> = new Set(["ai.onnx.ml", "com.microsoft", "com.ms.internal.nhwc"]);

/**
 * Operators of a model, its subgraphs and functions, that ONNX Runtime Web 1.30 does not have at the model's
 * operator set: of domains it does not know, and of ONNX's own that are not, or not yet, in that version. Each
 * once, with its domain in front unless that is ONNX's own, in the order of first use.
 */
export function missingOps(model: ModelProto): string[] {
  const opset = opsetOf(model);
  const own = new Set(model.functions.map(({ domain, name }) => `${domain}.${name}`));
  const nodes = [
    ...allNodes(mainGraph(model).node),
    ...model.functions.flatMap(({ node }) => allNodes(node)),
  ];
  const missing = nodes.flatMap(({ domain, opType }) => {
    const name = isOnnxDomain(domain) ? opType : `${domain}.${opType}`;
    if (own.has(`${domain}.${opType}`)) return [];
    const isThere = isOnnxDomain(domain) ? isOnnxOp(opType, opset) : KNOWN_DOMAINS.has(domain);
    return isThere ? [] : [name];
  });
  return [...new Set(missing)];
}

/** @throws LabError `model.missing-ops` (details.ops: names separated by commas, count) if the runtime lacks operators */
export function requireOps(model: ModelProto): void {
  const missing = missingOps(model);
  if (missing.length > 0) throw missingOpsError(missing);
}

/**
 * The operator that ONNX Runtime says it lacks, by the words it refuses a model with; null where it refuses it
 * for another reason.
 *
 * @param message what `InferenceSession.create` threw
 * @returns LabError `model.missing-ops` (details.ops, count)
 */
export function missingOpsFromRuntime(message: string): LabError | null {
  const named =
    /([\w.]+):(\w+)\(-?\d+\) is not a registered function\/op/.exec(message) ??
    /(?:No Op registered for |Could not find an implementation for )()([\w.]+)/.exec(message);
  if (!named) return null;
  const [, domain, name] = named;
  return missingOpsError([isOnnxDomain(domain) ? name : `${domain}.${name}`]);
}

function missingOpsError(names: readonly string[]): LabError {
  const shown = names.slice(0, 8).map((name) => name.slice(0, 100));
  const rest = names.length > shown.length ? ` and ${names.length - shown.length} more` : "";
  return new LabError("model.missing-ops", { ops: shown.join(", ") + rest, count: names.length });
}

function isOnnxOp(name: string, opset: number): boolean {
  const since = ONNX_OPS.get(name);
  if (since !== undefined) return since <= opset;
  return EXPERIMENTAL_OPS.has(name) && opset < 10;
}

function allNodes(nodes: readonly NodeProto[]): NodeProto[] {
  return nodes.flatMap((node) => [
    node,
    ...subgraphs(node).flatMap(({ node: inner }: GraphProto) => allNodes(inner)),
  ]);
}
