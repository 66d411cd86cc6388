import { LabError } from "#failures/lab-error.ts";
import { graphView } from "../../model/graph/graph.ts";
import { mainGraph, shallowCopy, withGraph } from "../../model/graph/shallow-copy.ts";
import { MODEL_LIMITS } from "../../model/read/limits.ts";
import {
  type ModelProto,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "../../model/schema/onnx_pb.ts";

/**
 * A copy of the model whose inputs and outputs take batches of any length where the file states a batch of 0, as
 * exporters write it for a length that they do not know: the runtime would take it by its word and refuse every item.
 *
 * @returns the model itself where no batch is 0
 * @throws LabError `model.unsupported` (details.what `input-size`, name, shape) for an input that holds nothing because
 *   another dimension is 0
 * @throws LabError `model.too-large` (details.what `values in its input “…”`) for an input beyond `MODEL_LIMITS.inputValues`
 */
export function openInputs(model: ModelProto): ModelProto {
  const view = graphView(model);
  for (const { name } of view.inputs) checkInputSize(name, view.shapes.get(name) ?? []);
  const isZero = ({ name }: ValueInfoProto) => view.shapes.get(name)?.[0] === 0;
  if (!view.inputs.some(isZero)) return model;
  const graph = mainGraph(model);
  const opened = (info: ValueInfoProto) => (isZero(info) ? withDimension(info, 0, "") : info);
  return withGraph(model, {
    input: graph.input.map(opened),
    output: graph.output.map(opened),
    valueInfo: graph.valueInfo.map(opened),
  });
}

function checkInputSize(name: string, shape: readonly (number | string)[]): void {
  const shown = name.slice(0, 200);
  const [batch, ...own] = shape;
  if (own.includes(0)) {
    throw new LabError("model.unsupported", { what: "input-size", name: shown, shape: shape.join("×") });
  }
  const sizes = [batch || 1, ...own].map((size) => (typeof size === "number" ? size : 1));
  const values = sizes.reduce((product, size) => product * size, 1);
  if (values > MODEL_LIMITS.inputValues) {
    const what = `values in its input “${shown}” (${shape.map((size) => size || "any").join(" × ")})`;
    throw new LabError("model.too-large", { what, found: values, limit: MODEL_LIMITS.inputValues });
  }
}

/** A copy of a declaration with one dimension open, under a name or none (""); itself where it states no such dimension. */
export function withDimension(info: ValueInfoProto, axis: number, symbol: string): ValueInfoProto {
  const { type } = info;
  if (type?.value.case !== "tensorType" || !type.value.value.shape?.dim[axis]) return info;
  const tensor = type.value.value;
  const { shape } = tensor;
  if (!shape) return info;
  const open = shallowCopy(TensorShapeProto_DimensionSchema, shape.dim[axis], {
    value: symbol ? { case: "dimParam", value: symbol } : { case: undefined },
  });
  const changed = shallowCopy(TypeProto_TensorSchema, tensor, {
    shape: shallowCopy(TensorShapeProtoSchema, shape, { dim: shape.dim.with(axis, open) }),
  });
  return shallowCopy(ValueInfoProtoSchema, info, {
    type: shallowCopy(TypeProtoSchema, type, { value: { case: "tensorType", value: changed } }),
  });
}

/**
 * A copy of the model whose initialisers are inputs of the graph no more. Those that are listed as inputs, as IR
 * 3 wants it, are values that a caller may replace, which keeps the runtime from optimizing with them; nobody
 * does here.
 */
export function withoutInitializerInputs(model: ModelProto): ModelProto {
  const graph = mainGraph(model);
  const initializers = new Set(graph.initializer.map(({ name }) => name));
  const input = graph.input.filter(({ name }) => !initializers.has(name));
  if (input.length === graph.input.length) return model;
  const copy = withGraph(model, { input });
  if (copy.irVersion < 4n) copy.irVersion = 4n;
  return copy;
}
