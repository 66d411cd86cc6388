import { create } from "@bufbuild/protobuf";
import { type ModelProto, ModelProtoSchema, StringStringEntryProtoSchema } from "../schema/onnx_pb.ts";
import { shallowCopy } from "./shallow-copy.ts";

const RECIPE_KEY = "quantization_lab.recipe";

/**
 * A copy of the model that names the lab as its producer and, where a recipe is given, keeps it as JSON in
 * `metadata_props` under `quantization_lab.recipe`, in place of one that was there (ONNX IR, "Optional Metadata").
 */
export function withProvenance(model: ModelProto, recipe: string | undefined): ModelProto {
  const metadataProps = model.metadataProps.filter(({ key }) => recipe === undefined || key !== RECIPE_KEY);
  if (recipe !== undefined) {
    metadataProps.push(create(StringStringEntryProtoSchema, { key: RECIPE_KEY, value: recipe }));
  }
  return shallowCopy(ModelProtoSchema, model, {
    metadataProps,
    producerName: "Quantization Lab",
    producerVersion: "",
  });
}
