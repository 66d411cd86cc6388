import type { GraphView } from "../model/graph/graph.ts";
import type { QuantizableLayer } from "./layers.ts";
import { placeActivations } from "./placement.ts";

/** Where a layer stands in its graph, in the names that calibration and recipes use. */
export interface LayerFlow {
  /**
   * Observed tensors whose ranges its inputs take: of a Reshape the tensor that is reshaped. Left out is what has
   * its range by its operator (Softmax).
   */
  inputs: string[];
  /** Observed tensor whose range its output takes, behind a Relu or Clip that belongs to it. */
  output: string;
  /**
   * Names of the layers whose outputs reach it through other operators, in graph order; where branches join (a
   * residual Add, the two sides of an attention product), the last layer of each.
   */
  from: string[];
}

/** The flow through the layers of a graph, one entry per layer, in their order. */
export function layerFlow(view: GraphView, layers: readonly QuantizableLayer[]): LayerFlow[] {
  const { sources, knownRanges } = placeActivations(view, layers);
  const reaching = layersReaching(view, layers);
  return layers.map(({ inputs, outputTensor }) => {
    const observed = inputs.map((input) => sources.get(input) ?? input);
    return {
      inputs: [...new Set(observed)].filter((tensor) => !knownRanges.has(tensor)),
      output: outputTensor,
      from: joined(inputs.map((input) => reaching.get(input) ?? [])).map((at) => layers[at].name),
    };
  });
}

/** Tensor → places of the layers that reach it, ascending; nothing for what no layer reaches. */
function layersReaching(view: GraphView, layers: readonly QuantizableLayer[]): Map<string, number[]> {
  const placeOf = new Map(layers.map(({ node }, at) => [node.index, at]));
  const reaching = new Map<string, number[]>();
  for (const { index, inputs, outputs } of view.nodes) {
    const at = placeOf.get(index);
    const from = at === undefined ? joined(inputs.map((input) => reaching.get(input) ?? [])) : [at];
    if (from.length > 0) for (const output of outputs) reaching.set(output, from);
  }
  return reaching;
}

/** Operators that read no values of their input. */
const OF_SHAPES: ReadonlySet<string> = new Set(["Shape", "Size"]);

/**
 * By layer, the names of all layers whose outputs reach its inputs through other operators but through no other layer;
 * the same for every order of the nodes.
 */
export function precedingLayers(view: GraphView, layers: readonly QuantizableLayer[]): Map<string, string[]> {
  const layerAt = new Map(layers.map((layer) => [layer.node.index, layer]));
  const reaching = new Map<string, ReadonlySet<QuantizableLayer>>();
  const joinedOf = (inputs: readonly string[]): ReadonlySet<QuantizableLayer> => {
    const sets = inputs.flatMap((input) => reaching.get(input) ?? []);
    return sets.length === 1 ? sets[0] : new Set(sets.flatMap((set) => [...set]));
  };
  const before = new Map<string, string[]>();
  for (const { index, op, inputs, outputs } of view.nodes) {
    const layer = layerAt.get(index);
    if (layer) before.set(layer.name, [...joinedOf(layer.inputs)].map(({ name }) => name).sort());
    const own = layer ? new Set([layer]) : OF_SHAPES.has(op) ? null : joinedOf(inputs);
    if (own && own.size > 0) for (const output of outputs) reaching.set(output, own);
  }
  return before;
}

/** What reaches a node through its inputs: the last layer of each, unless they all come from the same place. */
function joined(branches: readonly (readonly number[])[]): number[] {
  const all = [...new Set(branches.flat())].sort((a, b) => a - b);
  const holdsAll = branches.some((branch) => branch.length === all.length);
  if (holdsAll) return all;
  return all.filter((place) => branches.some((branch) => branch.at(-1) === place));
}
