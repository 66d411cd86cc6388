import { LabError } from "#failures/lab-error.ts";
import { subgraphs } from "../graph/attributes.ts";
import { mainGraph } from "../graph/shallow-copy.ts";
import type { GraphProto, ModelProto, NodeProto, SparseTensorProto, TensorProto } from "../schema/onnx_pb.ts";
import { TensorProto_DataLocation } from "../schema/onnx_pb.ts";
import { tensorBytes } from "./tensor-check.ts";

/** Files dropped beside a model, by name, or by path below the folder that was dropped. */
export type DataFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Gives tensors whose values lie in other files (onnx.proto, `data_location` EXTERNAL) those values, as views
 * of the files' bytes, in place: nothing is copied. A file is found by its path, else by its name where only
 * one has it. The keys `location`, `offset` and `length` are read; `checksum` is not compared.
 *
 * @throws LabError `model.external-missing` (details.files: names separated by commas, count)
 * @throws LabError `model.truncated` (details.file, found, needed) for a file that ends before the values do
 * @throws LabError `model.damaged` for a location outside the model's folder, an offset that is none, or a length
 *   that does not fit the shape
 */
export function attachExternalData(model: ModelProto, files: DataFiles): void {
  const tensors = externalTensors(model);
  const missing = new Set(tensors.map(locationOf).filter((location) => !findFile(files, location)));
  if (missing.size > 0) {
    const names = [...missing].slice(0, 5).map((name) => name.slice(0, 200));
    const rest = missing.size > names.length ? ` and ${missing.size - names.length} more` : "";
    throw new LabError("model.external-missing", { files: names.join(", ") + rest, count: missing.size });
  }
  for (const tensor of tensors) {
    const file = findFile(files, locationOf(tensor));
    if (!file) continue; // refused above
    tensor.rawData = valuesOf(tensor, file);
    tensor.dataLocation = TensorProto_DataLocation.DEFAULT;
    tensor.externalData = [];
  }
}

function valuesOf(tensor: TensorProto, file: Uint8Array): Uint8Array {
  const needed = tensorBytes(tensor);
  const offset = countOf(tensor, "offset") ?? 0;
  const length = countOf(tensor, "length") ?? needed;
  if (length !== needed) {
    throw damaged(tensor, `its values in another file take ${length} bytes, its shape ${needed}`);
  }
  if (offset + length > file.length) {
    const details = {
      file: locationOf(tensor),
      name: tensor.name,
      found: file.length,
      needed: offset + length,
    };
    throw new LabError("model.truncated", details);
  }
  return file.subarray(offset, offset + length);
}

/** A number of bytes; null where it is not given, or given as 0 in place of a length. */
function countOf(tensor: TensorProto, key: "offset" | "length"): number | null {
  const text = entryOf(tensor, key);
  if (text === undefined || (key === "length" && text === "0")) return null;
  const count = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(count)) throw damaged(tensor, `the ${key} of its values is not a number of bytes`);
  return count;
}

/** @throws LabError `model.damaged` for a path that leads out of the model's folder, or none */
function locationOf(tensor: TensorProto): string {
  const location = (entryOf(tensor, "location") ?? "").replace(/^(\.\/)+/, "");
  const isOutside =
    /^[/\\~]|^[a-z]+:|\\/i.test(location) || location.split("/").some((part) => part === "..");
  if (location === "" || isOutside) throw damaged(tensor, "its values lie outside the model's folder");
  return location;
}

function findFile(files: DataFiles, location: string): Uint8Array | null {
  const exact = files.get(location);
  if (exact) return exact;
  const name = location.slice(location.lastIndexOf("/") + 1);
  const named = [...files].filter(([path]) => path.slice(path.lastIndexOf("/") + 1) === name);
  return named.length === 1 ? named[0][1] : null;
}

function entryOf({ externalData }: TensorProto, wanted: string): string | undefined {
  return externalData.find(({ key }) => key === wanted)?.value;
}

function externalTensors(model: ModelProto): TensorProto[] {
  const tensors = [
    ...graphTensors(mainGraph(model)),
    ...model.functions.flatMap(({ node }) => nodeTensors(node)),
  ];
  return tensors.filter(({ dataLocation }) => dataLocation === TensorProto_DataLocation.EXTERNAL);
}

function graphTensors({ initializer, sparseInitializer, node }: GraphProto): TensorProto[] {
  return [...initializer, ...sparseInitializer.flatMap(sparseParts), ...nodeTensors(node)];
}

const sparseParts = ({ values, indices }: SparseTensorProto): TensorProto[] =>
  [values, indices].flatMap((part) => part ?? []);

function nodeTensors(nodes: readonly NodeProto[]): TensorProto[] {
  return nodes.flatMap((node) => [
    ...node.attribute.flatMap(({ t, tensors }) => (t ? [t, ...tensors] : tensors)),
    ...node.attribute.flatMap(({ sparseTensor }) => (sparseTensor ? sparseParts(sparseTensor) : [])),
    ...subgraphs(node).flatMap(graphTensors),
  ]);
}

function damaged({ name }: TensorProto, what: string): LabError {
  return new LabError("model.damaged", { what, name: name.slice(0, 200) });
}
