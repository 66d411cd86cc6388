import type { AffineParams } from "#numerics/affine.ts";
import { quantizableLayers } from "../layers/layers.ts";
import { placeActivations } from "../layers/placement.ts";
import { constantOf, type GraphView, graphView, type NodeView } from "../model/graph/graph.ts";
import { freshNames } from "../model/graph/names.ts";
import { shallowCopy, withGraph, withInitializers } from "../model/graph/shallow-copy.ts";
import {
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
} from "../model/schema/onnx_pb.ts";
import { valueInfo } from "../model/write/node.ts";
import { sourceParams } from "./qdq/params.ts";

/** Layers of a float model side by side, none of which reads another. */
export interface IsolatedLayers {
  /** Reads the layers' inputs under their names in the whole model; each layer keeps its name. */
  model: ModelProto;
  /** Names of the model's inputs. */
  inputs: string[];
  /** Layer → the output that carries what it computes, behind the Relu or Clip that it absorbs. */
  outputs: Map<string, string>;
  /** Parameters of the isolated model's tensors: those that the same tensors have in the whole model. */
  activations: Map<string, AffineParams>;
}

/**
 * Takes layers out of a float model, each with the Relu or Clip that its output's range can replace, so that all
 * of them can be fed what they read in the whole model. Rewriting the result quantizes each layer as if it were
 * the only one.
 *
 * @param names of quantizable layers
 * @param activations parameters of tensors of the whole model, as a `QuantizationSpec` takes them
 */
export function isolateLayers(
  model: ModelProto,
  names: ReadonlySet<string>,
  activations: ReadonlyMap<string, AffineParams>,
): IsolatedLayers {
  const view = graphView(model);
  const { layers } = quantizableLayers(view);
  const placement = placeActivations(view, layers);
  const { params } = sourceParams(view, placement, activations);
  const paramsOf = (tensor: string) => params.get(placement.sources.get(tensor) ?? tensor);
  const cut = new LayerCuts(model, view);
  const isolated: IsolatedLayers = { model, inputs: [], outputs: new Map(), activations: new Map() };
  const keep = (name: string, known: AffineParams | undefined) => {
    if (known) isolated.activations.set(name, known);
  };
  for (const { name, node, inputs, outputTensor } of layers) {
    if (!names.has(name)) continue;
    const absorbed = outputTensor === node.outputs[0] ? null : view.producers.get(outputTensor);
    const output = cut.add(node, absorbed ?? null);
    isolated.outputs.set(name, output);
    keep(output, paramsOf(outputTensor));
    for (const input of inputs) keep(input, paramsOf(input));
  }
  isolated.inputs.push(...cut.inputs);
  isolated.model = cut.model([...isolated.outputs.values()]);
  return isolated;
}

/** Nodes under outputs of new names, with the constants that they read. */
class LayerCuts {
  /** What the nodes read that is no constant. */
  readonly inputs = new Set<string>();
  readonly #nodes: NodeProto[] = [];
  /** What the nodes compute. */
  readonly #made = new Set<string>();
  readonly #constants = new Map<string, TensorProto>();
  readonly #fresh: (wanted: string) => string;

  constructor(
    private readonly whole: ModelProto,
    private readonly view: GraphView,
  ) {
    this.#fresh = freshNames(whole);
  }

  /** @returns the new name of what `node`, or the node behind it, computes */
  add(node: NodeView, behind: NodeView | null): string {
    const sum = this.#place(node, node.inputs);
    return behind ? this.#place(behind, [sum, ...behind.inputs.slice(1)]) : sum;
  }

  model(outputs: readonly string[]): ModelProto {
    const cut = withGraph(this.whole, {
      node: this.#nodes,
      initializer: [],
      input: [...this.inputs].map((name) => valueInfo(name, this.view.shapes.get(name) ?? null)),
      output: outputs.map((name) => valueInfo(name, null)),
      valueInfo: [],
      quantizationAnnotation: [],
    });
    return withInitializers(cut, [...this.#constants.values()]);
  }

  #place({ name, proto, outputs }: NodeView, input: readonly string[]): string {
    for (const tensor of input) {
      if (!tensor || this.#made.has(tensor)) continue;
      const constant = constantOf(this.view, tensor);
      if (constant) this.#constants.set(tensor, shallowCopy(TensorProtoSchema, constant, { name: tensor }));
      else this.inputs.add(tensor);
    }
    const output = this.#fresh(`${outputs[0]}_isolated`);
    this.#made.add(output);
    this.#nodes.push(shallowCopy(NodeProtoSchema, proto, { name, input: [...input], output: [output] }));
    return output;
  }
}
